import type { ConfiguredSource } from '../config/index.ts';
import type { World } from './world.ts';

/**
 * Tells the files on this host that sources are read from, at rest, from every other: size and time of each. One that is not
 * there or not at rest counts as it was when it last was, so that it keeps no other from being seen. The function answers
 * null while none has ever been at rest, and throws TenuredError when no file can be looked at.
 */
export function filesSeen(
  world: Pick<World, 'source'>,
  sources: readonly Pick<ConfiguredSource, 'settings'>[],
): () => Promise<string | null> {
  // Another host is asked when the schedule says so, not every few seconds.
  const here = sources.filter(({ settings }) => settings.transport.kind === 'file');
  const last = new Map<string, string>();
  return async () => {
    const looks = await Promise.allSettled(here.map((one) => look(world, one)));
    looks.forEach((one, index) => {
      if (one.status === 'fulfilled') last.set(here[index]?.settings.name ?? '', one.value);
    });
    const [first] = looks;
    if (first?.status === 'rejected' && looks.every(({ status }) => status === 'rejected')) throw first.reason;
    return last.size === 0 ? null : here.map(({ settings }) => last.get(settings.name) ?? '-').join(', ');
  };
}

async function look(world: Pick<World, 'source'>, { settings }: Pick<ConfiguredSource, 'settings'>): Promise<string> {
  const { bytes, modifiedAt } = await world.source(settings).look();
  return `${String(bytes)} ${String(modifiedAt)}`;
}

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Problem } from '../domain/kernel/problem.ts';
import type { Settings } from './settings.ts';
import type { OpenState, World } from './world.ts';

const stateFile = 'tenured.db';

/** The state as it is; null before the first run, which makes it. */
export function openExisting(world: World, { configuration }: Pick<Settings, 'configuration'>): OpenState | null {
  const { dir } = configuration.state;
  return existsSync(join(dir, stateFile)) ? world.openState(dir) : null;
}

/** Sources that people are known from and that nobody reads any more, by what the state says. */
export function removedSources(world: World, settings: Settings): readonly Problem[] {
  const state = openExisting(world, settings);
  if (state === null) return [];
  try {
    return removedFrom(state, settings);
  } finally {
    state.close();
  }
}

/** The same for a state that is open. */
export function removedFrom({ stores }: OpenState, { configuration, mappings }: Settings): readonly Problem[] {
  const removed = [...stores.standings.known().keys()].filter((name) => mappings.of(name) === undefined);
  return removed.flatMap((name): Problem[] => {
    const accepted = stores.feed.accepted(name);
    if (accepted === null) return [];
    return [
      {
        code: 'TEN-1282',
        severity: 'warning',
        message: `the source ${name} is not configured any more; its last accepted file has ${String(accepted.rows)} rows`,
        where: { file: configuration.file },
        why: 'whoever only that source tells of counts as missing from it: they keep what they have, and announced ends happen',
        hint: 'put it back, or see to these people by hand: the plan names them',
      },
    ];
  });
}

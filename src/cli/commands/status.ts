import { formatInstant } from '../../domain/time/instant.ts';
import type { GlobalOptions } from '../options.ts';
import { statusLines } from '../screens/status.ts';
import { printLines, toScreen } from '../screens/to-screen.ts';
import { configFlag } from '../show-plan.ts';
import { gather } from '../status/gather.ts';
import { withState } from '../with-state.ts';
import type { World } from '../world.ts';

/** How things stand, from this side's own stores: works without Okta, without HR, and beside a run. */
export async function statusCommand(world: World, options: GlobalOptions): Promise<number> {
  return withState(world, options, async (state, settings) => {
    const status = await gather(world, state, settings);
    if (options.json) {
      await world.stdout.write(`${JSON.stringify({ schemaVersion: 1, ...status }, withIsoInstants, 2)}\n`);
      return 0;
    }
    await printLines(world.stdout, statusLines(toScreen(world.stdout, options), status, configFlag(options.config)));
    return 0;
  });
}

/** Members of these names are instants; in JSON they are ISO 8601 UTC. */
const instants: ReadonlySet<string> = new Set([
  'now',
  'since',
  'at',
  'startedAt',
  'endedAt',
  'requestedAt',
  'modifiedAt',
]);

function withIsoInstants(key: string, value: unknown): unknown {
  return instants.has(key) && typeof value === 'number' ? formatInstant(value as never) : value;
}

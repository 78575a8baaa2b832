import { asJson } from '../../domain/kernel/canonical-json.ts';
import { acceptFewer, lookForFewer, type FewerLook, type FewerTools } from '../../reconcile/fewer/accept-fewer.ts';
import type { Emit } from '../../reconcile/events.ts';
import { confirm } from '../confirm.ts';
import { createLog } from '../log.ts';
import type { GlobalOptions } from '../options.ts';
import { fewerLines } from '../screens/fewer.ts';
import { printLines, toScreen } from '../screens/to-screen.ts';
import { lookTools } from '../turn-tools.ts';
import { watched } from '../watched.ts';
import { withLease } from '../with-lease.ts';
import { withState } from '../with-state.ts';
import type { OpenState, World } from '../world.ts';

export interface AcceptFewerOptions extends GlobalOptions {
  readonly reason: string | null;
  readonly yes: boolean;
}

/**
 * Says yes to Okta showing fewer than before, where that stops tenured (TEN-2350): first shows what is missing, then takes
 * it out of what is known. Reads Okta and changes nothing there.
 */
export async function acceptFewerCommand(world: World, options: AcceptFewerOptions): Promise<number> {
  return withState(world, options, async (state, settings) => {
    const log = createLog(world, options);
    const look = async <Value>(work: (tools: FewerTools) => Promise<Value>, lost: AbortSignal | null) => {
      const inFrontOf = (emit: Emit) => work(lookTools({ world, state, settings, log, emit }, lost));
      return (await watched(world, options, log, inFrontOf)).value;
    };
    const looked = await look(lookForFewer, null);
    if (looked.length === 0) {
      await tell(world, options, 'nothing', looked, 'Okta shows nothing fewer than is believed of itself.');
      return 0;
    }
    if (!options.json) await printLines(world.stdout, fewerLines(toScreen(world.stdout, options), looked));
    if (!(await confirm(world, options, 'Is that right so, and are they to be forgotten here?'))) return 0;
    await withLease(world, state, 'run', options.lockTimeoutMs, async ({ lost }) => {
      note(world, options, state, looked);
      await look((tools) => acceptFewer(tools, looked), lost);
    });
    await tell(
      world,
      options,
      'accepted',
      looked,
      'Taken out of what is known. The next plan goes by what Okta shows.',
    );
    return 0;
  });
}

/** Who said so, and to what, before it counts. */
function note(world: World, { reason }: AcceptFewerOptions, { stores }: OpenState, looked: readonly FewerLook[]): void {
  const fewer = looked.map(({ of, group, known, missing, inUse }) => ({ of, group, known, missing, inUse }));
  const body = asJson({ person: world.user(), reason, fewer });
  stores.audit.note({ at: world.clock.now(), kind: 'accepted-fewer', body });
}

async function tell(
  world: World,
  { json }: GlobalOptions,
  outcome: 'nothing' | 'accepted',
  looked: readonly FewerLook[],
  text: string,
): Promise<void> {
  const fewer = looked.map(({ accounts: _accounts, ...rest }) => rest);
  await world.stdout.write(`${json ? JSON.stringify({ schemaVersion: 1, outcome, fewer }, null, 2) : text}\n`);
}

import { runApply } from '../../reconcile/apply/apply-run.ts';
import { lookAtUndo, storeUndo, type UndoLook, type UndoTools } from '../../reconcile/undo/undo.ts';
import { counted } from '../../report/index.ts';
import { applyVerdict, tellVerdict } from '../apply-exit.ts';
import { confirm } from '../confirm.ts';
import { createLog } from '../log.ts';
import type { GlobalOptions } from '../options.ts';
import { printLines, toScreen } from '../screens/to-screen.ts';
import { undoLines } from '../screens/undo.ts';
import { requireWriting } from '../require-writing.ts';
import type { Settings } from '../settings.ts';
import { configFlag } from '../show-plan.ts';
import { commandTools } from '../turn-tools.ts';
import { appliedDocument, showApplied, watched } from '../watched.ts';
import { withLease } from '../with-lease.ts';
import { withState } from '../with-state.ts';
import type { OpenState, World } from '../world.ts';

export interface UndoOptions extends GlobalOptions {
  readonly reason: string | null;
  readonly yes: boolean;
}

/**
 * Takes back what a run did, as far as Okta can: a plan of its own, stored before anything is written, and rechecked like
 * every other. The people concerned are paused, so that the next run does not do it again.
 */
export async function undoCommand(world: World, options: UndoOptions, run: number): Promise<number> {
  return withState(world, options, async (state, settings) => {
    requireWriting(settings);
    const tools = undoTools(world, state, settings);
    const look = await lookAtUndo(tools, run);
    if (!options.json) {
      await printLines(world.stdout, undoLines(toScreen(world.stdout, options), look));
      await world.stdout.write('\n');
    }
    if (look.total === 0) {
      await world.stdout.write(
        options.json ? `${JSON.stringify(document(look), null, 2)}\n` : 'Nothing can be taken back.\n',
      );
      return 0;
    }
    const question = `Take back ${counted(look.total, 'change')} and pause ${counted(look.people, 'person', 'people')}?`;
    if (!(await confirm(world, options, question))) return 0;
    return carryOut(world, options, state, settings, look);
  });
}

function undoTools(world: World, state: OpenState, { configuration, mappings }: Settings): UndoTools {
  return {
    clock: world.clock,
    journal: state.history,
    stores: state.stores,
    mappings,
    options: { ...configuration.reconcile, version: world.version },
    company: configuration.name,
    breathe: world.breathe,
  };
}

function carryOut(
  world: World,
  options: UndoOptions,
  state: OpenState,
  settings: Settings,
  look: UndoLook,
): Promise<number> {
  const log = createLog(world, options);
  return withLease(world, state, 'run', options.lockTimeoutMs, async (held) => {
    const consent = { person: world.user(), reason: options.reason };
    const plan = await storeUndo(undoTools(world, state, settings), look, consent);
    const { value: result, said } = await watched(world, options, log, (emit) =>
      runApply(commandTools({ world, state, settings, held, log, emit }), {
        plan,
        trigger: 'command',
        evenPaused: true,
      }),
    );
    if (options.json) {
      await world.stdout.write(`${JSON.stringify({ ...document(look), ...appliedDocument(result, said) }, null, 2)}\n`);
    } else {
      await showApplied(world, options, result, said);
      const flag = configFlag(options.config);
      await world.stdout.write(
        `${counted(look.people, 'person is', 'people are')} paused, so that the next run does not do it again.\n` +
          `Lift it for each with: tenured resume WORKER${flag}; tenured status${flag} lists them.\n`,
      );
    }
    const verdict = applyVerdict(world, result);
    await tellVerdict(world, options.json, verdict);
    return verdict.code;
  });
}

function document({ run, total, people, cannot, cannotTotal }: UndoLook) {
  const kept = cannot.map(({ operation: { kind, subject, id }, why }) => ({
    kind,
    worker: subject.worker,
    operation: id,
    why,
  }));
  return { schemaVersion: 1, undone: run, reversible: total, people, cannot: kept, cannotTotal };
}

import { TenuredError } from '../../domain/kernel/errors.ts';
import type { Instant } from '../../domain/time/instant.ts';
import type { Pause } from '../../reconcile/ports.ts';
import { confirm } from '../confirm.ts';
import { called, findPerson, type Person } from '../find-person.ts';
import type { GlobalOptions } from '../options.ts';
import { requireSettings } from '../settings.ts';
import { configFlag } from '../show-plan.ts';
import { withState } from '../with-state.ts';
import type { OpenState, World } from '../world.ts';

export interface PauseOptions extends GlobalOptions {
  readonly reason: string | null;
  readonly yes: boolean;
}

/**
 * Stops every write to Okta, for one person or for everybody, until `resume`. What is in flight finishes. When the state
 * cannot be written, everybody's pause becomes a file beside it, which every write looks for.
 */
export async function pauseCommand(world: World, options: PauseOptions, who: string | null): Promise<number> {
  if (who === null) return pauseEverybody(world, options);
  return withState(world, options, async (state) => {
    const person = findPerson(state, who);
    setPause(world, state, { worker: person.id, reason: options.reason });
    await tell(world, options, { paused: person.id }, [
      `Paused: nothing is written about ${called(person)}, an end of access neither.`,
      `Lift it with: tenured resume ${person.id}${configFlag(options.config)}`,
    ]);
    return 0;
  });
}

async function pauseEverybody(world: World, options: PauseOptions): Promise<number> {
  const question = 'Write nothing to Okta for anybody, leavers included, until somebody resumes?';
  if (!(await confirm(world, options, question))) return 0;
  const how = await withState(world, options, (state) => {
    setPause(world, state, { worker: null, reason: options.reason });
    return Promise.resolve('state' as const);
  }).catch((error: unknown) => pauseByFile(world, options, error));
  await tell(world, options, { paused: 'everybody', by: how }, [
    how === 'state'
      ? 'Paused: nothing is written to Okta for anybody, leavers included.'
      : 'Paused by a file, since the state cannot be written now: nothing is written to Okta for anybody.',
    `Lift it with: tenured resume${configFlag(options.config)}`,
  ]);
  return 0;
}

/** Stopping everything must not depend on the very thing that may be in trouble. */
function pauseByFile(world: World, options: PauseOptions, error: unknown): 'file' {
  if (!(error instanceof TenuredError) || !error.code.startsWith('TEN-40')) throw error;
  const { configuration } = requireSettings(options.config, world);
  const reason = options.reason === null ? '' : `: ${options.reason}`;
  world.pauseFile.write(configuration.state.dir, `paused by ${world.user()}${reason}`);
  return 'file';
}

function setPause(world: World, state: OpenState, { worker, reason }: Pick<Pause, 'worker' | 'reason'>): void {
  const person = world.user();
  const at = world.clock.now();
  state.stores.workers.together(() => {
    state.stores.controls.pause({ worker, person, reason, since: at });
    note(state, 'paused', at, worker, { person, reason });
  });
}

function note(
  state: OpenState,
  kind: 'paused' | 'resumed',
  at: Instant,
  worker: string | null,
  body: { readonly person: string; readonly reason: string | null },
): void {
  state.stores.audit.note({ at, kind, body, ...(worker === null ? {} : { worker }) });
}

/** Ends a pause: of one person, or everybody's with its file. People who are paused by name stay so. */
export async function resumeCommand(
  world: World,
  options: Omit<PauseOptions, 'reason'>,
  who: string | null,
): Promise<number> {
  return withState(world, options, async (state, { configuration }) => {
    if (who !== null) return resumePerson(world, options, state, findPerson(state, who));
    const pause = state.stores.controls.pauseOf(null);
    const line = world.pauseFile.read(configuration.state.dir);
    if (pause === null && line === null) {
      await tell(world, options, { resumed: null }, ['Nothing was paused for everybody.']);
      return 0;
    }
    const question = `${whyPaused(pause, line)} Let tenured write to Okta again?`;
    if (!(await confirm(world, options, question))) return 0;
    endPause(world, state, null);
    world.pauseFile.remove(configuration.state.dir);
    await tell(world, options, { resumed: 'everybody' }, ['Resumed: what is due and approved is carried out again.']);
    return 0;
  });
}

function whyPaused(pause: Pause | null, line: string | null): string {
  if (pause === null) return `There is a pause file${line === '' || line === null ? '' : ` (${line})`}.`;
  return `Paused by ${pause.person}${pause.reason === null ? '' : ` (${pause.reason})`}.`;
}

async function resumePerson(
  world: World,
  options: Omit<PauseOptions, 'reason'>,
  state: OpenState,
  person: Person,
): Promise<number> {
  const was = endPause(world, state, person.id);
  const lines = was ? [`Resumed: ${called(person)} is looked after again.`] : [`${called(person)} was not paused.`];
  await tell(world, options, { resumed: was ? person.id : null }, lines);
  return 0;
}

function endPause(world: World, state: OpenState, worker: string | null): boolean {
  const at = world.clock.now();
  let was = false;
  state.stores.workers.together(() => {
    was = state.stores.controls.resume(worker);
    if (was) note(state, 'resumed', at, worker, { person: world.user(), reason: null });
  });
  return was;
}

async function tell(
  world: World,
  { json }: Pick<GlobalOptions, 'json'>,
  document: Readonly<Record<string, string | null>>,
  lines: readonly string[],
): Promise<void> {
  const text = json ? JSON.stringify({ schemaVersion: 1, ...document }, null, 2) : lines.join('\n');
  await world.stdout.write(`${text}\n`);
}

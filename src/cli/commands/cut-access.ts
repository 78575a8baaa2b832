import { enabledStatuses } from '../../domain/identity/observed.ts';
import { TenuredError } from '../../domain/kernel/errors.ts';
import { formatInstant, minute, second, type Instant } from '../../domain/time/instant.ts';
import { protectionOf } from '../../reconcile/plan/protection.ts';
import { runOnce } from '../../reconcile/run-once.ts';
import { accountWords, stampText } from '../../report/index.ts';
import { confirm } from '../confirm.ts';
import { called, findPerson, type Person } from '../find-person.ts';
import { createLog } from '../log.ts';
import type { GlobalOptions } from '../options.ts';
import { exitLine } from '../print-problem.ts';
import { requireWriting } from '../require-writing.ts';
import type { Settings } from '../settings.ts';
import { configFlag } from '../show-plan.ts';
import { stoppedBy } from '../stopped-by.ts';
import { commandTools } from '../turn-tools.ts';
import { appliedDocument, showApplied, watched } from '../watched.ts';
import { withLease } from '../with-lease.ts';
import { withState } from '../with-state.ts';
import type { OpenState, World } from '../world.ts';

export interface CutAccessOptions extends GlobalOptions {
  /** Null for now. */
  readonly at: Instant | null;
  readonly evenProtected: boolean;
  readonly reason: string | null;
  readonly yes: boolean;
  /** Takes the request back instead. */
  readonly lift: boolean;
}

/** What the command works with. */
interface Cutting {
  readonly world: World;
  readonly options: CutAccessOptions;
  readonly state: OpenState;
  readonly settings: Settings;
  readonly person: Person;
}

/** How often the account is looked at while a daemon ends the access, and for how long. */
const lookEvery = 0.5 * second;
const lookFor = minute;

/**
 * Ends one person's access, whatever HR says. The request stays until it is lifted, so that nobody gives the access back in
 * the meantime. A daemon that runs carries it out; else this command does, as a turn that only ends access.
 */
export async function cutAccessCommand(world: World, options: CutAccessOptions, who: string): Promise<number> {
  return withState(world, options, async (state, settings) => {
    if (!options.lift) requireWriting(settings);
    const person = findPerson(state, who);
    const cutting = { world, options, state, settings, person };
    return options.lift ? lift(cutting) : cut(cutting);
  });
}

async function cut(cutting: Cutting): Promise<number> {
  const { world, options, state, person } = cutting;
  refuseUntouchable(cutting);
  if (!options.json) await world.stdout.write(`${whoText(person)}\n`);
  if (!(await confirm(world, options, `End the access of ${called(person)} ${whenText(cutting)}?`))) return 0;
  const now = world.clock.now();
  const at = options.at === null || options.at < now ? now : options.at;
  leave(cutting, at, now);
  if (at > now) return announce(cutting, at);
  if (state.leases.atWork('daemon', now) !== null) return watchDaemon(cutting);
  return carryOut(cutting);
}

/** @throws TenuredError TEN-2402 without an account of tenured's own, TEN-2403 with a protected one. */
function refuseUntouchable({ state, settings, options, person }: Cutting): void {
  const { account } = person;
  if (account === null) {
    throw new TenuredError('TEN-2402', `${called(person)} has no Okta account that tenured looks after`, {
      why: 'tenured only ever touches accounts that it created or took over',
      hint: 'if there is an account, end its access by hand in Okta',
    });
  }
  const protection = protectionOf(state.stores.mirror, settings.configuration.reconcile.protection)(account);
  if (protection === null || options.evenProtected) return;
  throw new TenuredError('TEN-2403', `the account of ${called(person)} is protected: ${protection}`, {
    hint: 'if it has to end all the same, say so with --protected',
  });
}

function whoText(person: Person): string {
  const { account } = person;
  const status = account === null ? 'no account' : `${account.login}, ${accountWords(account.status)} when last seen`;
  return `${called(person)}  ${status}`;
}

function whenText({ options, settings, world }: Cutting): string {
  const { at } = options;
  if (at === null || at <= world.clock.now()) return 'now, whatever HR says';
  return `at ${stampText(formatInstant(at), settings.configuration.reconcile.zone)}, whatever HR says`;
}

/** The request and the note of it, in one transaction that needs no lease. */
function leave({ world, options, state, person }: Cutting, at: Instant, now: Instant): void {
  const { evenProtected, reason } = options;
  const who = world.user();
  state.stores.workers.together(() => {
    const request = { worker: person.id, at, person: who, reason, evenProtected, requestedAt: now };
    state.stores.controls.cut(request);
    const body = { person: who, reason, at: formatInstant(at), evenProtected, lifted: false };
    state.stores.audit.note({ at: now, kind: 'cut-access', worker: person.id, body });
  });
}

async function announce(cutting: Cutting, at: Instant): Promise<number> {
  const { world, settings, state, options, person } = cutting;
  const when = stampText(formatInstant(at), settings.configuration.reconcile.zone);
  const daemon = state.leases.atWork('daemon', world.clock.now()) !== null;
  const by = daemon
    ? 'The daemon does it.'
    : 'No daemon is running: start one with `tenured run`, or run `tenured run --once` then.';
  await tell(cutting, { outcome: 'requested', at: formatInstant(at) }, [
    `Requested: the access of ${called(person)} ends at ${when}. ${by}`,
    liftText(options, person),
  ]);
  return 0;
}

/** One turn under the run lease that plans from what is known and carries out what ends access. */
async function carryOut(cutting: Cutting): Promise<number> {
  const { world, options, state, settings, person } = cutting;
  const log = createLog(world, options);
  return withLease(world, state, 'run', options.lockTimeoutMs, async (held) => {
    const { value: turn, said } = await watched(world, options, log, (emit) =>
      runOnce(commandTools({ world, state, settings, held, log, emit }), {
        trigger: 'request',
        look: 'nothing',
        asOf: null,
        endingsOnly: true,
      }),
    );
    const { applied } = turn;
    if (applied !== null && !options.json) await showApplied(world, options, applied, said);
    const done = applied === null ? {} : { applied: appliedDocument(applied, said) };
    return conclude(cutting, done, said.troubles.find(({ worker }) => worker === person.id)?.why ?? null);
  });
}

/** A daemon wakes for the request within seconds. */
async function watchDaemon(cutting: Cutting): Promise<number> {
  const { world, person, options } = cutting;
  if (!options.quiet) await world.stderr.write(`The daemon ends the access of ${called(person)} …\n`);
  const giveUp = world.clock.now() + lookFor;
  while (!hasEnded(cutting) && world.clock.now() < giveUp) await world.clock.sleep(lookEvery, world.stop);
  return conclude(cutting, {}, null);
}

function hasEnded({ state, person }: Cutting): boolean {
  const account = person.account === null ? null : state.stores.mirror.userById(person.account.id);
  return account !== null && !enabledStatuses.has(account.status);
}

async function conclude(cutting: Cutting, document: object, why: string | null): Promise<number> {
  const { world, options, person } = cutting;
  if (hasEnded(cutting)) {
    await tell(cutting, { outcome: 'done', ...document }, [
      `Done: ${called(person)} has no access any more, and is signed out.`,
      liftText(options, person),
    ]);
    return 0;
  }
  const stopped = stoppedBy(cutting)();
  const code = stopped === null ? 3 : 5;
  const reason = stopped ?? why ?? 'nothing has been done about it yet';
  await tell(cutting, { outcome: 'open', why: reason, ...document }, [
    `NOT DONE YET: ${called(person)} still has access: ${reason}.`,
    `The request stays and is tried again by every run. End the access by hand in Okta if it cannot wait.`,
  ]);
  if (options.json) await world.stderr.write(exitLine(code, `access has not ended: ${reason}`, 'tenured status'));
  return code;
}

function liftText({ config }: CutAccessOptions, { id }: Person): string {
  return `It stays so until: tenured cut-access ${id} --lift${configFlag(config)}`;
}

async function lift(cutting: Cutting): Promise<number> {
  const { world, options, state, person } = cutting;
  const request = state.stores.controls.cutOf(person.id);
  if (request === null) {
    await tell(cutting, { outcome: 'nothing' }, [`Nobody asked to end the access of ${called(person)}.`]);
    return 0;
  }
  const asked = `${request.person}${request.reason === null ? '' : ` (${request.reason})`}`;
  if (!(await confirm(world, options, `Take back that the access of ${called(person)} ends, as ${asked} asked?`)))
    return 0;
  const at = world.clock.now();
  state.stores.workers.together(() => {
    state.stores.controls.liftCut(person.id);
    const body = { person: world.user(), reason: options.reason, lifted: true };
    state.stores.audit.note({ at, kind: 'cut-access', worker: person.id, body });
  });
  await tell(cutting, { outcome: 'lifted' }, [
    `Lifted: what becomes of the account of ${called(person)} is HR's to say again.`,
    `Next: tenured plan${configFlag(options.config)}. Giving access back needs a person's approval.`,
  ]);
  return 0;
}

async function tell(
  { world, options, person }: Cutting,
  document: Readonly<Record<string, unknown>>,
  lines: readonly string[],
): Promise<void> {
  const text = options.json
    ? JSON.stringify({ schemaVersion: 1, worker: person.id, ...document }, null, 2)
    : lines.join('\n');
  await world.stdout.write(`${text}\n`);
}

import type { ObservedUser } from '../../domain/identity/observed.ts';
import { isSourced } from '../../domain/identity/sourced.ts';
import { oktaUserId, workerId } from '../../domain/kernel/ids.ts';
import { membersOf } from '../../domain/plan/access.ts';
import type { Operation, OperationKind } from '../../domain/plan/artefact.ts';
import { isHandOver, type HandOver } from '../../domain/plan/conversion.ts';
import { sessionsAfter } from '../../domain/plan/effects.ts';
import type { Instant } from '../../domain/time/instant.ts';
import type { GroupBook } from '../plan/groups.ts';
import type { Intent } from '../ports.ts';
import { ownPeriods, withEarlier } from '../workers/going-on.ts';
import { lookAgain } from '../workers/links.ts';
import { fromText, toText } from '../workers/stored-record.ts';
import { account } from './calls.ts';
import type { Ended } from './ended.ts';
import type { ApplyStores } from './tools.ts';

export interface ConsequenceTools {
  readonly stores: ApplyStores;
  readonly groups: GroupBook;
}

/** An operation that is done, and where what follows from it goes. */
interface Done extends ConsequenceTools {
  readonly intent: Intent;
  readonly operation: Operation;
  readonly user: ObservedUser | null;
  readonly at: Instant;
}

/**
 * What follows on this side from an operation that is done: whose the account is, what the mirror shows, what is owed. Run
 * in the transaction that concludes the intent, so that neither is ever there without the other.
 */
export function consequences(tools: ConsequenceTools, intent: Intent, ended: Ended, at: Instant): void {
  const { operation } = intent;
  const { stores } = tools;
  if (ended.user !== null) stores.mirror.noteUser(ended.user);
  if (ended.outcome !== 'done') return;
  follow[operation.kind]?.({ ...tools, intent, operation, user: ended.user, at });
  if (turns.has(operation.kind)) stores.workers.expire([operation.subject.worker], at);
}

const follow: Readonly<Partial<Record<OperationKind, (done: Done) => void>>> = {
  create: created,
  adopt: (done) => {
    if (isHandOver(done.operation)) handOver(done, done.operation);
    else bind(done, account(done.operation), 'adopted', matchedBy(done.operation));
  },
  'add-to-group': (done) => {
    memberOf(done, done.operation.target ?? '', account(done.operation), true);
  },
  'remove-from-group': (done) => {
    memberOf(done, done.operation.target ?? '', account(done.operation), false);
  },
  // Also when it had to deactivate: apps' tokens outlive that.
  disable: ({ stores, operation, intent, user, at }) => {
    stores.owed.add(sessionsAfter(operation, at), intent.plan, at);
    if (user?.status === 'SUSPENDED' && isSourced(user.provider)) {
      const { id: okta, provider } = user;
      stores.watch.suspended({ okta, worker: workerId(operation.subject.worker), provider }, operation.due ?? '', at);
    }
  },
  activate: unwatched,
  unsuspend: unwatched,
  'clear-sessions': ({ stores, operation }) => {
    stores.owed.remove(operation.id);
  },
};

/** Whoever has access again, by HR's word, is not suspended any more. */
function unwatched({ stores, operation }: Done): void {
  if (operation.subject.okta !== null) stores.watch.forget(operation.subject.okta);
}

/** What a lifecycle depends on beyond HR's dates. */
const turns: ReadonlySet<Operation['kind']> = new Set(['activate', 'disable', 'unsuspend', 'deactivate']);

function created(done: Done): void {
  const { user, intent } = done;
  if (user === null) throw new Error('a creation is done when the account is known, not before');
  bind(done, user.id, 'created', `plan ${intent.plan.slice(0, 12)}`);
  const { groups } = membersOf(intent.operation.after);
  for (const name of groups as readonly string[]) memberOf(done, name, user.id, true);
}

/** The two ids are one person from now on: what HR says of the old one is a part of what it says of the new one. */
function handOver({ stores, intent, at }: Done, { subject, precondition, reason }: HandOver): void {
  const { conversions, workers } = stores;
  const { worker } = subject;
  const from = precondition.worker;
  if (stores.bindings.byWorker(worker) !== null) return;
  if (reason.rule === 'undone') conversions.revert(worker, from);
  else conversions.convert(from, worker, `plan ${intent.plan.slice(0, 12)}`, at);
  const [earlier, later] = [workers.get(from), workers.get(worker)];
  if (reason.rule === 'undone' && earlier !== null) {
    workers.put([{ ...earlier, record: toText(ownPeriods(fromText(earlier.record))) }]);
  } else if (earlier !== null && later !== null) {
    const record = withEarlier(fromText(later.record), earlier.id, fromText(earlier.record));
    workers.put([{ ...later, record: toText(record) }]);
  }
  workers.expire([from, worker], at);
  for (const id of [from, worker]) lookAgain(stores, workerId(id));
}

function matchedBy({ after }: Operation): string {
  const { key } = membersOf(after);
  return typeof key === 'string' ? key : '';
}

function bind({ stores, operation, at }: Done, okta: string, madeBy: 'created' | 'adopted', evidence: string): void {
  const { worker } = operation.subject;
  // Two tries of one creation may both read back as done: it is the same account.
  if (stores.bindings.byWorker(worker)?.okta === okta) return;
  lookAgain(stores, workerId(worker));
  stores.bindings.add([{ worker: workerId(worker), okta: oktaUserId(okta), madeBy, madeAt: at, evidence }]);
}

function memberOf({ stores, groups }: Done, name: string, user: string, member: boolean): void {
  const found = groups.byName.get(name);
  if (found?.usable === true) stores.mirror.noteMember(found.id, oktaUserId(user), member);
}

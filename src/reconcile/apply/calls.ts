import type { ObservedUser, UserStatus } from '../../domain/identity/observed.ts';
import { oktaUserId, type OktaGroupId, type OktaUserId } from '../../domain/kernel/ids.ts';
import { membersOf } from '../../domain/plan/access.ts';
import type { Operation, OperationKind } from '../../domain/plan/artefact.ts';
import type { GroupBook } from '../plan/groups.ts';
import type { DirectoryWriter, WriteOutcome } from '../ports.ts';

/** What one call needs beside the operation. */
export interface CallTools {
  readonly writer: DirectoryWriter;
  readonly groups: GroupBook;
  /** Attributes that an answer's account is read with. */
  readonly attributes: readonly string[];
}

/** A call that was not made, since what it needs is not there. */
export interface NotCalled {
  readonly kind: 'missing';
  readonly why: string;
}

type Call = (tools: CallTools, operation: Operation) => Promise<WriteOutcome> | NotCalled;

const calls: Readonly<Partial<Record<OperationKind, Call>>> = {
  create,
  activate: ({ writer }, one) => writer.activate(account(one), membersOf(one.after)['sendEmail'] === true),
  'update-profile': ({ writer, attributes }, one) =>
    writer.updateProfile(account(one), membersOf(one.after), attributes),
  unsuspend: ({ writer }, one) => writer.unsuspend(account(one)),
  'clear-sessions': ({ writer }, one) => writer.clearSessions(account(one)),
  deactivate: ({ writer }, one) => writer.deactivate(account(one)),
  'add-to-group': (tools, one) => withGroup(tools, one, (group) => tools.writer.addToGroup(group, account(one))),
  'remove-from-group': (tools, one) =>
    withGroup(tools, one, (group) => tools.writer.removeFromGroup(group, account(one))),
};

/** Makes the one call of an operation that is a single call. A disable is several, and an adoption none. */
export function callFor(tools: CallTools, operation: Operation): Promise<WriteOutcome> | NotCalled {
  const call = calls[operation.kind];
  if (call !== undefined) return call(tools, operation);
  return { kind: 'missing', why: `tenured does not carry out ${operation.kind} in one call` };
}

function create(tools: CallTools, operation: Operation): Promise<WriteOutcome> | NotCalled {
  const { groups: names, login, profile } = membersOf(operation.after);
  const groups: OktaGroupId[] = [];
  for (const name of names as readonly string[]) {
    const group = usable(tools.groups, name);
    if (group === null) return groupMissing(name);
    groups.push(group);
  }
  return tools.writer.create(
    { profile: { ...membersOf(profile ?? null), login: login ?? null }, groups },
    tools.attributes,
  );
}

function withGroup(
  tools: CallTools,
  { target }: Operation,
  call: (group: OktaGroupId) => Promise<WriteOutcome>,
): Promise<WriteOutcome> | NotCalled {
  const group = usable(tools.groups, target ?? '');
  return group === null ? groupMissing(target ?? '') : call(group);
}

function usable(groups: GroupBook, name: string): OktaGroupId | null {
  const found = groups.byName.get(name);
  return found?.usable === true ? found.id : null;
}

function groupMissing(name: string): NotCalled {
  return { kind: 'missing', why: `the group "${name}" cannot be written to any more` };
}

/** @throws Error when the operation is about nobody yet: its account has to be filled in before. */
export function account({ subject }: Operation): OktaUserId {
  if (subject.okta === null) throw new Error('an operation on no account');
  return oktaUserId(subject.okta);
}

const statusAfter: Readonly<Partial<Record<OperationKind, UserStatus>>> = {
  activate: 'PROVISIONED',
  unsuspend: 'ACTIVE',
  deactivate: 'DEPROVISIONED',
};

/** The account as it is after a call that does not answer with it. */
export function afterwards({ kind }: Operation, user: ObservedUser): ObservedUser {
  return { ...user, status: statusAfter[kind] ?? user.status };
}

import { enabledStatuses, type ObservedUser, type UserStatus } from '../identity/observed.ts';
import type { AccountState } from '../lifecycle/state.ts';
import type { Instant } from '../time/instant.ts';
import { membersOf, plannedStatus } from './access.ts';
import { claimedByAnother, type Operation, type OperationKind } from './artefact.ts';
import { isHandOver, standsAt, type HandOver } from './conversion.ts';
import { isAhead } from './operation.ts';
import { heldValue, sameValue, type Scalar } from './profile-diff.ts';

/** What was read afresh just before an operation. */
export interface FreshFacts {
  /** The account as Okta has it now, by its id; of a creation by its login. Null when Okta says there is none. */
  readonly user: ObservedUser | null;
  /** The Okta id that is bound to the worker now. */
  readonly boundTo: string | null;
  /** The worker that is bound to the operation's account now. */
  readonly boundBy: string | null;
  /** Why the account must not be touched; null when it may be, also by a person's explicit word. */
  readonly protection: string | null;
  /** What the worker's account is to be at this instant, by the stored record; null when it is not known. */
  readonly wanted: AccountState | null;
  /** The id whose account the worker's rows claim, `taken` when it may be handed over; absent while they claim none. */
  readonly claims?: { readonly of: string | null; readonly taken: boolean };
  /** Other ids, at work or to begin soon, that claim this account; absent while none does. */
  readonly claimedBy?: readonly string[];
  /** The id that the worker, without an account, goes on as; absent for one that stands for itself. */
  readonly goesOnAs?: string;
}

/**
 * What a fresh look says. `go` carry it out; `already` it is so now, nothing is to be sent; `later` it is not due yet;
 * `conflict` something it relied on has changed: nothing is sent, and the next plan looks again. `why` is a sentence
 * without values of the profile.
 */
export type Recheck =
  | { readonly kind: 'go' }
  | { readonly kind: 'already' }
  | { readonly kind: 'later' }
  | { readonly kind: 'conflict'; readonly why: string };

const go: Recheck = { kind: 'go' };
const already: Recheck = { kind: 'already' };
const later: Recheck = { kind: 'later' };

function conflict(why: string): Recheck {
  return { kind: 'conflict', why };
}

/** Whether an operation may still be done, by what was read just now. Pure; neither `lastUpdated` nor a hash counts. */
export function recheck(operation: Operation, facts: FreshFacts, now: Instant): Recheck {
  if (isAhead(operation.notBefore, now)) return later;
  return checks[operation.kind](operation, facts, now);
}

function recheckCreate({ precondition, reason }: Operation, facts: FreshFacts): Recheck {
  const { user, boundTo, wanted, claims, goesOnAs } = facts;
  if (claims !== undefined) return conflict('by HR’s rows the person has an account under another worker id');
  if (goesOnAs !== undefined) return conflict(`the worker id goes on as ${goesOnAs}`);
  if (user !== null) return user.id === boundTo ? already : conflict('an account with this login exists now');
  if (boundTo !== null) return conflict('the person has an account now');
  if (precondition.kind !== 'no-account') return conflict('the plan does not say which login must be free');
  return isWanted(['staged', 'active'], wanted, reason) ? go : conflict('no account is wanted any more');
}

function recheckAdopt(operation: Operation, facts: FreshFacts): Recheck {
  const { subject } = operation;
  const { user, boundTo, boundBy, protection, claims, goesOnAs } = facts;
  if (user === null) return gone;
  if (isHandOver(operation)) return recheckHandOver(operation, user, facts);
  if (claims !== undefined || goesOnAs !== undefined) return conflict('the worker id belongs to another one now');
  if (user.id !== subject.okta) return conflict('the account is another one than planned');
  if (boundTo === user.id && boundBy === subject.worker) return already;
  if (boundTo !== null) return conflict('the person has an account now');
  if (boundBy !== null) return conflict('the account is somebody else’s now');
  return protection === null ? go : isProtected(protection);
}

/** The account goes from one worker id to another: both are bound as the person saw it, and HR still says so. */
function recheckHandOver(operation: HandOver, user: ObservedUser, facts: FreshFacts): Recheck {
  const { subject, precondition, reason } = operation;
  const { boundTo, boundBy, protection } = facts;
  if (user.id !== precondition.okta) return conflict('the account is another one than planned');
  if (boundTo === user.id && boundBy === subject.worker) return already;
  if (boundTo !== null) return conflict('the person has an account now');
  if (boundBy !== precondition.worker) return conflict(`the account is not that of ${precondition.worker} any more`);
  const against =
    reason.rule === 'undone' ? againstGoingBack(operation, facts) : againstGoingOn(operation, user, facts);
  if (against !== null) return against;
  return protection === null ? go : isProtected(protection);
}

function againstGoingBack({ precondition: { worker } }: HandOver, { goesOnAs }: FreshFacts): Recheck | null {
  return goesOnAs === worker ? null : conflict(`the worker id does not go on as ${worker} any more`);
}

function againstGoingOn(operation: HandOver, { status }: ObservedUser, facts: FreshFacts): Recheck | null {
  const { claims, goesOnAs } = facts;
  const { worker } = operation.precondition;
  if (goesOnAs !== undefined) return conflict(`the worker id goes on as ${goesOnAs}`);
  if (claims?.taken !== true || claims.of !== worker) {
    return conflict(`HR does not say any more that the account of ${worker} goes on under this id`);
  }
  return standsAt(status) === plannedStatus(operation) ? null : statusIs(status);
}

const gone = conflict('the account is gone from Okta');

function isProtected(protection: string): Recheck {
  return conflict(`the account is protected: ${protection}`);
}

type Check = (operation: Operation, facts: FreshFacts, now: Instant) => Recheck;
type AccountCheck = (operation: Operation, user: ObservedUser, facts: FreshFacts, now: Instant) => Recheck;

/** The same account, the worker's own; what is so already needs nothing more; and nobody else's or protected. */
function ofOwnAccount(check: AccountCheck): Check {
  return (operation, facts, now) => {
    const { user, boundTo, boundBy, protection } = facts;
    const { worker, okta } = operation.subject;
    if (user === null) return operation.kind === 'remove-from-group' ? already : gone;
    if (user.id !== (okta ?? boundTo)) return conflict('the account is another one than planned');
    if (boundTo !== user.id || (boundBy ?? worker) !== worker) {
      return conflict('the account is not this person’s any more');
    }
    const found = check(operation, user, facts, now);
    if (found === go && isClaimedUnseen(operation, facts)) return conflict('another worker id claims the account now');
    return found === go && protection !== null ? isProtected(protection) : found;
  };
}

/** An end that was decided about before anybody knew that another id claims the account. */
function isClaimedUnseen({ lifecycle, needsApproval, reason: { rule } }: Operation, facts: FreshFacts): boolean {
  if (lifecycle !== 'leaver' || rule === 'cut-access' || rule === 'undone') return false;
  return facts.claimedBy !== undefined && !needsApproval.includes(claimedByAnother);
}

const neverCarriedOut: Check = () => conflict('this version of tenured does not carry it out');

const checks: Readonly<Record<OperationKind, Check>> = {
  create: recheckCreate,
  adopt: recheckAdopt,
  // Owed for a suspension that is done: whatever has become of the account, nobody needs its old sessions.
  'clear-sessions': (_operation, { user }) => (user === null ? already : go),
  'rename-login': neverCarriedOut,
  'link-manager': neverCarriedOut,
  'set-realm': neverCarriedOut,
  activate: ofOwnAccount((operation, { status }, { wanted }) => {
    if (enabledStatuses.has(status)) return already;
    if (status !== (plannedStatus(operation) ?? 'STAGED')) return statusIs(status);
    // A start that HR has moved to later: prepared is wanted again, and access is not.
    return isWanted(['active'], wanted, operation.reason) ? go : notWanted('access');
  }),
  'update-profile': ofOwnAccount(recheckProfile),
  disable: ofOwnAccount((operation, { status }, { wanted }, now) => {
    if (disabledStatuses.has(status)) return already;
    if (!enabledStatuses.has(status)) return statusIs(status);
    if (isAhead(operation.due, now)) return later;
    return isWanted(['suspended', 'closed'], wanted, operation.reason) ? go : notWanted('the end of access');
  }),
  unsuspend: ofOwnAccount((operation, { status }, { wanted }) => {
    if (enabledStatuses.has(status)) return already;
    if (status !== 'SUSPENDED') return statusIs(status);
    return isWanted(['active'], wanted, operation.reason) ? go : notWanted('access');
  }),
  deactivate: ofOwnAccount((operation, { status }, { wanted }) => {
    if (status === 'DEPROVISIONED') return already;
    if (status !== plannedStatus(operation)) return statusIs(status);
    // It cannot be taken back: what is wanted is the closing, or the end of what never began.
    const never = operation.reason.rule === 'never-started';
    const states: readonly AccountState[] = never ? ['suspended', 'closed'] : ['closed'];
    return isWanted(states, wanted, operation.reason) ? go : notWanted('closing');
  }),
  'add-to-group': ofOwnAccount((_operation, { status }) => (status === 'DEPROVISIONED' ? statusIs(status) : go)),
  'remove-from-group': ofOwnAccount(() => go),
};

const disabledStatuses: ReadonlySet<UserStatus> = new Set<UserStatus>(['SUSPENDED', 'DEPROVISIONED']);

function statusIs(status: UserStatus): Recheck {
  return conflict(`the account is ${status} now`);
}

function notWanted(what: string): Recheck {
  return conflict(`${what} is not wanted any more`);
}

/** A person's word to take something back stands against what HR's record says. */
function isWanted(
  states: readonly AccountState[],
  wanted: AccountState | null,
  { rule }: Operation['reason'],
): boolean {
  return rule === 'undone' || (wanted !== null && states.includes(wanted));
}

function recheckProfile({ before, after }: Operation, user: ObservedUser): Recheck {
  // A deactivated profile cannot be written to. [Okta: error E0000038]
  if (user.status === 'DEPROVISIONED') return statusIs(user.status);
  const changed = differing(user, membersOf(before));
  if (changed.length === 0) return go;
  if (differing(user, membersOf(after)).length === 0) return already;
  return conflict(`changed in Okta since: ${changed.join(', ')}`);
}

/** Names of the attributes in which an account is not as this says. */
function differing(user: ObservedUser, attributes: ReturnType<typeof membersOf>): readonly string[] {
  return Object.entries(attributes).flatMap(([name, value]) =>
    sameValue(heldValue(user, name), value as Scalar) ? [] : [name],
  );
}

/** What ends access by an account's status. `none`: nothing that tenured does would. */
export type DisableStep = 'suspend' | 'unlock' | 'deactivate' | 'revoke' | 'none';

/**
 * The next step of a disable. Suspending is tried first, whatever the status; when Okta refuses that (`refused`), the
 * status found after the refusal decides: what is locked is unlocked, to be suspended then; what nobody can sign in
 * to yet is deactivated; what waits for a password is deactivated when the end is firm, and else loses its sessions and
 * tokens until a person has looked. [Okta: suspend takes an ACTIVE user only]
 */
export function disableStep(status: UserStatus, firm: boolean, refused: boolean): DisableStep {
  if (!enabledStatuses.has(status)) return 'none';
  if (!refused) return 'suspend';
  switch (status) {
    case 'LOCKED_OUT':
      return 'unlock';
    case 'PROVISIONED':
      return 'deactivate';
    case 'PASSWORD_EXPIRED':
    case 'RECOVERY':
      return firm ? 'deactivate' : 'revoke';
    case 'ACTIVE':
    case 'STAGED':
    case 'SUSPENDED':
    case 'DEPROVISIONED':
      return 'none';
  }
}

import { guardrails, type FindingScope, type Verdict } from '../domain/guardrails/finding.ts';
import type { LifecycleState } from '../domain/lifecycle/state.ts';
import {
  announcedInMass,
  askedForByAnother,
  claimedByAnother,
  goesOnNeedsApproval,
  type LifecycleKind,
  type OperationKind,
  type PlanEnvelope,
  type Risk,
  type Skip,
  type SkipReason,
} from '../domain/plan/artefact.ts';

/** How a text is felt before it is read. Never shown by colour alone: a word and a symbol go with it. */
export type Tone = 'stop' | 'wait' | 'good' | 'quiet' | 'add' | 'change' | 'remove' | 'pause' | 'group';

/** An operation in words: what it does, the symbol of its family. */
export interface KindWords {
  /** `end access`, as in "end access for 5 people". */
  readonly verb: string;
  /** `Access ends`, as a step of one person. */
  readonly step: string;
  readonly symbol: string;
  readonly tone: Tone;
}

const kinds: Readonly<Record<OperationKind, KindWords>> = {
  create: { verb: 'create', step: 'account prepared', symbol: '+', tone: 'add' },
  activate: { verb: 'activate', step: 'account activated', symbol: '+', tone: 'add' },
  'update-profile': { verb: 'update', step: 'profile updated', symbol: '~', tone: 'change' },
  'rename-login': { verb: 'rename', step: 'login renamed', symbol: '~', tone: 'change' },
  disable: { verb: 'end access', step: 'access ends', symbol: '=', tone: 'pause' },
  unsuspend: { verb: 'give back access', step: 'access given back', symbol: '^', tone: 'add' },
  'clear-sessions': { verb: 'sign out', step: 'signed out everywhere', symbol: '=', tone: 'pause' },
  deactivate: { verb: 'close', step: 'account closed', symbol: '-', tone: 'remove' },
  'add-to-group': { verb: 'add to group', step: 'added to group', symbol: '>', tone: 'group' },
  'remove-from-group': { verb: 'remove from group', step: 'removed from group', symbol: '>', tone: 'group' },
  'link-manager': { verb: 'set manager', step: 'manager set', symbol: '~', tone: 'change' },
  'set-realm': { verb: 'move to realm', step: 'moved to realm', symbol: '~', tone: 'change' },
  adopt: { verb: 'take over', step: 'existing account taken over', symbol: '?', tone: 'wait' },
};

/** What an operation does, in plain words. */
export function kindWords(kind: OperationKind): KindWords {
  return kinds[kind];
}

const lifecycles: Readonly<Record<LifecycleKind, string>> = {
  joiner: 'joining',
  mover: 'changing job or data',
  leaver: 'leaving',
  leave: 'going on leave',
  return: 'coming back',
};

/** The part of a working life, of people who are in it. */
export function lifecycleWords(kind: LifecycleKind): string {
  return lifecycles[kind];
}

const states: Readonly<Record<LifecycleState, string>> = {
  upcoming: 'starts later',
  preboarding: 'starts soon',
  active: 'working here',
  'on-leave': 'on leave',
  'access-stopped': 'access stopped',
  closed: 'closed',
  'no-show': 'did not start',
  unknown: 'unclear',
};

/** Where a person stands. */
export function stateWords(state: LifecycleState): string {
  return states[state];
}

/** A reason for leaving someone alone: what is so, and what a person can do about it (null: nothing to do). */
export interface SkipWords {
  readonly why: string;
  readonly todo: string | null;
}

const skips: Readonly<Record<SkipReason, SkipWords>> = {
  'out-of-scope': { why: 'outside the scope that tenured looks after', todo: null },
  upcoming: { why: 'starts later, nothing to do yet', todo: null },
  protected: { why: 'protected account, tenured never touches it', todo: null },
  'not-adopted': {
    why: 'has an Okta account that tenured has not taken over',
    todo: 'Ask IT to take the account over.',
  },
  'ambiguous-match': {
    why: 'more than one Okta account could be theirs',
    todo: 'Ask IT which account is the right one.',
  },
  'double-claim': {
    why: 'two people in the HR system claim the same Okta account',
    todo: 'Check both records in the HR system.',
  },
  claimed: {
    why: 'another worker id claims the account, and nobody has said yet whether it goes on',
    todo: 'Approve that the account goes on under the new id, or reject that if they are two people.',
  },
  'claim-unclear': {
    why: 'the HR data does not say clearly whose account goes on under which worker id',
    todo: 'Have one previous id given for one new id in the HR system.',
  },
  'claim-waits': {
    why: 'goes on from another worker id, whose account cannot be taken over yet',
    todo: 'Look at the earlier id first.',
  },
  'goes-on': { why: 'goes on under a new worker id', todo: null },
  unknown: { why: 'the HR data does not say where they stand', todo: 'Check their dates in the HR system.' },
  'left-without-account': { why: 'has left and has no Okta account', todo: null },
  'suspended-by-someone-else': {
    why: 'suspended by someone in Okta, not by tenured',
    todo: 'Ask IT why, and lift it in Okta if access is right.',
  },
  'deactivated-by-someone-else': {
    why: 'deactivated by someone in Okta, not by tenured',
    todo: 'Ask IT why, and reactivate in Okta if access is right.',
  },
  'no-login-free': { why: 'every login that the rules offer is taken', todo: 'Ask IT for another login rule.' },
  'no-login-possible': {
    why: "no login can be made from this person's data",
    todo: 'Complete the name, or whatever else logins are made from, in the HR system.',
  },
  'sourced-elsewhere': {
    why: 'another system owns this account',
    todo: 'Change the account in the system that owns it.',
  },
  'group-filled-by-rule': {
    why: 'a rule in Okta fills this group',
    todo: 'Ask IT to keep either the rule in Okta or the mapping.',
  },
  'group-missing': {
    why: 'the group does not exist in Okta',
    todo: 'Ask IT to create the group or correct the mapping.',
  },
  'stale-date': {
    why: 'a date is too far back to act on without asking',
    todo: 'Confirm the date in the HR system, then ask IT to act.',
  },
  'account-without-worker': { why: 'Okta account that nobody in the HR system has', todo: null },
  'manager-unresolved': {
    why: 'the manager has no account yet or is not in the HR data',
    todo: 'Check the manager in the HR system.',
  },
  'attribute-not-in-schema': { why: 'Okta has no such profile attribute', todo: 'Ask IT to add it in Okta.' },
  'account-lost': {
    why: 'the Okta account they had is gone',
    todo: 'Ask IT what became of the account.',
  },
  'mapping-failed': {
    why: 'the mapping cannot work out their account',
    todo: 'Ask IT to look at the mapping, or correct the record in the HR system.',
  },
  'file-too-old': {
    why: 'would get access, but the last accepted HR file is too old to rely on',
    todo: 'Ask whoever exports the HR file why no new one has come.',
  },
  'missing-from-file': {
    why: 'no longer in the HR file, without a last day',
    todo: 'Enter a last day in the HR system, or put the person back in the file.',
  },
  paused: {
    why: 'paused by a person, nothing is changed',
    todo: 'Resume them when they may be changed again.',
  },
  'already-as-wanted': { why: 'already as it should be', todo: null },
};

/** Why someone is left alone. */
export function skipWords(why: SkipReason): SkipWords {
  return skips[why];
}

/** Every reason for leaving someone alone, what needs a person first. */
export const skipReasons = (Object.keys(skips) as SkipReason[]).sort(
  (a, b) => Number(skips[a].todo === null) - Number(skips[b].todo === null),
);

const verdicts: Readonly<Record<Verdict, { readonly word: string; readonly symbol: string; readonly tone: Tone }>> = {
  ok: { word: 'passed', symbol: '+', tone: 'good' },
  warn: { word: 'look at it', symbol: '?', tone: 'change' },
  hold: { word: 'needs approval', symbol: '!', tone: 'wait' },
  candidate: { word: 'file needs approval', symbol: '!', tone: 'wait' },
  reject: { word: 'stopped: file not used', symbol: 'x', tone: 'stop' },
  refuse: { word: 'stopped', symbol: 'x', tone: 'stop' },
};

/** What a safety check says. */
export function verdictWords(verdict: Verdict): {
  readonly word: string;
  readonly symbol: string;
  readonly tone: Tone;
} {
  return verdicts[verdict];
}

const scopes: Readonly<Record<FindingScope, string>> = {
  snapshot: 'everything that follows from the file',
  plan: 'every change',
  creates: 'new accounts',
  disables: 'ends of access that were not announced in time',
  'firm-disables': 'ends of access that were announced in time',
  absences: 'ends of access of people who are not in the file any more',
  returns: 'people coming back',
  'group-removals': 'people taken out of groups',
  'group-writes': 'new accounts and changes of groups',
  'all-but-suspensions': 'every change but ends of access',
  'mass-announcements': 'ends of access that were announced all at once',
  attributes: 'changes that follow from these columns',
  subject: 'changes to these people',
};

/** What waits for a person because of a safety check. */
export function scopeWords(scope: FindingScope): string {
  return scopes[scope];
}

const planStatuses: Readonly<Record<PlanEnvelope['status'], string>> = {
  open: 'waiting for a decision',
  superseded: 'replaced by a newer plan',
  approved: 'approved',
  rejected: 'rejected',
  applied: 'carried out',
  expired: 'expired, nobody decided in time',
  'what-if': 'for looking only, can never be carried out',
};

/** Where a plan stands. */
export function statusWords(status: PlanEnvelope['status']): string {
  return planStatuses[status];
}

const approvals: Readonly<Record<string, string>> = {
  'take-over': 'Existing account to take over',
  [goesOnNeedsApproval]: 'Account that goes on under a new worker id',
  [claimedByAnother]: 'End of an account that another worker id claims',
  'left-already': 'Account of someone who already left',
  rehire: 'Rehire of someone whose account was closed',
  'stale-date': 'Date far in the past',
  'no-show': 'Did not start',
  [announcedInMass]: guardrails.G20,
  [askedForByAnother]: 'Account that somebody with another worker id asks for',
  undo: 'An earlier run taken back',
};

/** What an operation waits for approval for: a safety check's name, or the kind of change that always asks. */
export function approvalWords(key: string): string {
  if (Object.hasOwn(guardrails, key)) return guardrails[key as keyof typeof guardrails];
  return Object.hasOwn(approvals, key) ? (approvals[key] ?? key) : `Safety check ${key}`;
}

const accounts: Readonly<Record<string, string>> = {
  /** Any status that its owner can use or bring to use. */
  enabled: 'has access',
  STAGED: 'prepared',
  PROVISIONED: 'waiting for first sign-in',
  ACTIVE: 'active',
  RECOVERY: 'resetting password',
  PASSWORD_EXPIRED: 'password expired',
  LOCKED_OUT: 'locked out',
  SUSPENDED: 'suspended',
  DEPROVISIONED: 'deactivated',
};

/** An Okta status in words; one that is not known stays as it is. */
export function accountWords(status: string): string {
  return Object.hasOwn(accounts, status) ? (accounts[status] ?? status) : status;
}

/** A skip's detail in words: these reasons give the account's Okta status. */
const statusDetails = new Set<SkipReason>(['upcoming', 'already-as-wanted', 'paused']);

/** What else is known of someone who is left alone: a group, a login, where the account stands; null for nothing. */
export function skipDetail({ why, detail }: Pick<Skip, 'why' | 'detail'>): string | null {
  if (detail === null || detail === '') return null;
  return statusDetails.has(why) && Object.hasOwn(accounts, detail) ? `the account is ${accountWords(detail)}` : detail;
}

/** A match key as HR says it: `profile.email` → `email`. */
export function keyWords(key: string): string {
  return key.replace(/^profile\./u, '');
}

const risks: Readonly<Record<Risk, string>> = {
  additive: 'adds only',
  reversible: 'can be taken back',
  disruptive: 'interrupts someone',
  irreversible: 'cannot be taken back',
};

/** How hard it is to take back. */
export function riskWords(risk: Risk): string {
  return risks[risk];
}

import type { ObservedUser } from '../identity/observed.ts';
import type { LifecycleState, Reason } from '../lifecycle/state.ts';
import { day, parseInstant, type Instant } from '../time/instant.ts';
import {
  announcedInMass,
  askedForByAnother,
  type LifecycleKind,
  type Operation,
  type Skip,
  type SkipReason,
  type Subject,
} from './artefact.ts';
import { operation } from './operation.ts';
import { nothing, type AccountFacts, type Decision, type Situation } from './situation.ts';

export function activate(situation: Situation, subject: Subject, after: Operation | null): Operation {
  const { desired, at } = situation;
  return operation(
    {
      kind: 'activate',
      lifecycle: 'joiner',
      subject,
      before: { status: 'STAGED' },
      after: { sendEmail: true, status: 'ACTIVE' },
      due: desired.since,
      precondition:
        after === null
          ? { kind: 'status', okta: subject.okta ?? '', statuses: ['STAGED'] }
          : { kind: 'after', operation: after.id },
      dependsOn: after === null ? [] : [after.id],
      reason: desired.reason,
    },
    at,
  );
}

export function addToGroup(situation: Situation, subject: Subject, group: string, after: Operation | null): Operation {
  return operation(
    {
      kind: 'add-to-group',
      lifecycle: after === null ? 'mover' : 'joiner',
      subject,
      target: group,
      before: { member: false },
      after: { member: true },
      due: null,
      precondition:
        after === null
          ? { kind: 'membership', okta: subject.okta ?? '', group, member: false }
          : { kind: 'after', operation: after.id },
      dependsOn: after === null ? [] : [after.id],
      reason: { rule: 'group-rule', detail: group },
    },
    situation.at,
  );
}

export function removeFromGroup(
  situation: Situation,
  account: AccountFacts,
  group: string,
  after: Operation | null,
  reason: Reason,
): Operation {
  return operation(
    {
      kind: 'remove-from-group',
      lifecycle: situation.desired.account === 'closed' ? 'leaver' : 'mover',
      subject: subjectOf(situation, account.user),
      target: group,
      before: { member: true },
      after: { member: false },
      due: null,
      precondition: { kind: 'membership', okta: account.user.id, group, member: true },
      dependsOn: after === null ? [] : [after.id],
      reason,
    },
    situation.at,
  );
}

/** The access-ending call comes first and depends on nothing; sessions follow it. */
export function disable(situation: Situation, account: AccountFacts): Decision {
  const { desired, at } = situation;
  const subject = subjectOf(situation, account.user);
  const lifecycle = leaverOrLeave(desired.state);
  const ended = operation(
    {
      kind: 'disable',
      lifecycle,
      subject,
      before: { status: 'enabled' },
      after: { status: 'SUSPENDED', sessions: 'revoked', branches: disableBranches },
      due: desired.since,
      precondition: { kind: 'still-due', okta: account.user.id },
      firm: situation.firm,
      reason: desired.reason,
      needsApproval: disableApprovals(situation),
    },
    at,
  );
  return { operations: [ended, sessionsAfter(ended, at)], skips: [] };
}

/** The clean-up that a disable owes, the same whenever it is asked for: sessions and tokens end behind it. */
export function sessionsAfter(ended: Operation, at: Instant): Operation {
  const { lifecycle, subject, firm, reason, needsApproval } = ended;
  return operation(
    {
      kind: 'clear-sessions',
      lifecycle,
      subject,
      before: null,
      after: { sessions: 'revoked', oauthTokens: true },
      due: ended.due === null ? null : (parseInstant(ended.due) ?? null),
      precondition: { kind: 'after', operation: ended.id },
      dependsOn: [ended.id],
      firm,
      reason,
      needsApproval,
    },
    at,
  );
}

/** What a disable does when Okta refuses to suspend, by the status it then finds. `disableStep` carries it out. */
export const disableBranches = {
  ACTIVE: ['suspend'],
  LOCKED_OUT: ['unlock', 'suspend'],
  PROVISIONED: ['deactivate'],
  PASSWORD_EXPIRED: ['deactivate when firm, else revoke sessions'],
  RECOVERY: ['deactivate when firm, else revoke sessions'],
} as const;

function leaverOrLeave(state: LifecycleState): LifecycleKind {
  return state === 'on-leave' ? 'leave' : 'leaver';
}

function disableApprovals(situation: Situation): readonly string[] {
  return [
    ...(isStale(situation) ? ['stale-date'] : []),
    ...(situation.held ? [announcedInMass] : []),
    ...(situation.askedFor === true ? [askedForByAnother] : []),
  ];
}

/** A date further back than the limit is asked about, unless HR had announced it firmly before. */
function isStale(situation: Situation): boolean {
  const { since } = situation.desired;
  return (
    (!situation.firm || situation.toldLate) && since !== null && situation.at - since > situation.staleAfterDays * day
  );
}

export function deactivate(
  situation: Situation,
  account: AccountFacts,
  reason: Reason,
  needsApproval: readonly string[],
): Operation {
  return operation(
    {
      kind: 'deactivate',
      lifecycle: 'leaver',
      subject: subjectOf(situation, account.user),
      before: { status: account.user.status },
      after: { status: 'DEPROVISIONED' },
      due: situation.desired.since,
      precondition: { kind: 'still-due', okta: account.user.id },
      firm: situation.firm,
      reason,
      needsApproval,
    },
    situation.at,
  );
}

export function explain(situation: Situation, why: SkipReason, detail: string | null, user?: ObservedUser): Decision {
  const { desired } = situation;
  const subject = subjectOf(situation, user ?? situation.account?.user ?? null);
  return {
    operations: [],
    skips: [{ line: 'skip', subject, state: desired.state, why, reason: desired.reason, detail }],
  };
}

export function groupSkips(
  situation: Situation,
  refused: readonly { readonly name: string; readonly why: SkipReason }[],
): Skip[] {
  return refused.flatMap(({ name, why }) => explain(situation, why, name).skips);
}

export function profileSkips(situation: Situation, refused: readonly string[]): readonly Skip[] {
  return refused.length === 0 ? [] : explain(situation, 'attribute-not-in-schema', refused.join(', ')).skips;
}

/** Attributes that another system writes: Okta refuses an update that so much as touches one. [Okta: error E0000023] */
export function sourcedSkips(situation: Situation, attributes: readonly string[]): readonly Skip[] {
  return attributes.length === 0 ? [] : explain(situation, 'sourced-elsewhere', attributes.join(', ')).skips;
}

/** Why nobody is enabled: of a worker who is not in the file it is said elsewhere. */
export function notEnabled(situation: Situation): Decision {
  return situation.standing === 'present' ? explain(situation, 'file-too-old', null) : nothing;
}

/** Enabling needs the worker in the newest accepted snapshot, and that one fresh. */
export function mayEnable(situation: Situation): boolean {
  return situation.standing === 'present' && situation.mayEnable;
}

export function subjectOf(situation: Situation, user: ObservedUser | null): Subject {
  return {
    login: user?.login ?? null,
    name: situation.desired.name,
    okta: user?.id ?? null,
    worker: situation.worker,
  };
}

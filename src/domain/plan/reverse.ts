import type { Instant } from '../time/instant.ts';
import { membersOf } from './access.ts';
import type { LifecycleKind, Operation, OperationKind, Precondition, Subject } from './artefact.ts';
import { isHandOver, type HandOver } from './conversion.ts';
import { disableBranches } from './effects.ts';
import { operation, type OperationDraft } from './operation.ts';

/** An operation that a run carried out, as the journal has it. */
export interface CarriedOut {
  readonly operation: Operation;
  /** What was done in fact, when a disable took another branch. */
  readonly effect: OperationKind;
  /** The account it was done to; null when none came of it. */
  readonly okta: string | null;
  readonly outcome: 'done' | 'failed' | 'conflicted' | 'in-doubt' | 'cancelled';
}

/** What takes an operation back, or one sentence why nothing does. */
export type Reversal =
  { readonly kind: 'operation'; readonly operation: Operation } | { readonly kind: 'cannot'; readonly why: string };

/**
 * The operation that takes another one back. It is an operation like every other: it needs a person's approval, and is
 * rechecked against a fresh read before it is done.
 * @param run the run that is taken back, named in the reason.
 * @param at the instant of the plan that it is for.
 */
export function reverse(done: CarriedOut, run: number, at: Instant): Reversal {
  if (done.outcome !== 'done') return cannot('It was not carried out, so there is nothing to take back.');
  const opposite = opposites[done.effect];
  if (typeof opposite === 'string') return cannot(opposite);
  const okta = done.okta ?? done.operation.subject.okta;
  if (okta === null) return cannot('Which account it was done to is not known any more.');
  const subject: Subject = { ...done.operation.subject, okta };
  const found = opposite(done.operation, okta);
  if (typeof found === 'string') return cannot(found);
  const { worker = subject.worker, ...draft } = found;
  const reason = { rule: 'undone', detail: `run ${run}` } as const;
  const whose = { ...subject, worker };
  return {
    kind: 'operation',
    operation: operation({ ...draft, subject: whose, due: null, reason, needsApproval }, at),
  };
}

const needsApproval = ['undo'] as const;

function cannot(why: string): Reversal {
  return { kind: 'cannot', why };
}

/** `worker`: whom it is about, where that is another one than what it takes back was. */
type Opposed = Pick<OperationDraft, 'kind' | 'lifecycle' | 'before' | 'after' | 'precondition' | 'target'> & {
  readonly worker?: string;
};

type Opposite = (done: Operation, okta: string) => Opposed | string;

const notMade = 'Changes of this kind are not made by tenured.';

/** By what was done in fact: a suspension that became a deactivation is one. */
const opposites: Readonly<Record<OperationKind, Opposite | string>> = {
  create: 'An account that was created stays; deactivate it in Okta if it must not be used.',
  activate: 'An activated account cannot be made unused again; end the access in HR, or with cut-access.',
  deactivate: 'A deactivated account lost its apps; HR has to hire the person again, or an administrator activates it.',
  'clear-sessions': 'Whoever was signed out signs in again; there is nothing to give back.',
  adopt: (done, okta) => (isHandOver(done) ? back(done, okta) : 'Taking an account over changed nothing in Okta.'),
  'rename-login': notMade,
  'link-manager': notMade,
  'set-realm': notMade,
  disable: ({ lifecycle }, okta) => ({
    kind: 'unsuspend',
    lifecycle: lifecycle === 'leaver' ? 'return' : lifecycle,
    before: { status: 'SUSPENDED' },
    after: { status: 'ACTIVE' },
    precondition: { kind: 'status', okta, statuses: ['SUSPENDED'] },
  }),
  unsuspend: ({ lifecycle }, okta) => ({
    kind: 'disable',
    lifecycle: leaving(lifecycle),
    before: { status: 'enabled' },
    after: { status: 'SUSPENDED', sessions: 'revoked', branches: disableBranches },
    precondition: { kind: 'still-due', okta },
  }),
  'update-profile': ({ lifecycle, before, after }, okta) => ({
    kind: 'update-profile',
    lifecycle,
    before: after,
    after: before,
    precondition: { kind: 'fields', okta, before: membersOf(after) },
  }),
  'add-to-group': (done, okta) => membership(done, okta, true),
  'remove-from-group': (done, okta) => membership(done, okta, false),
};

/** The account is the old id's again; the new one claims it as before, and a person is asked anew. */
function back({ subject, precondition, lifecycle }: HandOver, okta: string): Opposed {
  const { worker } = precondition;
  return {
    kind: 'adopt',
    lifecycle,
    worker,
    target: subject.worker,
    before: { worker: subject.worker },
    after: { okta, worker },
    precondition: { kind: 'bound', okta, worker: subject.worker },
  };
}

function leaving(lifecycle: LifecycleKind): LifecycleKind {
  return lifecycle === 'return' ? 'leaver' : lifecycle;
}

function membership({ lifecycle, target }: Operation, okta: string, member: boolean): Opposed {
  const group = target ?? '';
  const precondition: Precondition = { kind: 'membership', okta, group, member };
  return {
    kind: member ? 'remove-from-group' : 'add-to-group',
    lifecycle,
    target: group,
    before: { member },
    after: { member: !member },
    precondition,
  };
}

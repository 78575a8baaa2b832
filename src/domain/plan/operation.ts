import { asJson, canonicalJson, type Json } from '../kernel/canonical-json.ts';
import { sha256 } from '../kernel/hash.ts';
import type { Sha256 } from '../kernel/ids.ts';
import type { LifecycleKind, Operation, OperationKind, Precondition, Risk, Subject } from './artefact.ts';
import type { Reason } from '../lifecycle/state.ts';
import { formatInstant, type Instant } from '../time/instant.ts';

/** An operation as the decision makes it, before it has an id. */
export interface OperationDraft {
  readonly kind: OperationKind;
  readonly lifecycle: LifecycleKind;
  readonly subject: Subject;
  readonly target?: string;
  readonly before: Json;
  readonly after: Json;
  /** The boundary that makes it due; null when nothing but a difference does. */
  readonly due: Instant | null;
  readonly precondition: Precondition;
  readonly dependsOn?: readonly Sha256[];
  readonly firm?: boolean;
  readonly reason: Reason;
  readonly needsApproval?: readonly string[];
}

const risks: Readonly<Record<OperationKind, Risk>> = {
  create: 'additive',
  activate: 'reversible',
  'update-profile': 'reversible',
  'rename-login': 'disruptive',
  disable: 'disruptive',
  unsuspend: 'reversible',
  'clear-sessions': 'disruptive',
  deactivate: 'irreversible',
  'add-to-group': 'reversible',
  'remove-from-group': 'reversible',
  'link-manager': 'reversible',
  'set-realm': 'reversible',
  adopt: 'additive',
};

/** Completes an operation. `at` is the plan's instant: what falls due later is not to be applied before. */
export function operation(draft: OperationDraft, at: Instant): Operation {
  const due = draft.due === null ? null : formatInstant(draft.due);
  // Members in the order of canonical JSON: a first plan writes hundreds of thousands of these.
  return {
    after: draft.after,
    before: draft.before,
    dependsOn: draft.dependsOn ?? [],
    due,
    firm: draft.firm ?? false,
    id: operationId(draft, due),
    kind: draft.kind,
    lifecycle: draft.lifecycle,
    line: 'operation',
    needsApproval: draft.needsApproval ?? [],
    notBefore: draft.due !== null && draft.due > at ? due : null,
    precondition: draft.precondition,
    reason: draft.reason,
    risk: risks[draft.kind],
    subject: draft.subject,
    target: draft.target ?? null,
  };
}

/** The subject's part is the worker's id alone: a name that HR corrects is the same effect on the same account. */
function operationId(draft: OperationDraft, due: string | null): Sha256 {
  return sha256(
    canonicalJson({
      after: draft.after,
      before: draft.before,
      due,
      kind: draft.kind,
      precondition: asJson(draft.precondition),
      subject: draft.subject.worker,
      target: draft.target ?? null,
    }),
  );
}

/** True while an instant of a plan, `due` or `notBefore`, is still to come. ISO 8601 UTC of one form compares as text. */
export function isAhead(instant: string | null, now: Instant): boolean {
  return instant !== null && instant > formatInstant(now);
}

import { sha256 } from '../../src/domain/kernel/hash.ts';
import type { Sha256 } from '../../src/domain/kernel/ids.ts';
import type { Operation, OperationKind } from '../../src/domain/plan/artefact.ts';
import { instant } from '../../src/domain/time/instant.ts';
import type { Intent } from '../../src/reconcile/ports.ts';

export const noon = instant(Date.parse('2026-11-23T12:00:00Z'));
export const planHash = sha256('a plan');

/** An operation on the account of a worker; its id tells kind and worker, and `more` when given. */
export function operationOf(kind: OperationKind, worker: string, more: Partial<Operation> = {}): Operation {
  return {
    line: 'operation',
    id: sha256(`${kind} ${worker} ${JSON.stringify(more)}`),
    kind,
    lifecycle: 'leaver',
    subject: { worker, name: `Name of ${worker}`, okta: `00u${worker}`, login: `${worker}@acme.example` },
    target: null,
    before: null,
    after: null,
    due: null,
    notBefore: null,
    precondition: { kind: 'still-due', okta: `00u${worker}` },
    dependsOn: [],
    risk: 'disruptive',
    firm: false,
    reason: { rule: 'last-day-ended' },
    needsApproval: [],
    ...more,
  };
}

export function intentOf(operation: Operation, more: Partial<Intent> = {}): Intent {
  return { operation, okta: operation.subject.okta, plan: planHash, run: 1, attempt: 1, at: noon, ...more };
}

export function idsOf(count: number, from = 0): readonly Sha256[] {
  return Array.from({ length: count }, (_, index) => sha256(`operation ${from + index}`));
}

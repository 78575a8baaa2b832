import type { Operation } from '../domain/plan/artefact.ts';
import { distinct, type Distinct } from './distinct.ts';
import { nameOf, personKey } from './section.ts';

/** Changes that wait for a person because of one safety check. */
export interface Approval {
  readonly guardrail: string;
  readonly operations: number;
  /** How many people, and the first few names. */
  readonly people: number;
  readonly names: readonly string[];
}

export interface ApprovalCollector {
  add(operation: Operation): void;
  done(): readonly Approval[];
}

interface Growing {
  operations: number;
  readonly people: Distinct;
  readonly names: string[];
}

const namesKept = 5;
/** There are about twenty checks; a plan that names more is not believed beyond this. */
const checksKept = 100;

/** Collects the operations that wait for approval, by safety check. */
export function collectApprovals(): ApprovalCollector {
  const checks = new Map<string, Growing>();
  return {
    add(operation) {
      for (const guardrail of operation.needsApproval) {
        let check = checks.get(guardrail);
        if (check === undefined && checks.size < checksKept) {
          checks.set(guardrail, (check = { operations: 0, people: distinct(), names: [] }));
        }
        if (check !== undefined) count(check, operation);
      }
    },
    done: () =>
      [...checks].map(([guardrail, { operations, people, names }]) => ({
        guardrail,
        operations,
        people: people.size,
        names,
      })),
  };
}

function count(check: Growing, { subject }: Operation): void {
  check.operations += 1;
  if (!check.people.add(personKey(subject)) || check.names.length >= namesKept) return;
  check.names.push(nameOf(subject));
}

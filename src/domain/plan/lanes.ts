import type { OperationKind, PlanLine } from './artefact.ts';
import { isHandOver } from './conversion.ts';

/**
 * The order of a plan's lines: what was checked, then disables, then their clean-up, so that everybody's access has ended
 * before anybody's sessions are dealt with; then people who start, then the rest, references last; behind the operations
 * who is left alone, and what is wrong with the data. Within a lane, by worker id.
 */
export const lanes = {
  findings: 0,
  disables: 1,
  'clean-up': 2,
  starters: 3,
  rest: 4,
  references: 5,
  skips: 6,
  problems: 7,
} as const;

/** The lane that a line belongs to. */
export function laneOf(line: PlanLine): number {
  switch (line.line) {
    case 'finding':
      return lanes.findings;
    case 'operation':
      // Behind all that is done to the account under its old id.
      return isHandOver(line) ? lanes.references : laneOfKind[line.kind];
    case 'skip':
      return lanes.skips;
    case 'problem':
      return lanes.problems;
  }
}

const laneOfKind: Readonly<Record<OperationKind, number>> = {
  disable: lanes.disables,
  'clear-sessions': lanes['clean-up'],
  deactivate: lanes.disables,
  create: lanes.starters,
  activate: lanes.starters,
  unsuspend: lanes.starters,
  'update-profile': lanes.rest,
  'rename-login': lanes.rest,
  'add-to-group': lanes.rest,
  'remove-from-group': lanes.rest,
  'set-realm': lanes.rest,
  adopt: lanes.rest,
  'link-manager': lanes.references,
};

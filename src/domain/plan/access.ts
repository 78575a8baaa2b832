import type { Json } from '../kernel/canonical-json.ts';
import type { Operation, OperationKind } from './artefact.ts';

/** The operations that a leaver waits for: they go first, and what stops others does not count them. */
export const leaversLane: ReadonlySet<OperationKind> = new Set<OperationKind>([
  'disable',
  'clear-sessions',
  'deactivate',
]);

/** The members of an operation's `before` or `after`, or of one of these; {} when it has none. */
export function membersOf(value: Json | undefined): { readonly [name: string]: Json } {
  return isRecord(value) ? value : {};
}

function isRecord(value: Json | undefined): value is { readonly [name: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The status that an operation was planned with; null when it names none. */
export function plannedStatus({ before }: Pick<Operation, 'before'>): string | null {
  const { status } = membersOf(before);
  return typeof status === 'string' ? status : null;
}

/** A prepared account that nobody ever used gives no access to lose. */
export function endsAccess(operation: Operation): boolean {
  if (operation.kind === 'disable') return true;
  return operation.kind === 'deactivate' && plannedStatus(operation) !== 'STAGED';
}

/** True for somebody who has access until this operation; one who was suspended before has lost it already. */
export function losesAccess(operation: Operation): boolean {
  return endsAccess(operation) && plannedStatus(operation) !== 'SUSPENDED';
}

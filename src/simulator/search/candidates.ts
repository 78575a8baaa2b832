import type { UserTable } from '../org/user-table.ts';
import { parseInstant } from '../../domain/time/instant.ts';
import type { Expression } from './parse.ts';

/** Positions of users, ascending. */
export type Positions = readonly number[] | Uint32Array;

/**
 * Positions that may fulfil the expression, ascending; undefined when only a scan of everybody will do. It only ever
 * narrows: whoever uses it still judges each record.
 */
export function candidatePositions(expression: Expression, users: UserTable): Positions | undefined {
  switch (expression.kind) {
    case 'and':
      return narrowest(expression.parts.map((part) => candidatePositions(part, users)));
    case 'or':
      return union(expression.parts.map((part) => candidatePositions(part, users)));
    case 'present':
      return undefined;
    case 'compare':
      if (typeof expression.value !== 'string') return undefined;
      if (expression.operator === 'eq') return equal(expression.attribute, expression.value, users);
      return after(expression.attribute, expression.operator, expression.value, users);
  }
}

function equal(attribute: string, value: string, users: UserTable): Positions | undefined {
  if (attribute === 'id') return one(users.byId(value)?.position);
  if (attribute === 'profile.login') return one(users.byLogin(value)?.position);
  if (attribute === 'lastUpdated') return after(attribute, 'ge', value, users);
  return attribute.startsWith('profile.') ? users.positionsByUnique(attribute.slice(8), value) : undefined;
}

function after(attribute: string, operator: string, value: string, users: UserTable): Positions | undefined {
  if (attribute !== 'lastUpdated' || (operator !== 'ge' && operator !== 'gt')) return undefined;
  const limit = parseInstant(value);
  if (limit === undefined) return undefined;
  // Collecting and sorting many positions costs more than walking past those that do not fit.
  return users.lastUpdatedIndex.countFrom(limit) * 4 > users.size
    ? undefined
    : users.lastUpdatedIndex.positionsFrom(limit);
}

function one(position: number | undefined): readonly number[] {
  return position === undefined ? [] : [position];
}

function narrowest(parts: readonly (Positions | undefined)[]): Positions | undefined {
  let best: Positions | undefined;
  for (const part of parts) if (part !== undefined && (best === undefined || part.length < best.length)) best = part;
  return best;
}

function union(parts: readonly (Positions | undefined)[]): Positions | undefined {
  const all = new Set<number>();
  for (const part of parts) {
    if (part === undefined) return undefined;
    for (const position of part) all.add(position);
  }
  return Uint32Array.from(all).sort();
}

import type { Json } from '../domain/kernel/canonical-json.ts';
import type { Operation, OperationKind } from '../domain/plan/artefact.ts';
import { isHandOver } from '../domain/plan/conversion.ts';
import { keyWords } from './words.ts';

/** One attribute's way from one value to another; null is blank. */
export interface FieldChange {
  readonly name: string;
  readonly before: string | null;
  readonly after: string | null;
}

type Members = Readonly<Record<string, Json>>;

/** Members of `before` and `after` that are no profile attributes; what updates a profile holds nothing else. */
const notAttributes = new Set([
  'status',
  'groups',
  'profile',
  'sendEmail',
  'branches',
  'sessions',
  'realm',
  'okta',
  'key',
]);
const fieldKinds = new Set<OperationKind>(['create', 'update-profile', 'rename-login', 'link-manager', 'adopt']);

/** An operation's attributes, before and after; [] for one that changes none. */
export function fieldChanges(operation: Operation): FieldChange[] {
  if (!fieldKinds.has(operation.kind)) return [];
  const before = attributes(operation.before, operation.kind);
  const after = attributes(operation.after, operation.kind);
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return names.map((name) => ({ name, before: text(own(before, name)), after: text(own(after, name)) }));
}

/** `Sales`, `yes`, `3`; null for blank. */
function text(value: Json | undefined): string | null {
  if (value === undefined || value === null || value === '') return null;
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'string' || typeof value === 'number') return String(value);
  if (Array.isArray(value)) return (value as readonly Json[]).map((item) => text(item) ?? '(blank)').join(', ');
  return JSON.stringify(value);
}

const outcomes: Readonly<Partial<Record<OperationKind, string>>> = {
  create: 'STAGED',
  activate: 'ACTIVE',
  disable: 'SUSPENDED',
  unsuspend: 'ACTIVE',
  deactivate: 'DEPROVISIONED',
};

/** The account's Okta status before and after; null where an operation does not touch or tell it. */
export function statusChange(operation: Operation): { readonly before: string | null; readonly after: string | null } {
  const before = statusIn(operation.before) ?? statusRequired(operation);
  return { before, after: statusIn(operation.after) ?? outcomes[operation.kind] ?? null };
}

/** Groups that an account is created with. */
export function groupsAtCreation(operation: Operation): string[] {
  const groups = operation.kind === 'create' ? own(members(operation.after), 'groups') : undefined;
  return Array.isArray(groups) ? (groups as readonly Json[]).flatMap((group) => groupName(group) ?? []) : [];
}

/** The login after the operation, as far as it tells. */
export function loginAfter(operation: Operation): string | null {
  const after = attributes(operation.after, operation.kind);
  return text(own(after, 'login')) ?? operation.subject.login;
}

/** What an existing account was matched by, as HR says it; null where the operation does not tell. */
export function matchKey(operation: Operation): string | null {
  const { after, reason, target } = operation;
  if (isHandOver(operation)) return `earlier id ${target ?? ''}`;
  const key = text(own(members(after), 'key')) ?? text(reason.detail);
  return key === null ? null : keyWords(key);
}

function groupName(group: Json): string | null {
  return typeof group === 'string' ? group : text(own(members(group), 'name'));
}

function statusIn(value: Json): string | null {
  if (typeof value === 'string' && /^[A-Z_]+$/.test(value)) return value;
  const status = own(members(value), 'status');
  return typeof status === 'string' ? status : null;
}

function statusRequired({ precondition }: Operation): string | null {
  if (precondition.kind !== 'status' || precondition.statuses.length !== 1) return null;
  return precondition.statuses[0] ?? null;
}

function attributes(value: Json, kind: OperationKind): Members {
  const plain = typeof value === 'string' || typeof value === 'number' ? { [scalarName(kind)]: value } : members(value);
  if (kind === 'update-profile') return plain;
  const outer = Object.entries(plain).filter(([name]) => !notAttributes.has(name));
  return Object.fromEntries([...outer, ...Object.entries(members(own(plain, 'profile') ?? null))]);
}

function scalarName(kind: OperationKind): string {
  if (kind === 'rename-login') return 'login';
  return kind === 'link-manager' ? 'manager' : 'value';
}

function members(value: Json): Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Members) : {};
}

/** HR's column names are keys here, `constructor` and `__proto__` included. */
function own(value: Members, name: string): Json | undefined {
  return Object.hasOwn(value, name) ? value[name] : undefined;
}

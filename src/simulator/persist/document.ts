import type { CustomRole, ResourceSet } from '../org/iam.ts';
import type { Mail } from '../org/outbox.ts';
import type { Org } from '../org/org.ts';
import type { OrgSeed } from '../org/seed.ts';
import type { Session } from '../org/sessions.ts';
import { switchProblems } from '../org/switches.ts';
import type { LogEvent } from '../org/system-log.ts';

export const documentFormat = 'tenured-simulator-organisation';

/**
 * An organisation as a JSON document: what it is made from, and, where it has run already, what has happened in it.
 * Only `name` is needed.
 */
export interface OrganisationDocument extends OrgSeed {
  readonly format?: typeof documentFormat;
  readonly version?: 1;
  /** When it was exported, by its own clock. */
  readonly exported?: string;
  readonly customRoles?: readonly CustomRole[];
  readonly resourceSets?: readonly ResourceSet[];
  readonly log?: readonly LogEvent[];
  readonly mails?: readonly Mail[];
  readonly sessions?: readonly Session[];
}

/** What every member has to be. */
const members: { readonly [Name in keyof OrganisationDocument]-?: 'text' | 'number' | 'list' | 'object' } = {
  format: 'text',
  version: 'number',
  exported: 'text',
  orgId: 'text',
  name: 'text',
  pipeline: 'text',
  apps: 'list',
  users: 'list',
  groups: 'list',
  memberships: 'list',
  rules: 'list',
  roles: 'list',
  schema: 'object',
  userTypes: 'list',
  realms: 'list',
  linkedObjects: 'list',
  appAssignments: 'list',
  switches: 'object',
  customRoles: 'list',
  resourceSets: 'list',
  log: 'list',
  mails: 'list',
  sessions: 'list',
};

/** What items of these lists need to be anything at all. */
const needed: Readonly<Record<string, readonly string[]>> = {
  apps: ['clientId'],
  users: ['profile'],
  groups: ['profile'],
  memberships: ['group', 'users'],
  rules: ['name', 'expression', 'groupIds'],
  roles: ['assignee', 'role'],
};

const mostProblems = 20;

export type ReadDocument =
  | { readonly ok: true; readonly document: OrganisationDocument }
  | { readonly ok: false; readonly problems: readonly string[] };

/** Reads a document's text; what is wrong with its shape is told all at once, up to twenty problems. */
export function readDocument(text: string): ReadDocument {
  const value = parsed(text);
  if (!isObject(value)) return { ok: false, problems: ['it is no JSON object'] };
  const { switches = {} } = value;
  const problems = [
    ...headProblems(value),
    ...memberProblems(value),
    ...itemProblems(value),
    ...(isObject(switches) ? switchProblems(switches).map((problem) => `switches: ${problem}`) : []),
  ];
  if (problems.length > 0) return { ok: false, problems: problems.slice(0, mostProblems) };
  return { ok: true, document: value as Readonly<Record<string, unknown>> & { readonly name: string } };
}

/** Gives a fresh organisation back what the document tells of its past. */
export function takeOverPast(org: Org, document: OrganisationDocument): void {
  org.takeOver({ log: document.log ?? [], mails: document.mails ?? [] });
  for (const role of document.customRoles ?? []) org.iam.roles.set(role.id, role);
  for (const set of document.resourceSets ?? []) org.iam.resourceSets.set(set.id, set);
  for (const { userId, opened, kind } of document.sessions ?? []) org.sessions.open(userId, opened, kind);
}

function headProblems({ format, version, name }: Readonly<Record<string, unknown>>): readonly string[] {
  return [
    ...(format === undefined || format === documentFormat ? [] : [`format must be ${documentFormat}`]),
    ...(version === undefined || version === 1 ? [] : ['version must be 1']),
    ...(typeof name === 'string' && name !== '' ? [] : ['name is missing']),
  ];
}

function memberProblems(value: Readonly<Record<string, unknown>>): readonly string[] {
  const known: Readonly<Record<string, string>> = members;
  return Object.entries(value).flatMap(([name, member]) => {
    const wanted = Object.hasOwn(known, name) ? known[name] : undefined;
    if (wanted === undefined) return [`${name} is not known`];
    return kindOf(member) === wanted ? [] : [`${name} must be a ${wanted}`];
  });
}

function itemProblems(value: Readonly<Record<string, unknown>>): readonly string[] {
  const problems: string[] = [];
  for (const [name, keys] of Object.entries(needed)) {
    const list = Array.isArray(value[name]) ? (value[name] as readonly unknown[]) : [];
    for (const [index, item] of list.entries()) {
      const missing = isObject(item) ? keys.filter((key) => item[key] === undefined) : keys;
      for (const key of missing) problems.push(`${name}[${String(index)}].${key} is missing`);
      if (problems.length >= mostProblems) return problems;
    }
  }
  return problems;
}

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return 'list';
  if (isObject(value)) return 'object';
  return typeof value === 'string' ? 'text' : typeof value;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

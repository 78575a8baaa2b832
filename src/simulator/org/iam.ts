import type { Instant } from '../../domain/time/instant.ts';
import type { PermissionConditions, ResourceSetSeed } from './seed.ts';

/** A custom admin role. Okta: IamRole. */
export interface CustomRole {
  readonly id: string;
  readonly label: string;
  readonly description: string;
  readonly permissions: readonly string[];
  readonly conditions?: PermissionConditions;
  readonly created: Instant;
  readonly lastUpdated: Instant;
}

/** One member of a resource set, by its Okta Resource Name. */
export interface Resource {
  readonly id: string;
  readonly orn: string;
  readonly created: Instant;
}

/** What custom roles are bound to. Okta: ResourceSet. */
export interface ResourceSet {
  readonly id: string;
  readonly label: string;
  readonly description: string;
  readonly resources: readonly Resource[];
  readonly created: Instant;
  readonly lastUpdated: Instant;
}

/** Okta: a resource set holds at most this many resources. */
export const resourceLimit = 1000;

/** Custom roles and resource sets; who holds which is among the role assignments. */
export class Iam {
  readonly roles = new Map<string, CustomRole>();
  readonly resourceSets = new Map<string, ResourceSet>();

  /** The role with this id or label. */
  role(idOrLabel: string): CustomRole | undefined {
    return this.roles.get(idOrLabel) ?? [...this.roles.values()].find(({ label }) => label === idOrLabel);
  }

  /** The resource set with this id or label. */
  resourceSet(idOrLabel: string): ResourceSet | undefined {
    return this.resourceSets.get(idOrLabel) ?? [...this.resourceSets.values()].find(({ label }) => label === idOrLabel);
  }
}

const kinds: readonly (readonly [pattern: RegExp, orn: (id: string) => string])[] = [
  [/\/api\/v1\/users$/, () => 'users'],
  [/\/api\/v1\/users\/([^/]+)$/, (id) => `users:${id}`],
  [/\/api\/v1\/groups$/, () => 'groups'],
  [/\/api\/v1\/groups\/([^/]+)$/, (id) => `groups:${id}`],
  [/\/api\/v1\/groups\/([^/]+)\/users$/, (id) => `groups:${id}:contained_resources`],
];

/** The Okta Resource Name of a resource that was named by REST address or by ORN; undefined for what this org lacks. */
export function ornOf(resource: string, orgId: string): string | undefined {
  if (/^orn:okta:\w+:[^:]+:\w+/.test(resource)) return resource;
  if (/\/api\/v1\/apps(\/[^/]+)?$/.test(resource)) return `orn:okta:idp:${orgId}:apps`;
  for (const [pattern, orn] of kinds) {
    const match = pattern.exec(resource);
    if (match !== null) return `orn:okta:directory:${orgId}:${orn(match[1] ?? '')}`;
  }
  return undefined;
}

/** The address under which the resource is read, as far as the API has one. */
export function addressOf(orn: string, url: string): string {
  const [, , , , kind = '', id, inner] = orn.split(':');
  const members = inner === 'contained_resources' ? '/users' : '';
  return `${url}/api/v1/${kind}${id === undefined ? '' : `/${id}`}${members}`;
}

/** What a resource set reaches, in the words of a seed. */
export function reachOf({ id, resources }: ResourceSet): ResourceSetSeed {
  const parts = resources.map(({ orn }) => orn.split(':').slice(4));
  const of = (wanted: string, inner?: string): readonly string[] =>
    parts.filter(([kind, , more]) => kind === wanted && more === inner).flatMap(([, each]) => each ?? []);
  const whole = (wanted: string): boolean => parts.some(([kind, each]) => kind === wanted && each === undefined);
  return {
    id,
    users: whole('users') ? 'all' : of('users'),
    groups: whole('groups') ? 'all' : of('groups'),
    membersOf: of('groups', 'contained_resources'),
  };
}

import type { Session } from '../transport/session.ts';
import { address } from './address.ts';
import { id, list, raw, text } from './trust.ts';

const what = 'resource sets';

/** What a custom role of the app's reaches. */
export interface ResourceSet {
  readonly label: string;
  readonly allUsers: boolean;
  readonly allGroups: boolean;
  /** Groups named one by one. */
  readonly groups: ReadonlySet<string>;
}

/**
 * Reads a resource set and what is in it; null when there is none any more.
 * [Okta: getResourceSet, listResourceSetResources] A set holds at most 1,000 resources.
 */
export async function readResourceSet(session: Session, set: string): Promise<ResourceSet | null> {
  const path = ['api', 'v1', 'iam', 'resource-sets', set];
  const bucket = 'GET /api/v1/iam/resource-sets/{id}';
  const one = await session.get({ url: address(session.origin, path), bucket, what, mayBeMissing: true });
  if (!one.found) return null;
  const orns: string[] = [];
  let url: string | null = address(session.origin, [...path, 'resources']);
  const asked = new Set<string>();
  while (url !== null && !asked.has(url)) {
    asked.add(url);
    const answer = await session.get({ url, bucket: `${bucket}/resources`, what });
    const body = raw(answer.json, what, 'the answer');
    for (const each of list(body['resources'], what, 'resources')) {
      orns.push(text(raw(each, what, 'a resource')['orn'], what, 'a name'));
    }
    url = nextOf(body['_links'], session.origin);
  }
  return { label: text(raw(one.json, what, 'the set')['label'], what, 'a label'), ...reachOf(orns) };
}

/** `orn:okta:directory:{org}:users`, `…:groups:{id}`: without an id it is all of them. [Okta: Resource names] */
function reachOf(orns: readonly string[]): Pick<ResourceSet, 'allUsers' | 'allGroups' | 'groups'> {
  const parts = orns.map((orn) => orn.split(':').slice(4));
  const isWhole = (kind: string): boolean => parts.some(([one, each]) => one === kind && each === undefined);
  const groups = parts.flatMap(([kind, each, inner]) =>
    kind === 'groups' && each !== undefined && inner === undefined ? [id(each, what)] : [],
  );
  return { allUsers: isWhole('users'), allGroups: isWhole('groups'), groups: new Set(groups) };
}

/** The next page is named in the body, on this origin only. */
function nextOf(links: unknown, origin: string): string | null {
  if (typeof links !== 'object' || links === null) return null;
  const next = (links as { readonly next?: { readonly href?: unknown } }).next?.href;
  const url = typeof next === 'string' ? URL.parse(next) : null;
  return url !== null && url.origin === origin ? url.href : null;
}

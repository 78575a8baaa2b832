import { TenuredError } from '../domain/kernel/errors.ts';
import { ok, warn, type Outcome } from './probe-result.ts';
import { listGroups } from './resources/groups.ts';
import { mayWriteEverywhere, type OwnRights } from './resources/own-rights.ts';
import { readResourceSet, type ResourceSet } from './resources/resource-sets.ts';
import type { Connection } from './transport/connection.ts';

const console = 'In the Okta admin console under Security > Administrators > Resources, in the resource set';

/**
 * Whom and which groups the app's custom roles reach. A listing does not tell: with a read-only role beside them the app
 * sees everybody, and is refused when it writes. [Okta: Resource sets]
 * @param wanted names of the groups that the mapping writes to.
 */
export async function reach(
  connection: Connection,
  rights: OwnRights | null,
  wanted: readonly string[],
): Promise<Outcome> {
  if (rights === null) return ok('Okta does not say');
  if (mayWriteEverywhere(rights)) return ok('all users and all groups, by a standard role');
  if (rights.resourceSets.length === 0) return ok('no custom role, so nothing is written');
  const sets = await setsOf(connection, rights.resourceSets);
  if (sets === null) return ok('Okta does not say: the app may not read resource sets');
  const labels = sets.map(({ label }) => `"${label}"`).join(', ');
  if (!sets.some(({ allUsers }) => allUsers)) {
    return warn({
      code: 'TEN-2202',
      message: `The app's role reaches only some users (${labels}).`,
      why: 'Whoever is out of its reach keeps their access when they leave: Okta refuses the change.',
      hint: `${console} ${labels}: add Users, All users.`,
    });
  }
  const missing = await outOfReach(connection, sets, wanted);
  if (missing.length === 0) return ok(`all users and every group of the mapping, by ${labels}`);
  return warn({
    code: 'TEN-2202',
    message: `The app's role does not reach groups of the mapping: ${missing.join(', ')}.`,
    why: 'Okta refuses to put anybody into them, or to take anybody out.',
    hint: `${console} ${labels}: add Groups, and name them.`,
  });
}

async function setsOf(connection: Connection, ids: readonly string[]): Promise<readonly ResourceSet[] | null> {
  const session = connection.open(['okta.roles.read']);
  try {
    const sets = await Promise.all(ids.map((set) => readResourceSet(session, set)));
    const found = sets.filter((set) => set !== null);
    return found.length < ids.length ? null : found;
  } catch (error) {
    if (error instanceof TenuredError && error.code === 'TEN-2202') return null;
    throw error;
  }
}

/** Groups that are there and in no set. One that is not there is told by `plan`. */
async function outOfReach(
  connection: Connection,
  sets: readonly ResourceSet[],
  wanted: readonly string[],
): Promise<readonly string[]> {
  if (wanted.length === 0 || sets.some(({ allGroups }) => allGroups)) return [];
  const missing: string[] = [];
  for await (const { items } of listGroups(connection.open(['okta.groups.read']))) {
    for (const { id, name } of items) {
      if (wanted.includes(name) && !sets.some(({ groups }) => groups.has(id))) missing.push(name);
    }
  }
  return missing.sort();
}

import type { ObservedGroup } from '../../domain/identity/observed.ts';
import type { OktaGroupId } from '../../domain/kernel/ids.ts';
import { minute, plus, type Instant } from '../../domain/time/instant.ts';
import type { DirectoryReader, MirrorState, MirrorStore, Page } from '../ports.ts';
import { attended } from './attended.ts';
import { believe, contradicted, fewer, mostMissing } from './shrunken.ts';
import type { ObserveTools } from './tools.ts';

/** As many groups as one page of a listing holds: all of them cost no more than those that changed. */
const onePage = 200;
/** Ids that fit into the address of one listing, beside what it asks for. */
const mostBesides = 50;
/** Asked for again at every look: what Okta filters by may lag behind its own clock. */
const overlap = 15 * minute;

/**
 * Reads the groups: all of them with a full pass and while they fit on one page, else those that changed. Those that
 * matter are asked for besides, since a role that a group is given is no change of it.
 */
export async function refreshGroups(tools: ObserveTools, full: boolean): Promise<void> {
  const { mirror, clock } = tools;
  const before = mirror.state();
  const since = full ? null : sinceOf(before);
  const pass = mirror.nextGroupPass();
  const at = clock.now();
  let cursor: Instant | null = null;
  for await (const page of attended(tools, listing(tools, since, at))) {
    cursor ??= page.date;
    mirror.putGroups(await withRoles(tools, page.items, since === null), pass);
  }
  if (cursor === null) throw new Error('a listing of groups ended without a page');
  if (since === null) await removeGone(tools, pass, before.groups);
  mirror.finishGroups(cursor, since === null ? at : null);
}

/** Null where all groups are to be read. */
function sinceOf({ groups, groupsAt, groupsCursor }: MirrorState): Instant | null {
  if (groupsAt === null || groupsCursor === null || groups < onePage) return null;
  return plus(groupsCursor, -overlap);
}

function listing(
  { directory, mirror, mappings, options }: ObserveTools,
  since: Instant | null,
  at: Instant,
): AsyncIterable<Page<ObservedGroup>> {
  if (since === null) return directory.groups();
  const matter = groupsThatMatter(mirror, [...mappings.managedGroups, ...options.protection.groups]);
  return directory.changedGroups(since, turnOf([...matter.keys()], at));
}

/** Where there are too many for one look, each has its turn. */
function turnOf(ids: readonly OktaGroupId[], at: Instant): readonly OktaGroupId[] {
  if (ids.length <= mostBesides) return ids;
  const start = (Math.floor(at / (15 * minute)) * mostBesides) % ids.length;
  return [...ids.slice(start), ...ids].slice(0, mostBesides);
}

/** The groups of these names, and those that carry an admin role: whose members have to be known. */
export function groupsThatMatter(
  mirror: Pick<MirrorStore, 'groupsNamed' | 'group' | 'administrators'>,
  names: readonly string[],
): ReadonlyMap<OktaGroupId, ObservedGroup> {
  const privileged = mirror.administrators().groups.flatMap((id) => mirror.group(id) ?? []);
  const found = [...new Set(names)].flatMap((name) => mirror.groupsNamed(name));
  return new Map([...found, ...privileged].map((group) => [group.id, group]));
}

/** Where a listing does not tell which groups carry a role, each is asked about: once a full pass, and when it is new. */
async function withRoles(
  { directory, mirror }: { readonly directory: DirectoryReader; readonly mirror: MirrorStore },
  groups: readonly ObservedGroup[],
  whole: boolean,
): Promise<readonly ObservedGroup[]> {
  const told: ObservedGroup[] = [];
  for (const group of groups) {
    const known = whole ? undefined : mirror.group(group.id)?.admin;
    told.push({ ...group, admin: group.admin ?? known ?? (await directory.carriesRole(group.id)) });
  }
  return told;
}

/** Groups that a listing of all lacks; the ones that matter are asked for one by one before they are believed gone. */
async function removeGone(tools: ObserveTools, pass: number, known: number): Promise<void> {
  const { directory, mirror, mappings, options, believes } = tools;
  const unseen = mirror.groupsUnseen(pass);
  const most = mostMissing(known, 5, 0.1);
  if (unseen.length > most) {
    const message = `Okta's list of groups lacks ${String(unseen.length)} of the ${String(known)} it had before`;
    believe(believes, fewer('groups', known, unseen.length), message);
  }
  const names = new Set([...mappings.managedGroups, ...options.protection.groups]);
  for (const group of unseen) {
    const matters = group.admin === true || names.has(group.name);
    if (matters && (await directory.group(group.id)) !== null) {
      throw contradicted(`Okta's list of groups lacks "${group.name}", which is there all the same`);
    }
    if (mirror.memberCount(group.id) > 0)
      mirror.replaceMembers(group.id, [], mirror.state().groupsCursor ?? group.lastMembershipUpdated);
  }
  mirror.removeGroups(unseen.map(({ id }) => id));
}

import type { ObservedGroup } from '../../domain/identity/observed.ts';
import { TenuredError } from '../../domain/kernel/errors.ts';
import type { OktaGroupId, OktaUserId } from '../../domain/kernel/ids.ts';
import { day, hour, minute, plus, type Instant } from '../../domain/time/instant.ts';
import type { KnownMembers, MembershipChange } from '../ports.ts';
import { attended } from './attended.ts';
import { groupsThatMatter } from './groups.ts';
import { believe, contradicted, fewer, mostMissing } from './shrunken.ts';
import type { ObserveTools } from './tools.ts';

/** Up to so many members are simply read again: five pages. */
const small = 1_000;
/** Members of large groups that are read again in one run at most, but for the first group. */
const mostReread = 20_000;
/** How far a listing of members may lag behind Okta's clock. */
const listingLag = 2 * minute;
/** How late an event may be stored in the System Log. */
const logLag = 15 * minute;
/** A large group that the System Log does not help with is read again after this, by whether Okta's count agrees. */
const rereadAfter = { agrees: day, differs: hour };

/**
 * Reads the members of the groups that matter, where they may have changed. Small groups and those that protect are read
 * whole. Of a large one the System Log tells who came and went; where the app may not read that, it is read whole, but
 * not at every change and not many at once: what it says meanwhile is a hint, and adding or removing twice is harmless.
 */
export async function refreshMembers(tools: ObserveTools): Promise<void> {
  const { mirror, mappings, options, breathe } = tools;
  const protecting = groupsThatMatter(mirror, options.protection.groups);
  const all = groupsThatMatter(mirror, [...mappings.managedGroups, ...options.protection.groups]);
  const waiting: Waiting[] = [];
  for (const group of all.values()) {
    const known = mirror.membersKnown(group.id);
    if (known !== null && group.lastMembershipUpdated < known.readAt - listingLag) continue;
    if (known === null || known.count <= small || protecting.has(group.id)) await readWhole(tools, group, known);
    else if (!(await followLog(tools, group, known))) waiting.push({ group, known });
    await breathe();
  }
  await readWaiting(tools, waiting);
}

interface Waiting {
  readonly group: ObservedGroup;
  readonly known: KnownMembers;
}

/** True when the System Log has told all, and Okta's own count does not say otherwise. */
async function followLog(tools: ObserveTools, group: ObservedGroup, known: KnownMembers): Promise<boolean> {
  const told = await tools.directory.membershipChanges(group.id, plus(known.readAt, -logLag));
  if (told === null) return false;
  tools.mirror.changeMembers(group.id, told.changes, told.date);
  tools.emit({ type: 'memberships', ...countedByAuthor(tools, told.changes, known) });
  return counted(group, tools.mirror.membersKnown(group.id)) !== 'differs';
}

/** Host and Okta may disagree about the time by a few minutes before anything is refused for it. */
const skew = 10 * minute;

/** Own is what this app is named for and the journal knows; the rest of what it is named for, somebody did with its key. */
function countedByAuthor(
  { journal }: ObserveTools,
  changes: readonly MembershipChange[],
  { readAt }: KnownMembers,
): { readonly own: number; readonly elsewhere: number; readonly others: number } {
  const known = journal.requestsSince(plus(readAt, -logLag - skew));
  const byApp = changes.filter((change) => change.byApp);
  const isOwn = ({ requestId, user }: MembershipChange): boolean =>
    known.unanswered.has(user) || (requestId !== null && known.ids.has(requestId));
  const own = byApp.filter(isOwn).length;
  return { own, elsewhere: byApp.length - own, others: changes.length - byApp.length };
}

/** Whether Okta's own count of members is as far from what is known as it was when all were read. */
function counted({ members }: ObservedGroup, known: KnownMembers | null): 'agrees' | 'differs' | 'unknown' {
  const offset = known?.offset ?? null;
  if (members === undefined || known === null || offset === null) return 'unknown';
  return members - known.count === offset ? 'agrees' : 'differs';
}

/** Whoever has waited longest comes first. One is always read, however large it is. */
async function readWaiting(tools: ObserveTools, waiting: readonly Waiting[]): Promise<void> {
  const now = tools.clock.now();
  let reread = 0;
  for (const { group, known } of waiting.toSorted((one, other) => one.known.wholeAt - other.known.wholeAt)) {
    const rest = counted(group, known) === 'agrees' ? rereadAfter.agrees : rereadAfter.differs;
    if (now - known.wholeAt < rest || (reread > 0 && reread + known.count > mostReread)) continue;
    reread += known.count;
    await readWhole(tools, group, known);
  }
}

async function readWhole(tools: ObserveTools, group: ObservedGroup, known: KnownMembers | null): Promise<void> {
  const members = new Set<OktaUserId>();
  let at: Instant | null = null;
  for await (const page of attended(tools, tools.directory.groupMembers(group.id))) {
    at ??= page.date;
    for (const id of page.items) members.add(id);
  }
  if (at === null) throw new Error('a listing of members ended without a page');
  if (known !== null) await refuseShort(tools, group, known, members);
  tools.mirror.replaceMembers(group.id, members, at);
}

/** So many of those that are missing from a short listing are asked themselves. */
const samples = 3;

/** A bad read of a group must not look like people who left it (G16). */
async function refuseShort(
  { mirror, directory, believes }: ObserveTools,
  group: ObservedGroup,
  known: KnownMembers,
  members: ReadonlySet<OktaUserId>,
): Promise<void> {
  const most = mostMissing(known.count, 10, 0.1);
  const missing = mirror.membersBeside(group.id, members, most + 1);
  if (missing.length <= most) return;
  const shows = `the group "${group.name}" shows ${String(members.size)} members instead of ${String(known.count)}`;
  if (group.lastMembershipUpdated < known.readAt) {
    const gone = mirror.membersBeside(group.id, members, known.count).length;
    believe(believes, fewer('members', known.count, gone, group.name), `${shows}, although nobody took them out`);
  }
  for (const user of missing.slice(0, samples)) {
    if ((await groupsOf(directory, user)).includes(group.id))
      throw contradicted(`${shows}, and some are in it all the same`);
  }
}

async function groupsOf(directory: ObserveTools['directory'], user: OktaUserId): Promise<readonly OktaGroupId[]> {
  try {
    return await directory.groupsOf(user);
  } catch (error) {
    // Whoever is gone from Okta is gone from the group.
    if (error instanceof TenuredError && error.code === 'TEN-2309') return [];
    throw error;
  }
}

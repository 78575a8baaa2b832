import type { Finding } from '../../domain/guardrails/finding.ts';
import { TenuredError } from '../../domain/kernel/errors.ts';
import { hashOf } from '../../domain/kernel/hash.ts';
import type { OktaGroupId, OktaUserId } from '../../domain/kernel/ids.ts';
import { asJson } from '../../domain/kernel/canonical-json.ts';
import type { ObservedGroup } from '../../domain/identity/observed.ts';
import type { CompiledMapping } from '../../domain/mapping/compiled.ts';
import { day, minute, plus, type Instant } from '../../domain/time/instant.ts';
import type { Clock } from '../../domain/kernel/clock.ts';
import type { Emit } from '../events.ts';
import type { ReconcileOptions } from '../options.ts';
import type { DirectoryReader, MirrorPass, MirrorState, MirrorStore, OrganisationStore } from '../ports.ts';
import { judgeClock } from '../../domain/guardrails/clock.ts';
import { attended } from './attended.ts';

export interface ObserveTools {
  readonly directory: DirectoryReader;
  readonly mirror: MirrorStore;
  readonly organisation: OrganisationStore;
  readonly orgUrl: string;
  readonly mapping: CompiledMapping;
  readonly options: ReconcileOptions;
  readonly clock: Clock;
  readonly emit: Emit;
  readonly breathe: () => Promise<void>;
  /** Called between two pages, and while one does not come. */
  readonly interlude: () => Promise<void>;
}

/** How much is asked for: everything there is to know, what changed since the last look, or nothing at all. */
export type Look = 'all' | 'changes' | 'nothing';

/** What observing came to. */
export interface Observation {
  readonly orgId: string;
  readonly findings: readonly Finding[];
}

/** A full pass is made nightly; in between, changes are asked for. */
const fullPassEvery = day;
/** Asked for again at every incremental pass: Okta's index may lag behind its own clock. */
const overlap = 15 * minute;

/**
 * Refreshes the mirror: proves that the app sees people, reads the users that changed (all of them nightly), groups,
 * the members of those that matter, rules and administrators.
 */
export async function observe(tools: ObserveTools, look: Look = 'all'): Promise<Observation> {
  const at = tools.clock.now();
  const before = tools.mirror.state();
  const bound = tools.organisation.bound();
  if (look === 'nothing' && bound !== null && before.fullPassAt !== null) return { orgId: bound.orgId, findings: [] };
  const attributes = wantedAttributes(tools.mapping);
  const sight = await proveSight(tools, before);
  const keys = keyAttributes(tools.mapping);
  const full = sight === 'ask-again' || needsFullPass(before, { attributes, keys }, look === 'all' ? at : null);
  const orgId = await rightOrganisation(tools, full, at);
  if (full) await refreshSchema(tools);
  const clock = await refreshUsers(tools, before, attributes, full);
  await refreshGroups(tools, at);
  return { orgId, findings: [typeof sight === 'string' ? clock : sight] };
}

/**
 * Reads an account that must be there. The one that a person named has to be; one that tenured chose itself may have been
 * deleted since, and a full pass then proves the same and chooses another.
 */
async function proveSight(tools: ObserveTools, before: MirrorState): Promise<Finding | 'first-time' | 'ask-again'> {
  const canary = tools.options.canary ?? before.canary;
  if (canary === null) return 'first-time';
  try {
    return judgeClock((await tools.directory.canary(canary)).date, tools.clock.now());
  } catch (error) {
    const chosen = tools.options.canary === null;
    if (chosen && error instanceof TenuredError && error.code === 'TEN-2204') return 'ask-again';
    throw error;
  }
}

function wantedAttributes(mapping: CompiledMapping): readonly string[] {
  const names = new Set(mapping.ownedAttributes);
  for (const name of keyAttributes(mapping)) names.add(name);
  return [...names].sort();
}

/** Attributes that accounts are matched by. */
function keyAttributes(mapping: CompiledMapping): readonly string[] {
  return mapping.match.map(({ okta }) => okta.replace(/^profile\./, ''));
}

/** @param at when it is; null leaves the nightly pass for later. */
function needsFullPass(
  state: MirrorState,
  wanted: { readonly attributes: readonly string[]; readonly keys: readonly string[] },
  at: Instant | null,
): boolean {
  if (state.fullPassAt === null || state.cursor === null) return true;
  if (JSON.stringify(state.attributes) !== JSON.stringify(wanted.attributes)) return true;
  // By another key than before, an account is found only once it was read with it.
  if (JSON.stringify(state.keyAttributes) !== JSON.stringify(wanted.keys)) return true;
  return at !== null && at - state.fullPassAt >= fullPassEvery;
}

/** G2: the state belongs to one organisation, by its id. Asked on full passes; the URL is compared always. */
async function rightOrganisation(tools: ObserveTools, full: boolean, at: Instant): Promise<string> {
  const bound = tools.organisation.bound();
  if (bound !== null && !full && bound.orgUrl === tools.orgUrl) return bound.orgId;
  const { id } = await tools.directory.organisation();
  if (bound === null) tools.organisation.bind(id, tools.orgUrl, at);
  else if (bound.orgId !== id) throw otherOrganisation(bound.orgUrl, tools.orgUrl);
  return id;
}

function otherOrganisation(bound: string, asked: string): TenuredError {
  return new TenuredError('TEN-5002', `the state belongs to the organisation at ${bound}, not to the one at ${asked}`, {
    why: 'bindings made in one organisation would point at strangers in another',
    hint: 'use another state directory for this organisation, or put the old URL back',
  });
}

async function refreshSchema(tools: ObserveTools): Promise<void> {
  const schema = await tools.directory.schema();
  const writable = schema
    .filter((attribute) => attribute.mutability !== 'READ_ONLY')
    .map((attribute) => attribute.name);
  tools.mirror.setSchema(hashOf(asJson(schema)), writable);
}

async function refreshUsers(
  tools: ObserveTools,
  before: MirrorState,
  attributes: readonly string[],
  full: boolean,
): Promise<Finding> {
  const pass = tools.mirror.beginPass(full, attributes, keyAttributes(tools.mapping));
  const since = full || before.cursor === null ? null : plus(before.cursor, -overlap);
  let clock: Finding | null = null;
  let cursor: Instant | null = null;
  let users = 0;
  for await (const page of attended(tools, tools.directory.users(since, attributes))) {
    clock ??= judgeClock(page.date, tools.clock.now());
    cursor ??= page.date;
    pass.put(page.items);
    users += page.items.length;
    tools.emit({
      type: 'progress',
      phase: 'observe',
      done: users,
      total: full && before.users > 0 ? before.users : null,
      unit: 'accounts',
    });
  }
  if (cursor === null || clock === null) throw new Error('a listing of users ended without a page');
  await removeGone(tools, pass, attributes, before);
  pass.finish(cursor, tools.clock.now());
  return clock;
}

/** Half of the people at once is a bad read, not half of the people. */
const mostGoneShare = 0.05;
const mostGoneFloor = 20;

/** Whom a full pass did not see is asked for one by one before being believed gone. */
async function removeGone(
  tools: ObserveTools,
  pass: MirrorPass,
  attributes: readonly string[],
  before: MirrorState,
): Promise<void> {
  const limit = Math.max(mostGoneFloor, Math.floor(before.users * mostGoneShare));
  const unseen = pass.unseen(limit + 1);
  if (unseen.length > limit) {
    throw new TenuredError('TEN-2307', `Okta's list of users lacks more than ${String(limit)} accounts it had before`, {
      why: 'an app that suddenly sees fewer people has lost a right; nobody has been deleted for that reason',
      hint: "check the app's admin role and resource set in Okta, then run again",
    });
  }
  const gone: OktaUserId[] = [];
  for (const id of unseen) {
    const user = await tools.directory.user(id, attributes);
    if (user === null) gone.push(id);
    else pass.put([user]);
  }
  pass.remove(gone);
}

async function refreshGroups(tools: ObserveTools, at: Instant): Promise<void> {
  const groups: ObservedGroup[] = [];
  for await (const page of attended(tools, tools.directory.groups(null))) groups.push(...page.items);
  tools.mirror.putGroups(groups, true);
  const rules = await tools.directory.groupRules();
  const administrators = await tools.directory.administrators();
  tools.mirror.setReferences(rules, administrators, at);
  const wanted = new Set<OktaGroupId>(administrators.groups);
  const names = new Set([...tools.mapping.managedGroups, ...tools.options.protection.groups]);
  for (const group of groups) if (names.has(group.name)) wanted.add(group.id);
  for (const group of groups) {
    if (wanted.has(group.id)) await refreshMembers(tools, group, at);
  }
}

/** A bad read of a group must not look like people who left it (G16): more than a tenth short is refused. */
const mostShort = 0.1;

async function refreshMembers(tools: ObserveTools, group: ObservedGroup, at: Instant): Promise<void> {
  const readAt = tools.mirror.membersReadAt(group.id);
  // Okta dates a change by whole seconds: one in the second of the last read may have come after it.
  if (readAt !== null && group.lastMembershipUpdated < readAt - overlap) return;
  const members: OktaUserId[] = [];
  for await (const page of attended(tools, tools.directory.groupMembers(group.id))) members.push(...page.items);
  const known = tools.mirror.memberCount(group.id);
  const unchanged = readAt !== null && group.lastMembershipUpdated < readAt;
  if (unchanged && members.length < known * (1 - mostShort)) throw shortGroup(group, members.length, known);
  tools.mirror.replaceMembers(group.id, members, at);
  await tools.breathe();
}

function shortGroup(group: ObservedGroup, read: number, known: number): TenuredError {
  return new TenuredError(
    'TEN-2307',
    `the group "${group.name}" shows ${String(read)} members instead of ${String(known)}, although nobody changed it`,
    {
      why: 'people the app no longer sees would look like people to add again',
      hint: "check the app's admin role and resource set in Okta, then run again",
    },
  );
}

import { judgeClock } from '../../domain/guardrails/clock.ts';
import type { Finding } from '../../domain/guardrails/finding.ts';
import { asJson } from '../../domain/kernel/canonical-json.ts';
import { TenuredError } from '../../domain/kernel/errors.ts';
import { hashOf } from '../../domain/kernel/hash.ts';
import type { Mappings } from '../../domain/mapping/mappings.ts';
import { day, type Instant } from '../../domain/time/instant.ts';
import type { MirrorState } from '../ports.ts';
import { refreshGroups } from './groups.ts';
import { refreshMembers } from './members.ts';
import { refreshReferences } from './references.ts';
import { lookAgain } from './sourced.ts';
import type { ObserveTools } from './tools.ts';
import { refreshUsers, type Wanted } from './users.ts';

/**
 * How much is asked for: everything there is to know, the nightly full pass whether it is due or not (`whole`), what changed
 * since the last look, or nothing at all.
 */
export type Look = 'whole' | 'all' | 'changes' | 'nothing';

/** What observing came to. */
export interface Observation {
  readonly orgId: string;
  readonly findings: readonly Finding[];
}

/** A full pass is made nightly; in between, changes are asked for. */
const fullPassEvery = day;
/**
 * Refreshes the mirror: proves that the app sees people, reads the users and groups that changed (all of them nightly),
 * the members of the groups that matter, rules and administrators.
 */
export async function observe(tools: ObserveTools, look: Look = 'all'): Promise<Observation> {
  const at = tools.clock.now();
  const before = tools.mirror.state();
  const bound = tools.organisation.bound();
  if (look === 'nothing' && bound !== null && before.fullPassAt !== null) return { orgId: bound.orgId, findings: [] };
  const wanted = { attributes: wantedAttributes(tools.mappings), keys: keyAttributes(tools.mappings) };
  const sight = await proveSight(tools, before);
  const full = sight === 'ask-again' || look === 'whole' || needsFullPass(before, wanted, look === 'all' ? at : null);
  const orgId = await rightOrganisation(tools, full, at);
  if (full) await refreshSchema(tools);
  const clock = await refreshUsers(tools, before, wanted, full);
  await lookAgain(tools, wanted.attributes);
  await refreshGroups(tools, full);
  const unreadable = await refreshReferences(tools);
  await refreshMembers(tools);
  return { orgId, findings: [typeof sight === 'string' ? clock : sight, ...unreadable] };
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

function wantedAttributes(mappings: Mappings): readonly string[] {
  const names = new Set(mappings.ownedAttributes);
  for (const name of keyAttributes(mappings)) names.add(name);
  return [...names].sort();
}

/** Attributes that accounts are matched by. */
function keyAttributes({ match }: Mappings): readonly string[] {
  return [...new Set(match.map(({ okta }) => okta.replace(/^profile\./, '')))];
}

/** @param at when it is; null leaves the nightly pass for later. */
function needsFullPass(state: MirrorState, wanted: Wanted, at: Instant | null): boolean {
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

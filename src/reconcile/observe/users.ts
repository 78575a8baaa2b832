import { judgeClock } from '../../domain/guardrails/clock.ts';
import type { Finding } from '../../domain/guardrails/finding.ts';
import type { OktaUserId } from '../../domain/kernel/ids.ts';
import { minute, plus, type Instant } from '../../domain/time/instant.ts';
import type { MirrorPass, MirrorState } from '../ports.ts';
import { attended } from './attended.ts';
import { mostMissing, shrunken } from './shrunken.ts';
import type { ObserveTools } from './tools.ts';

/** What users are read with. */
export interface Wanted {
  readonly attributes: readonly string[];
  /** Those of them that accounts are matched by. */
  readonly keys: readonly string[];
}

/** Asked for again at every incremental pass: Okta's index may lag behind its own clock. */
const overlap = 15 * minute;

/**
 * Reads everybody, or those who changed since the last pass. On a full pass whom the listing lacks is asked for one by
 * one. @returns G13, by Okta's time of the first page.
 */
export async function refreshUsers(
  tools: ObserveTools,
  before: MirrorState,
  { attributes, keys }: Wanted,
  full: boolean,
): Promise<Finding> {
  const pass = tools.mirror.beginPass(full, attributes, keys);
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
  await removeGone(tools, pass, attributes, before.users);
  pass.finish(cursor, tools.clock.now());
  return clock;
}

/** Beyond so many nobody is asked for one by one. */
const askedFor = { least: 20, share: 0.05 };
/** G2: so many of the accounts that are known may be missing, from the listing or altogether. */
const believed = { least: 3, share: 0.05 };

/**
 * Whom a full pass did not see is asked for one by one before being believed gone. Few of those in use may be: Okta
 * deletes only who is deactivated. [Okta: deleteUser]
 */
async function removeGone(
  tools: ObserveTools,
  pass: MirrorPass,
  attributes: readonly string[],
  known: number,
): Promise<void> {
  const most = mostMissing(known, askedFor.least, askedFor.share);
  const unseen = pass.unseen(most + 1);
  if (unseen.length > most) {
    throw shrunken(
      `Okta's list of users lacks more than ${String(most)} of the ${String(known)} accounts it had before`,
    );
  }
  const gone: OktaUserId[] = [];
  let hidden = 0;
  let inUse = 0;
  for (const id of unseen) {
    const user = await tools.directory.user(id, attributes);
    if (user !== null) {
      hidden += 1;
      pass.put([user]);
    } else {
      gone.push(id);
      if (pass.statusOf(id) !== 'DEPROVISIONED') inUse += 1;
    }
  }
  const limit = mostMissing(known, believed.least, believed.share);
  const of = `of the ${String(known)} accounts that it had before`;
  if (hidden > limit)
    throw shrunken(`Okta's list of users lacks ${String(hidden)} ${of}, which are there all the same`);
  if (inUse > limit) throw shrunken(`Okta does not know ${String(inUse)} ${of} any more, and they were in use`);
  pass.remove(gone);
}

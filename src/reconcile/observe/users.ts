import { judgeClock } from '../../domain/guardrails/clock.ts';
import type { Finding } from '../../domain/guardrails/finding.ts';
import type { OktaUserId } from '../../domain/kernel/ids.ts';
import { minute, plus, type Instant } from '../../domain/time/instant.ts';
import type { MirrorPass, MirrorState } from '../ports.ts';
import { attended } from './attended.ts';
import { believe, contradicted, mostMissing, samplesOf, type Fewer } from './shrunken.ts';
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
 * deletes only who is deactivated. [Okta: deleteUser] Of many that somebody said are gone, some are asked for.
 */
async function removeGone(
  tools: ObserveTools,
  pass: MirrorPass,
  attributes: readonly string[],
  known: number,
): Promise<void> {
  const most = mostMissing(known, askedFor.least, askedFor.share);
  const of = `of the ${String(known)} accounts`;
  let unseen = pass.unseen(most + 1);
  const tooMany = unseen.length > most;
  if (tooMany) {
    unseen = pass.unseen(known);
    const message = `Okta's list of users lacks more than ${String(most)} ${of} it had before`;
    believe(tools.believes, missingAccounts(pass, unseen, known), message);
  }
  const asked = tooMany ? samplesOf(unseen, askedFor.least) : unseen;
  const there = await stillThere(tools, pass, attributes, asked);
  const limit = tooMany ? 0 : mostMissing(known, believed.least, believed.share);
  if (there.size > limit) {
    const lacks = `Okta's list of users lacks ${String(there.size)} ${of}`;
    throw contradicted(`${lacks} that it had before, which are there all the same`);
  }
  const gone = missingAccounts(
    pass,
    unseen.filter((id) => !there.has(id)),
    known,
  );
  if (!tooMany && gone.inUse > limit) {
    const message = `Okta does not know ${String(gone.inUse)} ${of} that it had before any more, and they were in use`;
    believe(tools.believes, gone, message);
  }
  pass.remove(gone.accounts);
}

function missingAccounts(pass: MirrorPass, accounts: readonly OktaUserId[], known: number): Fewer {
  const inUse = accounts.filter((id) => pass.statusOf(id) !== 'DEPROVISIONED').length;
  return { of: 'accounts', group: null, known, missing: accounts.length, accounts, inUse };
}

/** Those that Okta knows all the same; they are taken in. */
async function stillThere(
  { directory }: ObserveTools,
  pass: MirrorPass,
  attributes: readonly string[],
  asked: readonly OktaUserId[],
): Promise<ReadonlySet<OktaUserId>> {
  const there = new Set<OktaUserId>();
  for (const id of asked) {
    const user = await directory.user(id, attributes);
    if (user === null) continue;
    there.add(id);
    pass.put([user]);
  }
  return there;
}

import type { Finding } from '../../domain/guardrails/finding.ts';
import { administratorsHold, judgeAdministrators, judgeRules } from '../../domain/guardrails/references.ts';
import { TenuredError } from '../../domain/kernel/errors.ts';
import type { OktaUserId } from '../../domain/kernel/ids.ts';
import type { Clock } from '../../domain/kernel/clock.ts';
import type { Instant } from '../../domain/time/instant.ts';
import type { DirectoryReader, MirrorStore } from '../ports.ts';
import { believe, contradicted, fewer, samplesOf, type Believes, type Fewer } from './shrunken.ts';

export interface ReferenceTools {
  readonly directory: DirectoryReader;
  readonly mirror: MirrorStore;
  readonly clock: Clock;
  /** What somebody said Okta rightly shows fewer of; nothing when left out. */
  readonly believes?: Believes;
}

/** What a listing had before and lacks now. */
interface Missing<Item> {
  readonly of: Extract<Fewer['of'], 'group rules' | 'administrators'>;
  readonly known: number;
  readonly items: readonly Item[];
  readonly isThere: (item: Item) => Promise<boolean>;
}

/** So many are asked for one by one. */
const mostAsked = 20;

/**
 * Reads what forbids writing: group rules and administrators. What cannot be read stays as it was read last, and forbids
 * more than it did: without rules no group is written to, without administrators people are suspended and nothing else.
 * @returns what is wrong, for the plan.
 * @throws TenuredError what Okta said, where nothing was ever read; TEN-2406 when administrators were last read more than
 * a day ago: nobody is disabled then.
 */
export async function refreshReferences(tools: ReferenceTools): Promise<readonly Finding[]> {
  return [...(await refreshRules(tools)), ...(await refreshAdministrators(tools))];
}

async function refreshRules(tools: ReferenceTools): Promise<readonly Finding[]> {
  const { directory, mirror, clock } = tools;
  const at = clock.now();
  try {
    const rules = await directory.groupRules();
    const seen = new Set(rules.map(({ id }) => id));
    const known = mirror.rules().filter(({ active }) => active);
    await believeGone(tools, {
      of: 'group rules',
      known: known.length,
      items: known.filter(({ id }) => !seen.has(id)),
      isThere: async ({ id }) => (await directory.groupRule(id))?.active === true,
    });
    mirror.setRules(rules, at);
    return [];
  } catch (error) {
    const readAt = mirror.state().rulesAt;
    const why = unreadable(error, readAt);
    mirror.noteFault('rules', why);
    return [judgeRules(why, clock.now(), readAt ?? at)];
  }
}

async function refreshAdministrators(tools: ReferenceTools): Promise<readonly Finding[]> {
  const { directory, mirror, clock } = tools;
  const at = clock.now();
  try {
    const users = await directory.assignees();
    await believeGone(tools, {
      of: 'administrators',
      known: mirror.administrators().users.length,
      items: missingFrom(mirror, users),
      isThere: (id) => holdsRole(directory, id),
    });
    if (users.length === 0 && mirror.administrators().groups.length === 0) throw noAdministrator();
    mirror.setAdministrators(users, at);
    return [];
  } catch (error) {
    const readAt = mirror.state().administratorsAt;
    const why = unreadable(error, readAt);
    mirror.noteFault('administrators', why);
    const age = clock.now() - (readAt ?? at);
    if (age > administratorsHold || age < 0) throw tooOld(error);
    return [judgeAdministrators(why, clock.now(), readAt ?? at)];
  }
}

/** Administrators that the listing had before, and whom nothing else shows to be one. */
function missingFrom(mirror: MirrorStore, users: readonly OktaUserId[]): readonly OktaUserId[] {
  const seen = new Set(users);
  const before = mirror.administrators();
  return before.users.filter(
    (id) => !seen.has(id) && mirror.userById(id) !== null && !before.groups.some((group) => mirror.isMember(group, id)),
  );
}

async function holdsRole(directory: DirectoryReader, user: OktaUserId): Promise<boolean> {
  try {
    return (await directory.rolesOf(user)).length > 0;
  } catch (error) {
    if (error instanceof TenuredError && error.code === 'TEN-2309') return false;
    throw error;
  }
}

/**
 * What a listing lacks that it had before is asked for, one by one; one that is there makes the listing worthless. Of
 * many that somebody said are gone, some are asked for.
 */
async function believeGone<Item>(
  { believes }: ReferenceTools,
  { of, known, items, isThere }: Missing<Item>,
): Promise<void> {
  const { length } = items;
  const list = `Okta's list of ${of} lacks`;
  if (length > mostAsked) believe(believes, fewer(of, known, length), `${list} ${String(length)} that it had before`);
  for (const item of samplesOf(items, mostAsked)) {
    if (await isThere(item)) throw contradicted(`${list} some that are there all the same`);
  }
}

/** What Okta said, for people. @throws whatever it was when it is no failure to read, or when nothing was ever read. */
function unreadable(error: unknown, readAt: Instant | null): string {
  if (readAt === null || !(error instanceof TenuredError) || !/^TEN-2[23]/.test(error.code)) throw error;
  return `${error.code} ${error.message}`;
}

/** Every organisation has an administrator, so none at all means that the app is not shown them. */
function noAdministrator(): TenuredError {
  return new TenuredError('TEN-2202', 'Okta shows not a single administrator to this app.', {
    why: 'Without knowing them tenured could not keep its hands off them.',
    hint: 'Give the app an admin role that may view roles and their assignments.',
  });
}

function tooOld(error: unknown): TenuredError {
  const cause = error instanceof TenuredError ? { cause: error, why: error.message } : {};
  return new TenuredError('TEN-2406', 'Who is an administrator could not be read from Okta for more than 24 hours.', {
    ...cause,
    hint: 'Nobody is disabled until it can. Give the app an admin role that may view roles; see tenured doctor.',
  });
}

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual, parseArgs } from 'node:util';
import type { UserStatus } from '../../src/simulator/index.ts';
import { everyone, type Household } from '../support/household.ts';
import { person, type Person } from '../support/people.ts';
import { launch, type Running } from '../support/process.ts';
import {
  became,
  books,
  bystanders,
  clean,
  company,
  daysAgo,
  groups,
  here,
  leftToDo,
  planAndApprove,
  type Became,
  type Case,
} from './company.ts';

/**
 * Kills the real program at random instants, again and again, in the midst of everything that it carries out, and looks
 * whether all of it has happened once in the end. Not part of `npm test`; a seed repeats a company and its kills, but
 * not to the microsecond where each of them strikes.
 */
const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '150' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    parallel: { type: 'string', default: '2' },
  },
});

/** Numbers from 0 up to, not including, 1, the same for the same seed. */
type Dice = () => number;

function dice(seed: number): Dice {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function oneOf<Value>(roll: Dice, among: readonly [Value, ...Value[]]): Value {
  return among[Math.floor(roll() * among.length)] ?? among[0];
}

/** Somebody, what HR says of them in either chapter, and what must have become of them at the end of it. */
interface Fate {
  readonly of: Case;
  readonly then: Person;
  readonly after: readonly [Became, Became];
}

const nothing: Became = {
  status: 'ACTIVE',
  dept: 'Sales',
  groups: [everyone, groups.sales],
  signedIn: false,
  mails: [],
  effects: {},
  bound: true,
};
const add = (group: string): string => `group.user_membership.add ${group}`;
const remove = (group: string): string => `group.user_membership.remove ${group}`;
const toLegal = { 'user.account.update_profile': 1, [add(groups.legal)]: 1, [remove(groups.sales)]: 1 };
const inLegal = { dept: 'Legal', groups: [everyone, groups.legal] } as const;

/** Starts, then changes department. */
function starter(id: string): Fate {
  const who = person(id, { start: daysAgo(5) });
  const effects = {
    'user.lifecycle.create': 1,
    [add(everyone)]: 1,
    [add(groups.sales)]: 1,
    'user.lifecycle.activate': 1,
  };
  const first: Became = { ...nothing, status: 'PROVISIONED', mails: ['activation'], effects };
  const second: Became = { ...first, ...inLegal, effects: { ...effects, ...toLegal } };
  return { of: { who, before: null }, then: { ...who, dept: 'Legal' }, after: [first, second] };
}

/** Leaves; whom a suspension stopped comes back, since the end date was wrong. */
function goer(id: string, status: UserStatus): Fate {
  const who = person(id, { end: daysAgo(2) });
  const of: Case = { who, before: { status, dept: 'Sales' } };
  const cleared = { 'user.session.clear': 1 };
  if (status === 'PROVISIONED') {
    const gone: Became = {
      ...nothing,
      status: 'DEPROVISIONED',
      effects: { 'user.lifecycle.deactivate': 1, ...cleared },
    };
    return { of, then: who, after: [gone, gone] };
  }
  const unlocked = status === 'LOCKED_OUT' ? { 'user.account.unlock_by_admin': 1 } : {};
  const effects = { ...unlocked, 'user.lifecycle.suspend': 1, ...cleared };
  const first: Became = { ...nothing, status: 'SUSPENDED', effects };
  const second: Became = { ...nothing, effects: { ...effects, 'user.lifecycle.unsuspend': 1 } };
  return { of, then: { ...who, end: '' }, after: [first, second] };
}

/** Changes department, and back. */
function changer(id: string): Fate {
  const who = person(id, { dept: 'Legal' });
  const first: Became = { ...nothing, ...inLegal, signedIn: true, effects: toLegal };
  const back = {
    'user.account.update_profile': 2,
    [add(groups.legal)]: 1,
    [remove(groups.sales)]: 1,
    [add(groups.sales)]: 1,
    [remove(groups.legal)]: 1,
  };
  const second: Became = { ...nothing, signedIn: true, effects: back };
  return {
    of: { who, before: { status: 'ACTIVE', dept: 'Sales' } },
    then: { ...who, dept: 'Sales' },
    after: [first, second],
  };
}

function cast(roll: Dice): readonly Fate[] {
  // Never so many that a safety check has to ask about every second chapter: that is for other tests.
  const some = (): readonly number[] => Array.from({ length: 1 + Math.floor(roll() * 2) }, (_, index) => index);
  return [
    ...some().map((index) => starter(`NEW${String(index)}`)),
    ...some().map((index) =>
      goer(`LEO${String(index)}`, oneOf(roll, ['ACTIVE', 'ACTIVE', 'LOCKED_OUT', 'PROVISIONED'])),
    ),
    ...some().map((index) => changer(`MIA${String(index)}`)),
  ];
}

interface Tally {
  kills: number;
  /** Processes that came to their end before the instant they were to be killed at. */
  escaped: number;
  /** Kills by the command that was killed, and how many requests it had made by then. */
  readonly struck: Record<string, number>;
  readonly during: Record<string, number>;
  companies: number;
  readonly problems: string[];
}

/** Starts a command in a process of its own. */
function begin(home: Household, arguments_: readonly string[]): Running {
  return launch(home.directory, ...arguments_, '-c', home.configurationFile);
}

/** A process lives for so many answers of Okta's at most for each person, and so many milliseconds more. */
const longestLife = { answers: 4, milliseconds: 6 };

/** As many answers as a plan takes. */
const ofAPlan = 8;

/** Starts a command and kills it at a random instant while it talks to Okta. @returns false when it had ended before. */
async function strike(
  home: Household,
  arguments_: readonly string[],
  most: number,
  roll: Dice,
  tally: Tally,
): Promise<boolean> {
  const { faults } = home.okta;
  const first = faults.hold({}, 'beforeCommit');
  const running = begin(home, arguments_);
  const begun = home.okta.requests().length;
  const life = { over: false };
  void running.ended.then(() => (life.over = true));
  await Promise.race([first.reached, running.ended]);
  faults.clear();
  first.release();
  const answers = Math.floor(roll() * most);
  while (home.okta.requests().length - begun < answers && !life.over) await tick();
  const until = performance.now() + roll() * longestLife.milliseconds;
  while (performance.now() < until && !life.over) await tick();
  running.kill('SIGKILL');
  const { signal, code, stderr } = await running.ended;
  const name = arguments_.join(' ');
  if (signal === 'SIGKILL') {
    tally.kills += 1;
    count(tally.struck, name);
    const last = home.okta.requests().slice(begun).at(-1);
    count(tally.during, last === undefined ? 'before any answer' : `after ${last.method} ${shape(last.path)}`);
    return true;
  }
  tally.escaped += 1;
  if (![0, 3, 4, 5, 6].includes(code ?? -1)) tally.problems.push(`${name} ended with ${String(code)}: ${stderr}`);
  return false;
}

function tick(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

function shape(path: string): string {
  return path.replace(/\/(00[ug]\w+|[^/]+@[^/]+|\w+%40[^/]+)/gu, '/*');
}

function count(counts: Record<string, number>, name: string): void {
  counts[name] = (counts[name] ?? 0) + 1;
}

/** Plans, has a person say yes, and carries out, with a few kills on the way; and then undisturbed to the end. */
async function chapter(home: Household, people: number, roll: Dice, tally: Tally): Promise<void> {
  const run = here(home);
  await planAndApprove(run);
  const most = people * longestLife.answers;
  const kills = 2 + Math.floor(roll() * 4);
  for (let killed = 0; killed < kills; killed += 1) {
    const arguments_ = oneOf(roll, [['apply'], ['apply'], ['apply'], ['run', '--once'], ['plan']]);
    const isKilled = await strike(home, arguments_, arguments_[0] === 'plan' ? ofAPlan : most, roll, tally);
    if (!isKilled && arguments_[0] !== 'plan') break;
    if (roll() < 0.4) await planAndApprove(run);
  }
  for (let turn = 1; ; turn += 1) {
    await planAndApprove(run);
    const { code, stderr } = await run('apply');
    const left = await leftToDo(run);
    if (left.length === 0 && books(home).owed === 0) return;
    if (turn === 2) throw new Error(`not done after two turns: ${left.join(', ')}; ${String(code)} ${stderr}`);
  }
}

async function story(seed: number, tally: Tally): Promise<void> {
  const roll = dice(seed);
  const fates = cast(roll);
  const directory = mkdtempSync(join(tmpdir(), 'tenured-campaign-'));
  const home = await company(
    directory,
    fates.map(({ of }) => of),
  );
  try {
    for (const part of [0, 1] as const) {
      if (part === 1) home.deliver([...bystanders, ...fates.map(({ then }) => then)]);
      await chapter(home, fates.length, roll, tally);
      for (const problem of problems(home, fates, part)) tally.problems.push(`seed ${String(seed)}: ${problem}`);
    }
  } catch (error) {
    tally.problems.push(`seed ${String(seed)}: ${error instanceof Error ? error.message : String(error)}`);
  } finally {
    tally.companies += 1;
    await home.okta.close();
    rmSync(directory, { recursive: true, force: true });
  }
}

function problems(home: Household, fates: readonly Fate[], part: 0 | 1): readonly string[] {
  const found: string[] = [];
  for (const { of, after } of fates) {
    const now = became(home, of.who);
    if (isDeepStrictEqual(now, after[part])) continue;
    found.push(
      `${of.who.id} in chapter ${String(part + 1)}: ${JSON.stringify(now)} instead of ${JSON.stringify(after[part])}`,
    );
  }
  const kept = books(home);
  if (!isDeepStrictEqual(kept, clean)) found.push(`the books: ${JSON.stringify(kept)}`);
  const made = home.okta.org.log.events.filter(({ eventType }) => eventType === 'user.lifecycle.create').length;
  const wanted = fates.filter(({ of }) => of.before === null).length;
  if (made !== wanted) found.push(`${String(made)} accounts were made for ${String(wanted)} people`);
  return found;
}

async function main(): Promise<void> {
  const wanted = Number(values.kills);
  const firstSeed = Number(values.seed);
  const tally: Tally = { kills: 0, escaped: 0, struck: {}, during: {}, companies: 0, problems: [] };
  process.stdout.write(`${String(wanted)} kills, seeds from ${String(firstSeed)}\n`);
  const started = performance.now();
  let next = firstSeed;
  const worker = async (): Promise<void> => {
    while (tally.kills < wanted) {
      const seed = next;
      next += 1;
      await story(seed, tally);
      const { kills, companies, problems: found } = tally;
      process.stdout.write(
        `seed ${String(seed)}: ${String(kills)} kills, ${String(companies)} companies, ${String(found.length)} problems\n`,
      );
    }
  };
  await Promise.all(Array.from({ length: Number(values.parallel) }, worker));
  const seconds = Math.round((performance.now() - started) / 1000);
  process.stdout.write(`${JSON.stringify({ ...tally, seconds }, null, 2)}\n`);
  if (tally.problems.length > 0) process.exitCode = 1;
}

await main();

import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { oktaUserId, workerId } from '../../src/domain/kernel/ids.ts';
import { instant } from '../../src/domain/time/instant.ts';
import type { Operation } from '../../src/domain/plan/artefact.ts';
import { group, idFor, user } from '../../src/simulator/index.ts';
import { bindingStore } from '../../src/state/index.ts';
import { hour, household, type Household, type PlanDocument } from '../support/household.ts';

/** A file that nobody on this project wrote; it is not part of it. */
const packed = fileURLToPath(
  new URL('../../../shared/data/testdb-10000-employees-effective-dated.csv.gz', import.meta.url),
);
const missing = !existsSync(packed);
if (missing) process.stderr.write(`SKIPPED: the effective-dated sample is not at ${packed}\n`);

const file = missing ? Buffer.from('') : gunzipSync(readFileSync(packed));
const mappingFile = fileURLToPath(new URL('../../mappings/effective-dated.yaml', import.meta.url));

/** The same file as a table of texts: everything below is counted by SQL alone, without a line of the program's. */
function table(): Database.Database {
  const database = new Database(':memory:');
  const [header = '', ...lines] = file.toString('utf8').trimEnd().split(/\r?\n/);
  expect(header.split(',')).toHaveLength(16);
  database.exec(`create table t (emp_no text, first_name text, last_name text, birth_date text, gender text,
    hire_date text, dept_no text, department text, dept_from text, dept_to text, is_current_dept_manager text,
    current_dept_manager_emp_no text, title text, title_from text, title_to text, employment_end_date text)`);
  const insert = database.prepare('insert into t values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)');
  for (const line of lines) insert.run(line.split(','));
  // Each person as the file describes them: the stretch of each row, open ends as a day far away.
  database.exec(`
    create view stretch as select emp_no id, first_name first, last_name last, hire_date hire,
      case employment_end_date when '' then '9999-12-31' else employment_end_date end last_day,
      department, title, max(dept_from, title_from) begins, min(dept_to, title_to) ends from t;
    create index by_id on t (emp_no);
  `);
  return database;
}

interface Employee {
  readonly id: string;
  readonly first: string;
  readonly last: string;
  readonly hire: string;
  readonly department: string;
  readonly title: string;
}

/** Who is employed on a day, with the stretch that holds, else the one that was last, else the first to come. */
function employedOn(database: Database.Database, day: string): readonly Employee[] {
  return database
    .prepare<[string, string, string, string, string, string, string], Employee>(
      `select id, first, last, hire, department, title from (
         select *, row_number() over (partition by id order by
           case when begins <= ? and ends > ? then 0 when ends <= ? then 1 else 2 end,
           case when ends <= ? then ends end desc, begins) nth
         from stretch where hire <= ? and last_day >= ?)
       where nth = 1 and ? <> '' order by id`,
    )
    .all(day, day, day, day, day, day, day);
}

interface Expected {
  /** Employed by then or starting within five working days, and without an account. */
  readonly hires: readonly string[];
  readonly started: readonly string[];
  readonly leavers: readonly string[];
  /** Worker id and what changes of department and title. */
  readonly moves: readonly string[];
}

/** What has to happen between the evening of `since` and the morning after `day`, 08:00, where a plan's look ahead ends. */
function expectedBy(database: Database.Database, since: string, day: string): Expected {
  const ids = (sql: string, ...values: readonly string[]): readonly string[] =>
    database
      .prepare<unknown[], { id: string }>(sql)
      .all(...values)
      .map(({ id }) => id);
  const before = new Map(employedOn(database, since).map((one) => [one.id, one]));
  // A row that comes into effect is planned on its day, not the day before.
  const moves = employedOn(database, day).flatMap((now) => moveBetween(before.get(now.id), now));
  return {
    // Five working days before: Monday to Friday are a week back, Saturday five days, Sunday six.
    hires: ids(
      `select distinct id from stretch where hire > ? and last_day >= ? and date(hire, case strftime('%w', hire)
         when '6' then '-5 days' when '0' then '-6 days' else '-7 days' end) <= date(?, '+1 day') order by id`,
      ...[since, day, day],
    ),
    started: ids(
      "select distinct id from stretch where hire > ? and hire <= date(?, '+1 day') and last_day >= ? order by id",
      ...[since, day, day],
    ),
    leavers: ids(
      'select distinct id from stretch where hire <= ? and last_day >= ? and last_day <= ? order by id',
      ...[since, since, day],
    ),
    moves,
  };
}

function moveBetween(before: Employee | undefined, now: Employee): readonly string[] {
  if (before === undefined) return [];
  const department = before.department === now.department ? {} : { department: now.department };
  const title = before.title === now.title ? {} : { title: now.title };
  const change = { ...department, ...title };
  return Object.keys(change).length === 0 ? [] : [JSON.stringify([now.id, change])];
}

async function company(database: Database.Database, since: string, day: string): Promise<Household> {
  const staff = employedOn(database, since);
  const login = (id: string): string => `e${id}@acme.example`;
  const names = ['Employees', ...new Set(staff.map(({ department }) => `dept-${department}`))];
  const memberships = names.map((name) => ({
    group: idFor('group', name),
    users: staff
      .filter(({ department }) => name === 'Employees' || name === `dept-${department}`)
      .map(({ id }) => idFor('user', login(id))),
  }));
  const home = await household({
    at: `${day}T12:00:00Z`,
    mappingFile,
    org: {
      groups: names.map((name) => group(name)),
      users: staff.map(({ id, first, last, department, title }) =>
        user(login(id), { profile: { hrWorkerId: id, firstName: first, lastName: last, department, title } }),
      ),
      memberships,
    },
  });
  home.withState(({ database: state }) => {
    bindingStore(state).add(
      staff.map(({ id }) => ({
        worker: workerId(id),
        okta: oktaUserId(idFor('user', login(id))),
        madeBy: 'created',
        madeAt: instant(0),
        evidence: 'created',
      })),
    );
  });
  home.deliver(file);
  return home;
}

function workersOf(plan: PlanDocument, kind: Operation['kind']): readonly string[] {
  const found = plan.operations.filter((one) => one.kind === kind).map(({ subject }) => subject.worker);
  return [...new Set<string>(found)].sort();
}

describe.skipIf(missing)('10,000 people with a row for each department and title', () => {
  const database = missing ? new Database(':memory:') : table();

  it('is what its documentation says', () => {
    const count = (sql: string): unknown => database.prepare(sql).pluck().get();
    expect(count('select count(*) from t')).toBe(15_832);
    expect(count('select count(distinct emp_no) from t')).toBe(10_000);
    expect(count("select count(distinct emp_no) from t where employment_end_date <> ''")).toBe(1936);
    expect(count('select count(*) from (select id from stretch group by id having min(hire) < min(begins))')).toBe(
      4999,
    );
  });

  it('the plans of 30 June and 1 July 1995 have the hires, moves and leavers that SQL counts', async () => {
    const since = '1995-06-17';
    const home = await company(database, since, '1995-06-30');
    const june = await home.plan();
    expectAsCounted(june, expectedBy(database, since, '1995-06-30'));
    home.later(24 * hour);
    const july = await home.plan();
    expectAsCounted(july, expectedBy(database, since, '1995-07-01'));
    expect(july.envelope.number).toBe(june.envelope.number + 1);
  }, 180_000);
});

function expectAsCounted(plan: PlanDocument, expected: Expected): void {
  const { hires, started, leavers, moves } = expected;
  // The days have something of each to tell.
  for (const list of [hires, started, leavers, moves]) expect(list.length).toBeGreaterThan(0);
  expect(plan.problems.filter(({ effect }) => effect === 'put-aside')).toEqual([]);
  expect(workersOf(plan, 'create')).toEqual(hires);
  expect(workersOf(plan, 'activate')).toEqual(started);
  expect(workersOf(plan, 'disable')).toEqual(leavers);
  const moved = plan.operations.filter(({ kind }) => kind === 'update-profile');
  expect(moved.map(moveOf).sort()).toEqual(moves);
  const { read, unchanged, changed, skipped, putAside } = plan.header.workers;
  expect([read, putAside]).toEqual([10_000, 0]);
  expect(unchanged + changed + skipped + putAside).toBe(read);
}

function moveOf({ subject, after }: Operation): string {
  return JSON.stringify([subject.worker, after]);
}

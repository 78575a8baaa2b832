import BetterSqlite3 from 'better-sqlite3';
import { cpSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openState } from '../../src/state/index.ts';
import { hour, household, skipped, steps, temporaryFolder, type Household } from '../support/household.ts';
import { people, person } from '../support/people.ts';
import { deliverContractors, sourceList, contractorsMapping } from '../support/two-sources.ts';

const day = 24 * hour;
const leaver = person('LEO', { end: '2026-12-01' });
const lost = person('GONE');
const damaged = person('ODD');
const stayers = people(20);

const shipped = join(import.meta.dirname, '../../migrations');

/** A folder with the migrations from before there could be several sources. */
function earlierMigrations(): string {
  const folder = temporaryFolder();
  for (const name of readdirSync(shipped).filter((one) => /^000[1-3]-/.test(one)))
    cpSync(join(shipped, name), join(folder, name));
  return folder;
}

/** Puts a state of the earlier migrations in the place of the household's, with all that it has room for. */
function asBefore(home: Household): void {
  const directory = join(home.directory, 'earlier');
  openState({ directory, migrationsDirectory: earlierMigrations() }).close();
  const database = new BetterSqlite3(join(directory, 'tenured.db'));
  database.pragma('foreign_keys = OFF');
  database.prepare('ATTACH ? AS later').run(join(home.state, 'tenured.db'));
  const tables = database.prepare("SELECT name FROM main.sqlite_schema WHERE type = 'table' AND name <> 'migration'");
  for (const table of tables.pluck().all() as string[]) {
    const columns = database.prepare('SELECT name FROM pragma_table_info(?)').pluck().all(table).join(', ');
    const all = [
      'DELETE FROM main.',
      table,
      '; INSERT INTO main.',
      table,
      ` (${columns}) SELECT `,
      columns,
      ' FROM later.',
      table,
    ];
    database.exec(all.join(''));
  }
  // Plans told of their data problems from a later migration on.
  database.exec("UPDATE plan SET envelope = json_remove(envelope, '$.problems')");
  database.close();
  home.state = directory;
  home.configure();
}

/** A household of one source with somebody announced, somebody missing and somebody put aside. */
async function before(): Promise<Household> {
  const home = await household({ staff: [leaver, lost, damaged, ...stayers] });
  home.deliver([leaver, lost, damaged, ...stayers]);
  await home.approve(await home.plan());
  home.later(day);
  home.deliver([leaver, { ...damaged, start: 'soon' }, ...stayers]);
  await home.approve(await home.plan());
  asBefore(home);
  return home;
}

it('a state of one source is upgraded, reads nothing anew and plans the same', async () => {
  const home = await before();
  const plan = await home.plan();
  expect([plan.code, steps(plan), skipped(plan)]).toEqual([0, [], ['missing-from-file GONE']]);
  expect(plan.header.workers).toMatchObject({ read: 23, unchanged: 21, skipped: 1, putAside: 1 });
  expect(plan.findings.filter(({ guardrail, verdict }) => guardrail === 'G14' && verdict !== 'ok')).toEqual([]);
  const text = (await home.run('plan')).stdout;
  expect(text).toContain('still says all there is to do');
  // A plan from before the list of data problems was stored is listed by its lines.
  expect((await home.run('problems', '--plan', '2')).stdout).toMatch(/ODD {2}Start "soon" +not known\n/);
});

it('announced ends, and who is missing or put aside, live on with the source they came from', async () => {
  const home = await before();
  home.later(day);
  home.deliver([leaver, damaged, ...stayers]);
  await home.approve(await home.plan());
  const announced = home.withState(({ database }) =>
    database.prepare('SELECT worker_id, source, firm_at IS NOT NULL AS firm FROM announcement').raw().all(),
  );
  expect(announced).toEqual([['LEO', 'people', 1]]);
  const standings = home.withState(({ database }) =>
    database.prepare('SELECT worker_id, source, standing FROM worker_standing').raw().all(),
  );
  expect(standings).toEqual([['GONE', 'people', 'missing']]);
});

it('a second source beside the first makes nobody of the first another', async () => {
  const home = await before();
  writeFileSync(join(home.directory, 'contractors.yaml'), contractorsMapping);
  home.configure({ configuration: { sources: sourceList({ contractorsFirst: true }) } });
  deliverContractors(home, people(5, { start: '2031-02-03' }, 'K'));
  const plan = await home.plan();
  expect(steps(plan)).toEqual([]);
  expect(plan.header.workers).toMatchObject({ read: 28, skipped: 1, putAside: 1 });
  expect(skipped(plan)).toEqual(['missing-from-file GONE']);
});

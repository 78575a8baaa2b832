import BetterSqlite3 from 'better-sqlite3';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { hour, household, skipped, steps, type Household } from '../support/household.ts';
import { people, person } from '../support/people.ts';
import { deliverContractors, sourceList, contractorsMapping } from '../support/two-sources.ts';
import { writeFileSync } from 'node:fs';

const day = 24 * hour;
const leaver = person('LEO', { end: '2026-12-01' });
const lost = person('GONE');
const damaged = person('ODD');
const stayers = people(20);

/** Takes the state back to what it was before there could be several sources. */
function asBefore(home: Household): void {
  const database = new BetterSqlite3(join(home.state, 'tenured.db'));
  database.exec(`
    DROP TABLE worker_standing;
    DROP TABLE source;
    ALTER TABLE announcement DROP COLUMN source;
    ALTER TABLE announcement_taken_back DROP COLUMN source;
    DROP TABLE plan_problem;
    DROP TABLE known_problem;
    ALTER TABLE snapshot DROP COLUMN headers;
    ALTER TABLE snapshot DROP COLUMN sequence;
    ALTER TABLE snapshot DROP COLUMN whole;
    ALTER TABLE feed_cells DROP COLUMN read_in;
    UPDATE plan SET envelope = json_remove(envelope, '$.problems');
    ALTER TABLE consent_finding DROP COLUMN source;
    DELETE FROM migration WHERE number > 3;
    PRAGMA user_version = 3;
  `);
  database.close();
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

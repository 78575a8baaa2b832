import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { hour, household, type Household } from '../support/household.ts';
import { people, person } from '../support/people.ts';

const staff = people(8);
const dana = person('DEN', { first: 'Dana', last: 'Ortiz', zone: 'America/Denver' });
const kim = person('KIM', { first: 'Kim', last: 'Novak' });

/** The screen, with the simulator's address as it would be at Acme. */
async function screen(home: Household, ...more: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await home.run('status', ...more);
  expect([code, stderr]).toEqual([0, '']);
  const text = stdout.replace(/http:\/\/127\.0\.0\.1:\d+/, 'https://acme.okta.com');
  if (!more.includes('--json'))
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
  return text;
}

describe('status', () => {
  it('before anything was done, and without Okta', async () => {
    const home = await household({ staff });
    await home.okta.close();
    expect(await screen(home)).toBe(
      'Acme  https://acme.okta.com\n' +
        '+ Nobody is overdue.\n' +
        '\n' +
        'daemon      not running: nothing happens by itself\n' +
        'last plan   none yet\n' +
        'last apply  none yet\n' +
        'HR file     none accepted yet\n' +
        'open plan   none\n' +
        'next 7 days 0 leave, 0 start\n',
    );
  });

  it('of a first plan that waits, with who starts and leaves next in their own time', async () => {
    const home = await household({ staff: [...staff, dana], manage: true });
    home.deliver([
      ...staff,
      { ...dana, end: '2026-11-25' },
      person('NEW', { first: 'Nia', last: 'Okoro', start: '2026-11-27' }),
      person('FAR', { start: '2027-11-27' }),
    ]);
    await home.plan();
    expect(await screen(home)).toBe(
      'Acme  https://acme.okta.com\n' +
        '+ Nobody is overdue.\n' +
        '\n' +
        'daemon      not running: nothing happens by itself\n' +
        'last plan   run 1, Mon 23 Nov 13:00 Berlin (12:00Z): plan made, plan 1\n' +
        'last apply  none yet\n' +
        'HR file     people.csv of Mon 23 Nov 12:50 Berlin (11:50Z), 10 minutes old, 11\n' +
        '            rows\n' +
        'open plan   1: 1 person held by First run or changed set-up (G14)\n' +
        'not of HR   1 account in use in Okta that nobody in the HR file is bound to\n' +
        'next 7 days 1 leave, 1 start\n' +
        'next        Dana Ortiz (DEN) leaves Thu 26 Nov 2026 08:00 Europe/Berlin, end of\n' +
        '            Wed 25 Nov 2026 in Denver = Thu 26 Nov 07:00Z\n' +
        '            Nia Okoro (NEW) starts Fri 27 Nov 2026 07:00 Europe/Berlin (06:00Z)\n' +
        '\n' +
        'Next: tenured plan approve 1 -c ~/tenured.yaml\n',
    );
  });

  it('names whoever is overdue first, then what stops everything, then what was asked for', async () => {
    const home = await household({ staff: [...staff, dana, kim], manage: true });
    home.deliver([...staff, dana, kim]);
    await home.approve(await home.plan());
    home.later(hour);
    home.deliver([...staff.slice(1), { ...person('P001'), dept: 'Legal' }, { ...dana, end: '2026-11-23' }, kim]);
    await home.run('plan');
    await home.run('pause', '--reason', 'audit', '--yes');
    await home.run('pause', 'P002', '--reason', 'under review');
    await home.run('cut-access', 'KIM', '--reason', 'case 7713', '--yes');
    home.later(20 * hour);
    writeFileSync(join(home.state, 'pause'), 'incident 12\n');
    expect(await screen(home)).toBe(
      'Acme  https://acme.okta.com\n' +
        'x 2 people should have lost access already and still have it:\n' +
        '  Dana Ortiz (DEN)  den@acme.test\n' +
        '      since Tue 24 Nov 2026 08:00 Europe/Berlin, end of Mon 23 Nov 2026 in\n' +
        '      Denver = Tue 24 Nov 07:00Z: 2 hours\n' +
        '  Kim Novak (KIM)  kim@acme.test\n' +
        '      since Mon 23 Nov 2026 14:00 Europe/Berlin (13:00Z): 20 hours\n' +
        '\n' +
        'PAUSED      everybody, by the pause file: incident 12. Nothing is written to\n' +
        '            Okta.\n' +
        'PAUSED      everybody, by olga.ops since Mon 23 Nov 2026 14:00 Europe/Berlin\n' +
        '            (13:00Z): audit\n' +
        'PAUSED      Ann Walker-P002 (P002), by olga.ops since Mon 23 Nov 2026 14:00\n' +
        '            Europe/Berlin (13:00Z): under review\n' +
        'daemon      not running: nothing happens by itself\n' +
        'last plan   run 3, Mon 23 Nov 14:00 Berlin (13:00Z): plan made, plan 3\n' +
        'last apply  run 4, Mon 23 Nov 14:00 Berlin (13:00Z): ended early, plan 3\n' +
        'HR file     people.csv of Mon 23 Nov 13:50 Berlin (12:50Z), 20 hours old, 10\n' +
        '            rows\n' +
        'open plan   3: 1 person waiting for approval; 2 people to be carried out\n' +
        'not of HR   1 account in use in Okta that nobody in the HR file is bound to\n' +
        'cut access  Kim Novak (KIM)  NOT DONE YET; asked for by olga.ops: case 7713\n' +
        'next 7 days 0 leave, 0 start\n' +
        '\n' +
        'Next: tenured resume -c ~/tenured.yaml\n' +
        'Next: tenured plan approve 3 -c ~/tenured.yaml\n' +
        'Next: tenured apply 3 -c ~/tenured.yaml\n',
    );
    await home.run('resume', '--yes');
    await home.run('run', '--once');
    const after = await screen(home);
    expect(after).toContain('\n+ Nobody is overdue.\n');
    expect(after).toContain('cut access  Kim Novak (KIM)  done, suspended; asked for by olga.ops: case 7713\n');
    expect(after).toMatch(/open plan {3}\d: 1 person waiting for approval\n/);
  });

  it('says that the file is old, and that a newer one is held back', async () => {
    const many = people(60);
    const home = await household({ staff: many, manage: true });
    home.deliver(many);
    await home.approve(await home.plan());
    home.later(hour);
    home.deliver(many.slice(4));
    await home.run('plan');
    home.later(33 * hour);
    const text = (await screen(home)).replaceAll(/\n {12}/g, ' ');
    expect(text).toContain(
      'HR file     people.csv of Mon 23 Nov 12:50 Berlin (11:50Z), 34 hours old, older than the 30 hours it may be, 60 rows\n',
    );
    expect(text).toContain('held back   people.csv: a newer file waits for a person\n');
  });

  it('tells a run that was killed, and what it left in doubt', async () => {
    const home = await household({ staff, manage: true });
    home.deliver([...staff.slice(1), { ...person('P001'), dept: 'Legal' }]);
    await home.approve(await home.plan());
    const run = home.withState(({ database }) =>
      database
        .prepare(
          `INSERT INTO run (trigger, as_of, version, config_fingerprint, mapping_fingerprint, phase, started_at)
           VALUES ('command', 0, '1.0.0', '', '', 'apply', ?)`,
        )
        .run(home.now()),
    );
    expect(run.changes).toBe(1);
    const text = (await screen(home)).replaceAll(/\n {12}/g, ' ');
    expect(text).toContain(
      'interrupted run 2 of Mon 23 Nov 13:00 Berlin (12:00Z) did not end; the next one finds out how far it came\n',
    );
  });

  it('prints JSON with instants in UTC', async () => {
    const home = await household({ staff: [...staff, kim], manage: true });
    home.deliver([...staff, kim]);
    await home.plan();
    await home.run('pause', '--yes');
    const status = JSON.parse(await screen(home, '--json')) as Record<string, unknown>;
    expect(status).toMatchObject({
      schemaVersion: 1,
      now: '2026-11-23T12:00:00.000Z',
      orgUrl: 'https://acme.okta.com',
      daemon: null,
      pauseFile: null,
      pauses: [{ worker: null, person: 'olga.ops', since: '2026-11-23T12:00:00.000Z' }],
      overdue: [],
      plan: { plan: 1, operations: 0, waiting: 0 },
      files: [{ source: 'people', accepted: { rows: 9, modifiedAt: '2026-11-23T11:50:00.000Z' }, held: null }],
      agenda: { days: 7, counts: { starts: 0, leaves: 0 } },
    });
  });
});

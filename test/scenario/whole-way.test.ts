import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { oktaUserId, workerId } from '../../src/domain/kernel/ids.ts';
import { instant } from '../../src/domain/time/instant.ts';
import { group, idFor, user } from '../../src/simulator/index.ts';
import { bindingStore } from '../../src/state/index.ts';
import { changesIn } from '../support/changes.ts';
import { household, type Household } from '../support/household.ts';
import { seen, seenEvents, told, toldEvents, type Accounts } from '../support/two-sides.ts';

/** Files that nobody on this project wrote; they are not part of it. */
const data = fileURLToPath(new URL('../../../shared/data/', import.meta.url));
const entraFile = `${data}entra-csv-with-1000-records.csv`;
const oracleFile = `${data}oracle-hr-sample-employees.csv`;
const missing = !existsSync(entraFile) || !existsSync(oracleFile);
if (missing) process.stderr.write(`SKIPPED: the HR samples of other houses are not in ${data}\n`);

function mappingFile(name: string): string {
  return fileURLToPath(new URL(`../../mappings/${name}`, import.meta.url));
}

type Row = Readonly<Record<string, string>>;

function rowsOf(path: string): readonly Row[] {
  return parse(readFileSync(path), { columns: true, bom: true });
}

/** `+ create 170`, `= end access 2`: what the screen counts, by its own words. */
function counted(screen: string): Readonly<Record<string, number>> {
  const lines = screen.split('\n');
  const from = lines.findIndex((line) => line.startsWith('Changes'));
  const until = lines.findIndex((line, index) => index > from && line.trim() === '');
  const text = lines.slice(from + 1, until).join('  ');
  const counts: Record<string, number> = {};
  for (const [, kind = '', n] of text.matchAll(/[+~=>] ([a-z -]+?) +(\d+)(?=\s|$)/g)) counts[kind] = Number(n);
  return counts;
}

/** HR's ids of everybody whose account in Okta is another one than before. */
function changedIds(before: Accounts, after: Accounts): readonly unknown[] {
  return Object.entries(after).flatMap(([login, account]) =>
    isDeepStrictEqual(before[login], account) ? [] : [account.profile['hrWorkerId']],
  );
}

/** The report that HR reads has a row about each of them. */
function expectNamed(html: string, ids: readonly unknown[]): void {
  expect(ids.filter((id) => !new RegExp(`\\b${String(id)}\\b`).test(html))).toEqual([]);
}

/** Plan, approve, apply, plan: and Okta is what was said, no more and no less, each thing done once. */
async function wholeWay(home: Household): Promise<{ readonly screen: string }> {
  const before = seen(home.okta);
  const position = home.okta.org.log.end;
  const { stdout: screen } = await home.run('plan', '--report', 'html');
  const { stdout: json } = await home.run('plan', 'show', '1', '--json');
  expect(seen(home.okta)).toEqual(before);
  expect((await home.run('plan', 'approve', '1', '--yes')).code).toBe(0);
  expect([home.writes(), changesIn(home.okta.org, position)]).toEqual([[], []]);

  const applied = await home.run('apply');
  expect([applied.code, applied.stderr]).toEqual([0, '']);

  expect(seen(home.okta)).toEqual(told(before, json));
  expect([...seenEvents(home.okta, position)].sort()).toEqual([...toldEvents(json)].sort());
  expectNamed(home.report('plan-1.html'), changedIds(before, seen(home.okta)));
  const writes = home.writes().length;
  const second = await home.run('plan', '--detailed-exitcode');
  expect([second.code, second.stderr]).toEqual([0, '']);
  const again = await home.run('apply');
  expect([again.code, home.writes().length]).toEqual([0, writes]);
  return { screen };
}

describe.skipIf(missing)('Microsoft’s sample of 1,000 people, carried out', () => {
  const groups = [
    'Contoso-People',
    'Contoso-Contractors',
    'Contoso-Interns',
    'Contoso-Engineering',
    'Contoso-Leadership',
  ];
  const rows = missing ? [] : rowsOf(entraFile);
  const single = rows.filter((row) => rows.filter((other) => other['WorkerID'] === row['WorkerID']).length === 1);
  const idsOf = (status: string): readonly string[] =>
    single.filter((row) => row['WorkerStatus'] === status).map((row) => row['WorkerID'] ?? '');
  const [left = '', leftToo = ''] = idsOf('Inactive');
  const [moved = '', joining = ''] = idsOf('Active');
  const bystander = 'someone.else@contoso.example';
  const loginOf = (id: string): string => `known.${id}@contoso.example`;

  async function contoso(): Promise<Household> {
    const known = [left, leftToo, moved, joining];
    const home = await household({
      mappingFile: mappingFile('entra-sample.yaml'),
      manage: true,
      org: {
        groups: [...groups, 'Book club'].map((name) => group(name)),
        users: [
          ...known.map((id) =>
            user(loginOf(id), { profile: { hrWorkerId: id }, ...(id === joining ? { status: 'STAGED' } : {}) }),
          ),
          user(bystander),
        ],
        memberships: [
          { group: 'Contoso-Leadership', users: [loginOf(moved)] },
          { group: 'Contoso-People', users: [loginOf(left)] },
          { group: 'Book club', users: [loginOf(moved), loginOf(left), bystander] },
        ],
      },
    });
    home.withState(({ database }) => {
      bindingStore(database).add(
        known.map((id) => ({
          worker: workerId(id),
          okta: oktaUserId(idFor('user', loginOf(id))),
          madeBy: 'created',
          madeAt: instant(0),
          evidence: 'profile.hrWorkerId',
        })),
      );
    });
    for (const login of [loginOf(left), loginOf(moved), bystander]) {
      const { id } = home.okta.org.user(login) ?? { id: '' };
      home.okta.org.sessions.open(id, home.now());
      home.okta.org.sessions.open(id, home.now(), 'oauthTokens');
    }
    home.deliver(readFileSync(entraFile));
    return home;
  }

  it('leaves Okta as the report said, and nothing to do', async () => {
    const home = await contoso();
    const { screen } = await wholeWay(home);
    const people = Object.values(seen(home.okta));
    const with_ = (status: string): number => people.filter((one) => one.status === status).length;
    expect(counted(screen)).toEqual({
      create: 168,
      activate: 169,
      update: 2,
      'end access': 2,
      'sign out': 2,
      'add to group': 2,
      'remove from group': 1,
    });
    expect([with_('PROVISIONED'), with_('SUSPENDED'), with_('ACTIVE')]).toEqual([169, 2, 3]);
  });
});

describe.skipIf(missing)('Oracle’s sample of 107 employees, carried out', () => {
  const groups = ['HR-All', 'HR-Sales', 'HR-IT', 'HR-Managers', 'HR-No-Department'];
  const rows = missing ? [] : rowsOf(oracleFile);

  it('leaves Okta as the report said, with everybody and the groups of each', async () => {
    const home = await household({
      mappingFile: mappingFile('oracle-hr.yaml'),
      source: { roster: 'activeOnly', missing: 'report' },
      org: { groups: groups.map((name) => group(name)) },
      manage: true,
    });
    home.deliver(readFileSync(oracleFile));
    const { screen } = await wholeWay(home);
    expect(counted(screen)).toEqual({ create: 107, activate: 107 });
    const people = Object.values(seen(home.okta)).filter(({ profile }) => profile['hrWorkerId'] !== undefined);
    expect(people.map(({ profile }) => profile['hrWorkerId']).sort()).toEqual(
      rows.map((row) => row['employee_id']).sort(),
    );
    expect(people.every(({ mails }) => mails.length === 1 && mails[0] === 'activation')).toBe(true);
    const inSales = people.filter((one) => one.groups.includes('HR-Sales'));
    expect(inSales.map(({ profile }) => profile['hrWorkerId']).sort()).toEqual(
      rows
        .filter((row) => row['department_name'] === 'Sales')
        .map((row) => row['employee_id'])
        .sort(),
    );
  });
});

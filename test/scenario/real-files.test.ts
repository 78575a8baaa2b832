import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { group, idFor, user } from '../../src/simulator/index.ts';
import { oktaUserId, workerId } from '../../src/domain/kernel/ids.ts';
import { instant } from '../../src/domain/time/instant.ts';
import { bindingStore } from '../../src/state/index.ts';
import { finding, household, type Household, type PlanDocument } from '../support/household.ts';

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

function byId(rows: readonly Row[], column: string): ReadonlyMap<string, readonly number[]> {
  const found = new Map<string, number[]>();
  rows.forEach((row, index) => {
    const id = row[column] ?? '';
    found.set(id, [...(found.get(id) ?? []), index + 2]);
  });
  return found;
}

function kinds(plan: PlanDocument): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { kind } of plan.operations) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
}

function expectReconciled(plan: PlanDocument): void {
  const { read, unchanged, changed, skipped, putAside } = plan.header.workers;
  expect(unchanged + changed + skipped + putAside).toBe(read);
}

describe.skipIf(missing)('Microsoft’s sample of 1,000 people', () => {
  const groups = [
    'Contoso-People',
    'Contoso-Contractors',
    'Contoso-Interns',
    'Contoso-Engineering',
    'Contoso-Leadership',
  ];
  const rows = missing ? [] : rowsOf(entraFile);
  const places = byId(rows, 'WorkerID');
  const contradictory = [...places].filter(([, at]) => at.length > 1);
  const single = rows.filter((row) => places.get(row['WorkerID'] ?? '')?.length === 1);

  async function contoso(inactiveWithAccount: readonly string[] = []): Promise<Household> {
    const users = inactiveWithAccount.map((id) => user(`emp${id}@contoso.example`, { profile: { hrWorkerId: id } }));
    const home = await household({
      mappingFile: mappingFile('entra-sample.yaml'),
      // Microsoft's file ends without a line break.
      org: { groups: groups.map((name) => group(name)), users },
    });
    home.withState(({ database }) => {
      bindingStore(database).add(
        inactiveWithAccount.map((id) => ({
          worker: workerId(id),
          okta: oktaUserId(idFor('user', `emp${id}@contoso.example`)),
          madeBy: 'adopted',
          madeAt: instant(0),
          evidence: 'profile.hrWorkerId',
        })),
      );
    });
    home.deliver(readFileSync(entraFile));
    return home;
  }

  it('is what its documentation says: 265 of 624 ids stand for several people', () => {
    expect([rows.length, places.size, contradictory.length, single.length]).toEqual([1000, 624, 265, 359]);
  });

  it('is valid to the last row', async () => {
    const home = await contoso();
    const { code, stdout } = await home.run('validate');
    expect(code).toBe(0);
    expect(stdout).toContain(
      'people.csv: 1000 rows read, each usable by itself; ids that rows share show in the plan\n',
    );
    expect(stdout).toMatch(/0 errors, \d+ warnings?\n$/);
  });

  it('puts the 265 contradictory ids aside, row by row, by place', async () => {
    const home = await contoso();
    const plan = await home.plan();
    const told = plan.problems.filter(({ effect }) => effect === 'put-aside');
    expect(new Set(told.map(({ problem }) => problem.code))).toEqual(new Set(['TEN-3103']));
    const wanted = contradictory.flatMap(([id, at]) => at.map((row) => `${id} ${String(row)}`));
    expect(told.map(({ worker, provenance }) => `${String(worker)} ${String(provenance?.row)}`).sort()).toEqual(
      wanted.sort(),
    );
    expect(new Set(told.map(({ provenance }) => provenance?.letter))).toEqual(new Set(['A']));
    expect(told).toHaveLength(641);
    expect(finding(plan, 'G8')).toMatchObject({ verdict: 'ok', measured: 0, subjectsTotal: 265 });
  });

  it('creates the 170 active people, and asks a person first', async () => {
    const home = await contoso();
    const plan = await home.plan();
    const active = single.filter((row) => row['WorkerStatus'] === 'Active').map((row) => row['WorkerID'] ?? '');
    expect(active).toHaveLength(170);
    expect(plan.code).toBe(4);
    expect(finding(plan, 'G15')).toMatchObject({ verdict: 'hold', measured: 170, limit: 40 });
    expect(kinds(plan)).toEqual({ create: 170, activate: 170 });
    const created = plan.operations.filter(({ kind }) => kind === 'create').map(({ subject }) => subject.worker);
    expect(created.sort()).toEqual(active.sort());
    expect(new Set(plan.operations.map(({ subject }) => subject.login)).size).toBe(170);
    expectReconciled(plan);
    expect(plan.header.workers).toEqual({ read: 624, unchanged: 189, changed: 170, skipped: 0, putAside: 265 });
    expect(plan.skips).toEqual([]);
  });

  it('leaves the 189 inactive people without an account alone, and ends the access of those who have one', async () => {
    const inactive = single.filter((row) => row['WorkerStatus'] === 'Inactive').map((row) => row['WorkerID'] ?? '');
    expect(inactive).toHaveLength(189);
    const [onLeave, other] = ['True', 'False'].map(
      (leave) =>
        single.find((row) => row['WorkerStatus'] === 'Inactive' && row['OnLeave'] === leave)?.['WorkerID'] ?? '',
    );
    const home = await contoso([onLeave ?? '', other ?? '']);
    const plan = await home.plan();
    const ended = plan.operations.filter(({ kind }) => kind === 'disable');
    expect(ended.map(({ subject }) => subject.worker).sort()).toEqual([onLeave, other].sort());
    for (const { reason, due, notBefore, lifecycle } of ended) {
      expect(reason).toMatchObject({ rule: 'immediate-stop', detail: 'inactive in HR' });
      expect([due, notBefore, lifecycle]).toEqual([null, null, 'leaver']);
    }
    expect(kinds(plan)).toEqual({ create: 170, activate: 170, disable: 2, 'clear-sessions': 2 });
    expect(plan.header.workers).toEqual({ read: 624, unchanged: 187, changed: 172, skipped: 0, putAside: 265 });
  });

  it('is the same plan the second time, and nothing is read anew', async () => {
    const home = await contoso();
    const first = await home.plan();
    const { code, stdout } = await home.run('plan');
    expect(code).toBe(4);
    expect(stdout.trimEnd().split('\n').at(-1)).toBe('Plan 1 still says all there is to do.');
    expect((await home.plan()).envelope.hash).toBe(first.envelope.hash);
  });
});

describe.skipIf(missing)('Oracle’s sample of 107 employees', () => {
  const groups = ['HR-All', 'HR-Sales', 'HR-IT', 'HR-Managers', 'HR-No-Department'];
  const rows = missing ? [] : rowsOf(oracleFile);

  async function oracle(): Promise<Household> {
    const home = await household({
      mappingFile: mappingFile('oracle-hr.yaml'),
      source: { roster: 'activeOnly', missing: 'report' },
      org: { groups: groups.map((name) => group(name)) },
    });
    home.deliver(readFileSync(oracleFile));
    return home;
  }

  it('is valid, with a warning that nothing in it ever ends access', async () => {
    const home = await oracle();
    const { code, stdout } = await home.run('validate');
    expect(code).toBe(0);
    expect(stdout).toMatch(/oracle-hr\.yaml:\d+:\d+ {2}warning TEN-1102 {2}nothing in the mapping ever ends access/);
    expect(stdout).toContain('107 rows read, each usable by itself; ids that rows share show in the plan\n');
    expect(stdout).toContain('0 errors, 1 warning\n');
  });

  it('creates everybody, with the groups of each, and asks a person first', async () => {
    const home = await oracle();
    const plan = await home.plan();
    expect(plan.code).toBe(4);
    expect(finding(plan, 'G15')).toMatchObject({ verdict: 'hold', measured: 107, limit: 40 });
    expect(kinds(plan)).toEqual({ create: 107, activate: 107 });
    expect(plan.header.workers).toEqual({ read: 107, unchanged: 0, changed: 107, skipped: 0, putAside: 0 });
    expectReconciled(plan);
    const members = (name: string): number =>
      plan.operations.filter(({ kind, after }) => kind === 'create' && JSON.stringify(after).includes(`"${name}"`))
        .length;
    const inDepartment = (name: string): number => rows.filter((row) => row['department_name'] === name).length;
    expect(members('HR-All')).toBe(107);
    expect(members('HR-Sales')).toBe(inDepartment('Sales'));
    expect(members('HR-IT')).toBe(inDepartment('IT'));
    expect(members('HR-No-Department')).toBe(1);
  });

  it('says who has no zone of their own: the one without a department, by row and column', async () => {
    const home = await oracle();
    const plan = await home.plan();
    const row = rows.findIndex(({ city }) => city === '') + 2;
    expect(plan.problems).toMatchObject([
      { effect: 'warning', column: 'city', problem: { code: 'TEN-1114' }, provenance: { row, letter: 'L' } },
    ]);
  });

  it('takes nobody’s access who is missing from the next file, and reports them', async () => {
    const home = await oracle();
    await home.approve(await home.plan());
    home.later(3_600_000);
    home.deliver(`${readFileSync(oracleFile, 'utf8').trimEnd().split('\n').slice(0, -2).join('\n')}\n`);
    const plan = await home.plan();
    expect(plan.operations.filter(({ kind }) => kind === 'disable')).toEqual([]);
    expect(plan.header.snapshot.count).toBe(105);
    expectReconciled(plan);
  });
});

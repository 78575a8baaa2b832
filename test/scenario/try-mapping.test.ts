import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { everyone, household, mapping, type Household } from '../support/household.ts';
import { people, person } from '../support/people.ts';
import type { Trial } from '../../src/reconcile/trial/try-mapping.ts';

const staff = people(60);

async function running(): Promise<Household> {
  const home = await household({ staff, manage: true });
  home.deliver(staff);
  await home.approve(await home.plan());
  return home;
}

async function tried(home: Household, text: string): Promise<{ code: number; trial: Trial }> {
  const file = join(home.directory, 'new.yaml');
  writeFileSync(file, text);
  const { code, stdout, stderr } = await home.run('mapping', 'try', file, '--json');
  if (stdout === '') throw new Error(stderr);
  return { code, trial: JSON.parse(stdout) as Trial };
}

function counts({ differences }: Trial): Readonly<Record<string, number>> {
  return Object.fromEntries(
    differences.map(({ kind, name, count }) => [name === null ? kind : `${kind} ${name}`, count]),
  );
}

describe('mapping try', () => {
  it('of the same mapping finds nothing', async () => {
    const home = await running();
    const { code, trial } = await tried(home, mapping);
    expect(trial).toMatchObject({ people: 60, changed: 0, differences: [], file: 'accepted', accounts: 60 });
    expect(code).toBe(0);
  });

  it('says who would lose access, and that a safety check would stop it', async () => {
    const home = await running();
    const stops = mapping.replace(
      '  end: {',
      '  immediate:\n    - { reason: mistake, when: w.department != "" }\n  end: {',
    );
    const { code, trial } = await tried(home, stops);
    expect(counts(trial)['loses-access']).toBe(60);
    expect(trial.differences[0]?.people[0]).toMatchObject({
      hasAccess: true,
      before: 'active',
      after: 'access-stopped',
    });
    expect(trial.findings.find(({ guardrail }) => guardrail === 'G10')).toMatchObject({
      verdict: 'hold',
      measured: 60,
    });
    expect(code).toBe(4);
  });

  it('tells attributes and groups by name with counts', async () => {
    const home = await running();
    const changed = mapping
      .replace('w.department, onBlank', 'upper(w.department), onBlank')
      .replace(`{ group: ${everyone} }`, '{ group: New }');
    const { trial } = await tried(home, changed);
    const departments = staff.filter(({ dept }) => dept !== dept.toUpperCase()).length;
    expect(counts(trial)).toEqual({
      'attribute department': departments,
      [`group-lost ${everyone}`]: 60,
      'group-gained New': 60,
    });
    expect(trial.findings.find(({ guardrail }) => guardrail === 'G16')?.verdict).toBe('hold');
  });

  it('keeps what HR changed out of it, and names the file as newer', async () => {
    const home = await running();
    home.deliver(staff.map((one) => ({ ...one, dept: 'Moved' })));
    const { trial } = await tried(home, mapping.replace('lastName: w.familyName', 'lastName: upper(w.familyName)'));
    expect(trial.file).toBe('newer');
    expect(Object.keys(counts(trial))).toEqual(['attribute lastName']);
  });

  it('tells who leaves the scope and who cannot be read any more', async () => {
    const home = await running();
    const scoped = await tried(home, `${mapping}scope: 'w.workerId != "P001"'\n`);
    expect(counts(scoped.trial)).toEqual({ 'leaves-scope': 1 });
    const narrow = await tried(home, mapping.replace('format: yyyy-MM-dd, required', 'format: dd.MM.yyyy, required'));
    expect(counts(narrow.trial)).toEqual({ 'put-aside': 60 });
  });

  it('joins several rows of a person, wherever they stand in the file', async () => {
    const many = mapping.replace('version: 1', 'version: 1\nrows: many');
    const home = await household({ mapping: many });
    const before = people(40).map((one) => ({ ...one, start: '2010-01-01', end: '2015-12-31' }));
    home.deliver([...before, ...people(40)]);
    const { trial } = await tried(home, many.replace('firstName: w.givenName', 'firstName: upper(w.givenName)'));
    expect(trial).toMatchObject({ people: 40, changed: 40, file: 'no-state' });
    const one = await tried(home, mapping);
    expect(counts(one.trial)).toEqual({ 'put-aside': 40 });
  });

  it('writes nothing', async () => {
    const fresh = await household();
    fresh.deliver([person('E1')]);
    await tried(fresh, mapping);
    expect(existsSync(fresh.state)).toBe(false);

    const home = await running();
    const before = readFileSync(join(home.state, 'tenured.db'));
    const requests = home.okta.requests().length;
    await tried(home, mapping.replace('lastName: w.familyName', 'lastName: upper(w.familyName)'));
    expect(readFileSync(join(home.state, 'tenured.db')).equals(before)).toBe(true);
    expect(home.okta.requests()).toHaveLength(requests);
  });

  it('shows a column that the file lacks where the new mapping names it', async () => {
    const home = await running();
    const file = join(home.directory, 'new.yaml');
    writeFileSync(file, mapping.replace('column: Start', 'column: Begin'));
    const refused = await home.run('mapping', 'try', file);
    expect(refused.code).toBe(10);
    expect(refused.stderr).toMatch(/new\.yaml:6:\d+ {2}TEN-1104/);
  });

  it('fits a terminal of 80 columns', async () => {
    const home = await running();
    const file = join(home.directory, 'new.yaml');
    writeFileSync(file, mapping.replace('lastName: w.familyName', 'lastName: upper(w.familyName)'));
    const { stdout } = await home.run('mapping', 'try', file);
    expect(stdout).toContain('DRY RUN OF A MAPPING: nothing is written');
    expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
  });
});

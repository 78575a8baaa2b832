import { rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { finding, hour, household, mapping, minute, skipped, type Household } from '../support/household.ts';
import { cellsOf, file, header, people, person, type Person } from '../support/people.ts';

const day = 24 * hour;
const staff = people(60);
const [ann, ben, cleo] = staff as [Person, Person, Person];

/** A source of changes, of which every seventh file may be whole. */
const changes = {
  name: 'people',
  roster: 'delta',
  delta: { number: String.raw`-(?<number>\d+)\.csv$`, whole: 'people-full-*.csv' },
};

async function company(delta: object = {}, text: string = mapping): Promise<Household> {
  const home = await household({ staff, manage: true, mapping: text });
  home.configure({
    source: { ...changes, path: join(home.directory, 'people-*.csv'), delta: { ...changes.delta, ...delta } },
  });
  return home;
}

/** Puts a file among the others, at rest. */
function send(home: Household, name: string, content: readonly Person[] | string): void {
  const path = join(home.directory, name);
  writeFileSync(path, typeof content === 'string' ? content : file(content));
  const modified = (home.now() - 10 * minute) / 1000;
  utimesSync(path, modified, modified);
}

/** The whole company was read, and a person has approved a plan here. */
async function begun(delta: object = {}, text: string = mapping): Promise<Household> {
  const home = await company(delta, text);
  send(home, 'people-full-40.csv', staff);
  await home.approve(await home.plan());
  return home;
}

async function steps(home: Household): Promise<readonly string[]> {
  const { operations } = await home.plan();
  return operations.map(({ kind, subject }) => `${kind} ${subject.worker}`);
}

describe('files of changes', () => {
  it('change whom they tell of, and nobody else', async () => {
    const home = await begun();
    send(home, 'people-41.csv', [{ ...ann, dept: 'Moved' }, person('NEW1')]);
    const plan = await home.plan();
    expect(plan.operations.map(({ kind, subject }) => `${kind} ${subject.worker}`).sort()).toEqual(
      [`update-profile ${ann.id}`, 'create NEW1', 'activate NEW1'].sort(),
    );
    expect(plan.header.workers.read).toBe(61);
    expect(finding(plan, 'G3')).toMatchObject({ verdict: 'ok', measured: 1 });
  });

  it('are taken one after the other, as many as have come', async () => {
    const home = await begun();
    send(home, 'people-41.csv', [{ ...ann, dept: 'First' }]);
    send(home, 'people-42.csv', [
      { ...ann, dept: 'Second' },
      { ...ben, dept: 'Second' },
    ]);
    send(home, 'people-43.csv', [{ ...ben, dept: 'Third' }]);
    const plan = await home.plan();
    const departments = plan.operations.map(({ subject, after }) => [subject.worker, after]);
    expect(departments).toEqual([
      [ann.id, { department: 'Second' }],
      [ben.id, { department: 'Third' }],
    ]);
  });

  it('say in which of them a change stands', async () => {
    const home = await begun();
    send(home, 'people-41.csv', [cleo, { ...ann, end: '2026-11-23' }]);
    send(home, 'people-42.csv', [{ ...ben, end: 'not a day' }]);
    const plan = await home.plan();
    const leaving = plan.operations.find(({ kind }) => kind === 'disable');
    expect(leaving?.provenance).toEqual({ file: 'people-41.csv', row: 3, letter: 'E' });
    expect(plan.problems.map(({ provenance }) => provenance)).toEqual([{ file: 'people-42.csv', row: 2, letter: 'E' }]);
  });

  it('may say that nobody changed', async () => {
    const home = await begun();
    send(home, 'people-41.csv', file([]));
    const plan = await home.plan();
    expect([plan.code, plan.operations]).toEqual([0, []]);
    send(home, 'people-42.csv', [person('NEW1')]);
    expect(await steps(home)).toEqual(['create NEW1', 'activate NEW1']);
  });

  it('are as well JSON, and none at all', async () => {
    const home = await company();
    const records = (of: readonly Person[]): string =>
      JSON.stringify(
        of.map((one) => Object.fromEntries(cellsOf(one).map((cell, index) => [header[index] ?? '', cell]))),
      );
    home.configure({
      source: {
        ...changes,
        type: 'json',
        path: join(home.directory, 'people-*.json'),
        delta: { number: String.raw`-(?<number>\d+)\.json$`, whole: 'people-full-*' },
      },
    });
    send(home, 'people-full-1.json', records(staff));
    send(home, 'people-2.json', '[]');
    send(home, 'people-3.json', records([person('NEW1')]));
    expect(await steps(home)).toEqual(['create NEW1', 'activate NEW1']);
  });

  it('end access at the announced end, though they never speak of it again', async () => {
    const home = await begun();
    send(home, 'people-41.csv', [{ ...ann, end: '2026-11-24' }]);
    expect((await home.run('run', '--once')).code).toBe(0);
    home.later(13 * hour);
    send(home, 'people-42.csv', [ben]);
    expect((await home.run('run', '--once')).code).toBe(0);
    expect(home.account(ann)?.status).toBe('ACTIVE');
    home.later(day);
    expect((await home.run('run', '--once')).code).toBe(0);
    expect(home.account(ann)?.status).toBe('SUSPENDED');
    expect(staff.filter((one) => home.account(one)?.status === 'ACTIVE')).toHaveLength(staff.length - 1);
  });

  it('are not missed when the files themselves are gone again', async () => {
    const home = await begun();
    send(home, 'people-41.csv', [person('NEW1')]);
    expect(await steps(home)).toHaveLength(2);
    for (const name of ['people-full-40.csv', 'people-41.csv']) rmSync(join(home.directory, name));
    const plan = await home.plan();
    expect([plan.code, plan.operations.length]).toEqual([0, 2]);
    send(home, 'people-42.csv', [person('NEW2')]);
    expect(await steps(home)).toHaveLength(4);
  });
});

describe('a file that has not come', () => {
  it('stops all after it, and nobody who leaves', async () => {
    const home = await begun();
    send(home, 'people-41.csv', [{ ...ann, end: '2026-11-24' }]);
    await home.run('run', '--once');
    home.later(13 * hour);
    send(home, 'people-42.csv', [ben]);
    await home.run('run', '--once');
    home.later(day);
    send(home, 'people-44.csv', [person('NEW1')]);
    const late = await home.run('run', '--once');
    expect(late.code).toBe(13);
    expect(late.stderr).toContain('TEN-3041');
    expect(late.stderr).toContain('numbered 43 have not come');
    expect(home.account(ann)?.status).toBe('SUSPENDED');
    expect(home.account(person('NEW1'))).toBeUndefined();
  });

  it('is made good when it comes, in its place', async () => {
    const home = await begun();
    send(home, 'people-42.csv', [{ ...ann, dept: 'Second' }]);
    expect((await home.plan()).code).toBe(13);
    send(home, 'people-41.csv', [{ ...ann, dept: 'First' }, person('NEW1')]);
    const plan = await home.plan();
    expect(plan.operations.find(({ subject }) => subject.worker === ann.id)?.after).toEqual({ department: 'Second' });
    expect(plan.operations).toHaveLength(3);
  });

  it('is made good by a whole file', async () => {
    const home = await begun();
    send(home, 'people-42.csv', [{ ...ann, dept: 'Second' }]);
    expect((await home.plan()).code).toBe(13);
    send(home, 'people-full-47.csv', [...staff, person('NEW1')]);
    expect(await steps(home)).toEqual(['create NEW1', 'activate NEW1']);
    send(home, 'people-48.csv', [person('NEW2')]);
    expect(await steps(home)).toHaveLength(4);
  });

  it('may be a day', async () => {
    const home = await company({ step: 'workday' });
    send(home, 'people-full-20261120.csv', staff);
    await home.plan();
    send(home, 'people-20261123.csv', [person('NEW1')]);
    expect(await steps(home)).toHaveLength(2);
    send(home, 'people-20261125.csv', [person('NEW2')]);
    expect((await home.plan()).stderr).toContain('numbered 20261124 have not come');
  });
});

describe('what cannot be begun with', () => {
  it('are changes without a whole file', async () => {
    const home = await company();
    send(home, 'people-41.csv', [ann]);
    const { code, stderr } = await home.run('plan');
    expect([code, stderr]).toEqual([13, expect.stringContaining('TEN-3042')]);
  });

  it('are two files of one number', async () => {
    const home = await begun();
    send(home, 'people-41.csv', [ann]);
    send(home, 'people-late-41.csv', [ben]);
    expect((await home.run('plan')).stderr).toContain('TEN-3043');
  });
});

describe('changes that are held back', () => {
  it('wait for a person, and all after them', async () => {
    const home = await begun();
    send(home, 'people-41.csv', people(50, { start: '2031-02-03' }, 'U'));
    send(home, 'people-42.csv', [person('NEW1')]);
    const held = await home.run('plan');
    expect([held.code, held.stdout]).toEqual([4, expect.stringContaining('G3')]);
    expect((await home.plan()).operations).toEqual([]);
    // The third plan is that of the file that waits.
    expect((await home.run('plan', 'approve', '3', '--yes')).code).toBe(0);
    expect(await steps(home)).toEqual(['create NEW1', 'activate NEW1']);
  });

  it('give way to a whole file', async () => {
    const home = await begun();
    send(home, 'people-41.csv', people(50, { start: '2031-02-03' }, 'U'));
    await home.plan();
    send(home, 'people-full-42.csv', [...staff, person('NEW1')]);
    const plan = await home.plan();
    expect([plan.header.workers.read, plan.operations.length]).toEqual([61, 2]);
  });
});

describe('rows that HR has removed', () => {
  const withAction = mapping.replace('  zone: Zone\n', '  zone: Zone\n  action: Action\n');
  const removing = { remove: { column: 'Action', values: ['D', 'DELETE'] } };
  const marked = (rows: readonly (readonly [Person, string])[]): string => {
    const [header = '', ...lines] = file(rows.map(([one]) => one))
      .trimEnd()
      .split('\n');
    return [`${header},Action`, ...lines.map((line, index) => `${line},${rows[index]?.[1] ?? ''}`), ''].join('\n');
  };

  async function withActions(): Promise<Household> {
    const home = await company(removing, withAction);
    send(home, 'people-full-40.csv', marked(staff.map((one) => [one, 'A'])));
    await home.approve(await home.plan());
    return home;
  }

  it('leave nobody without access: they are missing, by name', async () => {
    const home = await withActions();
    send(
      home,
      'people-41.csv',
      marked([
        [ann, 'D'],
        [{ ...ben, dept: 'Moved' }, 'C'],
      ]),
    );
    const plan = await home.plan();
    expect(plan.operations.map(({ kind, subject }) => `${kind} ${subject.worker}`)).toEqual([
      `update-profile ${ben.id}`,
    ]);
    expect(skipped(plan)).toEqual([`missing-from-file ${ann.id}`]);
  });

  it('are judged by their number', async () => {
    const home = await withActions();
    send(home, 'people-41.csv', marked(staff.slice(0, 20).map((one) => [one, 'DELETE'])));
    expect((await home.plan()).code).toBe(13);
    send(home, 'people-full-42.csv', marked(staff.map((one) => [one, 'A'])));
    expect((await home.plan()).operations).toEqual([]);
  });

  it('need a column that the mapping reads', async () => {
    const home = await company(removing);
    const { code, stdout, stderr } = await home.run('validate');
    expect([code, stdout + stderr]).toEqual([10, expect.stringContaining('TEN-1286')]);
  });
});

describe('another mapping', () => {
  it('reads everybody anew from what was stored', async () => {
    const home = await begun();
    send(home, 'people-41.csv', [
      { ...ann, dept: 'Moved' },
      { ...ben, end: '2026-11-23' },
    ]);
    await home.plan();
    for (const name of ['people-full-40.csv', 'people-41.csv']) rmSync(join(home.directory, name));
    home.useMapping(
      mapping.replace('  department: { value: w.department, onBlank: clear }\n', '  department: lower(w.department)\n'),
    );
    const plan = await home.plan();
    const updates = plan.operations.filter(({ kind }) => kind === 'update-profile');
    expect(updates).toHaveLength(staff.length);
    expect(updates.find(({ subject }) => subject.worker === ann.id)?.after).toEqual({ department: 'moved' });
    const leaving = plan.operations.find(({ kind }) => kind === 'disable');
    expect(leaving?.provenance).toEqual({ file: 'people-41.csv', row: 3, letter: 'E' });
    send(home, 'people-42.csv', [{ ...cleo, end: '2026-11-23' }]);
    const later = await home.plan();
    const ends = later.operations.filter(({ kind }) => kind === 'disable').map(({ provenance }) => provenance);
    expect(ends).toEqual(
      expect.arrayContaining([
        { file: 'people-41.csv', row: 3, letter: 'E' },
        { file: 'people-42.csv', row: 2, letter: 'E' },
      ]),
    );
  });

  describe('by which what is stored is held back', () => {
    const lowered = mapping.replace('department: { value: w.department', 'department: { value: lower(w.department)');
    const upper = mapping.replace('department: { value: w.department', 'department: { value: upper(w.department)');
    const nameless = people(5, {}, 'X').map((one) => ({ ...one, id: '' }));

    /** Five rows without an id came with the first file, where they hold nothing up; then the mapping changes. */
    async function heldReread(): Promise<Household> {
      const home = await company();
      send(home, 'people-full-40.csv', [...staff, ...nameless]);
      await home.approve(await home.plan());
      home.useMapping(lowered);
      return home;
    }

    interface Listed {
      readonly number: number;
      readonly status: string;
      readonly candidate: boolean;
    }

    async function candidates(home: Household): Promise<readonly string[]> {
      const { stdout } = await home.run('plan', 'list', '--json');
      const { plans } = JSON.parse(stdout) as { readonly plans: readonly Listed[] };
      return plans.flatMap(({ number, status, candidate }) => (candidate ? [`${String(number)} ${status}`] : []));
    }

    it('it is asked about once, however often it is planned, also when the next changes have come', async () => {
      const home = await heldReread();
      const plan = await home.plan();
      expect([plan.code, finding(plan, 'G7')]).toMatchObject([4, { verdict: 'candidate', measured: 5, limit: 3 }]);
      expect(await candidates(home)).toEqual(['3 open']);
      home.later(hour);
      send(home, 'people-41.csv', [{ ...ann, dept: 'Moved' }]);
      const again = await home.plan();
      expect([again.code, finding(again, 'G7').measured, again.header.snapshot]).toEqual([4, 5, plan.header.snapshot]);
      expect(await candidates(home)).toEqual(['3 open']);
    });

    it('it is read by approving that, and what came since with it', async () => {
      const home = await heldReread();
      await home.plan();
      await home.plan();
      expect((await home.run('plan', 'approve', '3', '--yes')).code).toBe(0);
      send(home, 'people-41.csv', [{ ...ann, dept: 'Moved' }]);
      const plan = await home.plan();
      const departments = plan.operations.map(({ subject, after }) => [subject.worker, after]);
      // The rows without an id were a mistake in the whole file: nobody is dropped with them.
      expect([plan.code, finding(plan, 'G3')]).toMatchObject([0, { verdict: 'ok', measured: 0 }]);
      expect(departments).toHaveLength(staff.length);
      expect(departments[0]).toEqual([ann.id, { department: 'moved' }]);
      expect(departments[1]).toEqual([ben.id, { department: 'sales' }]);
    });

    it('it is asked about anew once the mapping is yet another', async () => {
      const home = await heldReread();
      await home.plan();
      home.useMapping(upper);
      await home.plan();
      expect(await candidates(home)).toEqual(['5 open', '3 superseded']);
      expect((await home.run('plan', 'approve', '3', '--yes')).stderr).toContain('TEN-5014');
      expect((await home.run('plan', 'approve', '5', '--yes')).code).toBe(0);
      const plan = await home.plan();
      expect(plan.operations.find(({ subject }) => subject.worker === ann.id)?.after).toEqual({ department: 'SALES' });
    });

    it('it gives way to a whole file', async () => {
      const home = await heldReread();
      await home.plan();
      send(home, 'people-full-41.csv', staff);
      const plan = await home.plan();
      expect([plan.header.workers.read, finding(plan, 'G7').verdict]).toEqual([staff.length, 'ok']);
    });
  });

  it('is tried on the newest whole file', async () => {
    const home = await begun();
    send(home, 'people-41.csv', [{ ...ann, dept: 'Moved' }]);
    await home.plan();
    const other = join(home.directory, 'other.yaml');
    writeFileSync(
      other,
      mapping.replace('department: { value: w.department', 'department: { value: lower(w.department)'),
    );
    const tried = await home.run('mapping', 'try', other, '--json');
    expect(JSON.parse(tried.stdout)).toMatchObject({ people: staff.length, changed: staff.length });
    const shown = await home.run('mapping', 'preview', '--worker', ben.id);
    expect([shown.code, shown.stdout]).toEqual([0, expect.stringContaining(ben.last)]);
  });

  it('needs a whole file for a column that was not read before', async () => {
    const home = await begun();
    home.useMapping(mapping.replace('  zone: Zone\n', '  zone: Zone\n  title: Title\n'));
    const refused = await home.run('plan');
    expect([refused.code, refused.stderr]).toEqual([13, expect.stringContaining('TEN-3044')]);
    expect(refused.stderr).toContain('"Title"');
  });
});

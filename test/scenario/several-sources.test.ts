import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { group } from '../../src/simulator/index.ts';
import {
  everyone,
  finding,
  hour,
  mapping,
  skipped,
  steps,
  type Household,
  type Planned,
} from '../support/household.ts';
import { accountOf, loginOf, people, person, type Person } from '../support/people.ts';
import {
  contractorsMapping,
  deliverContractors,
  outsiders,
  sourceList,
  twoSources,
  type TwoWishes,
} from '../support/two-sources.ts';

const day = 24 * hour;
const staff = people(20);
const crew = people(10, { last: 'Contract' }, 'K');

/** Employees and contractors, all of them with accounts that are as wanted; both files are there. */
async function company(wishes: TwoWishes = {}): Promise<Household> {
  const home = await twoSources({
    staff,
    manage: true,
    ...wishes,
    org: {
      users: crew.map((one) => accountOf(one)),
      groups: [group(outsiders)],
      memberships: [{ group: outsiders, users: crew.map(loginOf) }],
    },
  });
  home.bind(crew, 'created');
  home.deliver(staff);
  deliverContractors(home, crew);
  return home;
}

/** Both files have been accepted, and somebody has approved a plan: leavers go by themselves from here on. */
async function settled(wishes: TwoWishes = {}): Promise<Household> {
  const home = await company(wishes);
  const first = await home.plan();
  expect([first.code, steps(first)]).toEqual([0, []]);
  await home.approve(first);
  return home;
}

/** The plan of the next day, for which files may have come. */
async function nextDay(home: Household, deliver: () => void): Promise<Planned> {
  home.later(day);
  deliver();
  return home.plan();
}

/** The given people in the place of those with their ids. */
function withChanged(all: readonly Person[], ...changed: readonly Person[]): readonly Person[] {
  return all.map((one) => changed.find(({ id }) => id === one.id) ?? one);
}

const one = staff[0] ?? person('P001');
const other = crew[0] ?? person('K001');

describe('two sources', () => {
  it('make one plan of all their people, each by the mapping of its own source', async () => {
    const home = await company();
    const plan = await home.plan();
    expect([plan.code, steps(plan)]).toEqual([0, []]);
    expect(plan.header.workers).toMatchObject({ read: 30, unchanged: 30, putAside: 0 });
    expect(plan.header.sources).toMatchObject([
      { name: 'people', count: 20 },
      { name: 'contractors', count: 10 },
    ]);
    expect(plan.envelope.sources?.map(({ name, rows }) => [name, rows])).toEqual([
      ['people', 20],
      ['contractors', 10],
    ]);
  });

  it('say the same when nothing has changed', async () => {
    const home = await settled();
    const again = await home.plan();
    expect([again.code, steps(again)]).toEqual([0, []]);
    expect(again.header.workers).toMatchObject({ read: 30, unchanged: 30 });
  });

  it('hire in each, with the row and the file of the source', async () => {
    const home = await settled();
    const plan = await nextDay(home, () => {
      home.deliver([...staff, person('NEW', { start: '2026-11-25' })]);
      deliverContractors(home, [...crew, person('KEW', { start: '2026-11-25' })]);
    });
    const created = plan.operations.filter(({ kind }) => kind === 'create');
    expect(created.map(({ subject, after, provenance }) => [subject.worker, after, provenance])).toMatchObject([
      ['KEW', { groups: [outsiders] }, { file: 'contractors.csv', row: 12, letter: 'D' }],
      ['NEW', { groups: [everyone] }, { file: 'people.csv', row: 22, letter: 'D' }],
    ]);
  });

  it('judge each file against its own size', async () => {
    const home = await settled();
    const plan = await nextDay(home, () => {
      home.deliver(staff);
      deliverContractors(home, crew.slice(0, 4));
    });
    expect(plan.code).toBe(13);
    const rows = plan.findings.filter(({ guardrail }) => guardrail === 'G3');
    expect(rows.map(({ verdict, source }) => [source, verdict])).toEqual([
      ['people', 'ok'],
      ['contractors', 'reject'],
    ]);
    expect(plan.stderr).toContain('contractors.csv');
  });
});

const badContractors = [
  { name: 'missing', content: null, code: 13 },
  { name: 'refused', content: 'nonsense\n', code: 13 },
  { name: 'held back', content: [...crew, ...people(60, { start: '2031-02-03' }, 'S')], code: 4 },
] as const;

describe('a leaver among the employees, while the contractors’ file is', () => {
  it.each(badContractors)('$name, loses access on time', async ({ content, code }) => {
    const home = await settled();
    const leaver = { ...one, end: '2026-11-25' };
    await nextDay(home, () => {
      home.deliver(withChanged(staff, leaver));
      deliverContractors(home, crew);
    });
    const ahead = await nextDay(home, () => {
      home.deliver(withChanged(staff, leaver));
      deliverContractors(home, content);
    });
    expect([ahead.code, ahead.envelope.newestFileRefused]).toEqual([code, true]);
    home.later(Date.parse('2026-11-25T23:00:00Z') - home.now());
    expect((await home.run('run', '--once')).code).toBe(code);
    expect(home.account(leaver)?.status).toBe('SUSPENDED');
    expect(crew.map((each) => home.account(each)?.status)).toEqual(crew.map(() => 'ACTIVE'));
  });

  it('held back, has a plan of its own that accepts it', async () => {
    const home = await settled();
    const more = people(60, { start: '2031-02-03' }, 'S');
    const outcome = await nextDay(home, () => {
      home.deliver(staff);
      deliverContractors(home, [...crew, ...more]);
    });
    const number = outcome.envelope.number + 1;
    expect((await home.run('plan', 'approve', String(number), '--yes')).code).toBe(0);
    const next = await home.plan();
    expect([next.code, next.header.workers.read]).toEqual([0, 90]);
    expect(next.header.sources).toMatchObject([{ count: 20 }, { name: 'contractors', count: 70 }]);
  });
});

describe('two files that are held back at once', () => {
  it('have a plan each, and accepting one leaves the other to be decided', async () => {
    const home = await settled();
    const ahead = { start: '2031-02-03' };
    const bad = (): void => {
      home.deliver([...staff, ...people(60, ahead, 'T')]);
      deliverContractors(home, [...crew, ...people(60, ahead, 'S')]);
    };
    const outcome = await nextDay(home, bad);
    const first = outcome.envelope.number + 1;
    const text = (await home.run('plan')).stdout;
    expect(text).not.toContain('is held back');
    expect((await home.run('plan', 'approve', String(first), '--yes')).code).toBe(0);
    const between = await home.plan();
    expect([between.code, between.header.workers.read]).toEqual([4, 90]);
    expect((await home.run('plan', 'approve', String(first + 1), '--yes')).code).toBe(0);
    const after = await home.plan();
    expect([after.code, after.header.workers.read]).toEqual([0, 150]);
  });
});

describe('what people are told of several sources', () => {
  it('names each file with its time, its rows, and whether a newer one was refused', async () => {
    const home = await settled();
    home.later(day);
    home.deliver(staff);
    deliverContractors(home, 'nonsense\n');
    const stdout = (await home.run('plan', '--report', 'html')).stdout.replaceAll(/\s+/g, ' ');
    expect(stdout).toContain('people: people.csv of');
    expect(stdout).toContain('G3 people: Rows in the file');
    expect(stdout).toMatch(/contractors: contractors\.csv of .*, 10 rows, the newest one was not accepted/);
    const report = home.report(home.reports().at(-1) ?? '');
    expect(report).toContain('The newest HR file of contractors');
    expect(report).toContain('HR file of people');
    const { stdout: status } = await home.run('status');
    expect(status).toMatch(/people +people\.csv of/);
    expect(status).toMatch(/contractors +contractors\.csv of .* old/);
    expect((await home.run('plan', 'list')).stdout).toContain('people.csv and contractors.csv');
  });

  it('checks every mapping and every file at once, and says where mappings do not fit together', async () => {
    const other = contractorsMapping
      .replace('profile.hrWorkerId, field', 'profile.employeeNumber, field')
      .replace('  department: { value: w.department, onBlank: clear }\n', '');
    const home = await company({ contractorsMapping: other });
    const valid = await home.run('validate');
    expect(valid.code).toBe(0);
    expect(valid.stdout).toMatch(/people\.csv: 20 rows read[^]*contractors\.csv: 10 rows read/);
    expect(valid.stdout).toContain('TEN-1280');
    expect(valid.stdout).toContain('only people writes department');
    home.useMapping(mapping.replace('column: EmpNo', 'column: Nowhere'));
    writeFileSync(join(home.directory, 'contractors.yaml'), other.replace('field: lastDay', 'field: noSuchField'));
    const broken = await home.run('validate');
    expect([broken.code, broken.stdout.includes('noSuchField')]).toEqual([10, true]);
    home.useMapping(mapping.replace('hire: hireDate', 'hire: nobodysField'));
    expect((await home.run('validate')).stdout).toMatch(/nobodysField[^]*noSuchField/);
  });

  it('looks into the source that is named, with its prefix', async () => {
    const home = await company({ contractors: { idPrefix: 'C-' } });
    const unnamed = await home.run('mapping', 'preview');
    expect([unnamed.code, unnamed.stderr.includes('people, contractors')]).toEqual([64, true]);
    const named = await home.run('mapping', 'preview', '--source', 'contractors', '--worker', 'C-K003', '--json');
    expect(JSON.parse(named.stdout)).toMatchObject({ worker: 'C-K003', desired: { shape: { groups: [outsiders] } } });
    const file = join(home.directory, 'new.yaml');
    writeFileSync(file, contractorsMapping.replace(outsiders, everyone));
    const tried = await home.run('mapping', 'try', file, '--source', 'contractors', '--json');
    expect(JSON.parse(tried.stdout)).toMatchObject({ people: 10, changed: 10 });
    expect((await home.run('mapping', 'try', file, '--source', 'nobody')).code).toBe(64);
  });
});

describe('columns of one source that changed a lot', () => {
  it('hold what is made from them until that very file was approved', async () => {
    const home = await settled();
    const elsewhere = crew.map((each) => ({ ...each, dept: 'Field' }));
    const plan = await nextDay(home, () => {
      home.deliver(staff);
      deliverContractors(home, elsewhere);
    });
    const held = plan.findings.filter(({ guardrail, verdict }) => guardrail === 'G9' && verdict === 'hold');
    expect(held.map(({ source, touches }) => [source, touches])).toEqual([['contractors', ['department']]]);
    await home.approve(plan);
    expect((await home.run('apply')).code).toBe(0);
    expect(home.account(other)?.profile['department']).toBe('Field');
    const next = await nextDay(home, () => {
      home.deliver(staff.map((each) => ({ ...each, dept: 'Field' })));
      deliverContractors(home, elsewhere);
    });
    const again = next.findings.filter(({ guardrail, verdict }) => guardrail === 'G9' && verdict === 'hold');
    expect(again.map(({ source }) => source)).toEqual(['people']);
    expect((await home.run('apply')).code).toBe(4);
  });
});

describe('one id in both files', () => {
  const contract = { ...other, end: '2026-11-30' };
  const employed = { ...other, start: '2026-12-01', end: '' };

  it('is a conversion without a gap: the account stays, the groups change', async () => {
    const home = await settled();
    await nextDay(home, () => {
      home.deliver([...staff, employed]);
      deliverContractors(home, withChanged(crew, contract));
    });
    home.later(Date.parse('2026-11-30T22:30:00Z') - home.now());
    home.deliver([...staff, employed]);
    deliverContractors(home, withChanged(crew, contract));
    expect(steps(await home.plan())).toEqual([]);
    home.later(hour);
    const plan = await home.plan();
    expect([...steps(plan)].sort()).toEqual(['add-to-group K001', 'remove-from-group K001']);
    await home.approve(plan);
    await home.run('apply');
    expect(home.account(other)).toMatchObject({ status: 'ACTIVE', groups: [everyone] });
    expect(home.writes().filter((call) => call.includes('/lifecycle/'))).toEqual([]);
  });

  it('keeps access while either file has an employment that holds', async () => {
    const home = await settled();
    const left = { ...one, end: '2026-11-24' };
    const aside = { ...one, start: '2026-11-01', end: '' };
    for (let days = 0; days < 4; days += 1) {
      await nextDay(home, () => {
        home.deliver(withChanged(staff, left));
        deliverContractors(home, [...crew, aside]);
      });
      await home.run('run', '--once');
    }
    expect(home.account(one)).toMatchObject({ status: 'ACTIVE' });
  });

  it('takes the attributes from the source that stands first, and the groups from both', async () => {
    const wishes = [{ contractorsFirst: false }, { contractorsFirst: true }];
    const seen = [];
    for (const wish of wishes) {
      const home = await settled(wish);
      const plan = await nextDay(home, () => {
        home.deliver(staff);
        deliverContractors(home, [...crew, { ...one, start: '2026-11-01', dept: 'Field' }]);
      });
      seen.push(plan.operations.map(({ kind, target, after }) => [kind, target ?? after]));
    }
    expect(seen).toEqual([
      [['add-to-group', outsiders]],
      [
        ['update-profile', { department: 'Field' }],
        ['add-to-group', outsiders],
      ],
    ]);
  });

  it('is put aside where it stands for visibly different people, and both sources are named', async () => {
    const home = await settled();
    const stranger = person(one.id, { first: 'Zoë', last: 'Quill', start: '2026-11-01' });
    const plan = await nextDay(home, () => {
      home.deliver(staff);
      deliverContractors(home, [...crew, stranger]);
    });
    expect(steps(plan)).toEqual([]);
    expect(plan.problems.map(({ worker, problem, provenance }) => [worker, problem.code, provenance?.file])).toEqual([
      [one.id, 'TEN-3060', 'contractors.csv'],
    ]);
    expect(plan.problems[0]?.problem.message).toContain('one person in people and for another in contractors');
    expect(home.account(one)?.profile['lastName']).toBe(one.last);
  });
});

describe('ids of two HR systems that overlap', () => {
  it('are told apart by a prefix', async () => {
    const home = await twoSources({ manage: true, contractors: { idPrefix: 'C-' } });
    const same = [person('100', { last: 'Ames', start: '2026-11-20' })];
    home.deliver(same);
    deliverContractors(home, [person('100', { last: 'Zorn', start: '2026-11-20' })]);
    const plan = await home.plan();
    const created = plan.operations.filter(({ kind }) => kind === 'create');
    expect(created.map(({ subject, after }) => [subject.worker, after])).toMatchObject([
      ['100', { login: '100@acme.test', profile: { hrWorkerId: '100', lastName: 'Ames' } }],
      ['C-100', { login: 'c-100@acme.test', profile: { hrWorkerId: 'C-100', lastName: 'Zorn' } }],
    ]);
  });
});

describe('somebody who is not in the employees’ file any more', () => {
  it.each([
    { of: 'an earlier time', before: { start: '2019-01-01', end: '2019-12-31' } },
    { of: 'a time within the employment', before: { start: '2022-01-01', end: '2022-12-31' } },
  ])('stays active and is reported, although a contract of $of has ended', async ({ before: dates }) => {
    const home = await settled();
    const before = { ...one, ...dates };
    await nextDay(home, () => {
      home.deliver(staff);
      deliverContractors(home, [...crew, before]);
    });
    const plan = await nextDay(home, () => {
      home.deliver(staff.slice(1));
      deliverContractors(home, [...crew, before]);
    });
    expect(steps(plan)).toEqual([]);
    expect(skipped(plan)).toEqual([`missing-from-file ${one.id}`]);
  });

  it('and has moved to the contractors’ loses access when the contract ends', async () => {
    const home = await settled();
    const moved = { ...one, start: '2026-11-25', end: '2026-11-27' };
    for (let days = 0; days < 4; days += 1) {
      await nextDay(home, () => {
        home.deliver(staff.slice(1));
        deliverContractors(home, [...crew, moved]);
      });
      await home.run('run', '--once');
      expect(home.account(one)?.status).toBe('ACTIVE');
    }
    home.later(Date.parse('2026-11-27T23:00:00Z') - home.now());
    await home.run('run', '--once');
    expect(home.account(one)?.status).toBe('SUSPENDED');
  });
});

describe('a source that is taken out of the configuration', () => {
  it('leaves its people as they are, named, and waits for a person', async () => {
    const home = await settled();
    home.configure({ configuration: { sources: sourceList().slice(0, 1) } });
    const plan = await nextDay(home, () => {
      home.deliver(staff);
    });
    expect([plan.code, steps(plan)]).toEqual([4, []]);
    expect(finding(plan, 'G14').verdict).toBe('hold');
    expect(skipped(plan)).toEqual(crew.map(({ id }) => `missing-from-file ${id}`));
    expect(plan.skips[0]?.detail).toBe('contractors');
    expect(plan.stderr).toContain('TEN-1282');
    expect((await home.run('validate')).stdout).toContain('the source contractors is not configured any more');
    expect((await home.run('status')).stdout).toContain('from a source that is not configured any more');
  });

  it('still ends the access that it announced', async () => {
    const home = await settled();
    const leaver = { ...other, end: '2026-11-26' };
    for (let days = 0; days < 2; days += 1) {
      await nextDay(home, () => {
        home.deliver(staff);
        deliverContractors(home, withChanged(crew, leaver));
      });
    }
    home.configure({ configuration: { sources: sourceList().slice(0, 1) } });
    home.later(Date.parse('2026-11-26T23:00:00Z') - home.now());
    home.deliver(staff);
    await home.run('run', '--once');
    expect(home.account(leaver)?.status).toBe('SUSPENDED');
    expect(home.account(crew[1] ?? other)?.status).toBe('ACTIVE');
  });

  it('by another name gives way to what it is called now', async () => {
    const home = await settled();
    const renamed = sourceList().map((source, index) => (index === 1 ? { ...source, name: 'agency' } : source));
    home.configure({ configuration: { sources: renamed } });
    const leaver = { ...other, end: '2026-11-26' };
    const plan = await nextDay(home, () => {
      home.deliver(staff);
      deliverContractors(home, withChanged(crew, leaver));
    });
    expect([plan.code, steps(plan), plan.header.workers.unchanged]).toEqual([4, [], 30]);
    await home.approve(plan);
    await nextDay(home, () => {
      home.deliver(staff);
      deliverContractors(home, withChanged(crew, leaver));
    });
    home.later(Date.parse('2026-11-26T23:00:00Z') - home.now());
    await home.run('run', '--once');
    expect(home.account(leaver)?.status).toBe('SUSPENDED');
  });
});

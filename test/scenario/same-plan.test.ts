import { describe, expect, it } from 'vitest';
import { hour, household, mapping, steps, type Household, type Planned } from '../support/household.ts';
import { cellsOf, csv, file, header, people, person, type Person } from '../support/people.ts';

const staff = [
  ...people(30),
  ...people(2, { end: '2026-11-22' }, 'L'),
  person('AKL', { zone: 'Pacific/Auckland', end: '2026-11-23' }),
];

/** Staff, starters, people who change department, and rows with something wrong. */
const everybody: readonly Person[] = [
  ...staff.map((one, index) => (index % 7 === 0 ? { ...one, dept: 'Finance' } : one)),
  ...people(9, { start: '2026-11-25' }, 'N'),
  ...people(2, { start: '2031-01-01' }, 'U'),
];

const spoiled: readonly Person[] = [
  person('X1', { start: '31.12.2026' }),
  person('X2', { last: '' }),
  person('X3'),
  person('X3', { first: 'Zoe' }),
  person('x4'),
  person('X4', { first: 'Zoe' }),
  person('X5', { zone: 'Mars/Olympus' }),
  person('X6'),
  person('X6'),
  person('', { first: 'Nobody' }),
  person('', { first: 'Noone' }),
];

/** The same rows in another order, the same one every time. */
function shuffled<Item>(items: readonly Item[]): readonly Item[] {
  const order = items.map((item, index) => ({ item, key: ((index + 1) * 7919) % 1009 }));
  return order.sort((a, b) => a.key - b.key).map(({ item }) => item);
}

async function fresh(home: Household, content: string): Promise<Planned> {
  home.forget();
  home.deliver(content);
  return home.plan();
}

describe('the same input at the same instant', () => {
  it('gives the same plan, hash for hash, in a state of its own', async () => {
    const home = await household({ staff });
    const first = await fresh(home, file([...everybody, ...spoiled]));
    const second = await fresh(home, file([...everybody, ...spoiled]));
    expect([first.envelope.number, second.envelope.number]).toEqual([1, 1]);
    expect(second.envelope.hash).toBe(first.envelope.hash);
    expect(second.operations).toEqual(first.operations);
    expect(steps(first).length).toBeGreaterThan(20);
  });

  it('gives the same plan when the rows come in another order', async () => {
    const home = await household({ staff });
    const first = await fresh(home, file(everybody));
    const second = await fresh(home, file(shuffled(everybody)));
    expect(second.envelope.hash).toBe(first.envelope.hash);
    const places = (plan: Planned): readonly unknown[] => plan.operations.map(({ provenance }) => provenance?.row);
    expect(places(second)).not.toEqual(places(first));
  });

  it('gives the same plan when rows with problems come in another order', async () => {
    const home = await household({ staff });
    const rows = [...everybody, ...spoiled];
    const first = await fresh(home, file(rows));
    const second = await fresh(home, file(shuffled(rows)));
    const told = ({ problems }: Planned): readonly string[] =>
      problems.map(({ worker, problem }) => `${String(worker)} ${problem.code} ${problem.message}`);
    expect(first.problems.length).toBeGreaterThan(9);
    expect([...told(second)].sort()).toEqual([...told(first)].sort());
    expect(second.header).toEqual(first.header);
    expect(second.findings.map(({ guardrail, subjects }) => [guardrail, subjects])).toEqual(
      first.findings.map(({ guardrail, subjects }) => [guardrail, subjects]),
    );
    expect(told(second)).toEqual(told(first));
    expect(second.envelope.hash).toBe(first.envelope.hash);
  });

  it('gives the same plan when the columns come in another order, or others are added', async () => {
    const home = await household({ staff });
    const first = await fresh(home, file([...everybody, ...spoiled]));
    const backwards = (cells: readonly string[]): readonly string[] => [...[...cells].reverse(), 'secret'];
    const second = await fresh(
      home,
      csv(
        [...everybody, ...spoiled].map((one) => backwards(cellsOf(one))),
        [...[...header].reverse(), 'Salary'],
      ),
    );
    expect(second.envelope.hash).toBe(first.envelope.hash);
    const place = ({ operations }: Planned): unknown =>
      operations.find(({ kind }) => kind === 'disable')?.provenance?.letter;
    expect([place(first), place(second)]).toEqual(['E', 'C']);
  });

  it('gives the same plan when cells are quoted that need not be, with other line ends', async () => {
    const home = await household({ staff });
    const first = await fresh(home, file(everybody));
    const quoted = [header, ...everybody.map(cellsOf)].map((row) => row.map((cell) => `"${cell}"`).join(','));
    const second = await fresh(home, `\uFEFF${quoted.join('\r\n')}`);
    expect(second.envelope.hash).toBe(first.envelope.hash);
  });
});

describe('another input', () => {
  it.each([
    {
      what: 'another cell',
      change: (home: Household) => {
        home.deliver([...everybody.slice(1), { ...(everybody[0] as Person), dept: 'Legal' }]);
      },
    },
    {
      what: 'another instant',
      change: (home: Household) => {
        home.later(1000);
      },
    },
    {
      what: 'another horizon',
      change: (home: Household) => {
        home.configure({ configuration: { plan: { horizon: '23h' } } });
      },
    },
    {
      what: 'another mapping',
      change: (home: Household) => {
        home.useMapping(mapping.replace('firstName: w.givenName', 'firstName: w.givenName.trim()'));
      },
    },
    {
      what: 'another version',
      change: (home: Household) => {
        home.upgrade('1.0.1');
      },
    },
  ])('gives another hash: $what', async ({ change }) => {
    const home = await household({ staff });
    const first = await fresh(home, file(everybody));
    home.forget();
    change(home);
    const second = await home.plan();
    expect(second.envelope.hash).not.toBe(first.envelope.hash);
  });
});

describe('a second run in the same state', () => {
  it('makes no new plan and says so', async () => {
    const home = await household({ staff });
    home.deliver([...everybody, ...spoiled]);
    const first = await home.plan();
    home.later(hour);
    const { code, stdout } = await home.run('plan');
    expect(code).toBe(first.code);
    expect(stdout).toMatch(/^Plan 1 {2}Acme\n/);
    expect(stdout.trimEnd().split('\n').at(-1)).toBe('Plan 1 still says all there is to do.');
    const again = await home.plan();
    expect([again.envelope.number, again.envelope.hash]).toEqual([1, first.envelope.hash]);
    const { plans } = JSON.parse((await home.run('plan', 'list', '--json')).stdout) as { plans: unknown[] };
    expect(plans).toHaveLength(1);
  });

  it('makes no new plan when the same rows are delivered in another order', async () => {
    const home = await household({ staff });
    home.deliver(everybody);
    const first = await home.plan();
    home.later(hour);
    home.deliver(shuffled(everybody));
    const again = await home.plan();
    expect([again.envelope.number, again.envelope.hash]).toEqual([1, first.envelope.hash]);
  });

  it('makes another plan as soon as there is something else to do, and that supersedes the first', async () => {
    const home = await household({ staff });
    home.deliver(everybody);
    await home.plan();
    home.later(hour);
    home.deliver([...everybody, person('NEW', { start: '2026-11-24' })]);
    const { stdout } = await home.run('plan');
    expect(stdout).toMatch(/^Plan 2 {2}Acme\n/);
    expect(stdout).not.toContain('still says');
    const { plans } = JSON.parse((await home.run('plan', 'list', '--json')).stdout) as {
      plans: { number: number; status: string }[];
    };
    expect(plans.map(({ number, status }) => [number, status])).toEqual([
      [2, 'open'],
      [1, 'superseded'],
    ]);
  });

  it.each([
    {
      what: 'configuration',
      change: (home: Household) => {
        home.configure({ configuration: { plan: { horizon: '25h' } } });
      },
    },
    {
      what: 'mapping',
      change: (home: Household) => {
        home.useMapping(mapping.replace('firstName: w.givenName', 'firstName: w.givenName.trim()'));
      },
    },
    {
      what: 'version',
      change: (home: Household) => {
        home.upgrade('1.0.1');
      },
    },
  ])(
    'makes another plan when the $what is another one: the open plan could never be carried out',
    async ({ change }) => {
      const home = await household({ staff });
      home.deliver(everybody);
      const first = await home.plan();
      change(home);
      const again = await home.plan();
      expect(again.header).not.toMatchObject({
        config: first.header.config,
        mapping: first.header.mapping,
        version: first.header.version,
      });
      expect(steps(again)).toEqual(steps(first));
    },
  );

  it('makes another plan once somebody who was still here has left: they are overdue', async () => {
    const file = [person('LEO', { end: '2026-11-23' }), ...people(3)];
    const home = await household({ staff: file });
    home.deliver(file);
    expect((await home.run('plan')).stdout).toContain('LEAVING: still here, access ends later (1)\n');
    home.later(12 * hour);
    const { stdout } = await home.run('plan');
    expect(stdout).toContain('HAVE LEFT: access ends now (1)\n');
    expect(stdout).toContain('Overdue: Ann Walker-LEO should have lost access already.');
  });

  it('makes another plan when the open one has expired', async () => {
    const home = await household({ staff: staff.slice(0, 3) });
    home.deliver([...staff.slice(0, 3), person('N1')]);
    await home.plan();
    home.later(73 * hour);
    home.deliver([...staff.slice(0, 3), person('N1')]);
    const again = await home.plan();
    expect([again.envelope.number, steps(again)]).toEqual([2, ['create N1', 'activate N1']]);
  });

  it('says of every plan which file it is about: one that is gone, and one that came back', async () => {
    const home = await household({ staff });
    home.deliver(everybody);
    const first = await home.plan();
    expect(first.envelope.newestFileRefused).toBe(false);
    home.later(hour);
    home.deliver('');
    const refused = await home.plan();
    expect([refused.code, refused.envelope.newestFileRefused]).toEqual([13, true]);
    home.later(hour);
    home.deliver(everybody);
    const good = await home.plan();
    expect([good.code, good.envelope.newestFileRefused]).toEqual([first.code, false]);
  });

  it('never lets a plan that is only looked at take the place of the open one', async () => {
    const home = await household({ staff });
    home.deliver(everybody);
    const first = await home.plan();
    const looked = await home.plan('--as-of', '2026-11-30T12:00Z');
    expect(looked.envelope).toMatchObject({ number: 2, status: 'what-if' });
    expect(looked.header).toMatchObject({ whatIf: true, asOf: '2026-11-30T12:00:00.000Z' });
    const again = await home.plan();
    expect([again.envelope.number, again.envelope.hash]).toEqual([1, first.envelope.hash]);
  });
});

import { describe, expect, it } from 'vitest';
import {
  finding,
  hour,
  household,
  mapping,
  skipped,
  steps,
  type Household,
  type Planned,
  type Wishes,
} from '../support/household.ts';
import { cellsOf, csv, file, people, person, type Person } from '../support/people.ts';

const day = 24 * hour;
const leaver = person('LEO', { end: '2026-11-23' });
const stayers = people(8);
const all = [leaver, ...stayers];

/** A household in which HR announced yesterday that Leo's last day is the 23rd, in Berlin. */
async function announced(wishes: Wishes = {}): Promise<Household> {
  const home = await household({ at: '2026-11-22T09:00:00Z', staff: all, ...wishes });
  home.deliver(all);
  const first = await home.plan();
  expect([first.code, steps(first)]).toEqual([0, []]);
  await home.reject(first);
  return home;
}

function disables(plan: Planned): readonly unknown[] {
  return plan.operations
    .filter(({ kind }) => kind === 'disable')
    .map(({ subject, due, notBefore }) => [subject.worker, due, notBefore]);
}

const due = '2026-11-23T23:00:00.000Z';

/** Files that are not accepted, each in its own way. */
const badFiles = [
  {
    name: 'missing columns',
    content: csv(
      all.map((one) => cellsOf(one).slice(0, 4)),
      ['EmpNo', 'First', 'Last', 'Start'],
    ),
    code: 13,
  },
  { name: 'nobody', content: csv([]), code: 13 },
  { name: 'cut off', content: file(all).slice(0, -30), code: 13 },
  { name: 'most people gone', content: file(all.slice(0, 4)), code: 13 },
  { name: 'in Latin-1', content: Buffer.from(file([...all, person('M', { last: 'Müller' })]), 'latin1'), code: 13 },
  { name: 'too many strangers', content: file([...all, ...people(60, {}, 'S')]), code: 4 },
] as const;

describe('an announced end, while today’s file is bad', () => {
  it.each(badFiles)(
    'is planned ahead and then due at its instant, from the last accepted record: $name',
    async ({ content, code }) => {
      const home = await announced();
      home.later(day);
      home.deliver(content);
      const ahead = await home.plan();
      expect([ahead.code, ahead.envelope.newestFileRefused]).toEqual([code, true]);
      expect(disables(ahead)).toEqual([['LEO', due, due]]);
      await home.reject(ahead);
      home.later(Date.parse(due) - home.now());
      const now = await home.plan();
      expect([now.code, disables(now)]).toEqual([code, [['LEO', due, null]]]);
      expect(now.operations[0]?.provenance).toEqual({ file: 'people.csv', row: 2, letter: 'E' });
      expect(steps(now)).toEqual(['disable LEO', 'clear-sessions LEO']);
    },
  );

  it('is not due a second before', async () => {
    const home = await announced();
    home.deliver('');
    home.later(Date.parse(due) - home.now() - 1000);
    expect(disables(await home.plan())).toEqual([['LEO', due, due]]);
  });

  it('is due days later, too, after nobody ran it in between', async () => {
    const home = await announced();
    home.deliver('');
    home.later(5 * day);
    const plan = await home.plan();
    expect([plan.code, disables(plan)]).toEqual([13, [['LEO', due, null]]]);
  });

  it('is asked about rather than acted on after two weeks', async () => {
    const home = await announced();
    home.deliver('');
    home.later(16 * day);
    const plan = await home.plan();
    expect(plan.operations[0]).toMatchObject({ kind: 'disable', due, needsApproval: ['stale-date'] });
  });

  it('that is told a year late for the first time is asked about, however often it is repeated', async () => {
    const home = await announced();
    home.deliver([{ ...leaver, end: '2025-11-15' }, ...stayers]);
    for (let morning = 0; morning < 4; morning += 1) {
      const plan = await home.plan();
      expect(plan.operations[0]).toMatchObject({ kind: 'disable', needsApproval: ['stale-date'] });
      home.later(day);
      home.deliver([{ ...leaver, end: '2025-11-15' }, ...stayers, person(`NEW${String(morning)}`)]);
    }
  });

  it('is withdrawn as soon as a good file says so', async () => {
    const home = await announced();
    home.later(day);
    home.deliver([{ ...leaver, end: '' }, ...stayers]);
    const plan = await home.plan();
    expect([plan.code, steps(plan)]).toEqual([0, []]);
  });
});

describe('a file that is too old to give access from', () => {
  const starters = [person('NEW', { start: '2026-11-25' })];

  it.each([
    { after: 72 * hour, planned: ['create NEW'] },
    { after: 73 * hour, planned: [] },
  ])('creates nobody more than 72 hours after it was read ($after ms)', async ({ after, planned }) => {
    const home = await household({ at: '2026-11-15T09:00:00Z', staff: stayers });
    home.deliver([...stayers, ...starters]);
    await home.reject(await home.plan());
    home.later(3 * day);
    home.deliver([...stayers, ...starters]);
    await home.reject(await home.plan());
    home.deliver('');
    home.later(after);
    expect(steps(await home.plan())).toEqual(planned);
  });
});

describe('a worker whose row cannot be used', () => {
  const spoiled = { ...leaver, start: 'long ago', end: '', dept: 'Nowhere' };

  it('keeps the last accepted record: nothing changes, and the announced end holds', async () => {
    const home = await announced();
    home.later(day);
    home.deliver([spoiled, ...stayers]);
    const ahead = await home.plan();
    expect(ahead.code).toBe(0);
    expect(ahead.envelope.newestFileRefused).toBe(false);
    expect(disables(ahead)).toEqual([['LEO', due, due]]);
    expect(ahead.problems).toMatchObject([
      { worker: 'LEO', name: 'Ann Walker-LEO', effect: 'put-aside', column: 'Start', value: 'long ago' },
    ]);
    await home.reject(ahead);
    home.later(Date.parse(due) - home.now());
    const now = await home.plan();
    expect([disables(now), steps(now)]).toEqual([[['LEO', due, null]], ['disable LEO', 'clear-sessions LEO']]);
  });

  it('keeps profile and groups as they are', async () => {
    const home = await household({ staff: stayers });
    home.deliver(stayers);
    await home.reject(await home.plan());
    home.later(hour);
    const [first, ...rest] = stayers as readonly [Person, ...Person[]];
    home.deliver([{ ...first, dept: 'Finance', zone: 'Nowhere' }, ...rest]);
    const plan = await home.plan();
    expect([plan.code, steps(plan), skipped(plan)]).toEqual([0, [], []]);
    expect(plan.problems).toHaveLength(1);
    expect(plan.header.workers).toEqual({ read: 8, unchanged: 7, changed: 0, skipped: 0, putAside: 1 });
  });

  it('is told at every run until the row is mended, and counted each time', async () => {
    const home = await household({ staff: stayers });
    const [first, ...rest] = stayers as readonly [Person, ...Person[]];
    home.deliver(stayers);
    await home.reject(await home.plan());
    for (const dept of ['Finance', 'Legal', 'Sales']) {
      home.later(day);
      home.deliver([{ ...first, dept, zone: 'Nowhere' }, ...rest]);
      const plan = await home.plan();
      expect([plan.problems.length, plan.header.workers.putAside]).toEqual([1, 1]);
      await home.reject(plan);
    }
    home.later(day);
    home.deliver([{ ...first, dept: 'Finance' }, ...rest]);
    const mended = await home.plan();
    expect([mended.problems, steps(mended)]).toEqual([[], ['update-profile P001']]);
    expect(mended.header.workers).toEqual({ read: 8, unchanged: 7, changed: 1, skipped: 0, putAside: 0 });
  });

  it('gets no account while nothing of them was ever accepted', async () => {
    const home = await household({ staff: stayers });
    home.deliver([...stayers, person('NEW', { zone: 'Nowhere' })]);
    const plan = await home.plan();
    expect(steps(plan)).toEqual([]);
    expect(plan.header.workers).toMatchObject({ read: 9, putAside: 1 });
    home.later(hour);
    home.deliver([...stayers, person('NEW')]);
    expect(steps(await home.plan())).toEqual(['create NEW', 'activate NEW']);
  });

  it('is not created twice when a stranger takes the id: both are put aside, the account stays', async () => {
    const home = await household({ staff: stayers });
    home.deliver(stayers);
    await home.reject(await home.plan());
    home.later(hour);
    home.deliver([...stayers, person('P001', { first: 'Zoe', end: '2026-11-01' })]);
    const plan = await home.plan();
    expect([plan.code, steps(plan)]).toEqual([0, []]);
    expect(plan.problems.map(({ worker, problem }) => [worker, problem.code])).toEqual([
      ['P001', 'TEN-3103'],
      ['P001', 'TEN-3103'],
    ]);
  });
});

describe('a worker who is not in the file any more', () => {
  it('is reported by name and keeps everything: a file of everybody says who is there, not who left', async () => {
    const home = await household({ staff: stayers });
    home.deliver(stayers);
    await home.reject(await home.plan());
    home.later(day);
    home.deliver(stayers.slice(1));
    const plan = await home.plan();
    expect([plan.code, steps(plan), skipped(plan)]).toEqual([0, [], ['missing-from-file P001']]);
    expect(plan.header.workers).toEqual({ read: 8, unchanged: 7, changed: 0, skipped: 1, putAside: 0 });
    const { stdout } = await home.run('plan');
    expect(stdout).toContain('Ann Walker-P001');
  });

  it('is reported again at every run, and never disabled, however long it lasts', async () => {
    const home = await household({ staff: stayers });
    home.deliver(stayers);
    await home.plan();
    for (let days = 1; days <= 10; days += 1) {
      home.later(day);
      home.deliver(stayers.slice(1).map((one) => ({ ...one, dept: `Dept ${String(days)}` })));
      const plan = await home.plan();
      expect([plan.operations.filter(({ kind }) => kind === 'disable'), skipped(plan)]).toEqual([
        [],
        ['missing-from-file P001'],
      ]);
    }
  });

  it('still loses access at an end that was announced before', async () => {
    const home = await announced();
    home.later(day);
    home.deliver(stayers);
    const ahead = await home.plan();
    expect(disables(ahead)).toEqual([['LEO', due, due]]);
    await home.reject(ahead);
    home.later(Date.parse(due) - home.now());
    expect(disables(await home.plan())).toEqual([['LEO', due, null]]);
  });

  it('is as before once the row comes back', async () => {
    const home = await household({ staff: stayers });
    const [first, ...rest] = stayers as readonly [Person, ...Person[]];
    home.deliver(stayers);
    await home.reject(await home.plan());
    home.later(day);
    home.deliver(rest);
    await home.reject(await home.plan());
    home.later(day);
    home.deliver([...rest, first]);
    const back = await home.plan();
    expect([back.code, steps(back), skipped(back)]).toEqual([0, [], []]);
    expect(back.header.workers).toEqual({ read: 8, unchanged: 8, changed: 0, skipped: 0, putAside: 0 });
    await home.reject(back);
    home.later(hour);
    home.deliver([...rest, { ...first, dept: 'Finance' }]);
    expect(steps(await home.plan())).toEqual(['update-profile P001']);
  });

  it('creates nobody from a record that is gone', async () => {
    const home = await household({ staff: stayers });
    home.deliver([...stayers, person('NEW', { start: '2026-12-02' })]);
    await home.reject(await home.plan());
    home.later(3 * day);
    home.deliver(stayers);
    expect(steps(await home.plan())).toEqual([]);
  });
});

describe('a worker out of scope', () => {
  const scoped = mapping.replace('match:\n', 'scope: w.department != "Board"\nmatch:\n');
  const director = person('DIR', { dept: 'Board', end: '2026-11-20' });

  it('is left alone, whatever the dates say, and reported', async () => {
    const home = await household({ staff: [director, ...stayers], mapping: scoped });
    home.deliver([{ ...director, last: 'Changed' }, ...stayers]);
    const plan = await home.plan();
    expect([plan.code, steps(plan), skipped(plan)]).toEqual([0, [], ['out-of-scope DIR']]);
    expect(plan.header.workers).toEqual({ read: 9, unchanged: 8, changed: 0, skipped: 1, putAside: 0 });
    expect(finding(plan, 'G10').measured).toBe(0);
  });

  it('gets no account', async () => {
    const home = await household({ mapping: scoped });
    home.deliver([person('NEW', { dept: 'Board' })]);
    expect(steps(await home.plan())).toEqual([]);
  });

  it('is never a leaver for having moved there', async () => {
    const home = await household({ staff: stayers, mapping: scoped });
    home.deliver(stayers);
    await home.reject(await home.plan());
    home.later(hour);
    home.deliver(stayers.map((one, index) => (index < 4 ? { ...one, dept: 'Board' } : one)));
    const plan = await home.plan();
    expect([plan.code, steps(plan), skipped(plan)]).toEqual([
      0,
      [],
      ['out-of-scope P001', 'out-of-scope P002', 'out-of-scope P003', 'out-of-scope P004'],
    ]);
  });

  it('is asked about first when an edit of the scope drops people with accounts', async () => {
    const home = await household({ staff: [director, ...stayers] });
    const file = [{ ...director, end: '' }, ...stayers];
    home.deliver(file);
    await home.approve(await home.plan());
    home.later(hour);
    home.useMapping(scoped);
    const plan = await home.plan();
    expect([plan.code, finding(plan, 'G14').message]).toEqual([4, 'the mapping has changed']);
    expect(skipped(plan)).toEqual(['out-of-scope DIR']);
  });
});

import { expect, it } from 'vitest';
import { household, mapping, type PlanDocument } from '../support/household.ts';
import { person } from '../support/people.ts';

const today = '2026-11-23';

const four = [
  person('AKL', { zone: 'Pacific/Auckland', end: today }),
  person('BER', { zone: 'Europe/Berlin', end: today }),
  person('DEN', { zone: 'America/Denver', end: today }),
  person('HNL', { zone: 'Pacific/Honolulu', end: today }),
];

/** Four people leave at once: more than three without notice would need a person first. */
const roomForFour = { guardrails: { disables: { floor: 4 } } };

function disables(plan: PlanDocument): readonly (readonly (string | null)[])[] {
  return plan.operations
    .filter(({ kind }) => kind === 'disable')
    .map(({ subject, due, notBefore }) => [subject.worker, due, notBefore]);
}

it('ends access at the end of the last day where the worker is: now in Auckland, later elsewhere', async () => {
  const home = await household({ staff: four, configuration: roomForFour });
  home.deliver(four);
  const plan = await home.plan();
  expect(plan.code).toBe(0);
  expect(plan.header).toMatchObject({ asOf: '2026-11-23T12:00:00.000Z', horizonHours: 24, whatIf: false });
  expect(disables(plan)).toEqual([
    ['AKL', '2026-11-23T11:00:00.000Z', null],
    ['BER', '2026-11-23T23:00:00.000Z', '2026-11-23T23:00:00.000Z'],
    ['DEN', '2026-11-24T07:00:00.000Z', '2026-11-24T07:00:00.000Z'],
    ['HNL', '2026-11-24T10:00:00.000Z', '2026-11-24T10:00:00.000Z'],
  ]);
  expect(plan.header.workers).toEqual({ read: 4, unchanged: 0, changed: 4, skipped: 0, putAside: 0 });
});

it('names the cell that decided: column, letter, row and value as HR wrote it', async () => {
  const home = await household({ staff: four });
  home.deliver(four);
  const plan = await home.plan();
  const ended = plan.operations.filter(({ kind }) => kind === 'disable');
  expect(ended.map(({ reason }) => reason)).toEqual(
    four.map(({ zone }, index) => ({
      rule: 'last-day-ended',
      column: 'End',
      value: today,
      date: today,
      zone,
      at: Date.parse(ended[index]?.due ?? ''),
    })),
  );
  expect(ended.map(({ provenance }) => provenance)).toEqual(
    [2, 3, 4, 5].map((row) => ({ file: 'people.csv', row, letter: 'E' })),
  );
});

/** Exact time on HR's clock, on the worker's, and in UTC. */
const moments = [
  ['AKL', 'Mon 23 Nov 2026 12:00 Europe/Berlin', 'end of Mon 23 Nov 2026 in Auckland = Mon 23 Nov 11:00Z'],
  ['BER', 'Tue 24 Nov 2026 00:00 Europe/Berlin', 'end of Mon 23 Nov 2026 in Berlin = Mon 23 Nov 23:00Z'],
  ['DEN', 'Tue 24 Nov 2026 08:00 Europe/Berlin', 'end of Mon 23 Nov 2026 in Denver = Tue 24 Nov 07:00Z'],
  ['HNL', 'Tue 24 Nov 2026 11:00 Europe/Berlin', 'end of Mon 23 Nov 2026 in Honolulu = Tue 24 Nov 10:00Z'],
] as const;

it('says the exact time three ways on the screen', async () => {
  const home = await household({ staff: four });
  home.deliver(four);
  const { stdout } = await home.run('plan');
  for (const [id, hr, local] of moments) {
    const verb = id === 'AKL' ? 'was due' : 'access ends';
    expect(personIn(stdout, id)).toBe(`last day Mon 23 Nov 2026 ${verb} ${hr}, ${local} step signed out everywhere`);
  }
});

it('says the exact time three ways in the report, and why', async () => {
  const home = await household({ staff: four });
  home.deliver(four);
  const { stdout } = await home.run('plan', '--report', 'html');
  expect(stdout).toContain('Report: ~/state/reports/plan-1.html\n');
  const rows = home.report('plan-1.html').split('<tr ');
  for (const [index, [id, hr, local]] of moments.entries()) {
    const row = rows.find((one) => one.includes(`<span class="id">${id}</span>`)) ?? '';
    expect(row).toContain('<span class="time">Mon 23 Nov 2026</span>');
    expect(row).toContain(`<span class="time">${hr}</span> <span class="aside">${local}</span>`);
    expect(row).toContain(`<bdi>End is &quot;${today}&quot;</bdi> · people.csv, row ${String(index + 2)}, column E`);
  }
  expect(rows.join()).toContain(
    'Last day 23 Nov 2026 has ended in Auckland (midnight there was 23 Nov 2026 11:00 UTC).',
  );
  expect(rows.join()).toContain('Last day 23 Nov 2026 ends in Honolulu (midnight there is 24 Nov 2026 10:00 UTC).');
});

/** What the screen says of a person, below the line with the name, wherever its lines break. */
function personIn(screen: string, id: string): string {
  const lines = screen.split('\n');
  const from = lines.findIndex((line) => new RegExp(` ${id} .*→ suspended$`).test(line)) + 1;
  const to = lines.findIndex((line, index) => index >= from && !line.startsWith('      '));
  return lines.slice(from, to).join(' ').replaceAll(/ +/g, ' ').trim();
}

it('reads the date as the first day gone where the mapping says so', async () => {
  const gone = four.map((one) => ({ ...one, end: '2026-11-24' }));
  const means = mapping.replace('means: lastDay', 'means: firstDayGone');
  const home = await household({ staff: gone, mapping: means });
  home.deliver(gone);
  const plan = await home.plan();
  expect(disables(plan).map(([id, due]) => [id, due])).toEqual([
    ['AKL', '2026-11-23T11:00:00.000Z'],
    ['BER', '2026-11-23T23:00:00.000Z'],
    ['DEN', '2026-11-24T07:00:00.000Z'],
    ['HNL', '2026-11-24T10:00:00.000Z'],
  ]);
  expect(plan.operations[0]?.reason).toMatchObject({ column: 'End', value: '2026-11-24', date: '2026-11-23' });
  const { stdout } = await home.run('plan', 'show', '1');
  expect(personIn(stdout, 'AKL')).toMatch(/^last day Mon 23 Nov 2026 was due /);
});

const evening = [
  ['AKL', '2026-11-23T05:00:00.000Z', null],
  ['BER', '2026-11-23T17:00:00.000Z', '2026-11-23T17:00:00.000Z'],
  ['DEN', '2026-11-24T01:00:00.000Z', '2026-11-24T01:00:00.000Z'],
  ['HNL', '2026-11-24T04:00:00.000Z', '2026-11-24T04:00:00.000Z'],
];

it('ends access at the cut-off of the policy, 18:00 on the last day', async () => {
  const home = await household({ staff: four, configuration: { lifecycle: { cutOff: '18:00' } } });
  home.deliver(four);
  expect(disables(await home.plan())).toEqual(evening);
  const { stdout } = await home.run('plan', 'show', '1');
  expect(personIn(stdout, 'DEN')).toContain(
    'access ends Tue 24 Nov 2026 02:00 Europe/Berlin, Mon 23 Nov 2026 18:00 America/Denver (Tue 24 Nov 01:00Z)',
  );
});

it('lets the mapping set another cut-off for some', async () => {
  const cutOff = `'w.zone == "Europe/Berlin" ? "18:00" : ""'`;
  const home = await household({
    staff: four,
    mapping: mapping.replace('employment:\n', `employment:\n  cutOff: ${cutOff}\n`),
  });
  home.deliver(four);
  expect(disables(await home.plan()).map(([, due]) => due)).toEqual([
    '2026-11-23T11:00:00.000Z',
    '2026-11-23T17:00:00.000Z',
    '2026-11-24T07:00:00.000Z',
    '2026-11-24T10:00:00.000Z',
  ]);
});

/** Days on which the clocks change, by the IANA rules of 2026. */
const changes = [
  // Midnight itself is skipped in Santiago on 6 September: the first instant after it.
  ['a skipped midnight', 'America/Santiago', '2026-09-05', '24:00', '2026-09-06T04:00:00.000Z'],
  // The hour before midnight comes twice on 4 April: the cut-off is its first coming, midnight comes once.
  ['an hour that comes twice', 'America/Santiago', '2026-04-04', '23:30', '2026-04-05T02:30:00.000Z'],
  ['midnight after an hour that came twice', 'America/Santiago', '2026-04-04', '24:00', '2026-04-05T04:00:00.000Z'],
  ['a skipped time', 'Europe/Berlin', '2026-03-29', '02:30', '2026-03-29T01:00:00.000Z'],
  ['a time that comes twice', 'Europe/Berlin', '2026-10-25', '02:30', '2026-10-25T00:30:00.000Z'],
  ['a day of 23 hours', 'Europe/Berlin', '2026-03-29', '24:00', '2026-03-29T22:00:00.000Z'],
  ['a day of 25 hours', 'Europe/Berlin', '2026-10-25', '24:00', '2026-10-25T23:00:00.000Z'],
  ['a shift of half an hour', 'Australia/Lord_Howe', '2026-10-04', '02:15', '2026-10-03T15:30:00.000Z'],
] as const;

it.each(changes)('ends access rightly on %s: %s, %s %s', async (_what, zone, end, cutOff, due) => {
  const leaver = person('E1', { zone, end });
  const at = new Date(Date.parse(due) - 3_600_000).toISOString();
  const home = await household({ at, staff: [leaver], configuration: { lifecycle: { cutOff } } });
  home.deliver([leaver]);
  expect(disables(await home.plan())).toEqual([['E1', due, due]]);
});

it('gives access at the second coming of a time that comes twice', async () => {
  const starter = person('E1', { start: '2026-10-25' });
  const home = await household({
    at: '2026-10-24T20:00:00Z',
    configuration: { lifecycle: { activate: { at: '02:30' } } },
  });
  home.deliver([starter]);
  const plan = await home.plan();
  expect(plan.operations.map(({ kind, due, notBefore }) => [kind, due, notBefore])).toEqual([
    ['create', '2026-10-19T05:00:00.000Z', null],
    ['activate', '2026-10-25T01:30:00.000Z', '2026-10-25T01:30:00.000Z'],
  ]);
});

it.each([
  ['24h', ['AKL', 'BER', 'DEN', 'HNL']],
  ['12h', ['AKL', 'BER']],
])('plans %s ahead', async (horizon, planned) => {
  const home = await household({ staff: four, configuration: { plan: { horizon } } });
  home.deliver(four);
  expect(disables(await home.plan()).map(([id]) => id)).toEqual(planned);
});

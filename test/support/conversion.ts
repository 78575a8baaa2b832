import { hour, household, mapping, type Household, type Planned, type Wishes } from './household.ts';
import { cellsOf, csv, header, people, person, type Person } from './people.ts';

export const day = 24 * hour;

/** A row of an HR file that knows of earlier ids. */
export interface Row extends Person {
  /** The id that the person had before; '' for none. */
  readonly previous: string;
  /** What stands for the person; '' for nothing. */
  readonly key: string;
}

/** Somebody as the file has them. */
export function row(one: Person, more: Partial<Row> = {}): Row {
  return { previous: '', key: '', ...one, ...more };
}

/** An HR file with the two columns. */
export function linked(rows: readonly Row[]): string {
  return csv(
    rows.map((one) => [...cellsOf(one), one.previous, one.key]),
    [...header, 'Previous', 'Person'],
  );
}

/** The household's mapping with both keys. */
export const linkedMapping = mapping
  .replace('  zone: Zone\n', '  zone: Zone\n  previousId: Previous\n  personId: Person\n')
  .replace('employment:\n', 'employment:\n  previousWorkerId: previousId\n  personKey: personId\n');

/** Twenty who stay, and Kim, whose contract ends on 30 November and who goes on as an employee from 1 December. */
export const colleagues = people(20);
export const contractor = person('C123', { first: 'Kim', last: 'Novak', start: '2024-01-08', dept: 'Temps' });
export const old = row({ ...contractor, end: '2026-11-30' });
export const employee = row(person('E456', { first: 'Kim', last: 'Novak', start: '2026-12-01', dept: 'Engineering' }), {
  previous: 'C123',
});

export const everybody: readonly Person[] = [...colleagues, contractor];

/** One source; everybody has an account that is as wanted, and a person has approved a first plan. */
export async function company(wishes: Wishes = {}): Promise<Household> {
  const home = await household({
    staff: everybody,
    manage: true,
    mapping: linkedMapping,
    ...wishes,
  });
  home.deliver(linked([...colleagues, contractor].map((one) => row(one))));
  const first = await home.plan();
  if (first.operations.length > 0) throw new Error('nothing is to be done at first');
  await home.approve(first);
  return home;
}

/** The rows of everybody who stays, and these. */
export function withRows(...rows: readonly Row[]): string {
  return linked([...colleagues.map((one) => row(one)), ...rows]);
}

/** One more day: these rows are delivered and a plan is made. */
export async function nextDay(home: Household, ...rows: readonly Row[]): Promise<Planned> {
  home.later(day);
  home.deliver(withRows(...rows));
  return home.plan();
}

/** Carries out what is allowed, and tells what Okta was asked to change: method and last part of the address. */
export async function carryOut(home: Household): Promise<readonly string[]> {
  const before = home.writes().length;
  const outcome = await home.run('apply');
  if (![0, 3, 4, 5].includes(outcome.code)) throw new Error(outcome.stderr);
  return home
    .writes()
    .slice(before)
    .map((call) => call.replace(/\/api\/v1\/(users|groups)\/?/, '$1 '));
}

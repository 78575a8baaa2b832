import { user, type UserSeed } from '../../src/simulator/index.ts';

/** A person as the HR file of a household has them, one row each. */
export interface Person {
  readonly id: string;
  readonly first: string;
  readonly last: string;
  readonly start: string;
  /** '' while no end is known. */
  readonly end: string;
  readonly dept: string;
  readonly zone: string;
}

/** Somebody who has worked here for years and stays. */
export function person(id: string, more: Partial<Omit<Person, 'id'>> = {}): Person {
  return {
    id,
    first: 'Ann',
    last: `Walker-${id}`,
    start: '2020-03-02',
    end: '',
    dept: 'Sales',
    zone: 'Europe/Berlin',
    ...more,
  };
}

/** So many of them, `P001` and on. */
export function people(count: number, more: Partial<Omit<Person, 'id'>> = {}, prefix = 'P'): readonly Person[] {
  return Array.from({ length: count }, (_, index) => person(`${prefix}${String(index + 1).padStart(3, '0')}`, more));
}

/** People who start so far ahead that nothing follows from them yet: what is tested is the file alone. */
export function upcoming(count: number): readonly Person[] {
  return people(count, { start: '2031-02-03' }, 'U');
}

export const header = ['EmpNo', 'First', 'Last', 'Start', 'End', 'Dept', 'Zone'] as const;

export function cellsOf({ id, first, last, start, end, dept, zone }: Person): readonly string[] {
  return [id, first, last, start, end, dept, zone];
}

/** A CSV file of these rows, quoted where it has to be. */
export function csv(rows: readonly (readonly string[])[], columns: readonly string[] = header): string {
  return [columns, ...rows].map((row) => `${row.map(quoted).join(',')}\n`).join('');
}

/** The HR file of these people. */
export function file(persons: readonly Person[]): string {
  return csv(persons.map(cellsOf));
}

function quoted(cell: string): string {
  return /[",\n\r]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

export function loginOf(person: Pick<Person, 'id'>): string {
  return `${person.id.toLowerCase()}@acme.test`;
}

/** The account that the household's mapping wants for a person, so that nothing is left to be done about it. */
export function accountOf(person: Person, more: Partial<Omit<UserSeed, 'profile'>> = {}): UserSeed {
  const { id, first, last, dept } = person;
  return user(loginOf(person), {
    ...{ lastUpdated: '2026-01-05T09:00:00.000Z', lastLogin: '2026-10-01T09:00:00.000Z' },
    ...more,
    profile: { hrWorkerId: id, firstName: first, lastName: last, department: dept },
  });
}

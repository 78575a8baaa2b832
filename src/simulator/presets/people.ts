import type { Random } from '../../domain/kernel/random.ts';
import { day } from '../../domain/time/instant.ts';
import { foldLogin } from '../org/fold.ts';
import type { Profile, UserSeed } from '../org/seed.ts';
import { user } from './seeds.ts';

export const domain = 'simulated.example';

const firstNames = (
  'Ada Aiko Amara Ana Anders Aylin Björn Carla Chidi Chloé Dario Eleni Elif Emil Farah Finn Freya Hana Hugo Ines Ivan ' +
  'Jana João Jürgen Kofi Lena Liam Lucía Mads Mei Milan Nadia Noah Nuno Olga Omar Paula Priya Ravi Rosa Samir Sara Sofia ' +
  'Søren Tariq Thandi Tomás Uma Vera Wei Yara Yusuf Zoë Zuzana'
).split(' ');
const lastNames = (
  'Abbott Almeida Andersen Bakker Bauer Becker Chen Costa Demir Dubois Eriksen Fischer García Haddad Hansen Hoffmann Ito ' +
  'Jansen Johansson Kaya Keller Kim Kowalski Lange Larsson Martin Meyer Moreau Müller Nakamura Nguyen Novák Okafor Olsen ' +
  'Patel Pereira Petrov Popescu Ricci Rossi Santos Sato Schneider Silva Singh Smith Suzuki Svensson Tanaka Torres Wagner ' +
  'Weber Wójcik Yılmaz Zhang Zimmermann'
).split(' ');

const places = [
  { city: 'Berlin', countryCode: 'DE', timezone: 'Europe/Berlin', preferredLanguage: 'de' },
  { city: 'Dublin', countryCode: 'IE', timezone: 'Europe/Dublin', preferredLanguage: 'en' },
  { city: 'Lisbon', countryCode: 'PT', timezone: 'Europe/Lisbon', preferredLanguage: 'pt' },
  { city: 'Austin', countryCode: 'US', timezone: 'America/Chicago', preferredLanguage: 'en' },
  { city: 'Bengaluru', countryCode: 'IN', timezone: 'Asia/Kolkata', preferredLanguage: 'en' },
  { city: 'Tokyo', countryCode: 'JP', timezone: 'Asia/Tokyo', preferredLanguage: 'ja' },
] as const;

const titles: Readonly<Record<string, readonly string[]>> = {
  Engineering: ['Engineer', 'Senior Engineer', 'Engineering Manager'],
  Sales: ['Account Executive', 'Sales Manager', 'Sales Engineer'],
  Support: ['Support Agent', 'Support Lead'],
  Finance: ['Accountant', 'Controller'],
  People: ['Recruiter', 'HR Partner'],
  Marketing: ['Designer', 'Campaign Manager'],
  Legal: ['Counsel'],
  Operations: ['Analyst', 'Facilities Manager'],
};

export const departments: readonly string[] = Object.keys(titles);
export const cities: readonly string[] = places.map(({ city }) => city);

/** One of them, by the dice. */
export function anyOf<Item>(items: readonly Item[], random: Random): Item {
  const item = items[Math.floor(random.next() * items.length)];
  if (item === undefined) throw new Error('there is nothing to choose from');
  return item;
}

/** So many people who work here, always the same ones for the same dice; no two share a login. */
export function staff(count: number, random: Random): UserSeed[] {
  const logins = new Map<string, number>();
  return Array.from({ length: count }, (_, index) => employee(index + 1, random, logins));
}

const opened = Date.UTC(2019, 0, 7, 8);

const openedAt = new Date(opened).toISOString();

/** The times of what has been so from the start. */
export const sinceThen = { created: openedAt, lastUpdated: openedAt };

function employee(number: number, random: Random, logins: Map<string, number>): UserSeed {
  const firstName = anyOf(firstNames, random);
  const lastName = anyOf(lastNames, random);
  const department = anyOf(departments, random);
  const created = new Date(opened + Math.floor(random.next() * 2300) * day).toISOString();
  const profile: Profile = {
    firstName,
    lastName,
    ...anyOf(places, random),
    department,
    title: anyOf(titles[department] ?? ['Clerk'], random),
    employeeNumber: String(10_000 + number),
    hrWorkerId: `W${String(10_000 + number)}`,
    organization: 'Simulated Ltd',
    userType: random.next() < 0.08 ? 'Contractor' : 'Employee',
  };
  const login = loginOf(`${firstName}.${lastName}`, logins);
  return user(login, { created, lastUpdated: created, lastLogin: created, profile });
}

function loginOf(name: string, taken: Map<string, number>): string {
  const base = foldLogin(name)
    .replaceAll('ı', 'i')
    .replaceAll('ø', 'o')
    .replaceAll('ł', 'l')
    .replaceAll(/[^a-z.]/g, '');
  const number = (taken.get(base) ?? 0) + 1;
  taken.set(base, number);
  return `${base}${number === 1 ? '' : String(number)}@${domain}`;
}

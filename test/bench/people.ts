import { createWriteStream, utimesSync } from 'node:fs';
import { once } from 'node:events';

/** The file's columns. The last one is mapped by nothing: it makes other bytes out of the same people. */
export const columns = [
  'Worker ID',
  'First Name',
  'Last Name',
  'Preferred Name',
  'Job Title',
  'Department',
  'Division',
  'Cost Center',
  'Company',
  'Site',
  'Country',
  'City',
  'Street',
  'Zip',
  'Phone',
  'Worker Type',
  'Manager ID',
  'Hire Date',
  'Last Day',
  'Exported At',
] as const;

export const sites: Readonly<Record<string, string>> = {
  AUS: 'America/Chicago',
  BER: 'Europe/Berlin',
  BLR: 'Asia/Kolkata',
  DUB: 'Europe/Dublin',
  LON: 'Europe/London',
  MAD: 'Europe/Madrid',
  NYC: 'America/New_York',
  PAR: 'Europe/Paris',
  SFO: 'America/Los_Angeles',
  SYD: 'Australia/Sydney',
  TYO: 'Asia/Tokyo',
  WAW: 'Europe/Warsaw',
};

export const countries: Readonly<Record<string, string>> = {
  Australia: 'AU',
  Deutschland: 'DE',
  España: 'ES',
  France: 'FR',
  India: 'IN',
  Ireland: 'IE',
  Japan: 'JP',
  Polska: 'PL',
  'United Kingdom': 'GB',
  'United States': 'US',
};

const siteCodes = Object.keys(sites);
const countryNames = Object.keys(countries);
const divisions = ['Commercial', 'Corporate', 'Operations', 'Research', 'Technology'];
const departments = ['Sales', 'Finance', 'Engineering', 'People', 'Legal', 'Support', 'Marketing', 'Logistics'];
const titles = ['Analyst', 'Engineer', 'Manager', 'Director', 'Specialist', 'Consultant', 'Associate', 'Coordinator'];
const types = ['Employee', 'Employee', 'Employee', 'Employee', 'Contractor', 'Intern'];
const heads = ['An', 'Be', 'Ca', 'Do', 'Elo', 'Fa', 'Gi', 'Ha', 'Io', 'Ju', 'Ka', 'Łu', 'Ma', 'No', 'Ol', 'Pé'];
const tails = ['na', 'lia', 'ren', 'dric', 'mina', 'thias', 'ko', 'la', 'rius', 'sé', 'ton', 'vera', 'wen', 'zja'];
const stems = ['Ander', 'Berg', 'Castel', 'Dunn', 'Eklund', 'Fitz', 'Grün', 'Holm', 'Ivan', 'Jans', 'Kowal', 'Lind'];
const ends = ['sen', 'mann', 'lano', 'ska', 'ov', 'ley', 'ström', 'wright', 'ez', 'quist', 'aux', 'ford', 'ner', 'i'];
const day = 86_400_000;
const workdayOrigin = Date.UTC(2010, 0, 4);

/** A worker's cells without the last one. The same for the same number, always. */
export function person(number: number): readonly string[] {
  const dice = mix(number);
  const pick = <Item>(list: readonly Item[], salt: number): Item => list[mix(dice + salt) % list.length] as Item;
  const end = dice % 33 === 0 ? isoDay(Date.UTC(2026, 5, 1) + (mix(dice + 1) % 300) * day) : '';
  return [
    idOf(number),
    pick(heads, 2) + pick(tails, 3),
    `${pick(stems, 4)}${pick(stems, 5).toLowerCase()}${pick(ends, 6)}`,
    dice % 9 === 0 ? pick(heads, 7) + pick(tails, 8) : '',
    `${pick(titles, 9)}, Level ${String(mix(dice + 10) % 7)}`,
    pick(departments, 11),
    pick(divisions, 12),
    `CC-${String(1000 + (mix(dice + 13) % 400))}`,
    'Acme Holdings International',
    pick(siteCodes, 14),
    pick(countryNames, 15),
    `City of ${pick(stems, 16)}${pick(ends, 17)}`,
    `${String(mix(dice + 18) % 900)} ${pick(stems, 19)} Street, "Suite ${String(mix(dice + 20) % 90)}"`,
    String(10_000 + (mix(dice + 21) % 80_000)),
    `+1 555 ${String(1_000_000 + (mix(dice + 22) % 8_999_999))}`,
    pick(types, 23),
    number < 50 ? '' : idOf(Math.floor(number / 12)),
    isoDay(workdayOrigin + (mix(dice + 24) % 5_000) * day),
    end,
  ];
}

const hireDate = columns.indexOf('Hire Date');

/** The same worker, hired in some days: to be created now and activated later. */
function joiner(number: number): readonly string[] {
  return person(number).with(hireDate, `2026-03-0${String(4 + (number % 3))}`);
}

/** How a file differs from the plain one: in the order of its rows, or in that everybody is about to start. */
export type Variant = 'plain' | 'shuffled' | 'joining';

/** So many people, with the same stamp in every row. */
export async function writePeople(path: string, size: number, stamp: string, variant: Variant): Promise<void> {
  const out = createWriteStream(path);
  out.write(`${columns.join(',')}\n`);
  // A step that shares no divisor with the size visits everyone once, far from the neighbour.
  const step = variant === 'shuffled' ? stepFor(size) : 1;
  const cellsOf = variant === 'joining' ? joiner : person;
  let text = '';
  for (let at = 0; at < size; at += 1) {
    text += `${cellsOf((at * step) % size)
      .map(quoted)
      .join(',')},${stamp}\n`;
    if (text.length < 1 << 16) continue;
    if (!out.write(text)) await once(out, 'drain');
    text = '';
  }
  out.end(text);
  await once(out, 'close');
  const time = Date.parse(stamp) / 1000;
  utimesSync(path, time, time);
}

function stepFor(size: number): number {
  let step = Math.floor(size * 0.618);
  while (divisor(step, size) !== 1) step += 1;
  return step;
}

function divisor(left: number, right: number): number {
  return right === 0 ? left : divisor(right, left % right);
}

function idOf(number: number): string {
  return `W${String(number).padStart(7, '0')}`;
}

function isoDay(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}

function quoted(cell: string): string {
  return /[",]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

/** A number's hash, so that neighbours have nothing in common. */
function mix(number: number): number {
  let value = Math.imul(number ^ 0x9e3779b9, 0x85ebca6b);
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35);
  return (value ^ (value >>> 16)) >>> 0;
}

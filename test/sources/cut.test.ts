import { truncateSync } from 'node:fs';
import { afterAll, expect, it } from 'vitest';
import { TenuredError } from '../../src/domain/kernel/errors.ts';
import { csvFile, jsonFile } from '../../src/sources/options.fixture.ts';
import type { SourceOptions } from '../../src/sources/index.ts';
import { basisOf, readAll, SourceFolder } from './reading.ts';

const folder = new SourceFolder();
afterAll(() => {
  folder.remove();
});

const people = Array.from({ length: 500 }, (_, index) => [
  String(index).padStart(5, '0'),
  index % 7 === 0 ? `O"Söhn, ${String(index)}` : `N${String(index)}`,
  `2026-${String((index % 12) + 1).padStart(2, '0')}-28`,
]);
const columns = ['Id', 'Name', 'End'];

function quoted(cell: string): string {
  return /[",\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

function csv(lineEnd: string, of = people): string {
  return [columns, ...of].map((row) => row.map(quoted).join(',') + lineEnd).join('');
}

function record(person: readonly string[]): string {
  return JSON.stringify(Object.fromEntries(columns.map((column, at) => [column, person[at]])));
}

/** Enough where every kind of cut comes round again after a few. */
const few = people.slice(0, 60);
const lines = few.map(record);

/** Reads the file at every length; true for those that were read. */
async function everyCut(path: string, bytes: number, options: SourceOptions): Promise<number[]> {
  const read: number[] = [];
  for (let length = bytes - 1; length > 0; length -= 1) {
    truncateSync(path, length);
    folder.age(path, 3600);
    try {
      const { rows } = await readAll(folder.open(options), basisOf(columns));
      expect(rows.map(({ cells }) => cells)).toEqual(people.slice(0, rows.length));
      expect(rows.every(({ broken }) => broken === null)).toBe(true);
      read.push(length);
    } catch (error) {
      if (!(error instanceof TenuredError)) throw error;
    }
  }
  return read;
}

it.each([
  ['of 500 rows', '\n', people],
  ['with CRLF', '\r\n', few],
])(
  'a CSV file %s cut at any byte is read as whole rows or refused',
  { timeout: 240_000 },
  async (_what, lineEnd, of) => {
    const content = Buffer.from(csv(lineEnd, of));
    const path = folder.write('cut.csv', content);
    const read = await everyCut(path, content.length, csvFile(path));
    // Only behind a line break can a file end: that rows are missing there is for the count of rows to find.
    expect(read.length).toBe(of.length - 1);
    expect(read.every((length) => content[length - 1] === 10)).toBe(true);
  },
);

it(
  'where no final line break is promised, a cut is read only within the last cell of a row',
  { timeout: 240_000 },
  async () => {
    const content = Buffer.from(csv('\n', few));
    const path = folder.write('open.csv', content);
    let refused = 0;
    for (let length = content.length - 1; length > 0; length -= 1) {
      truncateSync(path, length);
      folder.age(path, 3600);
      try {
        const { rows } = await readAll(
          folder.open(csvFile(path, {}, { finalLineBreak: 'optional' })),
          basisOf(columns),
        );
        const whole = rows.slice(0, -1).map(({ cells }) => cells);
        expect(whole, String(length)).toEqual(few.slice(0, whole.length));
        const [id, name, end = ''] = rows.at(-1)?.cells ?? [];
        const [ownId, ownName, ownEnd] = few[whole.length] ?? [];
        expect([id, name, ownEnd?.startsWith(end)], String(length)).toEqual([ownId, ownName, true]);
      } catch (error) {
        if (!(error instanceof TenuredError)) throw error;
        refused += 1;
      }
    }
    // Ten letters of a date and its delimiter are what may be read of a row; every other place is refused.
    expect(refused).toBe(content.length - 1 - few.length * 12 + 1);
  },
);

it('with a trailer no cut is read at all', { timeout: 240_000 }, async () => {
  const content = Buffer.from(`${csv('\n', few)}TRL,60,\n`);
  const path = folder.write('trailer.csv', content);
  const trailer = { pattern: '^TRL,(?<count>\\d+)', extra: 0 };
  const read = await everyCut(path, content.length, csvFile(path, {}, { trailer }));
  // Without the final line break and the last, blank cell the trailer is there and counts right.
  expect(read.every((length) => length >= content.length - 2)).toBe(true);
});

it('a JSON document cut at any byte is refused', { timeout: 240_000 }, async () => {
  const content = Buffer.from(`[${lines.join(',')}]`);
  const path = folder.write('cut.json', content);
  expect(await everyCut(path, content.length, jsonFile(path))).toEqual([]);
});

it('JSON Lines cut at any byte are read as whole records or refused', { timeout: 240_000 }, async () => {
  const content = Buffer.from(`${lines.join('\n')}\n`);
  const path = folder.write('cut.jsonl', content);
  const read = await everyCut(path, content.length, jsonFile(path, {}, { kind: 'jsonl' }));
  expect(read.every((length) => content[length - 1] === 10 || content[length - 1] === 125)).toBe(true);
});

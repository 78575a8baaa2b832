import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import type { Clock } from '../domain/kernel/clock.ts';
import { TenuredError } from '../domain/kernel/errors.ts';
import { instant } from '../domain/time/instant.ts';
import type { RowBasis, SourceReader, SourceReadResult } from '../reconcile/ports.ts';
import { csvFile } from './options.fixture.ts';
import type { CsvOptions } from './options.ts';
import { openSource } from './source.ts';

const directory = mkdtempSync(join(tmpdir(), 'tenured-csv-'));
const now = instant(Date.UTC(2026, 10, 23, 12));
const clock: Clock = { now: () => now, sleep: () => Promise.reject(new Error('nothing sleeps here')) };
const basis: RowBasis = { columns: ['Id', 'Name'], keyColumn: 0, salt: 's' };
let files = 0;

afterAll(() => {
  rmSync(directory, { recursive: true });
});

function write(content: string | Buffer): string {
  files += 1;
  const path = join(directory, `people-${String(files)}.csv`);
  writeFileSync(path, content);
  utimesSync(path, now / 1000 - 3600, now / 1000 - 3600);
  return path;
}

function source(path: string, settleSeconds = 60, format: Partial<CsvOptions> = {}): SourceReader {
  return openSource(csvFile(path, { settleSeconds }, format), { clock, fetch, memory: new Map() });
}

interface ReadRow {
  readonly key: string;
  readonly hash: string;
  readonly row: number;
  readonly cells: readonly string[];
  readonly broken: number | null;
}

async function read(reader: SourceReader, wanted = basis): Promise<{ rows: ReadRow[]; result: SourceReadResult }> {
  const reading = reader.read(wanted);
  const rows: ReadRow[] = [];
  for await (const batch of reading.batches) {
    for (let index = 0; index < batch.size; index += 1) {
      rows.push({
        key: batch.key(index),
        hash: batch.hash(index),
        row: batch.fileRow(index),
        cells: batch.cells(index),
        broken: batch.brokenWidth(index),
      });
    }
  }
  return { rows, result: reading.result() };
}

async function refusal(work: () => Promise<unknown>): Promise<TenuredError> {
  try {
    await work();
  } catch (error) {
    if (error instanceof TenuredError) return error;
    throw error;
  }
  throw new Error('it was not refused');
}

async function refused(content: string | Buffer, wanted = basis): Promise<TenuredError> {
  return refusal(() => read(source(write(content)), wanted));
}

describe('rows', () => {
  it('are found by header name, trimmed only in the id, and numbered as a spreadsheet does', async () => {
    const { rows, result } = await read(
      source(write('\uFEFFName ,Extra, Id\r\n Ann ,x, E1 \r\n\r\n"B\n ob",y,E2\r\n')),
    );
    expect(rows.map(({ key, row, cells }) => ({ key, row, cells }))).toEqual([
      { key: 'E1', row: 2, cells: [' E1 ', ' Ann '] },
      { key: 'E2', row: 4, cells: ['E2', 'B\n ob'] },
    ]);
    expect(result).toMatchObject({ rows: 2, unmapped: ['Extra'], letters: ['C', 'A'] });
  });

  it.each([
    ['letters in two parts', 'Größe', 'Größe'.normalize('NFD')],
    ['no-break spaces', 'First Name', 'First\u00a0\u202fName'],
    ['a line break within', 'First Name', '"First\nName"'],
    ['characters without width around', 'First Name', '\u200bFirst Name\u2060'],
  ])('are found by header names that look the same: %s', async (_case, name, written) => {
    const wanted = { columns: ['Id', name], keyColumn: 0, salt: 's' };
    const { rows } = await read(source(write(`Id,${written}\nE1,x\n`)), wanted);
    expect(rows.map(({ cells }) => cells)).toEqual([['E1', 'x']]);
    const back = { columns: ['Id', written.replaceAll('"', '')], keyColumn: 0, salt: 's' };
    expect((await read(source(write(`Id,${name}\nE1,x\n`)), back)).rows).toHaveLength(1);
    expect((await refused(`Id,${name},${written}\nE1,x,y\n`, wanted)).code).toBe('TEN-3010');
  });

  it('take another delimiter, and need no final line break where that is declared', async () => {
    const optional = { delimiter: ';', finalLineBreak: 'optional' } as const;
    const { rows } = await read(source(write('Id;Name\nE1;Ann'), 60, optional));
    expect(rows).toHaveLength(1);
    expect((await refused('Id,Name\nE1,Ann')).code).toBe('TEN-3013');
  });

  it('with a wrong number of cells are marked, and the others read on', async () => {
    const { rows } = await read(source(write('Id,Name\nE1,Ann,x\nE2,Bob\n')));
    expect(rows.map(({ broken }) => broken)).toEqual([3, null]);
  });

  it('have a fingerprint of their mapped cells alone', async () => {
    const [before] = (await read(source(write('Id,Name,Salary\nE1,Ann,1\n')))).rows;
    const [after] = (await read(source(write('Salary,Name,Id\n2,Ann,E1\n')))).rows;
    const [renamed] = (await read(source(write('Id,Name,Salary\nE1,Anne,1\n')))).rows;
    expect(after?.hash).toBe(before?.hash);
    expect(renamed?.hash).not.toBe(before?.hash);
    expect(before?.hash).toMatch(/^[0-9a-f]{32}$/);
  });

  it('cannot be made to look alike by a separator inside a cell', async () => {
    const [one] = (await read(source(write('Id,Name\n"a\u001fb",c\n')))).rows;
    const [two] = (await read(source(write('Id,Name\na,"b\u001fc"\n')))).rows;
    expect(one?.hash).not.toBe(two?.hash);
  });

  it('have a fingerprint of their own, whatever stands elsewhere in the file', async () => {
    const others = Array.from({ length: 60_000 }, (_, index) => `F${String(index)},Ann\n`).join('');
    const plain = (await read(source(write(`Id,Name\n${others}`)))).rows;
    const { rows } = await read(source(write(`Id,Name\nE1,"a\u001fb"\n${others}`)));
    expect(rows.slice(1).map(({ hash }) => hash)).toEqual(plain.map(({ hash }) => hash));
    const unmapped = (await read(source(write(`Id,Name,Note\nF0,Ann,"\u001f"\n`)))).rows;
    expect(unmapped[0]?.hash).toBe(plain[0]?.hash);
  });

  it('that are nothing but delimiters tell of nobody, wherever they stand', async () => {
    const options = { delimiter: ';', totals: '^Sum', trailer: { pattern: 'T(?<count>\\d+)', extra: 0 } };
    const text = 'Id;Name;Note\n;;\nE1;Ann;\n; ;\u00a0\nE2;Bob;\n;;\nSum;2;\n;;\nT2;;\n;;\n';
    const { rows } = await read(source(write(text), 60, options));
    expect(rows.map(({ key, row }) => [key, row])).toEqual([
      ['E1', 3],
      ['E2', 5],
    ]);
    expect((await read(source(write('Id,Name\n,Ann\n')))).rows.map(({ key }) => key)).toEqual(['']);
    expect((await refusal(() => read(source(write('Id,Name,Note\nE1,Ann,\n,\n'))))).code).toBe('TEN-3013');
  });

  it('come out as they went in, whatever the cells hold and wherever a chunk ends', async () => {
    const cell = fc
      .string({ unit: 'binary', maxLength: 40 })
      .map((text) => text.replaceAll('\0', '').replaceAll('\uFFFD', ''));
    const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.stringMatching(/^[A-Z][0-9]{1,6}$/), cell), { minLength: 1, maxLength: 50 }),
        async (people) => {
          const lines = people.map(([id, name]) => `${quoted(id)},${quoted(name)}`);
          const { rows } = await read(source(write(`Id,Name\n${lines.join('\n')}\n`)));
          expect(rows.map(({ cells }) => cells)).toEqual(people.map(([id, name]) => [id, name]));
        },
      ),
      { numRuns: 60 },
    );
  });

  it('of a file larger than a chunk are all there, with multi-byte letters on every border', async () => {
    const people = Array.from({ length: 40_000 }, (_, index) => `E${String(index)},Zoë Ünïcode 山田 ${String(index)}`);
    const { rows } = await read(source(write(`Id,Name\n${people.join('\n')}\n`)));
    expect(rows).toHaveLength(40_000);
    expect(rows.at(-1)).toMatchObject({ key: 'E39999', row: 40_001, cells: ['E39999', 'Zoë Ünïcode 山田 39999'] });
  });
});

describe('a file is refused whole', () => {
  it.each<[string, string | Buffer, string, object]>([
    ['that is empty', '', 'TEN-3003', {}],
    ['that has a header only', 'Id,Name\n', 'TEN-3004', {}],
    ['that is a workbook', Buffer.from('PK\u0003\u0004\0\0\0'), 'TEN-3005', {}],
    ['that is a part of an archive', Buffer.from([0x1f, 0x8b, 8, 0, 0, 1, 2, 3]), 'TEN-3023', {}],
    ['that is UTF-16 and does not say so', Buffer.from('Id,Name\nE1,Ann\n', 'utf16le'), 'TEN-3005', { line: 1 }],
    ['in Windows-1252', Buffer.from('Id,Name\nE1,Ann\nE2,M\xfcller\n', 'latin1'), 'TEN-3006', { line: 3 }],
    ['that ends within a letter', Buffer.from('Id,Name\nE1,Zo\xc3', 'latin1'), 'TEN-3006', { line: 2 }],
    ['with replaced letters', 'Id,Name\nE1,M\uFFFDller\n', 'TEN-3007', { line: 2 }],
    ['cut off within quotes', 'Id,Name\nE1,Ann\nE2,"Bob', 'TEN-3008', {}],
    ['with text behind a closing quote', 'Id,Name\nE1,"Ann"x\n', 'TEN-3008', {}],
    ['cut off before its last cell', 'Id,Name\nE1,Ann\nE2', 'TEN-3013', { row: 3 }],
    ['without a mapped column', 'Id,Names\nE1,Ann\n', 'TEN-3009', { row: 1 }],
    ['with a mapped column twice', 'Id,Name,Name\nE1,Ann,Bob\n', 'TEN-3010', { row: 1 }],
  ])('%s', async (_case, content, code, place) => {
    const error = await refused(content);
    expect(error.code).toBe(code);
    expect(error.exitCode).toBe(13);
    expect(error.where).toMatchObject(place);
    expect(error.hint).toBeTruthy();
  });

  it('naming every missing and doubled column at once, and the nearest name', async () => {
    const error = await refused('Name,Name,Idd\nAnn,Bob,E1\n', { ...basis, columns: ['Id', 'Name', 'Hired'] });
    expect(error.problems.map(({ code, where }) => [code, where?.header])).toEqual([
      ['TEN-3009', 'Id'],
      ['TEN-3010', 'Name'],
      ['TEN-3009', 'Hired'],
    ]);
    expect(error.problems[0]?.hint).toContain('"Idd"');
  });

  it('that is not there, a directory, a link or a pipe', async () => {
    const link = join(directory, 'link.csv');
    symlinkSync(write('Id,Name\nE1,Ann\n'), link);
    const pipe = join(directory, 'pipe.csv');
    execFileSync('mkfifo', [pipe]);
    const looked = async (path: string): Promise<string> => (await refusal(() => source(path).look())).code;
    expect(await looked(join(directory, 'nobody.csv'))).toBe('TEN-3001');
    expect(await looked(directory)).toBe('TEN-3002');
    expect(await looked(link)).toBe('TEN-3002');
    expect(await looked(pipe)).toBe('TEN-3002');
  });

  it('that was written less than the settling time ago, or lies in the future', async () => {
    const path = write('Id,Name\nE1,Ann\n');
    utimesSync(path, now / 1000 - 60, now / 1000 - 60);
    expect((await source(path).look()).bytes).toBe(15);
    utimesSync(path, now / 1000 - 59, now / 1000 - 59);
    expect((await refusal(() => source(path).look())).code).toBe('TEN-3012');
    utimesSync(path, now / 1000 + 10, now / 1000 + 10);
    expect((await refusal(() => source(path).look())).code).toBe('TEN-3012');
    expect((await source(path, 0).look()).bytes).toBe(15);
  });

  it('that changes while it is read', async () => {
    const path = write(`Id,Name\n${'E1,Ann\n'.repeat(100_000)}`);
    const reading = source(path).read(basis);
    const error = await refusal(async () => {
      let first = true;
      for await (const batch of reading.batches) {
        if (first) writeFileSync(path, `Id,Name\n${'E1,Ann\n'.repeat(100_001)}`);
        first = batch.size < 0;
      }
    });
    expect(error.code).toBe('TEN-3011');
  });
});

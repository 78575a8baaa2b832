import { execFileSync } from 'node:child_process';
import { mkdirSync, renameSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { csvFile, jsonFile } from '../../src/sources/options.fixture.ts';
import type { SourceOptions } from '../../src/sources/index.ts';
import { basisOf, readAll, refusal, SourceFolder, type ReadRow } from './reading.ts';

const folder = new SourceFolder();
afterAll(() => {
  folder.remove();
});
const basis = basisOf(['Id', 'Name']);

/** Refused, and without more memory than a few chunks: what lies outside the heap counts, too. */
async function refused(options: SourceOptions, wanted = basis): Promise<{ code: string; grown: number; row?: number }> {
  const before = process.memoryUsage();
  let most = 0;
  const watch = setInterval(() => {
    const now = process.memoryUsage();
    most = Math.max(most, now.heapUsed - before.heapUsed + now.external - before.external);
  }, 5);
  try {
    const error = await refusal(() => readAll(folder.open(options), wanted));
    const row = error.where?.row;
    return { code: error.code, grown: most, ...(row === undefined ? {} : { row }) };
  } finally {
    clearInterval(watch);
  }
}

function csv(content: string | Buffer): SourceOptions {
  return csvFile(folder.write('hostile.csv', content));
}

function json(content: string | Buffer, path = '$'): SourceOptions {
  return jsonFile(folder.write('hostile.json', content), {}, { records: path });
}

async function read(options: SourceOptions, wanted = basis): Promise<readonly ReadRow[]> {
  return (await readAll(folder.open(options), wanted)).rows;
}

const megabyte = 1 << 20;

describe('what is made to harm is refused', () => {
  it.each<[string, () => SourceOptions, string]>([
    ['a cell of 10 MB', () => csv(`Id,Name\nE1,${'x'.repeat(10 * megabyte)}\n`), 'TEN-3008'],
    ['a quoted cell of 10 MB', () => csv(`Id,Name\nE1,"${'x\n'.repeat(5 * megabyte)}"\n`), 'TEN-3008'],
    ['a million columns', () => csv(`Id,Name${','.repeat(1_000_000)}\n`), 'TEN-3024'],
    ['a hundred thousand columns', () => csv(`Id,Name${','.repeat(100_000)}\n`), 'TEN-3024'],
    ['JSON with a text of 10 MB', () => json(`[{"Id":"E1","Name":"${'x'.repeat(10 * megabyte)}"}]`), 'TEN-3024'],
    ['JSON 100,000 levels deep', () => json(`[{"Id":${'['.repeat(100_000)}`), 'TEN-3027'],
    ['JSON 100,000 levels deep where nothing is mapped', () => json(`[{"x":${'{"a":'.repeat(100_000)}`), 'TEN-3024'],
    ['JSON with a million keys', () => json(`[{${manyKeys(1_000_000)}}]`), 'TEN-3024'],
    ['a key twice', () => json('[{"Id":"E1","Name":"Ann","Id":"E2"}]'), 'TEN-3026'],
    ['a key twice where nothing is mapped', () => json('[{"Id":"E1","Name":"A","x":{"y":1,"y":2}}]'), 'TEN-3026'],
    ['an id beyond 2^53', () => json('[{"Id":9007199254740993,"Name":"Ann"}]'), 'TEN-3027'],
    ['an id in scientific notation', () => json('[{"Id":1.23E+05,"Name":"Ann"}]'), 'TEN-3027'],
    ['a list where a value is mapped', () => json('[{"Id":["E1"],"Name":"Ann"}]'), 'TEN-3027'],
    ['an escaped NUL', () => json('[{"Id":"E1","Name":"A\\u0000"}]'), 'TEN-3027'],
    ['half a character', () => json('[{"Id":"E1","Name":"A\\ud800"}]'), 'TEN-3027'],
    ['a replaced character, escaped', () => json('[{"Id":"E1","Name":"A\\ufffd"}]'), 'TEN-3027'],
    ['an error instead of a list', () => json('{"error":"forbidden"}', '$.workers'), 'TEN-3028'],
    ['a list of texts', () => json('["E1"]'), 'TEN-3027'],
    ['two documents', () => json('[{"Id":"E1","Name":"A"}][]'), 'TEN-3026'],
    ['a comma too many', () => json('[{"Id":"E1","Name":"A"},]'), 'TEN-3026'],
    ['NaN', () => json('[{"Id":NaN,"Name":"A"}]'), 'TEN-3026'],
    ['a comment', () => json('[/* x */]'), 'TEN-3026'],
    ['nobody', () => json('[]'), 'TEN-3004'],
    ['no text at all', () => json('   '), 'TEN-3013'],
  ])('%s', async (_case, make, code) => {
    const options = make();
    const found = await refused(options);
    expect(found.code).toBe(code);
    expect(found.grown).toBeLessThan(60 * megabyte);
  });

  it('a line of 1 GB without an end, at its first megabyte', async () => {
    const path = folder.write('endless.csv', 'Id,Name\n');
    // A file with a hole: its gigabyte of NUL is refused as no text, one of letters by its length.
    truncateSync(path, 1 << 30);
    folder.age(path, 3600);
    expect((await refused(csvFile(path))).code).toBe('TEN-3005');
    const letters = gzipSync(Buffer.concat([Buffer.from('Id,Name\nE1,'), Buffer.alloc(100 * megabyte, 0x78)]));
    for (const encoding of [null, 'windows-1252']) {
      const { code, grown } = await refused({ ...csv(letters), encoding });
      expect(['TEN-3008', 'TEN-3024']).toContain(code);
      expect(grown).toBeLessThan(80 * megabyte);
    }
  });

  it('an archive that grows a thousand times', async () => {
    const people = `Id,Name\n${'E1,Ann\n'.repeat((40 * megabyte) / 7)}`;
    const bomb = gzipSync(people);
    expect(bomb.length).toBeLessThan(megabyte);
    expect((await refused(csv(bomb))).code).toBe('TEN-3024');
    expect((await refused({ ...csv(bomb), largestBytes: megabyte })).code).toBe('TEN-3024');
  });

  it('a damaged or cut archive, rubbish behind it, and one that is none', async () => {
    const whole = gzipSync('Id,Name\nE1,Ann\n');
    const bent = Buffer.from(whole);
    bent[whole.length - 6] = (bent[whole.length - 6] ?? 0) ^ 1;
    expect((await refused(csv(bent))).code).toBe('TEN-3023');
    expect((await refused(csv(Buffer.concat([whole, Buffer.from('rubbish')])))).code).toBe('TEN-3023');
    expect((await refused({ ...csv('Id,Name\nE1,Ann\n'), compression: 'gzip' })).code).toBe('TEN-3023');
    expect((await refused({ ...csv(whole), compression: 'none' })).code).toMatch(/TEN-300[56]/);
    for (let length = 2; length < whole.length; length += 1) {
      expect((await refused(csv(whole.subarray(0, length)))).code).toBe('TEN-3023');
    }
  });

  it('a file larger than allowed, before it is read', async () => {
    const options = { ...csv('Id,Name\nE1,Ann\n'), largestBytes: 10 };
    expect((await refusal(() => folder.open(options).look())).code).toBe('TEN-3024');
  });
});

function manyKeys(count: number): string {
  return Array.from({ length: count }, (_, index) => `"k${String(index)}":1`).join(',');
}

describe('what is another kind of file is called by its name, also packed', () => {
  it.each([
    ['a sign-in page', '\r\n<!DOCTYPE html><html><body>Please sign in</body></html>\n', 'web page'],
    ['a workbook', 'PK\u0003\u0004\u0014\u0000\u0006\u0000', 'workbook'],
    ['XML', '\ufeff<?xml version="1.0"?><Report_Data/>\n', 'XML'],
    ['a PDF', '%PDF-1.7\n', 'PDF'],
  ])('%s', async (_case, content, said) => {
    for (const options of [csv(content), csv(gzipSync(content)), json(content)]) {
      const error = await refusal(() => readAll(folder.open(options), basis));
      expect([error.code, error.message]).toEqual(['TEN-3005', expect.stringContaining(said)]);
    }
  });

  it('and what only looks a little like it is read', async () => {
    expect(await read(csv('<html,Id,Name\nx,E1,Ann\n'))).toHaveLength(1);
  });
});

describe('names that programs stumble over are names', () => {
  it('in CSV', async () => {
    const names = ['__proto__', 'constructor', 'toString', 'hasOwnProperty'];
    const content = `${names.join(',')},Id\n1,2,3,4,E1\n`;
    expect(await read(csv(content), basisOf(names))).toMatchObject([{ cells: ['1', '2', '3', '4'] }]);
    expect((await refused(csv('Id,Name\nE1,Ann\n'), basisOf(['Id', '__proto__']))).code).toBe('TEN-3009');
  });

  it('in JSON', async () => {
    const content = '[{"Id":"E1","__proto__":{"polluted":"yes"},"constructor":{"prototype":{"polluted":"yes"}}}]';
    const rows = await read(json(content), basisOf(['Id', '__proto__.polluted', 'constructor.prototype.polluted']));
    expect(rows).toMatchObject([{ cells: ['E1', 'yes', 'yes'] }]);
    expect(({} as { polluted?: string }).polluted).toBeUndefined();
    expect((await refused(json('[{"Id":"E1"}]'), basisOf(['Id', 'constructor']))).code).toBe('TEN-3009');
  });
});

describe('what is no plain file', () => {
  it('is not opened under a pattern either', async () => {
    const inside = join(folder.path, 'odd');
    mkdirSync(inside);
    const pattern = { kind: 'file', path: join(inside, 'people_*.csv'), newest: 'name' } as const;
    const options = { ...csvFile(''), transport: pattern };
    const look = async (): Promise<string> => (await refusal(() => folder.open(options).look())).code;
    expect(await look()).toBe('TEN-3001');
    mkdirSync(join(inside, 'people_4.csv'));
    expect(await look()).toBe('TEN-3001');
    symlinkSync('/etc/passwd', join(inside, 'people_1.csv'));
    expect(await look()).toBe('TEN-3002');
    execFileSync('mkfifo', [join(inside, 'people_2.csv')]);
    expect(await look()).toBe('TEN-3002');
    const device = { ...csvFile('/dev/zero') };
    expect((await refusal(() => folder.open(device).look())).code).toBe('TEN-3002');
  });
});

it('a file that another one replaces while it is read is read as it was', async () => {
  const rows = 'E1,Ann\n'.repeat(200_000);
  const path = folder.write('replaced.csv', `Id,Name\n${rows}`);
  const reading = folder.open(csvFile(path)).read(basis);
  let count = 0;
  for await (const batch of reading.batches) {
    if (count === 0) {
      writeFileSync(`${path}.new`, 'Id,Name\nE9,Zed\n');
      renameSync(`${path}.new`, path);
    }
    for (let index = 0; index < batch.size; index += 1) expect(batch.cells(index)[1] === 'Ann').toBe(true);
    count += batch.size;
  }
  expect(count).toBe(200_000);
});

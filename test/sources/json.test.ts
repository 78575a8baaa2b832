import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { jsonFile } from '../../src/sources/options.fixture.ts';
import { basisOf, readAll, refusal, SourceFolder } from './reading.ts';

const folder = new SourceFolder();
afterAll(() => {
  folder.remove();
});
const name = 'people.json';

it('finds values by their path, blank where they are missing, and numbers records from 1', async () => {
  const content = JSON.stringify({
    meta: { total: 4 },
    workers: [
      { id: 'E1', work: { location: { city: 'Zürich' } }, emails: [{ address: 'a@x' }], on: true, pay: 1 },
      { id: 7, work: { location: null }, emails: [], on: false },
      { id: '0009007199254740993', work: null, emails: [{ address: null }] },
      { 'work.location.city': 'Bern', id: 1.5 },
    ],
  });
  const path = folder.write(name, content.replace('1.5', '1.50'));
  const source = folder.open(jsonFile(path, {}, { records: '$.workers', total: 'meta.total' }));
  const { rows, result } = await readAll(source, basisOf(['id', 'work.location.city', 'emails.0.address', 'on']));
  expect(rows.map(({ row, cells }) => [row, ...cells])).toEqual([
    [1, 'E1', 'Zürich', 'a@x', 'true'],
    [2, '7', '', '', 'false'],
    [3, '0009007199254740993', '', '', ''],
    [4, '1.50', 'Bern', '', ''],
  ]);
  expect(result).toMatchObject({ rows: 4, letters: ['', '', '', ''], unmapped: [] });
});

it('reads records one after the other, in UTF-16, packed, and under another name', async () => {
  const lines = '{"a":{"id":"E1"}}\r\n\n {"a":{"nr":"E2"}}';
  const basis = basisOf(['a.id'], [['a.nr']]);
  for (const bytes of [
    Buffer.from(lines),
    Buffer.from(`\uFEFF${lines}`),
    Buffer.from(`\uFEFF${lines}`, 'utf16le'),
    gzipSync(lines),
  ]) {
    const path = folder.write(name, bytes);
    const { rows } = await readAll(folder.open(jsonFile(path, {}, { kind: 'jsonl' })), basis);
    expect(rows.map(({ cells }) => cells)).toEqual([['E1'], ['E2']]);
  }
});

it('reads what JSON.parse reads, wherever a chunk ends', async () => {
  const value = fc.string({ unit: 'grapheme', maxLength: 20 }).map((text) => text.replaceAll(/[\0\uFFFD]/g, ''));
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ id: value, b: fc.jsonValue({ maxDepth: 4 }), c: value }), { minLength: 1 }),
      async (people) => {
        const path = folder.write(name, JSON.stringify(people));
        const { rows } = await readAll(folder.open(jsonFile(path)), basisOf(['id', 'c']));
        expect(rows.map(({ cells }) => cells)).toEqual(people.map(({ id, c }) => [id, c]));
      },
    ),
    { numRuns: 100 },
  );
  const many = Array.from({ length: 60_000 }, (_, index) => ({
    id: `É${String(index)}`,
    c: `"\\ 山田 ${String(index)}`,
  }));
  const path = folder.write(name, JSON.stringify(many));
  const { rows } = await readAll(folder.open(jsonFile(path)), basisOf(['id', 'c']));
  expect(rows.every(({ cells }, at) => cells[0] === many[at]?.id && cells[1] === many[at]?.c)).toBe(true);
  expect(rows).toHaveLength(60_000);
});

describe('is refused by record and path', () => {
  it.each<[string, string, object, string, object]>([
    ['a path that no record has', '[{"id":"E1"},{"id":"E2","city":null}]', {}, 'TEN-3009', { header: 'name' }],
    [
      'a block where a value is mapped',
      '[{"id":"1","name":"A"},{"id":"2","name":{"x":1}}]',
      {},
      'TEN-3027',
      { row: 2, header: 'name' },
    ],
    ['the same path in two ways', '[{"id":"1","name":"A","a":{"b":1},"a.b":2}]', {}, 'TEN-3027', { row: 1 }],
    ['broken syntax', '[{"id":"1","name":"A"},{"id":"2" "name"}]', {}, 'TEN-3026', { row: 2 }],
    ['a text that ends in the middle', '[{"id":"1","name":"A"},{"id":"2","na', {}, 'TEN-3013', { row: 2 }],
    ['bytes that are no text', '[{"id":"1","name":"A"},{"id":"2","name":"\u0000"}]', {}, 'TEN-3005', { row: 2 }],
    ['another total', '{"n":3,"r":[{"id":"1","name":"A"}]}', { records: 'r', total: 'n' }, 'TEN-3021', {}],
    ['a total that is none', '{"n":"3","r":[{"id":"1","name":"A"}]}', { records: 'r', total: 'n' }, 'TEN-3021', {}],
    ['a total that is missing', '{"r":[{"id":"1","name":"A"}]}', { records: 'r', total: 'n' }, 'TEN-3021', {}],
  ])('%s', async (what, content, format, code, place) => {
    const path = folder.write(name, content);
    const error = await refusal(() =>
      readAll(folder.open(jsonFile(path, {}, format)), basisOf(['id', what.includes('two ways') ? 'a.b' : 'name'])),
    );
    expect(error.code).toBe(code);
    expect(error.problems[0]?.where ?? error.where).toMatchObject({ file: path, ...place });
    expect(error.hint).toBeTruthy();
  });

  it('and never says what else a record holds', async () => {
    const path = folder.write(name, '[{"id":"1","name":"A","salary":120000,"salary":1}]');
    const error = await refusal(() => readAll(folder.open(jsonFile(path)), basisOf(['id', 'name'])));
    expect(`${error.message} ${String(error.hint)}`).not.toMatch(/salary|120000/);
  });
});

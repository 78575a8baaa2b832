import { afterAll, describe, expect, it } from 'vitest';
import { newDraft, render, traps, trapSets, truth, type Rendered, type Spoiling, type Trap } from './corpus.ts';
import { readAll, refusal, SourceFolder } from './reading.ts';

const folder = new SourceFolder();
afterAll(() => {
  folder.remove();
});
const name = 'people.csv';

function made(set: readonly Trap[], spoiling: Spoiling = {}): Rendered {
  const draft = newDraft();
  for (const trap of set) trap.set(draft);
  return render(draft, spoiling);
}

function title(set: readonly Trap[]): string {
  return set.map((trap) => trap.name).join(' and ');
}

describe('what files do, alone and in pairs, is read exactly', () => {
  it.each(traps)('$name', async (trap) => {
    const sets = trapSets().filter((set) => set[0] === trap);
    for (const set of sets) {
      const { bytes, options, basis, fileRows, letters } = made(set);
      const { rows, result } = await readAll(folder.open(options(folder.write(name, bytes))), basis);
      const found = rows.map(({ row, cells, broken }) => ({ row, cells, broken }));
      expect(found, title(set)).toEqual(truth.map((cells, at) => ({ row: fileRows[at], cells, broken: null })));
      expect(result.letters, title(set)).toEqual(letters);
    }
  });
});

/** Mistakes, each somewhere in the middle; what they are refused with, and whether the place is known to the cell. */
const faults: readonly {
  readonly name: string;
  readonly spoiling: Spoiling;
  readonly code: string;
  readonly unless?: (set: readonly Trap[]) => boolean;
}[] = [
  {
    name: 'a letter that an earlier program lost',
    spoiling: { cell: { person: 4, column: 1, written: 'B\uFFFDb' } },
    code: 'TEN-3007',
    // A code page cannot write it.
    unless: (set) => set.some(({ name: one }) => /ISO|Windows/.test(one)),
  },
  { name: 'a NUL byte', spoiling: { cell: { person: 4, column: 1, written: 'B\0b' } }, code: 'TEN-3005' },
];

describe('what is wrong is refused by row and column, whatever else the file does', () => {
  it.each(faults)('$name', async ({ spoiling, code, unless }) => {
    for (const set of [[], ...trapSets()].filter((one) => unless?.(one) !== true)) {
      const { bytes, options, basis, fileRows, letters } = made(set, spoiling);
      const path = folder.write(name, bytes);
      const error = await refusal(() => readAll(folder.open(options(path)), basis));
      expect([code, 'TEN-3025'], title(set)).toContain(error.code);
      expect(error.where, title(set)).toMatchObject({ file: path, row: fileRows[4], letter: letters[1] });
    }
  });

  it('a quote within an unquoted cell', async () => {
    for (const trap of traps.filter(({ about }) => about !== 'quoting')) {
      const { bytes, options, basis, fileRows, letters } = made([trap], {
        cell: { person: 4, column: 1, written: 'B"o"b' },
      });
      const path = folder.write(name, bytes);
      const error = await refusal(() => readAll(folder.open(options(path)), basis));
      expect(error.code, trap.name).toBe('TEN-3008');
      expect(error.where, trap.name).toMatchObject({ file: path, row: fileRows[4], letter: letters[1] });
    }
  });

  it('a row with one cell more is marked, and the others are read on', async () => {
    for (const trap of traps) {
      const draft = newDraft();
      trap.set(draft);
      draft.rows[4]?.push('more');
      const { bytes, options, basis, fileRows } = render(draft);
      const { rows } = await readAll(folder.open(options(folder.write(name, bytes))), basis);
      const broken = rows.filter((row) => row.broken !== null).map(({ row }) => row);
      expect(broken, trap.name).toEqual([fileRows[4]]);
    }
  });

  it('bytes that are no letters of the declared encoding', async () => {
    const declared: readonly [string, Buffer, string][] = [
      ['utf-8', Buffer.from([0x42, 0xe4, 0x62]), 'TEN-3006'],
      ['windows-1252', Buffer.from([0x42, 0x81, 0x62]), 'TEN-3025'],
      ['iso-8859-1', Buffer.from([0x42, 0x80, 0x62]), 'TEN-3025'],
      ['iso-8859-15', Buffer.from([0x42, 0x85, 0x62]), 'TEN-3025'],
      ['shift_jis', Buffer.from([0x42, 0xff, 0x62]), 'TEN-3025'],
      ['gb18030', Buffer.from([0x42, 0xff, 0x62]), 'TEN-3025'],
    ];
    for (const [encoding, bad, code] of declared) {
      const content = Buffer.concat([Buffer.from('Id,Name,Note\n1,"a\nb",c\n2,x,'), bad, Buffer.from('\n3,y,z\n')]);
      const { options, basis } = made([]);
      const path = folder.write(name, content);
      const source = folder.open({ ...options(path), encoding: encoding === 'utf-8' ? null : encoding });
      const error = await refusal(() => readAll(source, basis));
      expect(error.code, encoding).toBe(code);
      expect(error.where, encoding).toMatchObject({ line: 4, row: 3, letter: 'C' });
      expect(error.message).toContain(`at byte ${String(content.indexOf(bad) + 1)}`);
    }
  });

  it.each<[string, string, object, string, object]>([
    ['a column gone under title rows', 'T\n\nId,Name\n1,a\n', { titleRows: 'find' }, 'TEN-3009', { row: 3 }],
    ['a column twice, but for case', 'Id,Name,Note,NAME\n1,a,b,c\n', { ignoreCase: true }, 'TEN-3010', { letter: 'D' }],
    ['another delimiter than sep= says', 'sep=;\nId;Name;Note\n', { delimiter: ',' }, 'TEN-3029', { row: 1 }],
    [
      'people below the totals',
      'Id,Name,Note\n1,a,b\nTotal,2,\n2,c,d\n',
      { totals: '^Total$' },
      'TEN-3029',
      { row: 4 },
    ],
    [
      'more title rows than a page has',
      `${'x\n'.repeat(60)}Id,Name,Note\n1,a,b\n`,
      { titleRows: 'find' },
      'TEN-3009',
      {},
    ],
    ['a header in another case', 'ID,Name,Note\n1,a,b\n', {}, 'TEN-3009', { header: 'Id', row: 1 }],
    ['a quote that is never closed', 'Id,Name,Note\n1,a,b\n2,"c,d\n3,e,f\n', {}, 'TEN-3008', { row: 3, letter: 'B' }],
    ['a trailer gone', 'Id,Name,Note\n1,a,b\n', { trailer: { pattern: 'T(?<count>\\d+)', extra: 0 } }, 'TEN-3021', {}],
    [
      'a trailer of other rows',
      'Id,Name,Note\n1,a,b\nT,2,\n',
      { trailer: { pattern: '^T,(?<count>\\d+)', extra: 0 } },
      'TEN-3021',
      { row: 3 },
    ],
  ])('%s', async (_case, content, format, code, place) => {
    const { options, basis } = made([]);
    const base = options(folder.write(name, content));
    const source = folder.open({ ...base, format: { ...base.format, ...format } });
    const error = await refusal(() => readAll(source, basis));
    expect(error.code).toBe(code);
    expect(error.where).toMatchObject(place);
    expect(error.hint).toBeTruthy();
  });

  it('says how a header in another case is read, and what a quote in the wrong place is', async () => {
    const said = async (content: string): Promise<readonly unknown[]> => {
      const { options, basis } = made([]);
      const error = await refusal(() => readAll(folder.open(options(folder.write(name, content))), basis));
      return [error.message, error.hint, error.where?.line];
    };
    expect((await said('ID,Name,Note\n1,a,b\n'))[1]).toContain('`ignoreCase: true`');
    expect((await said('Id,Name,Note\n1,="007",b\n'))[0]).toContain('within a cell that does not begin with one');
    expect((await said('Id,Name,Note\n1,"a"b,c\n'))[0]).toContain('text follows a closing quote');
    // The line at which a file ends is not where its quote was opened.
    expect((await said('Id,Name,Note\n1,"a,b\n2,c,d\n'))[2]).toBeUndefined();
  });

  it('a header that is none shows nobody’s cells', async () => {
    const { options, basis } = made([]);
    const path = folder.write(name, 'E1,Ann Secret,120000\nE2,Bob Secret,90000\n');
    const error = await refusal(() => readAll(folder.open(options(path)), basis));
    expect(error.code).toBe('TEN-3009');
    expect(JSON.stringify([error.message, error.hint, error.problems])).not.toMatch(/Secret|120000/);
  });
});

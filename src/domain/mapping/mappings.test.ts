import { describe, expect, it } from 'vitest';
import { compileMapping } from './compile.ts';
import type { CompiledMapping } from './compiled.ts';
import type { MappingDocument } from './document.ts';
import { sampleDocument } from './document.fixture.ts';
import { uniteMappings } from './mappings.ts';

function compiled(more: Partial<MappingDocument> = {}, idPrefix = ''): CompiledMapping {
  const result = compileMapping({ ...sampleDocument(), tests: [], ...more }, idPrefix);
  if (!result.ok) throw new Error(result.error.map(({ problem }) => problem.message).join('\n'));
  return result.value;
}

const one = { source: 'people', mapping: compiled() };
const other = { source: 'contractors', mapping: compiled({ groups: [{ group: 'Outside' }] }) };

describe('the mapping of one source alone', () => {
  it('is what it was by itself', () => {
    const alone = uniteMappings([one]);
    expect(alone.fingerprint).toBe(one.mapping.fingerprint);
    expect([alone.ownedAttributes, alone.managedGroups, alone.match]).toEqual([
      one.mapping.ownedAttributes,
      one.mapping.managedGroups,
      one.mapping.match,
    ]);
  });
});

describe('the mappings of several sources', () => {
  const both = uniteMappings([one, other]);

  it('own together what each of them owns', () => {
    expect(both.managedGroups).toEqual([...new Set([...one.mapping.managedGroups, 'Outside'])].sort());
    expect(both.ownedAttributes).toEqual(one.mapping.ownedAttributes);
    expect(both.match).toEqual(one.mapping.match);
  });

  it('are found by the source, and take precedence in their order', () => {
    expect([both.of('people'), both.of('contractors'), both.of('nobody')]).toEqual([
      one.mapping,
      other.mapping,
      undefined,
    ]);
    const [first, second, unknown] = ['people', 'contractors', 'nobody'].map((name) => both.precedenceOf(name));
    expect([(first ?? 0) > (second ?? 0), (second ?? 0) > (unknown ?? 0)]).toEqual([true, true]);
  });

  it('are others when their order, a name, a mapping or a prefix is another', () => {
    const prefixed = { source: 'contractors', mapping: compiled({ groups: [{ group: 'Outside' }] }, 'C-') };
    const all = [
      both,
      uniteMappings([other, one]),
      uniteMappings([one, { ...other, source: 'agency' }]),
      uniteMappings([one, prefixed]),
      uniteMappings([one, { source: 'contractors', mapping: one.mapping }]),
    ];
    expect(new Set(all.map(({ fingerprint }) => fingerprint)).size).toBe(all.length);
  });
});

describe('an id prefix', () => {
  const mapping = compiled({}, 'C-');
  const plain = compiled();

  it('stands before the id wherever the mapping uses it, and before no blank one', () => {
    const cells = plain.columns.map((_, index) => (index === plain.keyColumn ? ' 17 ' : ''));
    expect([mapping.keyOf(cells), plain.keyOf(cells)]).toEqual(['C-17', '17']);
    expect(mapping.keyOf(cells.map(() => ' '))).toBe('');
    const read = mapping.readRow(cells);
    expect(read.ok ? read.value.id : read.error.id).toBe('C-17');
  });

  it('makes another mapping of the same document, and none does not', () => {
    expect(mapping.fingerprint).not.toBe(plain.fingerprint);
    expect(compiled({}, '').fingerprint).toBe(plain.fingerprint);
  });
});

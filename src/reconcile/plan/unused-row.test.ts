import { describe, expect, it } from 'vitest';
import { compileMapping } from '../../domain/mapping/compile.ts';
import { field, sampleDocument } from '../../domain/mapping/document.fixture.ts';
import { readUnused, type UnusedRow } from './unused-row.ts';

const plain = sampleDocument();
const compiled = compileMapping({
  ...plain,
  worker: { ...plain.worker, familyName: field('Last', { required: true }) },
  employment: {
    ...plain.employment,
    immediate: [...plain.employment.immediate, { reason: 'level', when: 'w.level > 90 && w.away' }],
  },
});
if (!compiled.ok) throw new Error('the mapping does not compile');
const mapping = compiled.value;

function row(cells: Readonly<Record<string, string>>): UnusedRow {
  const all: Readonly<Record<string, string>> = { Id: 'E1', First: 'Ann', Last: 'Walker', Level: 'x', ...cells };
  return readUnused(
    mapping,
    mapping.columns.map((column) => all[column] ?? ''),
  );
}

describe('a row that is not used', () => {
  it.each([
    ['a day that can be read', { End: '30.11.2026' }, { endText: '30.11.2026', lastDay: '2026-11-30' }],
    ['a day that does not exist', { End: ' 31.02.2026 ' }, { endText: '31.02.2026', lastDay: null }],
    ['no day', { End: '' }, { endText: '', lastDay: null }],
    ['a day that means none', { End: '00.00.0000' }, { endText: '', lastDay: null }],
    ['a rule by which access stops', { Status: 'Dismissed' }, { immediate: 'dismissed' }],
    ['no such rule', { Status: 'Active' }, { immediate: null }],
    ['rules that look at what cannot be read', { Away: 'perhaps', Level: '9x' }, { immediate: null, readable: true }],
  ] as const)('says %s', (_, cells, told) => {
    expect(row(cells)).toMatchObject(told);
  });

  it.each([
    ['whole', {}, 'Ann Walker', true],
    ['in part', { Last: '' }, 'Ann', false],
    ['not at all', { First: '', Last: '' }, null, false],
  ] as const)('names its person %s', (_, cells, name, nameIsWhole) => {
    expect(row(cells)).toMatchObject({ name, nameIsWhole });
  });

  it('says nothing when its cells do not fit the header', () => {
    expect(readUnused(mapping, [])).toMatchObject({ readable: false, name: null, fields: {} });
  });
});

import { describe, expect, it } from 'vitest';
import { compileMapping } from './compile.ts';
import { field, sampleDocument } from './document.fixture.ts';
import type { MappingDocument } from './document.ts';

function compiled(employment: Partial<MappingDocument['employment']>) {
  const document = sampleDocument();
  const worker = { ...document.worker, before: field('Before'), person: field('Person') };
  return compileMapping({ ...document, worker, employment: { ...document.employment, ...employment } });
}

function links(employment: Partial<MappingDocument['employment']>, before: string, person = '') {
  const found = compiled(employment);
  if (!found.ok) throw new Error(found.error.map(({ problem }) => problem.message).join('; '));
  return found.value.linksOf?.({ before, person }) ?? null;
}

describe('what ties worker ids together', () => {
  it('is not looked for by a mapping that names neither key', () => {
    expect(links({}, 'C1')).toBeNull();
  });

  it.each([
    ['before', 'C1', 'C1'],
    ['before', '  ', null],
    ['w.before == "" ? "" : "K-" + w.before', 'C1', 'K-C1'],
    ['w.before == "" ? "" : "K-" + w.before', '', null],
  ])('previousWorkerId: %s of "%s" is %s', (previousWorkerId, before, expected) => {
    expect(links({ previousWorkerId }, before)).toEqual({ previous: expected, person: null });
  });

  it('is a digest of the person key: equal for equal keys only, and never the key', () => {
    const digest = (key: string) => links({ personKey: 'person' }, '', key)?.person;
    expect(digest('078-05-1120')).toMatch(/^[0-9a-f]{32}$/);
    expect(digest('078-05-1120')).toBe(digest('078-05-1120'));
    expect(digest('078-05-1121')).not.toBe(digest('078-05-1120'));
    expect(digest('')).toBeNull();
  });

  it.each([
    [{ previousWorkerId: 'nowhere' }, 'TEN-1101'],
    [{ previousWorkerId: 'w.nowhere' }, 'TEN-1203'],
    [{ personKey: 'w.before == ""' }, 'TEN-1202'],
  ])('%j cannot be read: %s', (employment, code) => {
    const found = compiled(employment);
    expect(found.ok ? [] : found.error.map(({ problem }) => problem.code)).toContain(code);
  });

  it('counts as what says who somebody is, and names its column for people', () => {
    const found = compiled({ previousWorkerId: '"K-" + w.before', personKey: 'person' });
    if (!found.ok) throw new Error('does not compile');
    const { columns, columnUses, previousId } = found.value;
    const decides = (header: string) => columnUses[columns.indexOf(header)]?.decides;
    expect([decides('Before'), decides('Person')]).toEqual(['identity', 'identity']);
    expect(previousId).toEqual({ field: 'before', column: columns.indexOf('Before') });
  });
});

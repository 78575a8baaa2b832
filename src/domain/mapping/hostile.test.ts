import { describe, expect, it } from 'vitest';
import type { WorkerId } from '../kernel/ids.ts';
import type { LocalDate } from '../time/local-date.ts';
import { attribute, cells, compiled, problemsOf, sampleDocument } from './document.fixture.ts';

const today = '2026-01-01' as LocalDate;

function codesOf(value: string): readonly string[] {
  const found = problemsOf({ profile: { hrWorkerId: attribute(value) } });
  return found.filter(({ problem }) => problem.severity === 'error').map(({ problem }) => problem.code);
}

/** What an expression makes of a worker with these fields: its value, or that the worker is refused. */
function valueOf(value: string, fields: Readonly<Record<string, string>>): unknown {
  const mapping = compiled(
    sampleDocument({ profile: { hrWorkerId: attribute('w.workerId'), title: attribute(value) }, groups: [] }),
  );
  const { spell } = mapping.spellOf({ workerId: '1', level: null, away: false, ...fields });
  const shape = mapping.shape('1' as WorkerId, spell, [spell], today);
  return shape.ok ? shape.value.attributes['title'] : shape.error.map(({ code }) => code);
}

describe('hostile expressions are refused when the mapping is loaded', () => {
  it.each([
    ['deep brackets', `${'('.repeat(5000)}w.workerId${')'.repeat(4900)}`],
    ['balanced deep brackets', `${'('.repeat(3000)}w.workerId${')'.repeat(3000)}`],
    ['deep choices', `${'true ? '.repeat(500)}w.workerId${' : ""'.repeat(500)}`],
    ['deep calls', `${'lower('.repeat(200)}w.workerId${')'.repeat(200)}`],
    ['deep negations', `${'!'.repeat(2000)}true ? "a" : "b"`],
    ['a long sum', Array.from({ length: 3000 }, () => 'w.site').join(' + ')],
    ['a long list', `firstNonEmpty([${Array.from({ length: 200 }, () => 'w.site').join(', ')}])`],
    ['a huge text', `"${'x'.repeat(20_000)}"`],
    ['three loops', '[1,2].map(a, [1,2].map(b, [1,2].map(c, c))).size() > 0 ? "a" : "b"'],
    ['matches', 'w.site.matches("(a+)+$") ? "a" : "b"'],
    ['a pattern made of data', 'like(w.site, w.department) ? "a" : "b"'],
    ['a pattern of its own reference', 'like(w.site, "(a)\\\\1") ? "a" : "b"'],
    ['a pattern that looks ahead', 'like(w.site, "(?=a)b") ? "a" : "b"'],
    ['a huge pattern', `like(w.site, "${'a'.repeat(400)}") ? "a" : "b"`],
    ['a pattern that grows', 'like(w.site, "((a{1000}){1000}){1000}") ? "a" : "b"'],
    ['a way out of the language', 'w.constructor.constructor("return 1")()'],
    ['a prototype', 'w.__proto__'],
  ])('%s', (_, source) => {
    const codes = codesOf(source);
    expect(codes.length).toBeGreaterThan(0);
    expect(codes.every((code) => /^TEN-12\d\d$/.test(code))).toBe(true);
  });
});

describe('what data can do with an expression is bounded', () => {
  it('a cell longer than 4096 characters never reaches one', () => {
    const mapping = compiled(sampleDocument());
    const reading = mapping.readRow(cells(mapping, { Id: '1', First: 'x'.repeat(10_000_000), Site: 'NYC' }));
    expect(reading.ok ? [] : reading.error.problems.map(({ problem }) => problem.code)).toEqual(['TEN-1112']);
  });

  it('a text that grows beyond what Okta can take refuses the worker', () => {
    const tenfold = Array.from({ length: 10 }, () => 'w.department').join(' + ');
    expect(valueOf(tenfold, { department: 'x'.repeat(4096) })).toEqual(['TEN-1117']);
    expect(valueOf(tenfold, { department: 'x'.repeat(100) })).toBe('x'.repeat(1000));
  });

  it('padding is bounded', () => {
    expect(valueOf('padLeft(w.site, 2000000000)', { site: '1' })).toBe('1'.padStart(100, '0'));
  });

  it('a list out of a text has no more pieces than the text has characters', () => {
    const source = 'w.department.split("").size() > 4096 ? "more" : "bounded"';
    expect(valueOf(source, { department: 'x'.repeat(4096) })).toBe('bounded');
  });

  it('patterns that are catastrophic elsewhere are answered like any other', () => {
    const text = `${'a'.repeat(4000)}!`;
    for (const pattern of ['^(a+)+$', '^(a|a)*$', '^(a|aa)+$', '(.*)*x', '^([a-z]+)*@$']) {
      expect(valueOf(`like(w.department, "${pattern}") ? "yes" : "no"`, { department: text })).toBe('no');
    }
  });
});

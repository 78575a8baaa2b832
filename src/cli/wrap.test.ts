import { describe, expect, it } from 'vitest';
import { wrap } from './wrap.ts';

describe('wrapping', () => {
  it('keeps the first line\u2019s own indentation and gives the others theirs', () => {
    expect(wrap('    why:  people who leave stay without a sign', 40, '          ')).toBe(
      '    why:  people who leave stay without\n          a sign',
    );
  });

  it('leaves a word alone that is wider than the line', () => {
    expect(wrap(`see ${'x'.repeat(60)} there`, 40, '  ')).toBe(`see\n  ${'x'.repeat(60)}\n  there`);
  });

  it('changes nothing where everything fits', () => {
    expect(wrap('short', 80, '    ')).toBe('short');
    expect(wrap('', 80, '    ')).toBe('');
  });
});

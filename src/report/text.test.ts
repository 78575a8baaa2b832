import { describe, expect, it } from 'vitest';
import { distinct } from './distinct.ts';
import { fit, pad, widthOf, wrap } from './terminal/width.ts';
import { clip, listed, visible } from './text.ts';

describe('visible', () => {
  it.each([
    ['\u001b[31mred', String.raw`\x1b[31mred`],
    ['a\u202eb', String.raw`a\u202eb`],
    ['line\nbreak\ttab', String.raw`line\nbreak\ttab`],
    ['\u009b2J', String.raw`\x9b2J`],
    ['\ud800 alone', String.raw`\ud800 alone`],
    ['\u{e0041}', String.raw`\u{e0041}`],
    ['zero\u200bwidth', String.raw`zero\u200bwidth`],
    ['Inês 陳偉 🙂', 'Inês 陳偉 🙂'],
    ['می‌خواهم', 'می‌خواهم'],
  ])('of %j', (text, expected) => {
    expect(visible(text)).toBe(expected);
  });
});

it('clips without splitting a pair', () => {
  expect(clip('ab🙂cd', 3)).toBe('ab... (6 characters)');
  expect(clip('abc', 3)).toBe('abc');
});

it.each([
  [['Ann'], 1, 'Ann'],
  [['Ann', 'Bob'], 2, 'Ann and Bob'],
  [['Ann', 'Bob', 'Cy'], 1_240, 'Ann, Bob and 1,238 more'],
  [[], 0, ''],
])('lists %j of %i', (names, total, expected) => {
  expect(listed(names, total, 2)).toBe(expected);
});

describe('width', () => {
  it.each([
    ['abc', 3],
    ['陳偉', 4],
    ['e\u0301', 1],
    ['🙂', 2],
    ['❤️', 2],
    ['ｆｕｌｌ', 8],
  ])('of %s', (text, expected) => {
    expect(widthOf(text)).toBe(expected);
  });

  it('cuts and fills to the column', () => {
    expect(fit('陳偉陳偉', 6, '…')).toBe('陳偉…');
    expect(pad('陳', 4, '…')).toBe('陳  ');
    expect(fit('abc', 0, '…')).toBe('');
  });

  it('breaks a word that is too long for a line', () => {
    expect(wrap('a 陳偉陳偉 b', 5)).toEqual(['a', '陳偉', '陳偉', 'b']);
  });
});

it('counts different ids', () => {
  const ids = distinct();
  for (let index = 0; index < 30_000; index += 1) ids.add(`E${String(index % 20_000)}`);
  expect(ids.size).toBe(20_000);
  expect(ids.add('E7')).toBe(false);
  expect(ids.has('E20000')).toBe(false);
});

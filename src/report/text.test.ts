import { describe, expect, it } from 'vitest';
import { distinct } from './distinct.ts';
import { fit, pad, widthOf, wrap } from './terminal/width.ts';
import {
  asSentence,
  baseName,
  clip,
  clipSubject,
  folderOf,
  listed,
  listedSubjects,
  sentences,
  visible,
} from './text.ts';

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

it.each([
  ['look at each of them', 'Look at each of them.'],
  ['No time zone.', 'No time zone.'],
  ['really?', 'Really?'],
  ['hrWorkerId is missing', 'hrWorkerId is missing.'],
  ['okta.orgUrl is missing;', 'okta.orgUrl is missing.'],
  ['tenured 0.2 instead of 0.1', 'tenured 0.2 instead of 0.1.'],
  ['7 people', '7 people.'],
  ['  ', ''],
])('makes a sentence of %j', (phrase, expected) => {
  expect(asSentence(phrase)).toBe(expected);
});

it('puts sentences in a row', () => {
  expect(sentences('one', '', 'two.')).toBe('One. Two.');
});

it.each([
  ['/srv/hr/people.csv', 'people.csv', '/srv/hr/'],
  ['people.csv', 'people.csv', null],
  [String.raw`C:\hr\people.csv`, 'people.csv', String.raw`C:\hr` + '\\'],
  ['/', '/', null],
])('names the file %s', (path, name, folder) => {
  expect(baseName(path)).toBe(name);
  expect(folderOf(path)).toBe(folder);
});

it('clips a name and keeps its id', () => {
  expect(clipSubject('Dana Ortiz (E10442)', 40)).toBe('Dana Ortiz (E10442)');
  expect(clipSubject('Dana Ortiz (E10442)', 4)).toBe('Dana... (10 characters) (E10442)');
  expect(clipSubject('employeeNumber', 8)).toBe('employee... (14 characters)');
  expect(listedSubjects(['Ortiz, Dana (E1)', 'Novak, Kim (E2)'], 5, 2)).toBe(
    'Ortiz, Dana (E1); Novak, Kim (E2) and 3 more',
  );
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
    expect(wrap('dana.ortiz@acme.example', 16)).toEqual(['dana.ortiz@acme.', 'example']);
    expect(wrap('abcdefgh@x', 4)).toEqual(['abcd', 'efgh', '@x']);
  });
});

it('counts different ids', () => {
  const ids = distinct();
  for (let index = 0; index < 30_000; index += 1) ids.add(`E${String(index % 20_000)}`);
  expect(ids.size).toBe(20_000);
  expect(ids.add('E7')).toBe(false);
  expect(ids.has('E20000')).toBe(false);
});

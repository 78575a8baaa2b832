import { describe, expect, it } from 'vitest';
import { findShape } from './json-shape.ts';

function shapeOf(text: string): ReturnType<typeof findShape> {
  return findShape(Buffer.from(text));
}

describe('where the records of a JSON text stand', () => {
  it.each([
    ['a list', '[{"id":"1"},{"id":"2"}]', 'json', '$'],
    ['a list within blocks', '{"data":{"total":2,"people":[{"id":"1"},{"id":"2"}]}}', 'json', '$.data.people'],
    ['the longer of two lists', '{"notes":[{"id":"9"}],"people":[{"id":"1"},{"id":"2"}]}', 'json', '$.people'],
    ['one after the other', '{"id":"1"}\n{"id":"2"}\n', 'jsonl', '$'],
    ['one after the other, with lists in them', '{"id":"1","jobs":[{"a":1}]}\n{"id":"2","jobs":[]}', 'jsonl', '$'],
    ['one alone', '{"id":"1"}', 'jsonl', '$'],
    ['a list that is cut off', '[{"id":"1"},{"id":"2"},{"id"', 'json', '$'],
  ])('%s', (_what, text, kind, records) => {
    expect(shapeOf(text)).toEqual({ kind, records, paths: ['id'].concat(text.includes('jobs') ? ['jobs.0.a'] : []) });
  });

  it.each([
    ['nothing', ''],
    ['a list of numbers', '[1,2]'],
    ['an empty list', '{"people":[]}'],
    ['a single text', '"people"'],
    ['a header in brackets', '[id],[name]\n[1],[Ann]\n'],
  ])('nowhere in %s', (_what, text) => {
    expect(shapeOf(text)).toBeNull();
  });
});

describe('the values of the records', () => {
  it('have paths, the first of a list, in the order in which they were met', () => {
    const text = '[{"id":1,"name":{"first":"A"},"mails":[{"to":"a"},{"to":"b","kind":"x"}]},{"id":2,"left":null}]';
    expect(shapeOf(text)?.paths).toEqual(['id', 'name.first', 'mails.0.to', 'left']);
  });

  it('are not blocks, though a record has nothing there', () => {
    expect(shapeOf('[{"id":1,"work":null},{"id":2,"work":{"city":"Rome"}}]')?.paths).toEqual(['id', 'work.city']);
  });

  it('are bounded in number', () => {
    const wide = Object.fromEntries(Array.from({ length: 5_000 }, (_, index) => [`c${String(index)}`, index]));
    expect(shapeOf(JSON.stringify([wide]))?.paths).toHaveLength(400);
  });
});

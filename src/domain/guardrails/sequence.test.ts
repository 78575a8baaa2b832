import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nextInSequence, successor, type NumberedFile } from './sequence.ts';

const change = (number: number): NumberedFile => ({ name: `c${String(number)}`, number, whole: false });
const whole = (number: number): NumberedFile => ({ name: `w${String(number)}`, number, whole: true });

describe('the file that comes next', () => {
  it.each([
    ['begins with a whole file', [change(1), whole(1), change(2)], null, { kind: 'next', file: whole(1) }],
    ['begins with the newest whole file', [whole(1), change(2), whole(5)], null, { kind: 'next', file: whole(5) }],
    ['cannot begin with changes', [change(1), change(2)], null, { kind: 'no-beginning' }],
    ['cannot begin with nothing', [], null, { kind: 'no-beginning' }],
    ['is the next by one', [change(3), change(4)], whole(2), { kind: 'next', file: change(3) }],
    ['is nothing when all are behind', [whole(1), change(2)], change(2), { kind: 'nothing' }],
    ['is nothing when none are left', [], change(2), { kind: 'nothing' }],
    ['is none over a gap', [change(4), change(5)], change(2), { kind: 'gap', missing: 3, found: change(4) }],
    ['is a whole file over a gap', [change(4), whole(6), change(7)], change(2), { kind: 'next', file: whole(6) }],
    ['is a whole file of the same number', [whole(2)], change(2), { kind: 'next', file: whole(2) }],
    ['is not the changes of a whole file’s number', [change(2)], whole(2), { kind: 'nothing' }],
    [
      'is none when two have its number',
      [change(3), { ...change(3), name: 'other' }],
      change(2),
      { kind: 'doubled', names: ['c3', 'other'] },
    ],
  ] as const)('%s', (_what, files, last, next) => {
    expect(nextInSequence(files, last, 'one')).toEqual(next);
  });

  it('takes every change once, in order, and never over a gap', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 2, max: 30 })), (numbers) => {
        const files = [whole(1), ...numbers.map(change)];
        const taken: number[] = [];
        for (let last: NumberedFile | null = null; ;) {
          const next = nextInSequence(files, last, 'one');
          if (next.kind !== 'next') break;
          last = next.file;
          taken.push(last.number);
        }
        expect(taken).toEqual(taken.map((_, index) => index + 1));
        expect(numbers.includes(taken.length + 1)).toBe(false);
      }),
    );
  });
});

describe('the number after', () => {
  it.each([
    [7, 'one', 8],
    [20_261_130, 'day', 20_261_201],
    [20_240_228, 'day', 20_240_229],
    [20_261_127, 'workday', 20_261_130],
    [20_261_130, 'workday', 20_261_201],
    [7, 'day', 8],
  ] as const)('%i by %s is %i', (number, step, next) => {
    expect(successor(number, step)).toBe(next);
  });
});

import { describe, expect, it } from 'vitest';
import { calendarDay, weekdays } from './units.ts';

describe('days of the week', () => {
  it.each([
    ['mon-fri', [1, 2, 3, 4, 5]],
    ['Mon, WED ,fri', [1, 3, 5]],
    ['sun-thu', [1, 2, 3, 4, 7]],
    ['sat', [6]],
    ['mon-sun', [1, 2, 3, 4, 5, 6, 7]],
    ['fri-mon, wed', [1, 3, 5, 6, 7]],
  ])('%s', (text, expected) => {
    expect(weekdays.parse(text)).toEqual(expected);
  });

  it.each(['', 'monday', 'mon-', '1-5', 'mon;fri', 'mon-fri-sat'])('refuse %j', (text) => {
    expect(weekdays.safeParse(text).success).toBe(false);
  });
});

describe('a day of the calendar', () => {
  it('exists', () => {
    expect(calendarDay.parse('2028-02-29')).toBe('2028-02-29');
    expect(calendarDay.safeParse('2026-02-29').success).toBe(false);
    expect(calendarDay.safeParse('25.12.2026').success).toBe(false);
  });
});

import { describe, expect, it } from 'vitest';
import { anOperation } from '../plan/operation.fixture.ts';
import { ApplyBrake, type AppliedOutcome } from './brake.ts';
import { limits as defaults } from './limits.fixture.ts';

const { brake: limits } = defaults;

const update = anOperation('update-profile');

/** A brake that has seen this: `d` done, `f` failed, `c` conflicted, `?` in doubt, `x` cancelled. */
function seen(outcomes: string, planned = 100): ApplyBrake {
  const words: Readonly<Record<string, AppliedOutcome>> = {
    d: 'done',
    f: 'failed',
    c: 'conflicted',
    '?': 'in-doubt',
    x: 'cancelled',
  };
  const brake = new ApplyBrake(planned, limits);
  for (const letter of outcomes) brake.took(words[letter] ?? 'done', update);
  return brake;
}

describe('failures', () => {
  it.each([
    ['two in a row', 'ff', false],
    ['three in a row', 'fff', true],
    ['three with a success between', 'ffdf', false],
    ['three with what sent nothing between', 'ffcxf', true],
    ['three with a lost answer between', 'ff?f', true],
    ['one of nineteen', `f${'d'.repeat(18)}`, false],
    ['one of twenty, 5 %', `f${'d'.repeat(19)}`, false],
    ['two of nineteen, not enough tried', `fdf${'d'.repeat(16)}`, false],
    ['two of twenty', `fdf${'d'.repeat(17)}`, true],
    ['two of forty, 5 %', `f${'d'.repeat(38)}f`, false],
    ['three of forty', `f${'d'.repeat(37)}fdf`, true],
  ])('stop or not: %s', (_what, outcomes, stops) => {
    expect(seen(outcomes).verdict() !== null).toBe(stops);
  });

  it('are told with the numbers and by name', () => {
    expect(seen('fff').verdict()).toMatchObject({
      guardrail: 'G18',
      verdict: 'refuse',
      scope: 'plan',
      measured: 3,
      limit: 2,
      message: 'Okta refused 3 changes in a row',
      subjects: ['Jo Berg (E1)', 'Jo Berg (E1)', 'Jo Berg (E1)'],
    });
    expect(seen(`fdf${'d'.repeat(17)}`).verdict()).toMatchObject({
      measured: 2,
      limit: 1,
      message: 'Okta refused 2 changes of 20',
    });
  });

  it('once they have stopped it, a success starts nothing again', () => {
    expect(seen(`fff${'d'.repeat(200)}`).verdict()).toMatchObject({ message: 'Okta refused 3 changes in a row' });
  });
});

describe('conflicts', () => {
  it.each([
    [100, 10, false],
    [100, 11, true],
    [220, 11, false],
    [220, 12, true],
  ])('of %i planned, %i: %s', (planned, count, stops) => {
    expect(seen('c'.repeat(count), planned).verdict() !== null).toBe(stops);
  });

  it('of leavers are not counted', () => {
    const brake = new ApplyBrake(10, limits);
    for (const kind of ['disable', 'clear-sessions', 'deactivate'] as const) {
      for (let index = 0; index < 50; index += 1) brake.took('conflicted', anOperation(kind));
    }
    expect(brake.verdict()).toBeNull();
  });

  it('are told with the numbers', () => {
    expect(seen('c'.repeat(11)).verdict()).toMatchObject({
      measured: 11,
      limit: 10,
      message: '11 accounts changed in Okta after the plan was made',
      subjectsTotal: 11,
    });
  });
});

describe('reading back', () => {
  const disable = anOperation('disable');

  it('is asked for the first disables alone', () => {
    const brake = new ApplyBrake(100, limits);
    expect(brake.wantsReadBack(update)).toBe(false);
    for (let index = 0; index < 3; index += 1) {
      expect(brake.wantsReadBack(disable)).toBe(true);
      brake.readBack(disable, true);
    }
    expect(brake.wantsReadBack(disable)).toBe(false);
    expect(brake.verdict()).toBeNull();
  });

  it('stops at the first that is still enabled', () => {
    const brake = new ApplyBrake(100, limits);
    brake.readBack(disable, true);
    brake.readBack(disable, false);
    expect(brake.verdict()).toMatchObject({ guardrail: 'G18', measured: 1, limit: 0, subjects: ['Jo Berg (E1)'] });
  });
});

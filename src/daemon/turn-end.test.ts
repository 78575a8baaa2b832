import { expect, it } from 'vitest';
import type { ApplyCounts, ApplyResult } from '../reconcile/apply/apply-run.ts';
import type { TurnResult } from '../reconcile/run-once.ts';
import { turnEnd } from './turn-end.ts';

const none: ApplyCounts = {
  done: 0,
  already: 0,
  failed: 0,
  conflicted: 0,
  'in-doubt': 0,
  cancelled: 0,
  dependant: 0,
  later: 0,
  waiting: 0,
  held: 0,
  rejected: 0,
  left: 0,
};

function outcome(counts: Partial<ApplyCounts>, ended: ApplyResult['ended'] = null): string {
  const applied = { counts: { ...none, ...counts }, ended } as ApplyResult;
  return turnEnd({ applied } as TurnResult).outcome;
}

it('says what a turn came to', () => {
  expect(turnEnd({ applied: null } as TurnResult).outcome).toBe('idle');
  expect(outcome({ later: 3 })).toBe('idle');
  expect(outcome({ done: 3, waiting: 1 })).toBe('done');
  expect(outcome({ done: 3, failed: 1 })).toBe('partly');
  expect(outcome({ done: 3, 'in-doubt': 1 })).toBe('partly');
  expect(outcome({ waiting: 1, later: 1 })).toBe('waiting');
  expect(outcome({ held: 1 })).toBe('waiting');
  expect(outcome({ done: 3, left: 9 }, { how: 'yielded', why: 'a signal' })).toBe('yielded');
  expect(outcome({ failed: 3 }, { how: 'stopped', why: 'G18' })).toBe('stopped');
});

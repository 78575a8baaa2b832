import { describe, expect, it } from 'vitest';
import type { Concerned, ListedProblem } from './artefact.ts';
import { identityOf, isForHr, shortened, urgencyOf, type Judged } from './listed-problem.ts';

const concerned: Concerned = {
  account: 'ACTIVE',
  state: 'active',
  endsAt: null,
  zone: null,
  rowEnd: 'none',
  longPast: false,
  elsewhere: false,
};
const inForce = '2026-11-30T23:00:00.000Z';

function judged(of: Partial<Omit<Judged, 'concerned'>> = {}, known: Partial<Concerned> = {}): Judged {
  return { effect: 'put-aside', kind: 'TEN-1112', worker: 'E1', ...of, concerned: { ...concerned, ...known } };
}

const leftAlone = (kind: Judged['kind']) => ({ effect: 'left-alone', kind }) as const;

describe('what a problem keeps from happening', () => {
  it.each([
    ['an end that does not count, of somebody who has access', judged({}, { rowEnd: 'new' }), 'leaving'],
    ['likewise, when another end is in force', judged({}, { rowEnd: 'new', endsAt: inForce }), 'leaving'],
    ['likewise, long past: it was forgotten', judged({}, { rowEnd: 'new', longPast: true }), 'leaving'],
    ['a row that cannot be read at all, of somebody who has access', judged({}, { rowEnd: 'unreadable' }), 'leaving'],
    ['an end that is in force already', judged({}, { rowEnd: 'known', endsAt: inForce }), 'other'],
    ['no end', judged(), 'other'],
    ['an end, while the account is suspended', judged({}, { rowEnd: 'new', account: 'SUSPENDED' }), 'other'],
    ['an end in a row without an id', judged({ worker: null }, { account: null, rowEnd: 'new' }), 'leaving'],
    ['likewise, long past', judged({ worker: null }, { account: null, rowEnd: 'new', longPast: true }), 'other'],
    ['a row without an id', judged({ worker: null }, { account: null, state: 'unknown' }), 'starting'],
    ['nobody’s account yet', judged({}, { account: null, state: 'upcoming' }), 'starting'],
    ['an account that is prepared', judged({}, { account: 'STAGED', state: 'preboarding' }), 'starting'],
    ['somebody who left and has no account', judged({}, { account: null, state: 'closed' }), 'other'],
    ['a warning, whatever it is about', judged({ effect: 'warning' }, { rowEnd: 'new' }), 'other'],
    ['missing from the file, with access', judged(leftAlone('missing-from-file')), 'leaving'],
    ['missing, with an announced end', judged(leftAlone('missing-from-file'), { endsAt: inForce }), 'other'],
    ['unclear, with an end that is not acted on', judged(leftAlone('unknown'), { endsAt: inForce }), 'leaving'],
    ['unclear, without an end', judged(leftAlone('unknown')), 'other'],
    ['unclear, without an account', judged(leftAlone('unknown'), { account: null, state: 'unknown' }), 'starting'],
    ['an end too far back', judged(leftAlone('stale-date'), { state: 'access-stopped' }), 'leaving'],
    ['a start too far back', judged(leftAlone('stale-date'), { account: null }), 'starting'],
    ['claimed by two', judged(leftAlone('double-claim'), { account: null }), 'starting'],
    ['claimed by two, and left', judged(leftAlone('double-claim'), { account: null, state: 'closed' }), 'leaving'],
    ['no account can be worked out', judged(leftAlone('mapping-failed'), { account: null }), 'starting'],
    ['no change can be worked out', judged(leftAlone('mapping-failed')), 'other'],
    ['no manager', judged(leftAlone('manager-unresolved'), { account: null }), 'other'],
  ] as const)('%s', (_, problem, urgency) => {
    expect(urgencyOf(problem)).toBe(urgency);
  });
});

describe('the same problem', () => {
  const one = {
    source: 'people',
    worker: 'E1',
    name: 'Ann',
    column: 'End',
    value: '31.02.2026',
    kind: 'TEN-1112',
    detail: null,
  } as const;

  it.each([
    ['another name of the same worker', { name: 'Ann Walker' }, true],
    ['another source', { source: 'contractors' }, false],
    ['another worker', { worker: 'E2' }, false],
    ['another column', { column: 'Start' }, false],
    ['another value', { value: '32.02.2026' }, false],
    ['another kind', { kind: 'TEN-1111' }, false],
    ['another detail', { detail: 'x' }, false],
  ] as const)('%s', (_, changed, isSame) => {
    expect(identityOf({ ...one, ...changed }) === identityOf(one)).toBe(isSame);
  });

  it('is told by the name where there is no id', () => {
    const nobody = { ...one, worker: null };
    expect(identityOf({ ...nobody, name: 'Bob' })).not.toBe(identityOf(nobody));
  });

  it('is told by the whole value, of which only the beginning is kept', () => {
    const long: ListedProblem = {
      ...{ ...one, concerned, urgency: 'other', effect: 'put-aside', said: null, link: null, provenance: null },
      value: `${'x'.repeat(499)}\u{1f600}y`,
    };
    expect(shortened(long).value).toBe(`${'x'.repeat(499)}…`);
    expect(identityOf(long)).not.toBe(identityOf({ ...long, value: `${long.value ?? ''}z` }));
  });
});

describe('whose it is to mend', () => {
  const subject = { worker: 'E1', name: 'Ann', okta: null, login: null };

  it.each([
    ['unknown', 'dates-contradict', true],
    ['unknown', 'no-accepted-record', false],
    ['missing-from-file', 'hire-date-reached', true],
    ['double-claim', 'hire-date-reached', true],
    ['protected', 'last-day-ended', false],
    ['ambiguous-match', 'hire-date-reached', false],
    ['no-login-possible', 'hire-date-reached', true],
    ['no-login-free', 'hire-date-reached', false],
    ['file-too-old', 'hire-date-reached', false],
  ] as const)('%s by %s: %s', (why, rule, expected) => {
    expect(isForHr({ line: 'skip', subject, state: 'unknown', why, reason: { rule }, detail: null })).toBe(expected);
  });
});

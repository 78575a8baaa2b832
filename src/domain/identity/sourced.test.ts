import { describe, expect, it } from 'vitest';
import { hour, instant, minute, plus } from '../time/instant.ts';
import { userStatuses } from './observed.ts';
import { firstLook, isSourced, isUndone, nextLook } from './sourced.ts';

const at = instant(Date.UTC(2026, 10, 23, 12));
const once = { suspendedAt: at, suspensions: 1, looks: 0 };

it.each([
  ['OKTA', false],
  ['FEDERATION', false],
  ['SOCIAL', false],
  ['ACTIVE_DIRECTORY', true],
  ['LDAP', true],
  ['IMPORT', true],
  ['UNKNOWN', true],
])('a profile of %s is owned elsewhere: %s', (provider, sourced) => {
  expect(isSourced(provider)).toBe(sourced);
});

describe('a suspension of such an account is looked at', () => {
  it('after 15 minutes, after an hour, and then no more', () => {
    expect(firstLook(at)).toBe(at + 15 * minute);
    expect(nextLook(once, 'SUSPENDED', plus(at, 15 * minute))).toBe(at + hour);
    expect(nextLook({ ...once, looks: 1 }, 'SUSPENDED', plus(at, hour))).toBeNull();
    expect(nextLook(once, 'DEPROVISIONED', plus(at, 15 * minute))).toBe(at + hour);
  });

  it('once only when the first look comes late', () => {
    expect(nextLook(once, 'SUSPENDED', plus(at, 3 * hour))).toBeNull();
  });

  it('every hour while it is undone', () => {
    for (const looks of [0, 1, 7]) {
      const now = plus(at, looks * hour);
      expect(nextLook({ ...once, looks }, 'ACTIVE', now)).toBe(now + hour);
    }
  });
});

it('is a person’s turn when it was undone twice, whatever enabled status that left', () => {
  const enabled = userStatuses.filter((status) => isUndone({ ...once, suspensions: 2 }, status));
  expect(enabled).toEqual(['PROVISIONED', 'ACTIVE', 'RECOVERY', 'PASSWORD_EXPIRED', 'LOCKED_OUT']);
  expect(userStatuses.filter((status) => isUndone(once, status))).toEqual([]);
});

import { describe, expect, it } from 'vitest';
import { LastFaults } from './last-faults.ts';
import { exhausted } from './retry.ts';
import { Transient } from './transient.ts';

const users = 'GET /api/v1/users';
const groups = 'GET /api/v1/groups';

describe('a call that is held back says what failed last', () => {
  it('of all of Okta when it cannot be reached', () => {
    const faults = new LastFaults();
    faults.lost(users, new Transient('network', 'ECONNREFUSED'));
    expect(exhausted(faults.of(groups, 'unreachable')).message).toBe('Okta cannot be reached: ECONNREFUSED.');
  });

  it('of its own endpoint when that fails, with the request to look for', () => {
    const faults = new LastFaults();
    faults.answered(users, { status: 503, requestId: 'req1' });
    expect(exhausted(faults.of(users, 'failing')).message).toContain('503 (Okta request req1)');
    expect(faults.of(groups, 'failing').message).toBe('one call after another failed');
  });

  it('an endpoint without an answer in time is that endpoint’s trouble', () => {
    const faults = new LastFaults();
    faults.lost(users, new Transient('network', 'no answer in time', { late: true }));
    expect(faults.of(users, 'failing').message).toBe('no answer in time');
    expect(faults.of(users, 'unreachable').message).toBe('one call after another failed');
  });
});

import { describe, expect, it } from 'vitest';
import { readUser } from './users.ts';

const good = {
  id: '00uckrkgacFVeTUJW0x7',
  status: 'PROVISIONED',
  lastLogin: null,
  lastUpdated: '2025-12-17T10:59:04.000Z',
  type: { id: 'otybiiyra51eDWlk50x7' },
  profile: { login: 'a@example.com', email: 'a@example.com', mobilePhone: null, salary: 1 },
  credentials: { provider: { type: 'OKTA', name: 'OKTA' } },
};

describe('readUser', () => {
  it('takes the wanted attributes and no others', () => {
    const profile = { ...good.profile, city: 'Bonn', level: 3, remote: false, tags: ['a'], nickName: '', teams: [] };
    const wanted = ['city', 'level', 'remote', 'tags', 'nickName', 'teams', 'mobilePhone', 'absent', 'toString'];
    const user = readUser({ ...good, profile }, wanted);
    expect({ ...user.attributes }).toEqual({ city: 'Bonn', level: 3, remote: false, tags: ['a'] });
    expect(Object.getPrototypeOf(user.attributes)).toBeNull();
    expect(JSON.stringify(user)).not.toContain('salary');
  });

  it('keeps hostile names harmless', () => {
    const profile: unknown = JSON.parse('{"login":"a@b.test","__proto__":"x","constructor":"y"}');
    const user = readUser({ ...good, profile }, ['__proto__', 'constructor']);
    expect(Object.entries(user.attributes)).toEqual([
      ['__proto__', 'x'],
      ['constructor', 'y'],
    ]);
    expect(({} as Record<string, unknown>)['x']).toBeUndefined();
  });

  it('never takes an account of unknown master for one of Okta', () => {
    expect(readUser({ ...good, credentials: { provider: { type: 'ACTIVE_DIRECTORY' } } }, []).provider).toBe(
      'ACTIVE_DIRECTORY',
    );
    expect(readUser({ ...good, credentials: undefined }, []).provider).toBe('UNKNOWN');
    expect(readUser({ ...good, credentials: { provider: { type: 7 } } }, []).provider).toBe('UNKNOWN');
  });

  it.each([
    ['an unknown status', { status: 'ARCHIVED' }],
    ['no id', { id: undefined }],
    ['an id that would bend a path', { id: '../roles' }],
    ['no login', { profile: {} }],
    ['no profile', { profile: null }],
    ['no type', { type: {} }],
    ['an odd time', { lastUpdated: 'yesterday' }],
    ['an odd last login', { lastLogin: 5 }],
    ['an attribute that is an object', { profile: { login: 'a@b.test', city: { name: 'Bonn' } } }],
    ['a list with a hole', { profile: { login: 'a@b.test', city: ['x', null] } }],
  ])('refuses %s rather than guess', (_, change) => {
    expect(() => readUser({ ...good, ...change }, ['city'])).toThrow(expect.objectContaining({ code: 'TEN-2306' }));
  });
});

import { describe, expect, it } from 'vitest';
import { bucketOf, concurrencyOf, limitOf, type OrgType } from './rate-buckets.ts';
import { RateWindows } from './rate-windows.ts';
import { UnderWay } from './under-way.ts';

const orgTypes: readonly OrgType[] = ['devFree', 'devPaid', 'oneApp', 'enterprise', 'workforce'];

// Okta's last published tables, requests a minute: dev free, dev paid, one app, enterprise, workforce.
it.each<[string, string, readonly number[]]>([
  ['POST', '/api/v1/users', [100, 600, 600, 600, 600]],
  ['PUT', '/api/v1/users/00u1', [100, 600, 600, 600, 600]],
  ['GET', '/api/v1/users/00u1', [100, 300, 300, 1000, 2000]],
  ['GET', '/api/v1/groups', [100, 600, 600, 600, 500]],
  ['GET', '/api/v1/groups/00g1', [100, 600, 600, 600, 1000]],
  ['GET', '/api/v1/logs', [20, 50, 50, 50, 120]],
  ['GET', '/api/v1/apps/0oa1', [100, 600, 600, 600, 500]],
  ['GET', '/oauth2/v1/clients/0oa1/roles', [25, 100, 100, 100, 100]],
  ['POST', '/api/v1/users/00u1/lifecycle/suspend', [100, 600, 600, 600, 1200]],
  ['POST', '/oauth2/v1/token', [300, 1200, 1200, 1200, 2000]],
  // Metadata is exempt.
  ['GET', '/.well-known/okta-organization', Array.from({ length: 5 }, () => 1_000_000)],
])('%s %s', (method, path, limits) => {
  expect(orgTypes.map((type) => limitOf(bucketOf(method, path), type))).toEqual(limits);
});

it('answers 35 or 75 at once, and half of that for one app', () => {
  expect(orgTypes.map((type) => concurrencyOf(type))).toEqual([
    { org: 35, app: 17 },
    ...Array.from({ length: 4 }, () => ({ org: 75, app: 37 })),
  ]);
});

describe('requests under way', () => {
  it('are counted for the org and for the app, and leave both', () => {
    const underWay = new UnderWay('devFree');
    const places = Array.from({ length: 35 }, () => underWay.enter(undefined));
    expect(places.every((place) => place !== undefined)).toBe(true);
    expect(underWay.enter(undefined)).toBeUndefined();
    expect(places.filter((place) => place?.enterFor('app') === true)).toHaveLength(17);
    expect(places[20]?.enterFor('other')).toBe(true);
    places[0]?.leave();
    const free = underWay.enter(undefined);
    expect(free?.enterFor('app')).toBe(true);
    expect(underWay.enter(undefined)).toBeUndefined();
  });

  it('may be limited otherwise for a while', () => {
    const underWay = new UnderWay('unlimited');
    expect(underWay.enter(0)).toBeUndefined();
    expect(underWay.enter(undefined)).toBeDefined();
  });
});

it('has a window for each bucket, method and app, and one of the org that others may have used', () => {
  const windows = new RateWindows('devFree');
  const charge = (method: string, principal: string, taken = 0): boolean =>
    windows.charge({ bucket: bucketOf(method, '/api/v1/users'), method, principal }, 0, 'principal', taken).allowed;
  const passed = (method: string, principal: string, taken = 0): number =>
    Array.from({ length: 120 }, () => charge(method, principal, taken)).filter(Boolean).length;
  expect([passed('GET', 'one'), passed('GET', 'two'), passed('GET', 'three')]).toEqual([50, 50, 0]);
  expect(passed('POST', 'one', 0.8)).toBe(20);
  expect(passed('POST', 'one')).toBe(30);
});

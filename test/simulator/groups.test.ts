import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { group, idFor, user } from '../../src/simulator/index.ts';
import { bench, link, type Bench } from './caller.ts';

let org: Bench;
const staff = Array.from({ length: 2100 }, (_, index) => `s${index}@example.com`);

beforeAll(async () => {
  org = await bench({
    users: staff.map((login) => user(login)),
    groups: [
      group('Staff', { profile: { description: 'All staff' } }),
      group('Staff', { type: 'APP_GROUP', sourceId: idFor('app', 'AD'), profile: { samAccountName: 'staff' } }),
      ...Array.from({ length: 250 }, (_, index) => group(`Team ${index}`)),
    ],
    memberships: [
      { group: 'Staff', users: staff },
      ...Array.from({ length: 250 }, (_, index) => ({ group: `Team ${index}`, users: ['s0@example.com'] })),
    ],
    rules: [
      { name: 'Sales to Team 1', expression: 'user.department=="Sales"', groupIds: [idFor('group', 'Team 1')] },
      { name: 'Off', expression: 'false', groupIds: [], status: 'INACTIVE' },
    ],
  });
});
afterAll(() => org.close());

interface ListedGroup {
  readonly id: string;
  readonly type: string;
  readonly profile: { readonly name: string };
}

const groupsBy = (parameter: string, expression: string): Promise<ListedGroup[]> =>
  org.json<ListedGroup[]>(`/api/v1/groups?${parameter}=${encodeURIComponent(expression)}`);

describe('groups', () => {
  it('are listed whole without a limit, Everyone among them', async () => {
    const response = await org.get('/api/v1/groups');
    const groups = (await response.json()) as ListedGroup[];
    expect(groups).toHaveLength(253);
    expect(groups[0]).toMatchObject({ type: 'BUILT_IN', profile: { name: 'Everyone' } });
    expect(link(response, 'next')).toBeUndefined();
  });

  it('page by cursors', async () => {
    let pages = 0;
    const seen = new Set<string>();
    for (let next: string | undefined = '/api/v1/groups?limit=100'; next !== undefined; pages += 1) {
      const response: Response = await org.get(next);
      for (const { id } of (await response.json()) as ListedGroup[]) seen.add(id);
      next = link(response, 'next');
    }
    expect([pages, seen.size]).toEqual([3, 253]);
  });

  it('have the members that Okta prints, and counts when asked for', async () => {
    const [listed] = await groupsBy('search', 'profile.name eq "STAFF" and type eq "OKTA_GROUP"');
    const single = await org.json<Record<string, unknown>>(`/api/v1/groups/${listed?.id ?? ''}?expand=stats`);
    expect(Object.keys(single)).toEqual([
      'id',
      'created',
      'lastUpdated',
      'lastMembershipUpdated',
      'objectClass',
      'type',
      'profile',
      '_embedded',
      '_links',
    ]);
    expect(single).toMatchObject({
      id: expect.stringMatching(/^00g[A-Za-z0-9]{17}$/) as string,
      objectClass: ['okta:user_group'],
      profile: { name: 'Staff', description: 'All staff' },
      _embedded: { stats: { usersCount: 2100, hasAdminPrivilege: false } },
    });
    expect(listed).not.toHaveProperty('_embedded');
  });

  it.each([
    ['search', 'profile.name sw "team 24"', 11],
    ['search', 'profile.name co "99"', 2],
    ['search', 'profile.samAccountName eq "STAFF"', 1],
    ['search', `source.id eq "${idFor('app', 'AD')}"`, 1],
    ['filter', 'type eq "APP_GROUP"', 1],
    ['filter', 'lastMembershipUpdated gt "2030-01-01T00:00:00.000Z" and type eq "OKTA_GROUP"', 0],
    ['q', 'STAFF', 2],
  ])('are found by %s=%s', async (parameter, expression, count) => {
    expect(await groupsBy(parameter, expression)).toHaveLength(count);
  });

  it.each([
    ['search', 'profile.samAccountName co "s"'],
    ['search', 'profile.pet eq "cat"'],
    ['search', 'type ne "APP_GROUP"'],
    ['filter', 'profile.name eq "Staff"'],
    ['filter', 'type sw "APP"'],
    ['filter', 'created gt "2020-01-01T00:00:00.000Z"'],
  ])('are not found by %s=%s', async (parameter, expression) => {
    expect(await groupsBy(parameter, expression)).toMatchObject({ errorCode: 'E0000031' });
  });

  it('are sorted when a search asks for it', async () => {
    const sorted = await org.json<ListedGroup[]>(
      `/api/v1/groups?search=${encodeURIComponent('type eq "OKTA_GROUP"')}&sortBy=profile.name&sortOrder=desc&limit=2`,
    );
    expect(sorted.map(({ profile }) => profile.name)).toEqual(['Team 99', 'Team 98']);
    const unknown = `/api/v1/groups?search=${encodeURIComponent('type eq "OKTA_GROUP"')}&sortBy=profile.pet`;
    expect((await org.get(unknown)).status).toBe(400);
    expect((await org.get('/api/v1/groups?search=a&filter=b')).status).toBe(400);
  });

  it('are renamed and rules removed as an administrator would', async () => {
    org.simulator.org.changeGroup('Team 249', { profile: { name: 'Team Z' } });
    expect(await groupsBy('q', 'team z')).toHaveLength(1);
    const rule = org.simulator.org.addRule({ name: 'Brief', expression: 'true', groupIds: [] });
    org.simulator.org.removeRule(rule.id);
    expect((await org.get(`/api/v1/groups/rules/${rule.id}`)).status).toBe(404);
  });

  it('tell when their members changed', async () => {
    await org.clock.advance(5000);
    const since = new Date(org.clock.now()).toISOString();
    org.simulator.org.removeMember('Team 7', 's0@example.com');
    const changed = await groupsBy('filter', `lastMembershipUpdated ge "${since}"`);
    expect(changed.map(({ profile }) => profile.name)).toEqual(['Team 7']);
    org.simulator.org.addMember('Team 7', 's0@example.com');
  });

  it('are not found when they are not there', async () => {
    expect(await org.json('/api/v1/groups/00gNone')).toMatchObject({
      errorCode: 'E0000007',
      errorSummary: 'Not found: Resource not found: 00gNone (UserGroup)',
    });
  });
});

describe('members', () => {
  it('come a thousand a page unless asked otherwise', async () => {
    const id = idFor('group', 'Staff');
    const sizes: number[] = [];
    for (let next: string | undefined = `/api/v1/groups/${id}/users`; next !== undefined;) {
      const response: Response = await org.get(next);
      sizes.push(((await response.json()) as unknown[]).length);
      next = link(response, 'next');
    }
    expect(sizes).toEqual([1000, 1000, 100]);
  });

  it('of Everyone are all users', async () => {
    const everyone = org.simulator.org.groups.everyone.id;
    expect(await org.json<unknown[]>(`/api/v1/groups/${everyone}/users?limit=5`)).toHaveLength(5);
  });
});

describe('the groups of a user', () => {
  it('include Everyone and page at 200', async () => {
    const first = await org.get('/api/v1/users/s0@example.com/groups');
    const groups = (await first.json()) as ListedGroup[];
    expect(groups).toHaveLength(200);
    expect(groups[0]).toMatchObject({ type: 'BUILT_IN' });
    expect(link(first, 'self')).toMatch(/groups\?limit=200$/);
    const rest = await org.json<ListedGroup[]>(link(first, 'next') ?? '');
    expect(rest).toHaveLength(52);
  });

  it('of a user in no group are Everyone alone', async () => {
    org.simulator.org.addUser(user('lonely@example.com'));
    expect(await org.json<ListedGroup[]>('/api/v1/users/lonely@example.com/groups')).toHaveLength(1);
  });
});

describe('group rules', () => {
  it('are listed and read as Okta prints them', async () => {
    const rules = await org.json<{ id: string; status: string }[]>('/api/v1/groups/rules?limit=200');
    expect(rules.map(({ status }) => status)).toEqual(['ACTIVE', 'INACTIVE']);
    expect(await org.json(`/api/v1/groups/rules/${rules[0]?.id ?? ''}`)).toMatchObject({
      type: 'group_rule',
      id: expect.stringMatching(/^0pr/) as string,
      name: 'Sales to Team 1',
      conditions: {
        people: { users: { exclude: [] }, groups: { exclude: [] } },
        expression: { value: 'user.department=="Sales"', type: 'urn:okta:expression:1.0' },
      },
      actions: { assignUserToGroups: { groupIds: [idFor('group', 'Team 1')] } },
      allGroupsValid: true,
    });
    expect((await org.get('/api/v1/groups/rules/0prNone')).status).toBe(404);
  });
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { user } from '../../src/simulator/index.ts';
import { turn } from './caller.ts';
import { writer, type Writer } from './writer.ts';

let org: Writer;

beforeAll(async () => {
  org = await writer({
    schema: {
      custom: {
        hrWorkerId: { unique: true },
        audited: { mutability: 'READ_ONLY' },
        badge: { mutability: 'IMMUTABLE' },
        note: { master: { type: 'OKTA' } },
      },
    },
    users: [
      user('ada@example.com', { profile: { title: 'Head', city: 'Bern', hrWorkerId: 'W1', audited: 'yes' } }),
      user('bob@example.com', { profile: { hrWorkerId: 'W2' } }),
      user('put@example.com', { profile: { title: 'Head', city: 'Bern', mobilePhone: '1', hrWorkerId: 'W3' } }),
      user('gone@example.com', { status: 'DEPROVISIONED' }),
      user('sus@example.com', { status: 'SUSPENDED' }),
      user('ad@example.com', {
        provider: { type: 'ACTIVE_DIRECTORY', name: 'acme.local' },
        profile: { title: 'Head' },
      }),
    ],
    realms: [{ id: 'guo1', name: 'Partners' }],
    userTypes: [{ id: 'otyContractor00000x7', name: 'contractor', displayName: 'Contractor' }],
  });
});
afterAll(() => org.close());

const path = (name: string): string => `/api/v1/users/${name}@example.com`;
const profileOf = (body: unknown): Readonly<Record<string, unknown>> =>
  (body as { profile: Record<string, unknown> }).profile;

describe('POST', () => {
  it('changes what it names, clears by null and leaves the rest alone', async () => {
    await org.clock.advance(5000);
    const answer = await org.send('POST', path('ada'), { profile: { title: 'Chief', city: null } });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('etag')).toBeNull();
    expect(profileOf(answer.body)).toMatchObject({ title: 'Chief', hrWorkerId: 'W1', mobilePhone: null });
    expect(profileOf(answer.body)).not.toHaveProperty('city');
    expect(org.simulator.org.user('ada@example.com')?.lastUpdated).toBe(org.clock.now());
    expect(org.news().map(({ eventType }) => eventType)).toEqual(['user.account.update_profile']);
  });

  it('that changes nothing changes nothing', async () => {
    const before = org.simulator.org.user('ada@example.com');
    await org.clock.advance(5000);
    expect((await org.send('POST', path('ada'), { profile: { title: 'Chief' } })).status).toBe(200);
    expect(org.simulator.org.user('ada@example.com')).toBe(before);
    expect(org.news()).toEqual([]);
  });

  it.each([
    [{ nonsense: 1 }, 400, 'E0000001'],
    [{ firstName: null }, 400, 'E0000001'],
    [{ login: 'BOB@example.com' }, 400, 'E0000001'],
    [{ hrWorkerId: 'W2' }, 400, 'E0000001'],
    [{ audited: 'no' }, 403, 'E0000077'],
  ])('of %j is refused', async (profile, status, code) => {
    const before = org.simulator.org.user('ada@example.com');
    expect(await org.send('POST', path('ada'), { profile })).toMatchObject({ status, code });
    expect(org.simulator.org.user('ada@example.com')).toBe(before);
  });

  it('lets an immutable attribute be set once', async () => {
    expect((await org.send('POST', path('bob'), { profile: { badge: 'B1' } })).status).toBe(200);
    expect((await org.send('POST', path('bob'), { profile: { badge: 'B1', title: 'x' } })).status).toBe(200);
    expect((await org.send('POST', path('bob'), { profile: { badge: 'B2' } })).code).toBe('E0000078');
  });

  it('renames, and the old login is free again', async () => {
    expect((await org.send('POST', path('bob'), { profile: { login: 'rob@example.com' } })).status).toBe(200);
    expect((await org.send('GET', path('bob'))).status).toBe(404);
    expect((await org.send('POST', path('rob'), { profile: { login: 'bob@example.com' } })).status).toBe(200);
  });

  it('sets a password and a realm, but no type', async () => {
    await org.clock.advance(1000);
    const body = { credentials: { password: { value: 'correct horse' } }, realmId: 'guo1', type: { id: 'otyNone' } };
    expect((await org.send('POST', path('bob'), body)).body).toMatchObject({
      realmId: 'guo1',
      passwordChanged: new Date(org.clock.now()).toISOString(),
    });
  });

  it('edits suspended users, and deactivated ones only where the switch says so', async () => {
    expect((await org.send('POST', path('sus'), { profile: { title: 'x' } })).status).toBe(200);
    const refused = await org.send('POST', path('gone'), { profile: { title: 'x' } });
    expect([refused.status, refused.code]).toEqual([403, 'E0000038']);
    turn(org.simulator.org, { editDeactivated: true });
    expect((await org.send('POST', path('gone'), { profile: { title: 'x' } })).status).toBe(200);
    turn(org.simulator.org, { editDeactivated: false });
  });

  it('fails as a whole when it touches a sourced attribute, unchanged or not', async () => {
    for (const profile of [{ title: 'New' }, { title: 'Head' }, { note: 'x', city: null }]) {
      expect(await org.send('POST', path('ad'), { profile })).toMatchObject({
        status: 403,
        code: 'E0000023',
        causes: [],
        summary: 'Operation failed because user profile is mastered under another system',
      });
    }
    expect((await org.send('POST', path('ad'), { profile: { note: 'x' } })).status).toBe(200);
    expect((await org.send('PUT', path('ad'), { profile: { note: 'x' } })).code).toBe('E0000023');
  });
});

describe('PUT', () => {
  it('replaces the profile and wipes what it does not name', async () => {
    const profile = {
      firstName: 'P',
      lastName: 'Ut',
      login: 'put@example.com',
      email: 'put@example.com',
      nickName: 'x',
    };
    const { status, body } = await org.send('PUT', path('put'), { profile });
    expect(status).toBe(200);
    expect(profileOf(body)).toEqual({ ...profile, mobilePhone: null, secondEmail: null });
  });

  it('lacks what is required when it does not name it', async () => {
    const { causes } = await org.send('PUT', path('put'), { profile: { login: 'put@example.com' } });
    expect(causes.map((cause) => cause.split(':')[0])).toEqual(['firstName', 'lastName', 'email']);
  });

  it('may not wipe what is read-only', async () => {
    const profile = { firstName: 'A', lastName: 'Da', login: 'ada@example.com', email: 'ada@example.com' };
    expect((await org.send('PUT', path('ada'), { profile })).code).toBe('E0000077');
    expect((await org.send('PUT', path('ada'), { profile: { ...profile, audited: 'yes' } })).status).toBe(200);
  });

  it('changes the type', async () => {
    const profile = { firstName: 'P', lastName: 'Ut', login: 'put@example.com', email: 'put@example.com' };
    const type = { id: 'otyContractor00000x7' };
    expect((await org.send('PUT', path('put'), { profile, type })).body).toMatchObject({ type });
    expect((await org.send('PUT', path('put'), { profile, type: { id: 'otyNone' } })).code).toBe('E0000001');
  });
});

describe('If-Match', () => {
  it('guards the profile and nothing else', async () => {
    const etag = (await org.send('GET', path('ada'))).headers.get('etag') ?? '';
    const match = (value: string): Promise<{ status: number; code: string | undefined }> =>
      org.send('POST', path('ada'), { profile: { nickName: 'A' } }, { 'if-match': value });
    expect(await match('"other"')).toMatchObject({ status: 412, code: 'E0000231' });
    expect(await match('no tag')).toMatchObject({ status: 400, code: 'E0000242' });
    await org.send('POST', `${path('ada')}/lifecycle/suspend`);
    expect(await match(etag)).toMatchObject({ status: 200 });
    expect(await match(etag)).toMatchObject({ status: 412 });
    expect(await match('*')).toMatchObject({ status: 200 });
    await org.send('POST', path('ada'), { profile: { nickName: null } });
    expect((await org.send('GET', path('ada'))).headers.get('etag')).toBe(etag);
  });
});

it('answers 404 for nobody', async () => {
  for (const method of ['POST', 'PUT', 'DELETE']) {
    expect(await org.send(method, '/api/v1/users/00uNobody', method === 'DELETE' ? undefined : {})).toMatchObject({
      status: 404,
      summary: 'Not found: Resource not found: 00uNobody (User)',
    });
  }
});

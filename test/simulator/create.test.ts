import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { group, idFor, user, type AttributeSeed } from '../../src/simulator/index.ts';
import { turn } from './caller.ts';
import { writer, type Answer, type Writer } from './writer.ts';

const custom: Readonly<Record<string, AttributeSeed>> = {
  hrWorkerId: { unique: true },
  shift: { enum: ['early', 'late'] },
  floor: { type: 'integer' },
  ratio: { type: 'number' },
  remote: { type: 'boolean' },
  skills: { type: 'array', items: { type: 'string' } },
  badge: { pattern: '[A-Z]{2}\\d{3}' },
  audited: { mutability: 'READ_ONLY' },
  cardNo: { master: { type: 'OVERRIDE', priority: [{ type: 'APP', value: '0oaCards' }] } },
};

let org: Writer;
let counter = 0;

beforeAll(async () => {
  org = await writer({
    schema: { custom },
    users: [
      user('isaac.brock@example.com', { profile: { hrWorkerId: 'W1' } }),
      user('gone@example.com', { status: 'DEPROVISIONED' }),
    ],
    realms: [{ id: 'guo1', name: 'Partners' }],
    groups: Array.from({ length: 21 }, (_, index) => group(`Team ${String(index)}`)),
    userTypes: [{ id: 'otyContractor00000x7', name: 'contractor', displayName: 'Contractor' }],
  });
});
afterAll(() => org.close());

function person(more: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  counter += 1;
  const login = `person${String(counter)}@example.com`;
  return { firstName: 'Per', lastName: 'Son', login, email: login, ...more };
}

const create = (body: unknown, query = ''): Promise<Answer> => org.send('POST', `/api/v1/users${query}`, body);

describe('a new user', () => {
  it('is answered with 200, PROVISIONED and mailed without credentials', async () => {
    const profile = person();
    const answer = await create({ profile });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('etag')).toBeNull();
    expect(answer.body).toMatchObject({
      id: expect.stringMatching(/^00u[A-Za-z0-9]{17}$/) as string,
      status: 'PROVISIONED',
      activated: '2026-01-05T09:00:00.000Z',
      statusChanged: '2026-01-05T09:00:00.000Z',
      passwordChanged: null,
      profile: { ...profile, mobilePhone: null, secondEmail: null },
      credentials: { provider: { type: 'OKTA', name: 'OKTA' } },
      _links: { reactivate: { method: 'POST' } },
    });
    expect(org.simulator.org.mails().at(-1)).toMatchObject({ kind: 'activation', recipient: profile['email'] });
  });

  it.each([
    ['STAGED', '?activate=false', {}],
    ['STAGED', '?activate=false', { password: { value: 'correct horse' } }],
    ['ACTIVE', '', { password: { value: 'correct horse' } }],
    ['ACTIVE', '?activate=true', { password: { hash: { algorithm: 'BCRYPT' } } }],
    ['ACTIVE', '?provider=true', { provider: { type: 'FEDERATION', name: 'FEDERATION' } }],
    ['PASSWORD_EXPIRED', '?nextLogin=changePassword', { password: { value: 'correct horse' } }],
  ])('is %s after %s with %j, and nobody is mailed', async (status, query, credentials) => {
    const mailed = org.simulator.org.mails().length;
    const { body } = await create({ profile: person(), credentials }, query);
    expect(body).toMatchObject({ status, ...(status === 'STAGED' ? { activated: null, statusChanged: null } : {}) });
    expect('password' in credentials).toBe('password' in (body as { credentials: object }).credentials);
    expect(org.simulator.org.mails()).toHaveLength(mailed);
  });

  it.each([
    ['?nextLogin=changePassword', {}, 'E0000124'],
    ['?nextLogin=changePassword&activate=false', { password: { value: 'correct horse' } }, 'E0000125'],
    ['', { password: {} }, 'E0000001'],
    ['', { password: { value: 'x' }, provider: { type: 'SOCIAL' } }, 'E0000001'],
  ])('is refused after %s with %j', async (query, credentials, code) => {
    const before = org.simulator.org.users.count;
    expect(await create({ profile: person(), credentials }, query)).toMatchObject({ status: 400, code });
    expect(org.simulator.org.users.count).toBe(before);
  });

  it('says where it is going while it is being activated', async () => {
    turn(org.simulator.org, { activationMs: 3000 });
    const { body } = await create({ profile: person() });
    turn(org.simulator.org, { activationMs: 0 });
    expect(body).toMatchObject({ status: 'STAGED', transitioningToStatus: 'PROVISIONED' });
    await org.clock.advance(3000);
    expect(org.simulator.org.user((body as { id: string }).id)?.status).toBe('PROVISIONED');
  });

  it('is put into up to 20 groups', async () => {
    const ids = Array.from({ length: 21 }, (_, index) => idFor('group', `Team ${String(index)}`));
    const { body } = await create({ profile: person(), groupIds: ids.slice(1) });
    const groups = await org.json<unknown[]>(`/api/v1/users/${(body as { id: string }).id}/groups`);
    expect(groups).toHaveLength(21);
    const many = await create({ profile: person(), groupIds: ids });
    expect(many).toMatchObject({
      status: 400,
      code: 'E0000093',
      summary: 'Target count limit exceeded',
      causes: ['The number of group targets is too large'],
    });
    expect((await create({ profile: person(), groupIds: ['00gNone'] })).code).toBe('E0000007');
    const everyone = org.simulator.org.groups.everyone.id;
    expect((await create({ profile: person(), groupIds: [everyone] })).code).toBe('E0000006');
    expect((await create({ profile: person(), groupIds: 'all' })).code).toBe('E0000001');
  });

  it('has the type and the realm it was given', async () => {
    const { body } = await create({ profile: person(), type: { id: 'otyContractor00000x7' }, realmId: 'guo1' });
    expect(body).toMatchObject({ type: { id: 'otyContractor00000x7' }, realmId: 'guo1' });
    expect((await create({ profile: person(), type: { id: 'otyNone' } })).code).toBe('E0000001');
  });
});

describe('a login that is taken', () => {
  it.each(['isaac.brock@example.com', 'ISAAC.Brock@Example.com', 'isáàc.bröck@example.com', 'gone@example.com'])(
    'is refused as %s',
    async (login) => {
      expect(await create({ profile: person({ login }) })).toMatchObject({
        status: 400,
        code: 'E0000001',
        summary: 'Api validation failed: login',
        causes: ['login: An object with this field already exists in the current organization'],
      });
    },
  );

  it('is no such thing as an email that is taken', async () => {
    expect((await create({ profile: person({ email: 'isaac.brock@example.com' }) })).status).toBe(200);
  });
});

describe('a profile', () => {
  it('with an attribute that the schema does not know is refused', async () => {
    expect(await create({ profile: person({ notValid: 1 }) })).toMatchObject({
      status: 400,
      code: 'E0000001',
      summary: 'Api validation failed: newUser',
      causes: ["Property name 'notValid' is not defined in profile"],
    });
  });

  it.each<[string, unknown]>([
    ['firstName', undefined],
    ['lastName', null],
    ['email', ''],
    ['firstName', 'x'.repeat(51)],
    ['login', 'a@b'],
    ['login', 'no email at all'],
    ['email', 'a@b c.de'],
    ['city', 'x'.repeat(129)],
    ['title', 'Head of 😀'],
    ['title', '𠮷野家'],
    ['title', '\ud83d'],
    ['title', 7],
    ['countryCode', 'UK'],
    ['countryCode', 'de'],
    ['countryCode', 'EU'],
    ['preferredLanguage', 'german!'],
    ['locale', 'deutsch_DE'],
    ['locale', 'EN_us'],
    ['timezone', 'Mars/Olympus'],
    ['timezone', '+01:00'],
    ['profileUrl', 'not a url'],
    ['secondEmail', 'none'],
    ['shift', 'night'],
    ['floor', 1.5],
    ['floor', '1'],
    ['ratio', '1'],
    ['remote', 'yes'],
    ['skills', 'one'],
    ['skills', ['one', 2]],
    ['badge', 'AB12'],
    ['badge', 'xAB123'],
    ['hrWorkerId', 'W1'],
  ])('with %s = %j is refused', async (name, value) => {
    const answer = await create({ profile: person({ [name]: value }) });
    expect(answer).toMatchObject({ status: 400, code: 'E0000001', summary: `Api validation failed: ${name}` });
    expect(answer.causes[0]).toMatch(new RegExp(`^${name}: `));
  });

  it.each<[string, unknown]>([
    ['countryCode', 'GB'],
    ['preferredLanguage', 'en-US'],
    ['locale', 'de_DE'],
    ['locale', 'en'],
    ['timezone', 'Europe/Berlin'],
    ['timezone', 'UTC'],
    ['title', 'Büroleiterin 漢字'],
    ['shift', 'late'],
    ['floor', 3],
    ['ratio', 0.5],
    ['remote', false],
    ['skills', ['one', 'two']],
    ['badge', 'AB123'],
    ['hrWorkerId', 'w1'],
    ['secondEmail', 'me@home.example'],
  ])('with %s = %j is stored', async (name, value) => {
    const { status, body } = await create({ profile: person({ [name]: value }) });
    expect(status).toBe(200);
    expect((body as { profile: Record<string, unknown> }).profile[name]).toEqual(value);
  });

  it('names every attribute that is wrong', async () => {
    const { causes } = await create({ profile: person({ firstName: null, shift: 'night' }) });
    expect(causes.map((cause) => cause.split(':')[0])).toEqual(['firstName', 'shift']);
  });

  it('may not set what is read-only, nor what another system masters', async () => {
    expect(await create({ profile: person({ audited: 'x' }) })).toMatchObject({ status: 403, code: 'E0000077' });
    expect(await create({ profile: person({ cardNo: null }) })).toMatchObject({ status: 403, code: 'E0000023' });
  });

  it('takes an empty string as the switch says', async () => {
    expect((await create({ profile: person({ city: '' }) })).body).not.toHaveProperty('profile.city');
    turn(org.simulator.org, { emptyString: 'store' });
    expect((await create({ profile: person({ city: '' }) })).body).toHaveProperty('profile.city', '');
    expect((await create({ profile: person({ firstName: '' }) })).code).toBe('E0000001');
    turn(org.simulator.org, { emptyString: 'clear' });
  });
});

describe('a body', () => {
  it.each(['{', '[]', '"x"', 'null'])('that is %s is not well-formed', async (body) => {
    expect(await create(body)).toMatchObject({ status: 400, code: 'E0000003' });
  });

  it('has to say that it is JSON', async () => {
    const headers = { 'content-type': 'text/plain' };
    expect(await org.send('POST', '/api/v1/users', '{}', headers)).toMatchObject({ status: 400, code: 'E0000021' });
  });

  it('without anything lacks what is required', async () => {
    expect((await create({})).causes).toHaveLength(4);
  });
});

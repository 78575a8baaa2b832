import { afterEach, describe, expect, it } from 'vitest';
import { group, idFor, user, type OrgSeed } from '../../src/simulator/index.ts';
import { everyScope, writer, type Answer, type Writer } from './writer.ts';

// The rows of okta-api.md §8 on what users are made of: the live schema, user types, linked objects and realms.

let org: Writer;
afterEach(() => org.close());

async function start(more: Partial<OrgSeed> = {}): Promise<void> {
  org = await writer({ users: [user('ada@example.com'), user('bob@example.com')], ...more }, { scopes: everyScope });
}

const ada = '/api/v1/users/ada@example.com';
const bob = '/api/v1/users/bob@example.com';
const schema = '/api/v1/meta/schemas/user/default';
const edit = (properties: object, which: 'custom' | 'base' = 'custom'): Promise<Answer> =>
  org.send('POST', schema, { definitions: { [which]: { id: `#${which}`, type: 'object', properties, required: [] } } });
const write = (profile: object, path = ada): Promise<Answer> => org.send('POST', path, { profile });
const titled = (...values: readonly (string | number)[]): object =>
  values.map((value) => ({ const: value, title: `Value ${String(value)}` }));
const custom = (answer: Answer): Readonly<Record<string, unknown>> =>
  (answer.body as { definitions: { custom: { properties: Record<string, unknown> } } }).definitions.custom.properties;

describe('row 15: the live schema', () => {
  it('gains, changes and loses attributes, and writes go by what it says now', async () => {
    await start();
    expect(await write({ shift: 'early' })).toMatchObject({
      status: 400,
      code: 'E0000001',
      summary: 'Api validation failed: user',
      causes: ["Property name 'shift' is not defined in profile"],
    });
    await org.clock.advance(5000);
    const added = await edit({ shift: { title: 'Shift', type: 'string', enum: ['early', 'late'] } });
    expect(added).toMatchObject({ status: 200, body: { lastUpdated: '2026-01-05T09:00:05.000Z' } });
    expect(custom(added)['shift']).toMatchObject({ title: 'Shift', enum: ['early', 'late'], mutability: 'READ_WRITE' });
    expect((await write({ shift: 'night' })).causes).toEqual(['shift: The value is not one of the values allowed']);
    expect((await write({ shift: 'early' })).status).toBe(200);
    const query = encodeURIComponent('profile.shift eq "EARLY"');
    expect(await org.json(`/api/v1/users?search=${query}`)).toHaveLength(1);
    await edit({ shift: { title: 'Shift', enum: ['night'] } });
    expect((await write({ shift: 'night' })).status).toBe(200);
    expect(custom(await edit({ shift: null }))).not.toHaveProperty('shift');
    expect((await org.send('GET', ada)).body).not.toHaveProperty('profile.shift');
    expect((await org.get(`/api/v1/users?search=${query}`)).status).toBe(400);
  });

  it.each<[string, object, unknown, unknown]>([
    ['a format', { type: 'string', format: 'country-code' }, 'CH', 'Switzerland'],
    ['a shortest length', { type: 'string', minLength: 3 }, 'abc', 'ab'],
    ['a longest length', { type: 'string', maxLength: 3 }, 'abc', 'abcd'],
    ['a pattern', { type: 'string', pattern: '[A-Z]+' }, 'ABC', 'abc'],
    ['an enum', { type: 'integer', enum: [1, 2], oneOf: titled(1, 2) }, 1, 3],
    ['a text of an enum', { type: 'string', enum: ['a', 'b'], oneOf: titled('a', 'b') }, 'a', 'A'],
    ['a type', { type: 'boolean' }, true, 'true'],
    ['a number', { type: 'number' }, 1.5, '1.5'],
    ['a whole number', { type: 'integer' }, 2, 1.5],
    ['a smallest number', { type: 'number', minimum: 0 }, 0, -0.5],
    ['a largest number', { type: 'integer', maximum: 40 }, 40, 41],
    ['a list', { type: 'array', items: { type: 'string' } }, [], 'one'],
    ['elements', { type: 'array', items: { type: 'number' } }, [1, 2], ['1']],
    ['whole elements', { type: 'array', items: { type: 'integer' } }, [1], [1.5]],
    ['elements of an enum', { type: 'array', items: { type: 'string', enum: ['a', 'b'] } }, ['b', 'a'], ['a', 'c']],
    ['elements with titles', { type: 'array', items: { type: 'string', oneOf: titled('a') } }, ['a'], ['b']],
    ['an email address', { type: 'string', format: 'email' }, 'a@b.example', 'a@b'],
    ['a URI', { type: 'string', format: 'uri' }, 'https://acme.example/x', 'acme'],
    ['a date and time', { type: 'string', format: 'date-time' }, '2026-02-28T09:00:00Z', '2026-02-30T09:00:00Z'],
    ['a language', { type: 'string', format: 'language-code' }, 'de-CH', 'deutsch'],
    ['a locale', { type: 'string', format: 'locale' }, 'de_CH', 'DE'],
    ['a time zone', { type: 'string', format: 'timezone' }, 'America/Argentina/Ushuaia', 'CET+1'],
  ])('demands %s', async (_name, attribute, good, bad) => {
    await start();
    expect((await edit({ x: { title: 'X', ...attribute } })).status).toBe(200);
    expect((await write({ x: good })).status).toBe(200);
    const refused = await write({ x: bad });
    expect(refused).toMatchObject({ status: 400, code: 'E0000001', summary: 'Api validation failed: x' });
    expect((await org.send('GET', ada)).body).toMatchObject({ profile: { x: good } });
  });

  it('judges nothing about what is hashed, encrypted or refers to something', async () => {
    await start();
    for (const format of ['hashed', 'encrypted', 'ref-id']) {
      expect((await edit({ [`x${format.slice(0, 3)}`]: { title: 'X', type: 'string', format } })).status).toBe(200);
      expect((await write({ [`x${format.slice(0, 3)}`]: 'anything at all' })).status).toBe(200);
    }
  });

  it('demands what is required, at creation and whenever it would be cleared', async () => {
    await start();
    await edit({ badge: { title: 'Badge', type: 'string', required: true } });
    const profile = { firstName: 'N', lastName: 'Ew', login: 'new@example.com', email: 'new@example.com' };
    const blank = {
      status: 400,
      summary: 'Api validation failed: badge',
      causes: ['badge: The field cannot be left blank'],
    };
    expect(await org.send('POST', '/api/v1/users', { profile })).toMatchObject(blank);
    expect((await org.send('POST', '/api/v1/users', { profile: { ...profile, badge: 'B1' } })).status).toBe(200);
    // Who was there before is only asked for it when somebody touches it.
    expect((await write({ title: 'Head' })).status).toBe(200);
    expect(await write({ badge: null })).toMatchObject(blank);
    expect(await write({ badge: '' })).toMatchObject(blank);
    expect(await org.send('PUT', ada, { profile: { ...profile, login: 'ada@example.com' } })).toMatchObject(blank);
  });

  it('has defaults stand in for what is left empty', async () => {
    await start();
    await edit({ floor: { title: 'Floor', type: 'integer', default: 0 } });
    const profile = { firstName: 'N', lastName: 'Ew', login: 'new@example.com', email: 'new@example.com' };
    expect((await org.send('POST', '/api/v1/users', { profile })).body).toMatchObject({ profile: { floor: 0 } });
    expect((await write({ title: 'Head' })).body).not.toHaveProperty('profile.floor');
    expect((await write({ floor: 3 })).body).toMatchObject({ profile: { floor: 3 } });
    expect((await write({ floor: null })).body).toMatchObject({ profile: { floor: 0 } });
  });

  it('refuses to make anybody who would lack what only another system supplies', async () => {
    await start();
    const master = { type: 'OVERRIDE', priority: [{ type: 'APP', value: '0oa1' }] };
    await edit({ card: { title: 'Card', type: 'string', required: true, master } });
    const profile = { firstName: 'N', lastName: 'Ew', login: 'new@example.com', email: 'new@example.com' };
    expect(await org.send('POST', '/api/v1/users', { profile })).toMatchObject({
      status: 400,
      code: 'E0000179',
      summary: 'There is a required attribute that is externally sourced.',
    });
  });

  it('refuses lists with users whose stored values it can no longer read, until they are cleaned up', async () => {
    await start({ switches: { profileCleanupMs: 60_000 }, groups: [group('Sales')] });
    org.simulator.org.addMember('Sales', 'ada@example.com');
    const members = `/api/v1/groups/${idFor('group', 'Sales')}/users`;
    const list = (query: string): Promise<Answer> => org.send('GET', `/api/v1/users?${query}`);
    await edit({ desk: { title: 'Desk', type: 'string' } });
    await write({ desk: '7b' });
    await edit({ desk: null });
    expect((await list('limit=200')).status).toBe(200);
    await edit({ desk: { title: 'Desk', type: 'integer' } });
    for (const path of ['/api/v1/users', '/api/v1/users?search=id+pr', members]) {
      expect(await org.send('GET', path)).toMatchObject({
        status: 409,
        code: 'E0000145',
        summary:
          'Some users returned by the search cannot be parsed because the user schema has been changed to be inconsistent with their stale profile data.',
      });
    }
    // Whoever is not in the way is listed as ever, and a single user is read.
    expect((await list(`search=${encodeURIComponent('profile.login eq "bob@example.com"')}`)).body).toHaveLength(1);
    expect((await org.send('GET', ada)).status).toBe(200);
    await write({ desk: 7 });
    expect((await list('limit=200')).status).toBe(200);
    await write({ desk: null });
    expect((await list('limit=200')).code).toBe('E0000145');
    await org.clock.advance(60_000);
    expect((await list('limit=200')).status).toBe(200);
  });

  it('has nothing against values of the same type that come back', async () => {
    await start({ switches: { profileCleanupMs: 60_000 } });
    await edit({ desk: { title: 'Desk', type: 'string' } });
    await write({ desk: '7b' });
    await edit({ desk: null });
    await edit({ desk: { title: 'Desk', type: 'string' } });
    expect((await org.send('GET', '/api/v1/users')).status).toBe(200);
  });

  it('may make an attribute read-only or master it elsewhere, and then the whole request fails', async () => {
    await start();
    await edit({
      fixed: { title: 'Fixed', type: 'string', mutability: 'READ_ONLY' },
      card: { title: 'Card', type: 'string', master: { type: 'OVERRIDE', priority: [{ type: 'APP', value: '0oa1' }] } },
    });
    expect(await write({ fixed: 'x' })).toMatchObject({ status: 403, code: 'E0000077' });
    expect(await write({ title: 'Head', card: null })).toMatchObject({ status: 403, code: 'E0000023', causes: [] });
    expect((await org.send('GET', ada)).body).not.toHaveProperty('profile.title');
  });

  it('keeps a unique attribute unique, from the moment that no two users share a value', async () => {
    await start();
    await edit({ badge: { title: 'Badge', type: 'string' } });
    await write({ badge: 'B1' });
    await write({ badge: 'B1' }, bob);
    expect(custom(await edit({ badge: { unique: true } }))['badge']).toMatchObject({ unique: 'PENDING_UNIQUENESS' });
    expect((await write({ badge: 'B2' }, bob)).status).toBe(200);
    expect(custom(await edit({ badge: { unique: true } }))['badge']).toMatchObject({ unique: 'UNIQUE_VALIDATED' });
    expect((await write({ badge: 'B1' }, bob)).causes).toEqual([
      'badge: An object with this field already exists in the current organization',
    ]);
    expect((await write({ badge: null }, bob)).status).toBe(200);
    const five = Object.fromEntries(
      ['a', 'b', 'c', 'd', 'e'].map((name) => [name, { title: name, type: 'string', unique: true }]),
    );
    expect(await edit(five)).toMatchObject({ status: 400, code: 'E0000001' });
  });

  it('has a title for each of its values, or for none', async () => {
    await start();
    const answer = { status: 400, code: 'E0000123', causes: [] };
    const x = { title: 'X', type: 'string', enum: ['a', 'b'], oneOf: titled('a') };
    expect(await edit({ x })).toMatchObject(answer);
    expect((await edit({ x: { ...x, oneOf: titled('a', 'b') } })).status).toBe(200);
    expect(await edit({ x: { enum: ['a', 'b', 'c'] } })).toMatchObject(answer);
  });

  it.each<[string, object]>([
    ['a name that is none', { '1x': { title: 'X', type: 'string' } }],
    ['a base property', { title: { title: 'X', type: 'string' } }],
    ['a type that is none', { x: { title: 'X', type: 'date' } }],
    ['no title', { x: { type: 'string' } }],
    ['an array of nothing', { x: { title: 'X', type: 'array' } }],
    ['an unknown mutability', { x: { title: 'X', type: 'string', mutability: 'OPEN' } }],
    ['oneOf without enum', { x: { title: 'X', type: 'string', oneOf: [{ const: 'a', title: 'A' }] } }],
    ['numbers that cannot be', { x: { title: 'X', type: 'integer', minimum: 3, maximum: 2 } }],
    ['lengths that cannot be', { x: { title: 'X', type: 'string', minLength: 3, maxLength: 2 } }],
    ['a removal of nothing', { x: null }],
    ['another type', { hrWorkerId: { type: 'integer' } }],
  ])('takes no %s', async (_name, properties) => {
    await start();
    expect(await edit(properties)).toMatchObject({ status: 400, code: 'E0000001' });
  });

  it('lets a name be optional, and shows changes before they can be written where the switch says so', async () => {
    await start({ switches: { schemaLagMs: 3000 } });
    const base = await edit({ lastName: { required: false, permissions: [] } }, 'base');
    expect(base).toMatchObject({
      status: 200,
      body: { definitions: { base: { required: ['login', 'firstName', 'email'] } } },
    });
    const profile = { firstName: 'Solo', login: 'solo@example.com', email: 'solo@example.com' };
    expect((await org.send('POST', '/api/v1/users', { profile })).status).toBe(200);
    expect((await edit({ pet: null }, 'base')).code).toBe('E0000001');
    expect(custom(await edit({ late: { title: 'Late', type: 'string' } }))).toHaveProperty('late');
    expect((await write({ late: 'x' })).causes).toEqual(["Property name 'late' is not defined in profile"]);
    await org.clock.advance(3000);
    expect((await write({ late: 'x' })).status).toBe(200);
  });
});

describe('row 15: user types', () => {
  const types = '/api/v1/meta/types/user';

  it('have schemas of their own and are changed by PUT of the user alone', async () => {
    await start({ schema: { custom: { hrWorkerId: { unique: true } } }, switches: { typeSettlesMs: 1000 } });
    await org.clock.advance(1000);
    const made = await org.send('POST', types, {
      name: 'contractor',
      displayName: 'Contractor',
      description: 'Externs',
    });
    const { id, _links } = made.body as { id: string; _links: { schema: { href: string } } };
    expect(made).toMatchObject({ status: 200, body: { name: 'contractor', default: false } });
    expect(custom(await org.send('GET', _links.schema.href.replace(org.simulator.url, '')))).toEqual({});
    const profile = { firstName: 'Con', lastName: 'Tractor', login: 'con@example.com', email: 'con@example.com' };
    const create = (): Promise<Answer> => org.send('POST', '/api/v1/users', { profile, type: { id } });
    expect(await create()).toMatchObject({ status: 409, code: 'E0000253' });
    await org.clock.advance(1000);
    expect(await create()).toMatchObject({ status: 200, body: { type: { id } } });
    const con = '/api/v1/users/con@example.com';
    expect((await write({ hrWorkerId: 'W9' }, con)).causes).toEqual([
      "Property name 'hrWorkerId' is not defined in profile",
    ]);
    const standard = org.simulator.org.types.default.id;
    await org.send('POST', con, { type: { id: standard } });
    expect((await org.send('GET', con)).body).toMatchObject({ type: { id } });
    const moved = await org.send('PUT', con, { profile: { ...profile, hrWorkerId: 'W9' }, type: { id: standard } });
    expect(moved).toMatchObject({ status: 200, body: { type: { id: standard }, profile: { hrWorkerId: 'W9' } } });
  });

  it('are read, renamed and removed, the default one and those with users excepted', async () => {
    await start();
    const make = (more: object): Promise<Answer> =>
      org.send('POST', types, { name: 'temp', displayName: 'Temp', ...more });
    const { id } = (await make({})).body as { id: string };
    for (const wrong of [{}, { name: '1x' }, { name: 'other', displayName: '' }]) {
      expect((await make(wrong)).code).toBe('E0000001');
    }
    expect(await org.json(types)).toMatchObject([{ default: true }, { id }]);
    expect((await org.send('POST', `${types}/${id}`, { displayName: 'Temps' })).body).toMatchObject({
      displayName: 'Temps',
    });
    expect((await org.send('PUT', `${types}/${id}`, { name: 'else', displayName: 'x' })).code).toBe('E0000001');
    expect((await org.send('GET', `${types}/default`)).body).toMatchObject({ default: true });
    expect((await org.send('DELETE', `${types}/default`)).code).toBe('E0000006');
    expect((await org.send('DELETE', `${types}/${id}`)).status).toBe(204);
    expect((await org.send('GET', `${types}/${id}`)).summary).toBe(`Not found: Resource not found: ${id} (UserType)`);
  });
});

describe('row 22: linked objects', () => {
  const definitions = '/api/v1/meta/schemas/user/linkedObjects';
  const side = (name: string): object => ({ name, title: name, description: name, type: 'USER' });
  const define = (primary: string, associated: string): Promise<Answer> =>
    org.send('POST', definitions, { primary: side(primary), associated: side(associated) });

  it('are defined once', async () => {
    await start();
    expect(await define('manager', 'subordinate')).toMatchObject({
      status: 201,
      body: { primary: { name: 'manager' } },
    });
    expect(await define('manager', 'other')).toMatchObject({ status: 409, code: 'E0000127' });
    expect(await define('1x', 'y')).toMatchObject({ status: 400, code: 'E0000001' });
    expect(await org.json(definitions)).toHaveLength(1);
    expect((await org.send('GET', `${definitions}/subordinate`)).body).toMatchObject({ primary: { name: 'manager' } });
    expect((await org.send('DELETE', `${definitions}/manager`)).status).toBe(204);
    expect((await org.send('GET', `${definitions}/manager`)).status).toBe(404);
    for (let index = 0; index < 200; index += 1) await define(`p${String(index)}`, `a${String(index)}`);
    expect(await define('one', 'more')).toMatchObject({ status: 400, code: 'E0000001' });
  });

  it('need a user that exists, and a new link takes the place of an earlier one', async () => {
    await start({ users: ['ada', 'bob', 'cy'].map((name) => user(`${name}@example.com`)) });
    await define('manager', 'subordinate');
    const id = (name: string): string => idFor('user', `${name}@example.com`);
    const to = (manager: string, name = 'manager'): Promise<Answer> =>
      org.send('PUT', `/api/v1/users/${id('cy')}/linkedObjects/${name}/${manager}`);
    const linked = async (of: string, name: string): Promise<unknown> =>
      (await org.send('GET', `/api/v1/users/${id(of)}/linkedObjects/${name}`)).body;
    expect(await to('00uNobody')).toMatchObject({ status: 404, code: 'E0000007' });
    expect(await linked('cy', 'manager')).toEqual([]);
    for (const manager of ['ada', 'bob']) {
      expect(await to(id(manager))).toMatchObject({ status: 204, body: undefined });
      expect(await linked('cy', 'manager')).toEqual([
        { _links: { self: { href: `${org.simulator.url}/api/v1/users/${id(manager)}` } } },
      ]);
    }
    expect([await linked('ada', 'subordinate'), await linked('bob', 'subordinate')]).toMatchObject([[], [{}]]);
    expect(await to(id('ada'), 'subordinate')).toMatchObject({ status: 400, code: 'E0000261' });
    expect((await to(id('ada'), 'friend')).status).toBe(404);
    const own = `/api/v1/users/${id('cy')}/linkedObjects/manager`;
    expect((await org.send('DELETE', own)).status).toBe(204);
    expect((await org.send('DELETE', own)).status).toBe(204);
    await to(id('ada'));
    org.simulator.org.removeUser(id('ada'));
    expect(await linked('cy', 'manager')).toEqual([]);
  });
});

describe('row 23: realms', () => {
  const realms = '/api/v1/realms';

  it('are a feature that an org may not have', async () => {
    await start();
    expect(await org.send('GET', realms)).toMatchObject({ status: 401, code: 'E0000015' });
    expect((await org.send('GET', ada)).body).not.toHaveProperty('realmId');
  });

  it('are on every user, and demand the domains of login and email', async () => {
    await start({ realms: [{ name: 'Default', default: true }] });
    const home = org.simulator.org.realms.defaultId;
    expect((await org.send('GET', ada)).body).toMatchObject({ realmId: home });
    const made = await org.send('POST', realms, {
      profile: { name: 'Partners', realmType: 'PARTNER', domains: ['partner.example'] },
    });
    expect(made).toMatchObject({ status: 200, body: { isDefault: false, profile: { realmType: 'PARTNER' } } });
    const { id: realmId } = made.body as { id: string };
    expect(realmId).toMatch(/^guo/);
    const create = (login: string, email = login): Promise<Answer> =>
      org.send('POST', '/api/v1/users', { profile: { firstName: 'P', lastName: 'Q', login, email }, realmId });
    expect((await create('p@partner.example', 'p@example.com')).causes).toEqual([
      "email: The domain is not one of the realm's domains",
    ]);
    expect(await create('p@partner.example')).toMatchObject({ status: 200, body: { realmId } });
    expect(await org.send('POST', ada, { realmId, profile: {} })).toMatchObject({ status: 400, code: 'E0000001' });
    expect((await org.send('POST', ada, { realmId: 'guoNone' })).code).toBe('E0000001');
    const own = `${realms}/${realmId}`;
    expect(await org.send('DELETE', own)).toMatchObject({ status: 400, code: 'E0000178' });
    expect((await org.send('DELETE', `${realms}/${home ?? ''}`)).code).toBe('E0000178');
    expect((await org.send('PUT', own, { profile: { name: 'Allies' } })).body).toMatchObject({
      profile: { name: 'Allies' },
    });
    expect(await org.send('POST', ada, { realmId })).toMatchObject({ status: 200, body: { realmId } });
  });

  it('are listed and searched, ten at a time, and there may be no more than so many', async () => {
    const many = Array.from({ length: 12 }, (_, index) => ({ name: `Realm ${String(index)}` }));
    await start({ realms: many, switches: { realmLimit: 14 } });
    expect(await org.json(realms)).toHaveLength(13);
    const query = (expression: string): string => `${realms}?search=${encodeURIComponent(expression)}`;
    expect(await org.json(query('profile.name co "realm"'))).toHaveLength(10);
    expect(await org.json(query('profile.name eq "Realm 11"'))).toHaveLength(1);
    expect((await org.send('GET', query('profile.pet eq "x"'))).code).toBe('E0000031');
    const make = (name: string): Promise<Answer> => org.send('POST', realms, { profile: { name } });
    expect([(await make('One')).status, (await make('Two')).code]).toEqual([200, 'E0000221']);
    for (const profile of [{}, { name: 'One' }, { name: 'X', realmType: 'Y' }, { name: 'X', domains: 'x' }]) {
      expect((await org.send('POST', realms, { profile })).code).toBe('E0000001');
    }
  });
});

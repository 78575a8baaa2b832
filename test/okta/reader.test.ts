import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { oktaGroupId } from '../../src/domain/kernel/ids.ts';
import { createReader, probe, type ProbeResult, type ServiceAppOptions } from '../../src/okta/index.ts';
import { VirtualClock } from '../support/virtual-clock.ts';
import { collect, FakeOkta, options, rawUser, settled } from './fake-okta.ts';

function world(): { clock: VirtualClock; okta: FakeOkta; reader: ReturnType<typeof createReader> } {
  const clock = new VirtualClock();
  const okta = new FakeOkta(clock);
  return { clock, okta, reader: createReader(options, okta.tools) };
}

function rawGroup(id: string, stats: Record<string, unknown> | null): Record<string, unknown> {
  return {
    id,
    type: 'OKTA_GROUP',
    lastUpdated: '2025-06-01T00:00:00.000Z',
    lastMembershipUpdated: '2025-06-01T00:00:00.000Z',
    profile: { name: id },
    ...(stats === null ? {} : { _embedded: { stats } }),
  };
}

describe('options that cannot work', () => {
  it.each<[string, Partial<ServiceAppOptions>, string]>([
    ['a URL without https', { orgUrl: 'http://acme.okta.test' }, 'TEN-2002'],
    ['a client id with a space', { clientId: '0oa client' }, 'TEN-2003'],
    ['no share', { share: 0 }, 'TEN-2003'],
    ['a share that is no number', { share: NaN }, 'TEN-2003'],
    ['more than everything', { share: 1.1 }, 'TEN-2003'],
    ['no key', { privateKey: { material: '', kid: null } }, 'TEN-2001'],
  ])('%s is refused before anything is sent', (_, change, code) => {
    const okta = new FakeOkta(new VirtualClock());
    const failure = expect.objectContaining({ code, exitCode: 10 }) as Error;
    expect(() => createReader({ ...options, ...change }, okta.tools)).toThrow(failure);
    expect(okta.seen).toEqual([]);
  });
});

describe('the canary', () => {
  it.each([
    ['is not shown', (okta: FakeOkta): Response => okta.json({ errorCode: 'E0000007' }, 404), 'TEN-2204'],
    ['is somebody else', (okta: FakeOkta): Response => okta.json(rawUser('00u9', 'x@acme.test')), 'TEN-2204'],
    ['is forbidden', (okta: FakeOkta): Response => okta.json({ errorCode: 'E0000006' }, 403), 'TEN-2202'],
    ['needs a feature', (okta: FakeOkta): Response => okta.json({ errorCode: 'E0000015' }, 401), 'TEN-2308'],
  ])('%s', async (_, api, code) => {
    const { clock, okta, reader } = world();
    okta.api = () => api(okta);
    await expect(settled(clock, reader.canary('ann@acme.test'))).rejects.toMatchObject({ code });
    expect(okta.calls).toHaveLength(1);
  });

  it('is found by its login in any case and without its accents', async () => {
    const { clock, okta, reader } = world();
    okta.api = () => okta.json(rawUser('00u1', 'isáàc.bröck@acme.test'));
    expect(await settled(clock, reader.canary('Isaac.Brock@acme.test'))).toMatchObject({ id: '00u1' });
  });
});

describe('groups with an admin role', () => {
  const flags = async (stats: readonly (Record<string, unknown> | null)[]): Promise<unknown> => {
    const { clock, okta, reader } = world();
    okta.api = () => okta.json(stats.map((one, index) => rawGroup(`00g${String(index + 1)}`, one)));
    const pages = await settled(clock, collect(reader.groups()));
    expect(okta.calls).toHaveLength(1);
    return pages.flatMap(({ items }) => items.map(({ admin, members }) => [admin, members]));
  };

  it('are known by either spelling of the flag, for nothing', async () => {
    expect(
      await flags([
        { hasAdminPrivlege: true },
        { hasAdminPrivilege: true, usersCount: 7 },
        { hasAdminPrivilege: false },
      ]),
    ).toEqual([
      [true, undefined],
      [true, 7],
      [false, undefined],
    ]);
  });

  it('are not known where the listing does not tell, nor is a count that is none', async () => {
    expect(await flags([null, {}, { usersCount: 'many' }, { usersCount: -1 }])).toEqual(
      Array.from({ length: 4 }, () => [undefined, undefined]),
    );
  });

  it('are not believed while the flag is nonsense', async () => {
    await expect(flags([{ hasAdminPrivilege: 'no' }])).rejects.toMatchObject({ code: 'TEN-2306' });
  });

  it.each([
    [200, [{}], true],
    [200, [], false],
    [404, {}, false],
  ])('are asked about one by one: %s %j', async (status, body, carries) => {
    const { clock, okta, reader } = world();
    okta.api = () => okta.json(body, status);
    expect(await settled(clock, reader.carriesRole(oktaGroupId('00g1')))).toBe(carries);
    expect(okta.calls.map(({ path }) => path)).toEqual(['/api/v1/groups/00g1/roles']);
  });
});

describe('the schema', () => {
  const schema = (base: unknown, custom?: unknown): unknown => ({
    definitions: {
      base: { properties: base, required: ['login'] },
      ...(custom === undefined ? {} : { custom: { properties: custom, required: [] } }),
    },
  });
  const plain = {
    type: 'string',
    mutability: 'READ_WRITE',
    permissions: [{ principal: 'SELF', action: 'READ_WRITE' }],
  };

  it('is read with what Okta enforces', async () => {
    const { clock, okta, reader } = world();
    const custom = {
      anchor: { ...plain, unique: 'UNIQUE_VALIDATED', permissions: [{ principal: 'SELF', action: 'READ_ONLY' }] },
      pending: { ...plain, unique: 'PENDING_UNIQUENESS', master: { type: 'PROFILE_MASTER' } },
      colour: { ...plain, enum: ['red', 'blue'], maxLength: 4, minLength: 3, pattern: '^[a-z]+$' },
      sizes: { type: 'array', items: { type: 'integer', enum: [1, 2] }, mutability: 'IMMUTABLE', required: true },
    };
    okta.api = () => okta.json(schema({ login: { ...plain, format: 'email' } }, custom));
    const found = new Map((await settled(clock, reader.schema())).map((attribute) => [attribute.name, attribute]));
    expect(found.get('login')).toMatchObject({ custom: false, required: true, format: 'email', userEditable: true });
    expect(found.get('anchor')).toMatchObject({ custom: true, unique: true, userEditable: false, master: null });
    expect(found.get('pending')).toMatchObject({ unique: false, master: 'PROFILE_MASTER' });
    expect(found.get('colour')).toMatchObject({
      values: ['red', 'blue'],
      minLength: 3,
      maxLength: 4,
      pattern: '^[a-z]+$',
    });
    expect(found.get('sizes')).toMatchObject({
      type: 'array',
      values: [1, 2],
      mutability: 'IMMUTABLE',
      required: true,
    });
  });

  it.each([
    ['no login', schema({})],
    ['no definitions', {}],
    ['a type of its own', schema({ login: { type: 'object' } })],
    ['a master of its own', schema({ login: { ...plain, master: { type: 'MOON' } } })],
    ['values that are lists', schema({ login: { ...plain, enum: [[]] } })],
  ])('is not believed with %s', async (_, body) => {
    const { clock, okta, reader } = world();
    okta.api = () => okta.json(body);
    await expect(settled(clock, reader.schema())).rejects.toMatchObject({ code: 'TEN-2306' });
  });
});

describe('group rules', () => {
  it.each([
    ['a status of its own', { status: 'PAUSED' }],
    ['no groups', { actions: {} }],
    ['an odd group', { actions: { assignUserToGroups: { groupIds: ['../x'] } } }],
  ])('are not believed with %s', async (_, change) => {
    const { clock, okta, reader } = world();
    const rule = { id: '0pr1', name: 'r', status: 'ACTIVE', actions: { assignUserToGroups: { groupIds: ['00g1'] } } };
    okta.api = () => okta.json([{ ...rule, ...change }]);
    await expect(settled(clock, reader.groupRules())).rejects.toMatchObject({ code: 'TEN-2306' });
  });
});

describe('doctor warns', () => {
  async function round(
    change: (okta: FakeOkta) => void,
    more: Partial<ServiceAppOptions> = {},
  ): Promise<Map<string, ProbeResult>> {
    const { clock, okta } = world();
    okta.api = ({ path }) => answers(okta, path);
    change(okta);
    const wants = { attributes: [], anchor: 'hrWorkerId', canary: null };
    const results = await settled(clock, collect(probe({ ...options, ...more }, okta.tools, wants)));
    return new Map(results.map((result) => [result.name, result]));
  }

  function answers(okta: FakeOkta, path: string): Response {
    const hrWorkerId = { type: 'string', unique: true, permissions: [{ principal: 'SELF', action: 'READ_WRITE' }] };
    const login = { type: 'string' };
    if (path === '/.well-known/okta-organization') return okta.json({ id: '00o1' });
    if (path === '/api/v1/users') return okta.json([{}], 200, okta.rate(600, 100, 30));
    if (path.startsWith('/api/v1/iam')) return okta.json({ value: [{ id: '00u1' }] });
    if (path.startsWith('/oauth2/v1/clients')) return okta.json({ errorCode: 'E0000006' }, 403);
    if (!path.startsWith('/api/v1/meta')) return okta.json([]);
    return okta.json({ definitions: { base: { properties: { login, hrWorkerId } } } });
  }

  it('of a clock that drifts, a tight window, no groups, an anchor that its owner may edit', async () => {
    const found = await round((okta) => (okta.ahead = -90_000));
    const warned = [...found].filter(([, { level }]) => level === 'warn').map(([name]) => name);
    expect(warned).toEqual(['clock', 'groups', 'schema', 'excess', 'rate limits']);
    expect(found.get('clock')?.detail).toMatch(/^The clock of this host is (89|90)\.\d s ahead of Okta's\.$/);
    expect(found.get('own role')).toMatchObject({ level: 'ok', detail: 'Okta does not say' });
    expect(found.get('rate limits')?.detail).toBe('Only 100 of 600 calls are left for GET /api/v1/users.');
  });

  it('of a short RSA key', async () => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const material = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    const found = await round(() => undefined, { privateKey: { material, kid: null } });
    expect(found.get('key')).toMatchObject({ level: 'warn', problem: { severity: 'warning' } });
  });

  it('does not keep a person waiting when Okta is out of reach', async () => {
    const { clock, okta } = world();
    okta.api = () => okta.raw('', 503);
    const start = clock.now();
    const results = await settled(clock, collect(probe(options, okta.tools)));
    expect(results.map(({ name, level }) => `${name} ${level}`)).toEqual(['key ok', 'organisation fail']);
    expect(clock.now() - start).toBeLessThanOrEqual(10_000);
  });
});

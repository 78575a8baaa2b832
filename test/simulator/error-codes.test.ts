import { request } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { group, idFor, user, type OrgSeed, type RoleSeed } from '../../src/simulator/index.ts';
import { turn } from './caller.ts';
import { everyScope, writer, type Answer, type Writer } from './writer.ts';

// One test for each row of okta-api.md §7, the quick table of error codes, and for what the sentences above it say: the
// status and the text as Okta's own catalogue has them.

let org: Writer | undefined;
afterEach(async () => {
  await org?.close();
  org = undefined;
});

const sales = idFor('group', 'Sales');
const imported = '00gImported000000x7';
const ada = '/api/v1/users/ada@example.com';
const rules = '/api/v1/groups/rules';
const admin = '/api/v1/users/staged@example.com';
const profile = (login: string): object => ({ firstName: 'N', lastName: 'Ew', login, email: login });

const people: Partial<OrgSeed> = {
  users: [
    user('ada@example.com'),
    user('staged@example.com', { status: 'STAGED' }),
    user('gone@example.com', { status: 'DEPROVISIONED' }),
    user('ad@example.com', { provider: { type: 'ACTIVE_DIRECTORY', name: 'acme.local' } }),
  ],
  groups: [group('Sales'), group('Imported', { id: imported, type: 'APP_GROUP' })],
  realms: [],
  schema: {
    custom: {
      audited: { mutability: 'READ_ONLY' },
      once: { mutability: 'IMMUTABLE' },
      hrWorkerId: { unique: true },
    },
  },
};

const search = (expression: string, name = 'search'): string => `?${name}=${encodeURIComponent(expression)}`;

interface Row {
  readonly code: string;
  readonly status: number;
  readonly summary: string;
  readonly from?: Partial<OrgSeed>;
  readonly roles?: readonly RoleSeed[];
  readonly ask: (at: Writer) => Promise<Answer>;
}

/** Codes that no endpoint here comes to by itself: Okta's own trouble, and endpoints that are not there. */
function ordered(code: string, status: number, summary: string): Row {
  return {
    ...{ code, status, summary },
    ask: (at) => {
      at.simulator.faults.order({ kind: 'fail', status, errorCode: code });
      return at.send('GET', '/api/v1/users');
    },
  };
}

const send =
  (method: string, path: string, body?: unknown, headers?: Readonly<Record<string, string>>): Row['ask'] =>
  (at) =>
    at.send(method, path, body, headers);

/** After something else. */
const after =
  (first: Row['ask'], then: Row['ask']): Row['ask'] =>
  async (at) => {
    await first(at);
    return then(at);
  };

const none = { authorization: '' };
const newRule = send('POST', rules, {
  type: 'group_rule',
  name: 'A rule',
  conditions: { expression: { type: 'urn:okta:expression:1.0', value: 'user.city=="Bonn"' } },
  actions: { assignUserToGroups: { groupIds: [sales] } },
});
const reading = 'Invalid search criteria.';
const paging = 'Invalid paging request.';
const status = "This operation is not allowed in the user's current status.";

const table: readonly Row[] = [
  {
    code: 'E0000001',
    status: 400,
    summary: 'Api validation failed: login',
    ask: send('POST', '/api/v1/users', { profile: profile('ada@example.com') }),
  },
  {
    code: 'E0000003',
    status: 400,
    summary: 'The request body was not well-formed.',
    ask: send('POST', '/api/v1/users', '{'),
  },
  ordered('E0000004', 401, 'Authentication failed'),
  {
    code: 'E0000005',
    status: 403,
    summary: 'Invalid session',
    ask: async (at) => answerOf(await fetch(`${at.simulator.url}/api/v1/users`)),
  },
  {
    code: 'E0000006',
    status: 403,
    summary: 'You do not have permission to perform the requested action',
    roles: [{ type: 'READ_ONLY_ADMIN' }],
    ask: send('POST', `${ada}/lifecycle/suspend`),
  },
  {
    code: 'E0000007',
    status: 404,
    summary: 'Not found: Resource not found: 00uNobody (User)',
    ask: send('GET', '/api/v1/users/00uNobody'),
  },
  {
    code: 'E0000008',
    status: 404,
    summary: 'The requested path was not found',
    ask: send('GET', '/api/v1/nowhere'),
  },
  ordered('E0000009', 500, 'Internal Server Error'),
  {
    code: 'E0000010',
    status: 503,
    summary: 'Service is in read only mode',
    ask: (at) => {
      at.simulator.faults.order({ kind: 'maintenance' });
      return at.send('POST', `${ada}/lifecycle/suspend`);
    },
  },
  {
    code: 'E0000011',
    status: 401,
    summary: 'Invalid token provided',
    ask: (at) => at.send('GET', ada, undefined, { authorization: 'SSWS 00abc' }),
  },
  {
    code: 'E0000015',
    status: 401,
    summary: 'You do not have permission to access the feature you are requesting',
    from: { realms: undefined as never },
    ask: send('GET', '/api/v1/realms'),
  },
  {
    code: 'E0000016',
    status: 403,
    summary: 'Activation failed because the user is already active',
    ask: send('POST', `${ada}/lifecycle/activate`),
  },
  {
    code: 'E0000021',
    status: 400,
    summary: 'Bad request.  Accept and/or Content-Type headers likely do not match supported values.',
    ask: send('POST', ada, '{}', { 'content-type': 'text/plain' }),
  },
  {
    code: 'E0000022',
    status: 405,
    summary: 'The endpoint does not support the provided HTTP method',
    ask: send('PATCH', ada),
  },
  {
    code: 'E0000023',
    status: 403,
    summary: 'Operation failed because user profile is mastered under another system',
    ask: send('POST', '/api/v1/users/ad@example.com', { profile: { title: 'x' } }),
  },
  {
    code: 'E0000028',
    status: 400,
    summary: 'The request is missing a required parameter.',
    ask: send('POST', `${ada}/lifecycle/reset_password`),
  },
  { code: 'E0000029', status: 400, summary: paging, ask: send('GET', '/api/v1/users?limit=none') },
  { code: 'E0000029', status: 400, summary: paging, ask: send('GET', '/api/v1/users?after=made-up') },
  { code: 'E0000031', status: 400, summary: reading, ask: send('GET', `/api/v1/users${search('a')}`) },
  {
    code: 'E0000032',
    status: 403,
    summary: 'Unlock is not allowed for this user.',
    ask: send('POST', `${ada}/lifecycle/unlock`),
  },
  {
    code: 'E0000033',
    status: 400,
    summary: "Bad request. Can't specify a search query and filter in the same request.",
    ask: send('GET', `/api/v1/users${search('id pr')}&filter=id+eq+%221%22`),
  },
  {
    code: 'E0000038',
    status: 403,
    summary: status,
    ask: send('POST', '/api/v1/users/gone@example.com', { profile: { title: 'x' } }),
  },
  {
    code: 'E0000047',
    status: 429,
    summary: 'API call exceeded rate limit due to too many requests.',
    ask: (at) => {
      at.simulator.faults.order({ kind: 'concurrency', limit: 0 });
      return at.send('GET', ada);
    },
  },
  {
    code: 'E0000053',
    status: 400,
    summary: 'Invalid SCIM filter.',
    ask: send('GET', `/api/v1/logs${search('(', 'filter')}`),
  },
  {
    code: 'E0000054',
    status: 400,
    summary: 'Invalid pagination properties.',
    from: { switches: { invalidPaging: 'E0000054' } },
    ask: send('GET', '/api/v1/users?after=made-up'),
  },
  {
    code: 'E0000055',
    status: 409,
    summary: 'Duplicate group.',
    from: { switches: { duplicateGroup: 'E0000055' } },
    ask: send('POST', '/api/v1/groups', { profile: { name: 'Sales' } }),
  },
  {
    code: 'E0000060',
    status: 501,
    summary: 'Unsupported operation.',
    from: { switches: { importedMembership: 'unsupported' } },
    ask: send('PUT', `/api/v1/groups/${imported}/users/${idFor('user', 'ada@example.com')}`),
  },
  ordered(
    'E0000075',
    403,
    'Cannot modify the {0} attribute because it has a field mapping and profile push is enabled.',
  ),
  {
    code: 'E0000077',
    status: 403,
    summary: 'Cannot modify the audited attribute because it is read-only.',
    ask: send('POST', ada, { profile: { audited: 'x' } }),
  },
  {
    code: 'E0000078',
    status: 403,
    summary: 'Cannot modify the once attribute because it is immutable.',
    ask: after(send('POST', ada, { profile: { once: 'x' } }), send('POST', ada, { profile: { once: 'y' } })),
  },
  {
    code: 'E0000090',
    status: 409,
    summary: 'The role specified is already assigned to the user.',
    ask: after(
      send('POST', `${ada}/roles`, { type: 'APP_ADMIN' }),
      send('POST', `${ada}/roles`, { type: 'APP_ADMIN' }),
    ),
  },
  {
    code: 'E0000093',
    status: 400,
    summary: 'Target count limit exceeded',
    ask: send('POST', '/api/v1/users', {
      profile: profile('new@example.com'),
      groupIds: Array.from({ length: 21 }, () => sales),
    }),
  },
  ordered('E0000100', 503, 'Unable to perform search query.'),
  ordered('E0000107', 403, 'The entity is not in the expected state for the requested transition.'),
  {
    code: 'E0000112',
    status: 409,
    summary: 'Cannot update this user because they are still being activated. Please try again in a few minutes.',
    from: { switches: { activationMs: 5000 } },
    ask: after(send('POST', `${admin}/lifecycle/activate`), send('POST', admin, { profile: { title: 'x' } })),
  },
  ordered('E0000117', 403, 'Cannot assign apps or update app profiles for an inactive user.'),
  {
    code: 'E0000122',
    status: 406,
    summary: "Accept Header did not contain supported media type 'application/json'",
    ask: send('GET', ada, undefined, { accept: 'text/html' }),
  },
  {
    code: 'E0000124',
    status: 400,
    summary:
      'Could not create user. To create a user and expire their password immediately, a password must be specified',
    ask: send('POST', '/api/v1/users?nextLogin=changePassword', { profile: profile('new@example.com') }),
  },
  {
    code: 'E0000125',
    status: 400,
    summary: 'Could not create user. To create a user and expire their password immediately, "activate" must be true',
    ask: send('POST', '/api/v1/users?nextLogin=changePassword&activate=false', {
      profile: profile('new@example.com'),
      credentials: { password: { value: 'correct horse' } },
    }),
  },
  {
    code: 'E0000145',
    status: 409,
    summary:
      'Some users returned by the search cannot be parsed because the user schema has been changed to be inconsistent with their stale profile data.',
    from: { users: [user('odd@example.com', { profile: { title: 7 } })] },
    ask: send('GET', '/api/v1/users'),
  },
  {
    code: 'E0000178',
    status: 400,
    summary: 'This realm cannot be deleted. It is the default realm.',
    ask: async (at) => {
      const [realm] = await at.json<{ id: string }[]>('/api/v1/realms');
      return at.send('DELETE', `/api/v1/realms/${realm?.id ?? ''}`);
    },
  },
  {
    code: 'E0000179',
    status: 400,
    summary: 'There is a required attribute that is externally sourced.',
    from: {
      schema: { custom: { card: { required: true, master: { type: 'OVERRIDE', priority: [{ type: 'APP' }] } } } },
    },
    ask: send('POST', '/api/v1/users', { profile: profile('new@example.com') }),
  },
  ordered('E0000181', 503, 'Service temporarily unavailable.'),
  ordered('E0000195', 409, 'Api validation failed due to conflict: {0}'),
  {
    code: 'E0000221',
    status: 403,
    summary: 'You have reached the maximum number of realms. An org cannot have more than 1 realms.',
    from: { switches: { realmLimit: 1 } },
    ask: send('POST', '/api/v1/realms', { profile: { name: 'Partners' } }),
  },
  {
    code: 'E0000231',
    status: 412,
    summary: "ETag value doesn't match.",
    ask: send('POST', ada, { profile: {} }, { 'if-match': 'W/"0"' }),
  },
  {
    code: 'E0000239',
    status: 423,
    summary: 'Policy priorities are being reconciled. Please try again later.',
    from: { switches: { ruleSettlesMs: 5000 } },
    ask: after(newRule, newRule),
  },
  {
    code: 'E0000242',
    status: 400,
    summary: 'ETag value is malformed.',
    ask: send('POST', ada, { profile: {} }, { 'if-match': 'x' }),
  },
  {
    code: 'E0000249',
    status: 409,
    summary: 'The group rules are still being initialized. Please try again later.',
    from: { switches: { ruleSettlesMs: 5000, unsettledRules: 'E0000249' } },
    ask: after(newRule, newRule),
  },
  {
    code: 'E0000253',
    status: 409,
    summary: 'The user type is still being initialized. Please try again later.',
    from: { switches: { typeSettlesMs: 5000 } },
    ask: async (at) => {
      await at.clock.advance(1000);
      const made = await at.send('POST', '/api/v1/meta/types/user', { name: 'x', displayName: 'X' });
      const type = { id: (made.body as { id: string }).id };
      return at.send('POST', '/api/v1/users', { profile: profile('new@example.com'), type });
    },
  },
  {
    code: 'E0000256',
    status: 414,
    summary: 'The request URI or its headers are too long.',
    ask: send('GET', `/api/v1/users${search(`id eq "${'0'.repeat(8200)}"`)}`),
  },
];

async function answerOf(response: Response): Promise<Answer> {
  const body = (await response.json()) as { errorCode: string; errorSummary: string };
  const { errorCode: code, errorSummary: summary } = body;
  return { status: response.status, headers: response.headers, body, code, summary, causes: [] };
}

describe('the table of §7', () => {
  it.each(table.map((row) => [row.code, row.status, row] as const))('%s is %d', async (code, expected, row) => {
    const { from = {}, roles, ask } = row;
    org = await writer({ ...people, ...from }, { scopes: everyScope, ...(roles === undefined ? {} : { roles }) });
    const answer = await ask(org);
    expect(answer).toMatchObject({ status: expected, code, summary: row.summary });
    const { body, headers } = answer;
    expect(headers.get('content-type')).toBe('application/json');
    expect(headers.get('x-okta-request-id')).toMatch(/^req\w{22}$/);
    for (const name of ['limit', 'remaining', 'reset']) expect(headers.get(`x-rate-limit-${name}`)).toMatch(/^\d+$/);
    const inTheLog = code === 'E0000053';
    expect(Object.keys(body as object)).toEqual([
      ...['errorCode', 'errorSummary'],
      ...(inTheLog ? [] : ['errorLink']),
      ...['errorId', 'errorCauses'],
    ]);
    if (!inTheLog)
      expect(body).toMatchObject({ errorLink: code, errorId: expect.stringMatching(/^oae\w{22}$/) as string });
  });
});

describe('an Accept header', () => {
  it.each([
    ['application/json', 200],
    ['application/json;q=0.9, text/html', 200],
    ['application/*', 200],
    ['*/*', 200],
    ['', 200],
    ['text/html', 406],
    ['application/xml, text/plain', 406],
    ['application/json;q=0', 406],
  ])('of %j is answered with %d', async (accept, expected) => {
    org = await writer(people);
    expect((await org.get(ada, { headers: { accept } })).status).toBe(expected);
  });

  it('is looked at once it is known who asks, and for what', async () => {
    org = await writer(people, { scopes: 'okta.users.read' });
    const headers = { accept: 'text/html' };
    expect((await org.get('/api/v1/groups', { headers })).status).toBe(403);
    expect((await fetch(org.simulator.url + ada, { headers })).status).toBe(403);
  });
});

describe('a head that is too long', () => {
  it('is refused by its path or by one header, at the length of the switch, before anybody asks who it is', async () => {
    org = await writer(people);
    turn(org.simulator.org, { longestLine: 3000 });
    const at = org.simulator.url;
    const long = 'x'.repeat(3000);
    for (const [path, headers] of [
      [`/api/v1/users?q=${long}`, {}],
      ['/api/v1/users', { 'x-more': `${long}x` }],
      ['/oauth2/v1/token', { 'x-more': `${long}x` }],
    ] as const) {
      const refused = await fetch(at + path, { headers: { ...none, ...headers } });
      expect([refused.status, ((await refused.json()) as { errorCode: string }).errorCode]).toEqual([414, 'E0000256']);
    }
    expect((await org.get(`/api/v1/users?q=${'x'.repeat(2000)}`)).status).toBe(200);
  });
});

describe('a POST or PUT without a length', () => {
  it.each(['POST', 'PUT'])('is answered with 411 to %s, and an empty body', async (method) => {
    org = await writer(people);
    const token = await org.token('okta.users.manage okta.groups.manage');
    const path = method === 'POST' ? `${ada}/lifecycle/suspend` : `/api/v1/groups/${sales}/users/ada@example.com`;
    const headers = { authorization: `DPoP ${token}`, dpop: org.resourceProof(token, method, path) };
    const url = new URL(org.simulator.url + path);
    const [code, text] = await new Promise<[number | undefined, string]>((resolve, reject) => {
      const sent = request(url, { method, headers }, (response) => {
        let body = '';
        response.setEncoding('utf8').on('data', (part: string) => (body += part));
        response.on('end', () => {
          resolve([response.statusCode, body]);
        });
      });
      sent.on('error', reject);
      // Neither a length nor chunks: what a client sends that believes a body of nothing needs no header.
      sent.useChunkedEncodingByDefault = false;
      sent.removeHeader('content-length');
      sent.end();
    });
    expect([code, text]).toEqual([411, '']);
  });
});

it('every row of the table has its test', () => {
  // The rows as the paper has them, some of which hold several codes.
  const paper = `1 3 4 5 6 7 8 9 10 11 15 16 22 23 28 29 31 33 53 54 32 38 47 55 60 75 77 78 93 100 107 112 117 124 125
    145 178 221 195 231 242 239 249 253 256 21 122 181`;
  const codes = paper.split(/\s+/).map((number) => `E${number.padStart(7, '0')}`);
  expect(codes.filter((code) => !table.some((row) => row.code === code))).toEqual([]);
});

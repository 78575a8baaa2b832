import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { issueToken } from '../../src/simulator/auth/access-token.ts';
import {
  bench,
  clientId,
  ecKey,
  jwt,
  proofKey,
  rsaKey,
  testApp,
  type Bench,
  type Changes,
  type SentHeaders,
  turn,
} from './caller.ts';

const users = '/api/v1/users';
const algorithms = 'algs="RS256 RS384 RS512 ES256 ES384 ES512"';

let org: Bench;
let token: string;
let bearer: string;
/** As a custom authorization server of the same org issues one. */
let foreign: string;

beforeAll(async () => {
  const bearerApp = { ...testApp({ dpopBound: false }), clientId: '0oaBearer0000000x700' };
  org = await bench({ apps: [testApp(), bearerApp] });
  token = await org.token();
  const assertion = org.assertion({ claims: { iss: bearerApp.clientId, sub: bearerApp.clientId } });
  const answer = await org.askToken(org.form({ client_assertion: assertion }));
  bearer = ((await answer.json()) as { access_token: string }).access_token;
  const { url, org: state } = org.simulator;
  const grant = { clientId, scopes: ['okta.users.read'], thumbprint: undefined };
  foreign = await issueToken(state, url, { ...grant, audience: 'api://default' });
});
afterAll(() => org.close());

function fetchUsers(headers: SentHeaders): Promise<Response> {
  return fetch(org.simulator.url + users, { headers });
}

function challengeOf(scheme: string, error: string, description: string, scope = 'okta.users.read'): string {
  const host = org.simulator.url;
  return (
    `${scheme} authorization_uri="${host}/oauth2/v1/authorize", realm="${host}", scope="${scope}", ` +
    `error="${error}", error_description="${description}", resource="${users}"`
  );
}

const dpop = `DPoP ${algorithms},`;

describe('row 1, §1.5: a wrong proof at a resource', () => {
  const rows: readonly (readonly [name: string, description: string, change: () => Changes])[] = [
    ['has another typ', "'typ' must be 'dpop+jwt' in the DPoP proof JWT.", () => ({ header: { typ: 'jwt' } })],
    ['says HS256', 'The DPoP proof JWT signature algorithm is invalid.', () => ({ header: { alg: 'HS256' } })],
    [
      'is signed by another key than it shows',
      'The DPoP proof JWT signature is invalid.',
      () => ({ header: { jwk: ecKey().publicJwk } }),
    ],
    ['is for POST', "'htm' claim in the DPoP proof JWT is invalid.", () => ({ claims: { htm: 'POST' } })],
    [
      'names the query',
      "'htu' claim in the DPoP proof JWT is invalid.",
      () => ({ claims: { htu: `${org.simulator.url}${users}?limit=1` } }),
    ],
    [
      'names another encoding of the path',
      "'htu' claim in the DPoP proof JWT is invalid.",
      () => ({ claims: { htu: `${org.simulator.url}/api/v1/%75sers` } }),
    ],
    [
      'is a minute early',
      'The DPoP proof JWT is issued in the future.',
      () => ({ claims: { iat: org.seconds() + 60 } }),
    ],
    [
      'is older than five minutes',
      'The DPoP proof JWT is issued more than five minutes in the past.',
      () => ({ claims: { iat: org.seconds() - 301 } }),
    ],
    ['has no jti', "'jti' claim in the DPoP proof JWT is invalid.", () => ({ claims: { jti: undefined } })],
    ['has no iat', "'iat' claim in the DPoP proof JWT is invalid.", () => ({ claims: { iat: undefined } })],
    [
      'is expired',
      'The DPoP proof JWT is expired.',
      () => ({ claims: { iat: org.seconds() - 60, exp: org.seconds() - 1 } }),
    ],
    ['has no key', 'The DPoP proof JWT is invalid.', () => ({ header: { jwk: undefined } })],
    ['shows its private key', 'The DPoP proof JWT is invalid.', () => ({ header: { jwk: proofKey.privateJwk } })],
    [
      'has no ath',
      "'ath' claim in the DPoP proof does not match the presented access_token.",
      () => ({ claims: { ath: undefined } }),
    ],
    [
      'has the ath of another token',
      "'ath' claim in the DPoP proof does not match the presented access_token.",
      () => ({ claims: { ath: createHash('sha256').update('another').digest('base64url') } }),
    ],
    [
      'is of a key the token is not bound to',
      'The access_token is not bound to the provided DPoP proof.',
      () => ({ by: ecKey() }),
    ],
  ];

  it.each(rows)('that %s', async (_name, description, change) => {
    const proof = org.resourceProof(token, 'GET', users, change());
    const response = await fetchUsers({ authorization: `DPoP ${token}`, dpop: proof });
    expect(response.status).toBe(400);
    expect(response.headers.get('www-authenticate')).toBe(challengeOf(dpop, 'invalid_dpop_proof', description));
    expect(await response.text()).toBe('');
  });

  it.each<[string, () => string, string]>([
    [
      'is there twice',
      () => `${org.resourceProof(token, 'GET', users)}, ${org.resourceProof(token, 'GET', users)}`,
      'Multiple DPoP proof JWT headers are not allowed.',
    ],
    ['is no JWT', () => 'proof', 'The DPoP proof JWT cannot be parsed.'],
  ])('that %s', async (_name, proof, description) => {
    const response = await fetchUsers({ authorization: `DPoP ${token}`, dpop: proof() });
    expect(response.status).toBe(400);
    expect(response.headers.get('www-authenticate')).toBe(challengeOf(dpop, 'invalid_dpop_proof', description));
  });

  it('that is five minutes old is not', async () => {
    const proof = org.resourceProof(token, 'GET', users, { claims: { iat: org.seconds() - 300 } });
    expect((await fetchUsers({ authorization: `DPoP ${token}`, dpop: proof })).status).toBe(200);
  });

  it('that was used before', async () => {
    const headers = { authorization: `DPoP ${token}`, dpop: org.resourceProof(token, 'GET', users) };
    expect((await fetchUsers(headers)).status).toBe(200);
    const again = await fetchUsers(headers);
    expect(again.status).toBe(400);
    expect(again.headers.get('www-authenticate')).toContain('The DPoP proof JWT has already been used.');
  });

  it('needs no nonce, and the query is no part of it', async () => {
    const proof = org.resourceProof(token, 'GET', users);
    const response = await fetch(`${org.simulator.url}${users}?limit=5`, {
      headers: { authorization: `DPoP ${token}`, dpop: proof },
    });
    expect(response.status).toBe(200);
    expect(response.headers.get('dpop-nonce')).toBeNull();
  });
});

describe('row 4, §1.4: a wrong credential', () => {
  const forged = (): string =>
    jwt(
      { alg: 'RS256' },
      { iss: org.simulator.url, cid: clientId, scp: ['okta.users.read'], exp: org.seconds() + 60 },
      rsaKey(),
    );
  const rows: readonly (readonly [string, number, string | undefined, () => SentHeaders])[] = [
    [
      'a token for another resource',
      401,
      'The access token provided is not intended for Okta.',
      () => ({ authorization: `Bearer ${foreign}` }),
    ],
    [
      'a bound token as a bearer',
      400,
      'The resource request must use the DPoP authentication scheme when using a DPoP bound token.',
      () => ({ authorization: `Bearer ${token}` }),
    ],
    [
      'a bound token without a proof',
      400,
      'The resource request requires a DPoP proof.',
      () => ({ authorization: `DPoP ${token}` }),
    ],
    [
      'a bearer token with the DPoP scheme',
      401,
      'The presented access_token is not DPoP bound.',
      () => ({ authorization: `DPoP ${bearer}`, dpop: org.resourceProof(bearer, 'GET', users) }),
    ],
    ['a garbled token', 401, 'The access token is invalid.', () => ({ authorization: 'Bearer undefined' })],
    [
      'a token the org did not sign',
      401,
      'The access token is invalid.',
      () => ({ authorization: `Bearer ${forged()}` }),
    ],
    ['an API token', 401, undefined, () => ({ authorization: 'SSWS 00abc' })],
    ['nothing', 403, undefined, () => ({})],
  ];

  it.each(rows)('%s', async (_name, status, description, headers) => {
    const response = await fetchUsers(headers());
    expect(response.status).toBe(status);
    if (description === undefined) expect(response.headers.get('www-authenticate')).toBeNull();
    else expect(response.headers.get('www-authenticate')).toContain(`error_description="${description}"`);
  });

  it('carries Okta’s codes where it has a body', async () => {
    const [none, api, bad] = await Promise.all(
      [{}, { authorization: 'SSWS 00abc' }, { authorization: 'Bearer x' }].map(async (headers) => {
        const response = await fetchUsers(headers);
        return await response.json();
      }),
    );
    expect(none).toMatchObject({ errorCode: 'E0000005', errorSummary: 'Invalid session' });
    expect(api).toMatchObject({ errorCode: 'E0000011', errorSummary: 'Invalid token provided' });
    expect(bad).toMatchObject({ errorCode: 'E0000011' });
  });

  it('of another org has an invalid issuer', async () => {
    const other = await bench({ name: 'Other' });
    const response = await org.get(users, { token: await other.token() });
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toContain('The access token provided has an invalid issuer.');
    await other.close();
  });
});

it('takes a bearer token where the app does not require DPoP', async () => {
  expect((await fetchUsers({ authorization: `Bearer ${bearer}` })).status).toBe(200);
});

it('row 4: expires a token after one hour, and says so as the switch asks', async () => {
  const hour = await bench();
  const held = await hour.token();
  await hour.clock.advance(3_599_000);
  expect((await hour.get(users, { token: held })).status).toBe(200);
  await hour.clock.advance(1000);
  const expired = await hour.get(users, { token: held });
  expect(expired.status).toBe(401);
  expect(expired.headers.get('www-authenticate')).toMatch(
    /^DPoP .*error="invalid_token".*The access token is invalid\./,
  );
  expect(await expired.json()).toMatchObject({ errorCode: 'E0000011' });
  turn(hour.simulator.org, { invalidTokenBody: 'empty' });
  expect(await (await hour.get(users, { token: held })).text()).toBe('');
  await hour.close();
});

it('revokes tokens, and an inactive client’s too', async () => {
  const revoking = await bench();
  const held = await revoking.token();
  revoking.simulator.org.revokeTokens(clientId);
  const revoked = await revoking.get(users, { token: held });
  expect(revoked.status).toBe(401);
  expect(revoked.headers.get('www-authenticate')).toContain('The access token has been revoked.');
  await revoking.clock.advance(1000);
  const fresh = await revoking.token();
  expect((await revoking.get(users, { token: fresh })).status).toBe(200);
  const app = revoking.simulator.org.app(clientId);
  if (app !== undefined) app.active = false;
  expect((await revoking.get(users, { token: fresh })).status).toBe(401);
  await revoking.close();
});

describe('row 3, §1.3: the scope gate', () => {
  it('names the scope it wants in the header, and the body is a switch', async () => {
    const narrow = await org.token('okta.groups.read');
    const json = await org.get(users, { token: narrow });
    const description = 'The access token provided does not contain the required scopes.';
    expect(json.status).toBe(403);
    expect(json.headers.get('www-authenticate')).toBe(challengeOf(dpop, 'insufficient_scope', description));
    expect(await json.json()).toMatchObject({ errorCode: 'E0000006' });
    turn(org.simulator.org, { insufficientScopeBody: 'empty' });
    const empty = await org.get(users, { token: narrow });
    expect(empty.status).toBe(403);
    expect(await empty.text()).toBe('');
  });

  it('lets a manage scope read', async () => {
    org.simulator.org.app(clientId)?.grant('okta.users.manage');
    const managing = await org.token('okta.users.manage');
    expect((await org.get(users, { token: managing })).status).toBe(200);
  });
});

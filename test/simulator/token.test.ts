import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  assertionType,
  bench,
  clientId,
  clientKey,
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

const strangerKey = rsaKey('k1');
const ecClientKey = ecKey('ec1', 'ES384');
const retiredKey = rsaKey('old');
const encryptionKey = rsaKey('enc');
const keyless = '0oaKeyless0000000x70';
const webApp = '0oaWebApp00000000x70';
const lazyApp = '0oaLazyApp0000000x70';
const twoKeys = '0oaTwoKeys0000000x70';

let org: Bench;

beforeAll(async () => {
  const keys = [
    { ...clientKey.publicJwk, kid: 'k1' },
    { ...ecClientKey.publicJwk, kid: 'ec1' },
    { ...retiredKey.publicJwk, kid: 'old', status: 'INACTIVE' as const },
    { ...encryptionKey.publicJwk, kid: 'enc', use: 'enc' },
  ];
  const one = { keys: [{ ...clientKey.publicJwk, kid: 'k1' }] };
  org = await bench({
    apps: [
      { ...testApp(), jwks: { keys } },
      { clientId: keyless, grantedScopes: ['okta.users.read'] },
      { clientId: webApp, jwks: one, applicationType: 'web', dpopBound: false, grantedScopes: ['okta.users.read'] },
      {
        clientId: lazyApp,
        jwks: one,
        grantTypes: ['authorization_code', 'refresh_token'],
        dpopBound: false,
        grantedScopes: ['okta.users.read'],
      },
      { clientId: twoKeys, jwks: { keys: keys.slice(0, 2) }, dpopBound: false, grantedScopes: ['okta.users.read'] },
    ],
  });
  await org.token();
});
afterAll(() => org.close());

interface Refusal {
  readonly status: number;
  readonly error: string;
  readonly description: string;
}

const client = (description: string): Refusal => ({ status: 401, error: 'invalid_client', description });
const proof = (description: string): Refusal => ({ status: 400, error: 'invalid_dpop_proof', description });

async function expectRefusal(response: Response, refusal: Refusal): Promise<void> {
  const body: unknown = await response.json();
  expect(body).toEqual({ error: refusal.error, error_description: refusal.description });
  expect(response.status).toBe(refusal.status);
  expect(response.headers.get('content-type')).toBe('application/json');
  expect(response.headers.get('x-okta-request-id')).toMatch(/^req[A-Za-z0-9]{22}$/);
}

function as(id: string): Changes {
  return { claims: { iss: id, sub: id } };
}

describe('row 2, §1.2: a wrong client assertion', () => {
  const rows: readonly (readonly [name: string, refusal: Refusal, assertion: () => string])[] = [
    ['is no JWT', client('The parsing of the client_assertion failed.'), () => 'not.a.jwt'],
    ['is cut short', client('The parsing of the client_assertion failed.'), () => org.assertion().split('.')[0] ?? ''],
    [
      'comes from an unknown client',
      client('The issuer claim for client_assertion is not a valid client_id.'),
      () => org.assertion(as('0oaNobody0000000x700')),
    ],
    [
      'has no issuer',
      client('The issuer claim for client_assertion is not a valid client_id.'),
      () => org.assertion({ claims: { iss: undefined } }),
    ],
    [
      'is about somebody else',
      client('The subject claim for client_assertion is not a valid client_id.'),
      () => org.assertion({ claims: { sub: 'somebody' } }),
    ],
    [
      'is meant for the org, not the endpoint',
      client('The audience claim for client_assertion must be the endpoint invoked for the request.'),
      () => org.assertion({ claims: { aud: org.simulator.url } }),
    ],
    [
      'is meant for another server',
      client('The audience claim for client_assertion must be the endpoint invoked for the request.'),
      () => org.assertion({ claims: { aud: `${org.simulator.url}/oauth2/default/v1/token` } }),
    ],
    [
      'has no exp',
      client("The client_assertion must contain the 'exp' claim as seconds since epoch."),
      () => org.assertion({ claims: { exp: undefined } }),
    ],
    [
      'has an exp that is no number',
      client("The client_assertion must contain the 'exp' claim as seconds since epoch."),
      () => org.assertion({ claims: { exp: String(org.seconds() + 300) } }),
    ],
    [
      'is expired',
      client('The client_assertion token is expired.'),
      () => org.assertion({ claims: { exp: org.seconds() - 1 } }),
    ],
    [
      'lives longer than an hour',
      client('The client_assertion token has an expiration too far into the future.'),
      () => org.assertion({ claims: { exp: org.seconds() + 3601 } }),
    ],
    [
      'gives exp in milliseconds',
      client('The client_assertion token has an expiration too far into the future.'),
      () => org.assertion({ claims: { exp: (org.seconds() + 300) * 1000 } }),
    ],
    [
      'is issued in the future',
      client('The client_assertion token must be issued before the current time.'),
      () => org.assertion({ claims: { iat: org.seconds() + 30 } }),
    ],
    [
      'is signed by another key of the same kid',
      client('The client_assertion signature is invalid.'),
      () => org.assertion({ by: strangerKey }),
    ],
    [
      'names a kid that is not registered',
      client('The client_assertion JWT kid is invalid.'),
      () => org.assertion({ header: { kid: 'k9' } }),
    ],
    [
      'is signed by a deactivated key',
      client('The client_assertion JWT kid is invalid.'),
      () => org.assertion({ by: retiredKey }),
    ],
    [
      'names no kid although the client has several keys',
      client('The client_assertion JWT kid is invalid.'),
      () => org.assertion({ ...as(twoKeys), header: { kid: undefined } }),
    ],
    [
      'is signed with a key for encryption',
      client('The client_assertion JWT needs to be signed using a signing key.'),
      () => org.assertion({ by: encryptionKey }),
    ],
    [
      'says HS256',
      client('The client_assertion JWT signature algorithm is invalid.'),
      () => org.assertion({ header: { alg: 'HS256' } }),
    ],
    [
      'says none',
      client('The client_assertion JWT signature algorithm is invalid.'),
      () => org.assertion({ header: { alg: 'none' } }),
    ],
    [
      'says PS256',
      client('The client_assertion JWT signature algorithm is invalid.'),
      () => org.assertion({ header: { alg: 'PS256' } }),
    ],
    [
      'uses an algorithm that its key cannot have',
      client('The client_assertion JWT signature algorithm is invalid.'),
      () => org.assertion({ header: { alg: 'ES256' } }),
    ],
    [
      'comes from a client without keys',
      client('The client does not have a JWKSet configured, but the client_assertion requires one.'),
      () => org.assertion(as(keyless)),
    ],
  ];

  it.each(rows)('that %s', async (_name, refusal, assertion) => {
    const response = await org.askToken(org.form({ client_assertion: assertion() }), { dpop: org.tokenProof() });
    await expectRefusal(response, refusal);
  });

  it('that was used before', async () => {
    const assertion = org.assertion();
    const first = await org.askToken(org.form({ client_assertion: assertion }), { dpop: org.tokenProof() });
    expect(first.status).toBe(200);
    const again = await org.askToken(org.form({ client_assertion: assertion }), { dpop: org.tokenProof() });
    await expectRefusal(again, client('The client_assertion token has already been used.'));
  });

  it('that already asked for a nonce', async () => {
    const assertion = org.assertion();
    const form = org.form({ client_assertion: assertion });
    const asked = await org.askToken(form, { dpop: org.tokenProof({ claims: { nonce: undefined } }) });
    expect(asked.status).toBe(400);
    const again = await org.askToken(form, { dpop: org.tokenProof() });
    await expectRefusal(again, client('The client_assertion token has already been used.'));
  });

  it('may be used as often as it likes without a jti', async () => {
    const assertion = org.assertion({ claims: { jti: undefined } });
    for (let round = 0; round < 2; round += 1) {
      const response = await org.askToken(org.form({ client_assertion: assertion }), { dpop: org.tokenProof() });
      expect(response.status).toBe(200);
    }
  });
});

describe('rows 2 and 3, §1.2: a wrong request', () => {
  const several =
    'Cannot supply multiple client credentials. Use one of the following: credentials in the Authorization header, credentials in the post body, or a client_assertion in the post body.';
  const secretUsed =
    'Client Credentials requests to the Org Authorization Server must use the private_key_jwt token_endpoint_auth_method.';
  const basic = { authorization: `Basic ${Buffer.from(`${clientId}:secret`).toString('base64')}` };
  type Fields = Readonly<Record<string, string | undefined>>;
  const rows: readonly (readonly [name: string, refusal: Refusal, fields: () => Fields, headers?: SentHeaders])[] = [
    ['no credentials', client('No client credentials found.'), () => ({ client_assertion: undefined })],
    [
      'a client secret',
      client(secretUsed),
      () => ({ client_assertion: undefined, client_id: clientId, client_secret: 's' }),
    ],
    ['basic authentication', client(secretUsed), () => ({ client_assertion: undefined }), basic],
    [
      'an assertion and a secret',
      { status: 401, error: 'invalid_request', description: several },
      () => ({ client_secret: 's' }),
    ],
    [
      'an assertion and basic authentication',
      { status: 401, error: 'invalid_request', description: several },
      () => ({}),
      basic,
    ],
    [
      'another assertion type',
      { status: 400, error: 'invalid_request', description: 'The client_assertion_type is invalid.' },
      () => ({ client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:saml2-bearer' }),
    ],
    [
      'no assertion type',
      { status: 400, error: 'invalid_request', description: 'The client_assertion_type is invalid.' },
      () => ({ client_assertion_type: undefined }),
    ],
    [
      'no scope',
      { status: 400, error: 'invalid_scope', description: 'No scopes were requested.' },
      () => ({ scope: undefined }),
    ],
    [
      'an empty scope',
      { status: 400, error: 'invalid_scope', description: 'No scopes were requested.' },
      () => ({ scope: ' ' }),
    ],
    [
      'an unknown scope',
      {
        status: 400,
        error: 'invalid_scope',
        description: 'One or more scopes are not configured for the authorization server resource.',
      },
      () => ({ scope: 'okta.users.read okta.pets.read' }),
    ],
    [
      'the openid scope',
      { status: 400, error: 'invalid_scope', description: "Cannot request 'openid' scopes using client credentials." },
      () => ({ scope: 'openid okta.users.read' }),
    ],
    [
      'a .self scope',
      {
        status: 400,
        error: 'client_credentials_self_scope_requested',
        description: "The 'client_credentials' grant type may not request .self scopes.",
      },
      () => ({ scope: 'okta.users.read.self' }),
    ],
    [
      'only scopes that are not granted',
      { status: 400, error: 'consent_required', description: 'You are not allowed any of the requested scopes.' },
      () => ({ scope: 'okta.users.manage okta.groups.manage' }),
    ],
    [
      'no grant type',
      {
        status: 400,
        error: 'unsupported_grant_type',
        description: 'The authorization grant type is not supported by the authorization server.',
      },
      () => ({ grant_type: undefined }),
    ],
    [
      'a grant type the client does not have',
      {
        status: 400,
        error: 'unauthorized_client',
        description:
          'The client is not authorized to use the provided grant type. Configured grant types: [client_credentials].',
      },
      () => ({ grant_type: 'authorization_code' }),
    ],
    [
      'client_credentials from a client without it',
      {
        status: 400,
        error: 'unauthorized_client',
        description:
          'The client is not authorized to use the provided grant type. Configured grant types: [authorization_code, refresh_token].',
      },
      () => ({ client_assertion: org.assertion(as(lazyApp)) }),
    ],
    [
      'client_credentials from a web app',
      client(
        "Only clients with 'application_type' of 'service' may use the client_credentials 'grant_type' with the Org Authorization Server.",
      ),
      () => ({ client_assertion: org.assertion(as(webApp)) }),
    ],
  ];

  it.each(rows.map((row) => ({ name: row[0], row })))('with $name', async ({ row: [, refusal, fields, headers] }) => {
    const response = await org.askToken(org.form(fields()), { dpop: org.tokenProof(), ...headers });
    await expectRefusal(response, refusal);
  });
});

describe('row 1, §1.5: a wrong DPoP proof', () => {
  const rows: readonly (readonly [name: string, refusal: Refusal, proof: () => string | undefined])[] = [
    ['is missing', proof('The DPoP proof JWT header is missing.'), () => undefined],
    [
      'is there twice',
      proof('Multiple DPoP proof JWT headers are not allowed.'),
      () => `${org.tokenProof()}, ${org.tokenProof()}`,
    ],
    ['is no JWT', proof('The DPoP proof JWT cannot be parsed.'), () => 'proof'],
    [
      'has another typ',
      proof("'typ' must be 'dpop+jwt' in the DPoP proof JWT."),
      () => org.tokenProof({ header: { typ: 'JWT' } }),
    ],
    [
      'says HS256',
      proof('The DPoP proof JWT signature algorithm is invalid.'),
      () => org.tokenProof({ header: { alg: 'HS256' } }),
    ],
    [
      'says none',
      proof('The DPoP proof JWT signature algorithm is invalid.'),
      () => org.tokenProof({ header: { alg: 'none' } }),
    ],
    [
      'says what its key cannot do',
      proof('The DPoP proof JWT signature algorithm is invalid.'),
      () => org.tokenProof({ header: { alg: 'RS256' } }),
    ],
    ['has no key', proof('The DPoP proof JWT is invalid.'), () => org.tokenProof({ header: { jwk: undefined } })],
    [
      'shows its private key',
      proof('The DPoP proof JWT is invalid.'),
      () => org.tokenProof({ header: { jwk: proofKey.privateJwk } }),
    ],
    [
      'is signed by another key than it shows',
      proof('The DPoP proof JWT signature is invalid.'),
      () => org.tokenProof({ header: { jwk: ecKey().publicJwk } }),
    ],
    [
      'is for GET',
      proof("'htm' claim in the DPoP proof JWT is invalid."),
      () => org.tokenProof({ claims: { htm: 'GET' } }),
    ],
    [
      'writes its method small',
      proof("'htm' claim in the DPoP proof JWT is invalid."),
      () => org.tokenProof({ claims: { htm: 'post' } }),
    ],
    [
      'is for another address',
      proof("'htu' claim in the DPoP proof JWT is invalid."),
      () => org.tokenProof({ claims: { htu: `${org.simulator.url}//oauth2/v1/token` } }),
    ],
    [
      'has no iat',
      proof("'iat' claim in the DPoP proof JWT is invalid."),
      () => org.tokenProof({ claims: { iat: undefined } }),
    ],
    [
      'is issued in the future',
      proof('The DPoP proof JWT is issued in the future.'),
      () => org.tokenProof({ claims: { iat: org.seconds() + 30 } }),
    ],
    [
      'is older than five minutes',
      proof('The DPoP proof JWT is issued more than five minutes in the past.'),
      () => org.tokenProof({ claims: { iat: org.seconds() - 301 } }),
    ],
    [
      'is expired',
      proof('The DPoP proof JWT is expired.'),
      () => org.tokenProof({ claims: { iat: org.seconds() - 60, exp: org.seconds() - 1 } }),
    ],
    [
      'has no jti',
      proof("'jti' claim in the DPoP proof JWT is invalid."),
      () => org.tokenProof({ claims: { jti: undefined } }),
    ],
    [
      'has a jti that is no text',
      proof("'jti' claim in the DPoP proof JWT is invalid."),
      () => org.tokenProof({ claims: { jti: 7 } }),
    ],
  ];

  it.each(rows)('that %s', async (_name, refusal, header) => {
    const dpop = header();
    const response = await org.askToken(org.form(), dpop === undefined ? {} : { dpop });
    await expectRefusal(response, refusal);
    expect(response.headers.get('dpop-nonce')).toBeNull();
  });

  it('that comes on two header lines', async () => {
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const headers = {
        'content-type': 'application/x-www-form-urlencoded',
        dpop: [org.tokenProof(), org.tokenProof()],
      };
      const call = request(org.tokenUrl, { method: 'POST', headers }, (response) => {
        response.resume();
        resolve(response.statusCode);
      });
      call.once('error', reject).end(org.form().toString());
    });
    expect(status).toBe(400);
    expect(org.simulator.requests().at(-1)).toMatchObject({ status: 400 });
  });

  it('that was used before', async () => {
    const dpop = org.tokenProof();
    expect((await org.askToken(org.form(), { dpop })).status).toBe(200);
    await expectRefusal(await org.askToken(org.form(), { dpop }), proof('The DPoP proof JWT has already been used.'));
  });

  it.each([
    ['no nonce', undefined],
    ['a nonce of its own', 'made-up'],
  ])('that has %s is told one', async (_name, nonce) => {
    const response = await org.askToken(org.form(), { dpop: org.tokenProof({ claims: { nonce } }) });
    await expectRefusal(response, {
      status: 400,
      error: 'use_dpop_nonce',
      description: 'Authorization server requires nonce in DPoP proof.',
    });
    expect(response.headers.get('dpop-nonce')).toMatch(/^[A-Za-z0-9]{32}$/);
  });
});

describe('row 1: a good request', () => {
  it('gets a token bound to the proof’s key, with Okta’s claims', async () => {
    const response = await org.askToken(org.form({ scope: 'okta.users.read okta.groups.read' }), {
      dpop: org.tokenProof(),
    });
    const body = (await response.json()) as Record<string, unknown>;
    expect(response.status).toBe(200);
    expect(body).toMatchObject({ token_type: 'DPoP', expires_in: 3600, scope: 'okta.users.read okta.groups.read' });
    const [header, claims] = String(body['access_token'])
      .split('.')
      .slice(0, 2)
      .map((part) => JSON.parse(Buffer.from(part, 'base64url').toString()) as Record<string, unknown>);
    expect(header).toMatchObject({ alg: 'RS256' });
    expect(claims).toMatchObject({
      ver: 1,
      iss: org.simulator.url,
      aud: org.simulator.url,
      sub: clientId,
      cid: clientId,
      iat: org.seconds(),
      exp: org.seconds() + 3600,
      scp: ['okta.users.read', 'okta.groups.read'],
    });
    expect(claims?.['jti']).toMatch(/^AT\./);
    expect((claims?.['cnf'] as { jkt: string }).jkt).toMatch(/^[A-Za-z0-9_-]{43}$/);
  });

  it('may be signed with any of the client’s keys', async () => {
    const form = org.form({ client_assertion: org.assertion({ by: ecClientKey }) });
    expect((await org.askToken(form, { dpop: org.tokenProof() })).status).toBe(200);
  });

  it.each(['RS256', 'RS384', 'RS512', 'ES256', 'ES384', 'ES512'])('may be signed with %s', async (alg) => {
    const by = alg.startsWith('RS') ? rsaKey(alg, alg) : ecKey(alg, alg);
    org.simulator.org.app(clientId)?.addKey({ ...by.publicJwk, kid: alg });
    const form = org.form({ client_assertion: org.assertion({ by }) });
    expect((await org.askToken(form, { dpop: org.tokenProof() })).status).toBe(200);
    org.simulator.org.app(clientId)?.removeKey(alg);
  });

  it.each(['RS256', 'RS384', 'RS512', 'ES256', 'ES384', 'ES512'])('may prove possession with %s', async (alg) => {
    const by = alg.startsWith('RS') ? rsaKey(undefined, alg) : ecKey(undefined, alg);
    expect((await org.askToken(org.form(), { dpop: org.tokenProof({ by }) })).status).toBe(200);
  });

  it('is narrowed to what is granted, or refused, as the switch says', async () => {
    const fields = { scope: 'okta.users.read okta.users.manage' };
    const narrowed = await org.askToken(org.form(fields), { dpop: org.tokenProof() });
    expect(await narrowed.json()).toMatchObject({ scope: 'okta.users.read' });
    const { org: state } = org.simulator;
    turn(state, { partialScopes: 'refuse' });
    const refused = await org.askToken(org.form(fields), { dpop: org.tokenProof() });
    expect(await refused.json()).toMatchObject({ error: 'consent_required' });
    turn(state, { partialScopes: 'narrow' });
  });

  it('gets a bearer token from an app that does not require DPoP, which ignores the header', async () => {
    const assertion = org.assertion(as(twoKeys));
    const form = org.form({ client_assertion: assertion, scope: 'okta.users.read' });
    const response = await org.askToken(form, { dpop: 'nonsense' });
    expect(await response.json()).toMatchObject({ token_type: 'Bearer' });
  });

  it('may name itself beside the assertion only where the switch lets it', async () => {
    const { org: state } = org.simulator;
    turn(state, { clientIdBesideAssertion: 'refuse' });
    const refused = await org.askToken(org.form({ client_id: clientId }), { dpop: org.tokenProof() });
    expect(await refused.json()).toMatchObject({ error: 'invalid_request' });
    turn(state, { clientIdBesideAssertion: 'accept' });
    expect((await org.askToken(org.form({ client_id: clientId }), { dpop: org.tokenProof() })).status).toBe(200);
  });
});

describe('row 2: keys', () => {
  it('rotate: the new one is added, then the old one is deactivated and removed', async () => {
    const rotating = await bench();
    await rotating.token();
    const app = rotating.simulator.org.app(clientId);
    const fresh = rsaKey('k2');
    const status = async (by = clientKey): Promise<number> => {
      const form = rotating.form({ client_assertion: rotating.assertion({ by }) });
      return (await rotating.askToken(form, { dpop: rotating.tokenProof() })).status;
    };
    expect(await status(fresh)).toBe(401);
    app?.addKey({ ...fresh.publicJwk, kid: 'k2' });
    expect([await status(), await status(fresh)]).toEqual([200, 200]);
    app?.setKeyStatus('k1', 'INACTIVE');
    expect([await status(), await status(fresh)]).toEqual([401, 200]);
    app?.removeKey('k1');
    expect(app?.keys).toHaveLength(1);
    expect(() => app?.addKey({ ...fresh.publicJwk, kid: 'k2' })).toThrow('its own kid');
    await rotating.close();
  });

  it('stop working with the grants that are revoked', async () => {
    const revoking = await bench();
    revoking.simulator.org.app(clientId)?.revoke('okta.users.read');
    await expect(revoking.token('okta.users.read')).rejects.toThrow('consent_required');
    await revoking.close();
  });
});

describe('row 1: the nonce', () => {
  it('changes every day and stays good for three', async () => {
    const days = await bench();
    const nonces: string[] = [];
    const ask = async (nonce: string | undefined): Promise<Response> =>
      days.askToken(days.form(), { dpop: days.tokenProof({ claims: { nonce } }) });
    for (let day = 0; day < 4; day += 1) {
      nonces.push((await ask(undefined)).headers.get('dpop-nonce') ?? '');
      await days.clock.advance(86_400_000);
    }
    expect(new Set(nonces).size).toBe(4);
    const statuses = await Promise.all(nonces.map(async (nonce) => (await ask(nonce)).status));
    expect(statuses).toEqual([400, 400, 200, 200]);
    await days.close();
  });

  it('can be renewed early, and the old one still works', async () => {
    const before = org.tokenProof();
    const renewed = org.simulator.rotateNonce();
    const response = await org.askToken(org.form(), { dpop: org.tokenProof({ claims: { nonce: 'x' } }) });
    expect(response.headers.get('dpop-nonce')).toBe(renewed);
    expect((await org.askToken(org.form(), { dpop: before })).status).toBe(200);
  });
});

it('knows an assertion from its header even when everything else is odd', async () => {
  const odd = jwt(
    { alg: 'RS256', kid: 'k1', typ: 'odd' },
    { iss: clientId, sub: clientId, aud: [org.tokenUrl], exp: org.seconds() + 60 },
    clientKey,
  );
  const form = new URLSearchParams({
    grant_type: 'client_credentials',
    scope: 'okta.users.read',
    client_assertion_type: assertionType,
    client_assertion: odd,
  });
  expect((await org.askToken(form, { dpop: org.tokenProof() })).status).toBe(200);
});

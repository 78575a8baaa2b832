import { verify } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createReader } from '../../src/okta/index.ts';
import { VirtualClock } from '../support/virtual-clock.ts';
import { assertionOf, clientKey, FakeOkta, options, origin, proofOf, rawUser, settled } from './fake-okta.ts';

const start = Date.UTC(2026, 0, 5, 9);

function world(): { clock: VirtualClock; okta: FakeOkta; canary: () => Promise<unknown> } {
  const clock = new VirtualClock(start);
  const okta = new FakeOkta(clock);
  okta.api = () => okta.json(rawUser('00u1', 'ann@acme.test'));
  const reader = createReader(options, okta.tools);
  return { clock, okta, canary: () => settled(clock, reader.canary('00u1')) };
}

function jtis(okta: FakeOkta): (string | undefined)[] {
  return okta.tokens.flatMap((seen) => [assertionOf(seen).claims.jti, proofOf(seen).claims.jti]);
}

describe('the token request', () => {
  it('carries an assertion that the public key verifies, with the claims that Okta asks for', async () => {
    const { okta, canary } = world();
    await canary();
    const form = new URLSearchParams(okta.tokens[0]?.body);
    expect(form.get('grant_type')).toBe('client_credentials');
    expect(form.get('scope')).toBe('okta.users.read okta.groups.read okta.schemas.read okta.roles.read');
    expect(form.get('client_assertion_type')).toBe('urn:ietf:params:oauth:client-assertion-type:jwt-bearer');
    const { header, claims, compact } = assertionOf(okta.tokens[0]);
    expect(header).toEqual({ alg: 'ES256', kid: 'k1' });
    expect(claims).toMatchObject({ iss: '0oaClient', sub: '0oaClient', aud: `${origin}/oauth2/v1/token` });
    expect(claims.exp).toBe((claims.iat ?? 0) + 300);
    expect(claims.iat).toBeLessThanOrEqual(start / 1000);
    const [head, body, signature] = compact.split('.');
    const key = { key: clientKey.publicKey, dsaEncoding: 'ieee-p1363' } as const;
    const data = Buffer.from(`${String(head)}.${String(body)}`);
    expect(verify('sha256', data, key, Buffer.from(signature ?? '', 'base64url'))).toBe(true);
  });

  it('goes through the nonce dance with a new assertion and a new proof each time, and keeps the nonce', async () => {
    const { clock, okta, canary } = world();
    const nonces = ['n1', 'n2'];
    okta.token = (seen) => {
      const nonce = proofOf(seen).claims['nonce'];
      if (nonce === 'n2') return okta.grant();
      return okta.refuse('use_dpop_nonce', 'nonce', 400, { 'dpop-nonce': nonces.shift() ?? 'n2' });
    };
    await canary();
    expect(okta.tokens.map((seen) => proofOf(seen).claims['nonce'])).toEqual([undefined, 'n1', 'n2']);
    expect(new Set(jtis(okta)).size).toBe(6);
    await clock.advance(3_600_000);
    await canary();
    expect(okta.tokens).toHaveLength(4);
    expect(proofOf(okta.tokens[3]).claims['nonce']).toBe('n2');
  });

  it('gives up after two rounds of nonces', async () => {
    const { okta, canary } = world();
    okta.token = () => okta.refuse('use_dpop_nonce', 'nonce', 400, { 'dpop-nonce': 'again' });
    await expect(canary()).rejects.toMatchObject({ code: 'TEN-2105' });
    expect(okta.tokens).toHaveLength(3);
    expect(okta.calls).toHaveLength(0);
  });

  it('is made once for everybody who waits', async () => {
    const clock = new VirtualClock(start);
    const okta = new FakeOkta(clock);
    okta.api = () => okta.json(rawUser('00u1', 'ann@acme.test'));
    const reader = createReader(options, okta.tools);
    await settled(clock, Promise.all(Array.from({ length: 12 }, () => reader.user('00u1', []))));
    expect(okta.tokens).toHaveLength(1);
    expect(okta.calls).toHaveLength(12);
  });

  it('is made again at 80 % of the life of a token, not before', async () => {
    const { clock, okta, canary } = world();
    await canary();
    await clock.advance(2_870_000);
    await canary();
    expect(okta.tokens).toHaveLength(1);
    await clock.advance(20_000);
    await canary();
    expect(okta.tokens).toHaveLength(2);
    expect(okta.calls.at(-1)?.headers.get('authorization')).toBe('DPoP at-2');
  });

  it('may fail at early renewal for a passing reason while the token still holds', async () => {
    const { clock, okta, canary } = world();
    await canary();
    okta.token = () => okta.raw('', 503);
    await clock.advance(3_000_000);
    await canary();
    await canary();
    expect(okta.tokens).toHaveLength(2);
    expect(okta.calls.at(-1)?.headers.get('authorization')).toBe('DPoP at-1');
  });

  it('is made anew once when a resource refuses the token, and no more than once', async () => {
    const { okta, canary } = world();
    okta.api = (seen) =>
      seen.headers.get('authorization') === 'DPoP at-1'
        ? okta.raw('', 401, { 'www-authenticate': 'DPoP error="invalid_token"' })
        : okta.json(rawUser('00u1', 'ann@acme.test'));
    await canary();
    expect(okta.tokens).toHaveLength(2);
    expect(okta.calls).toHaveLength(2);
    okta.api = () => okta.raw('', 401);
    await expect(canary()).rejects.toMatchObject({ code: 'TEN-2106' });
    expect(okta.tokens).toHaveLength(3);
    expect(okta.calls).toHaveLength(4);
  });

  it('never passes a part of the scopes for the whole', async () => {
    const { okta, canary } = world();
    okta.token = () => okta.grant({ scope: 'okta.users.read okta.schemas.read' });
    const error = expect.objectContaining({
      code: 'TEN-2201',
      message: expect.stringContaining('okta.groups.read, okta.roles.read') as string,
    }) as Error;
    await expect(canary()).rejects.toEqual(error);
    expect(okta.calls).toHaveLength(0);
  });

  it.each([
    ['a token that binds to no key', { token_type: 'Bearer' }, 'TEN-2105'],
    ['no token', { access_token: undefined }, 'TEN-2306'],
    ['a token with a line break', { access_token: 'a\nb' }, 'TEN-2306'],
    ['no lifetime', { expires_in: 'soon' }, 'TEN-2306'],
    ['no scopes', { scope: undefined }, 'TEN-2306'],
    ['another kind of token', { token_type: 'mac' }, 'TEN-2306'],
  ])('refuses %s', async (_, change, code) => {
    const { okta, canary } = world();
    okta.token = () => okta.grant(change);
    await expect(canary()).rejects.toMatchObject({ code });
    expect(okta.calls).toHaveLength(0);
  });
});

describe('a refused client', () => {
  it.each([
    ['invalid_client', 'The issuer claim for client_assertion is not a valid client_id.', 401, 'TEN-2101'],
    ['invalid_client', 'The subject claim for client_assertion is not a valid client_id.', 401, 'TEN-2101'],
    ['invalid_client', 'The client_assertion signature is invalid.', 401, 'TEN-2102'],
    ['invalid_client', 'The client_assertion JWT signature algorithm is invalid.', 401, 'TEN-2102'],
    ['invalid_client', 'The client_assertion JWT kid is invalid.', 401, 'TEN-2103'],
    ['invalid_client', 'The client does not have a JWKSet configured, but the …', 401, 'TEN-2103'],
    ['invalid_client', 'The audience claim for client_assertion must be the endpoint invoked.', 401, 'TEN-2104'],
    ['invalid_client', "Only clients with 'application_type' of 'service' may use …", 401, 'TEN-2108'],
    ['unauthorized_client', 'The client is not authorized to use the provided grant type.', 400, 'TEN-2108'],
    ['invalid_client', 'Something new.', 401, 'TEN-2109'],
    ['server_says_no', '', 400, 'TEN-2109'],
    ['consent_required', 'You are not allowed any of the requested scopes.', 400, 'TEN-2201'],
    ['invalid_scope', 'One or more scopes are not configured for the authorization server.', 400, 'TEN-2201'],
    ['invalid_dpop_proof', "'htu' claim in the DPoP proof JWT is invalid.", 400, 'TEN-2105'],
  ])('%s, "%s" is told at once, with a remedy', async (error, description, status, code) => {
    const { okta, canary } = world();
    okta.token = () => okta.refuse(error, `${description} at-secret`, status);
    const failure = (await canary().catch((thrown: unknown) => thrown)) as Error & { hint?: string };
    expect(failure).toMatchObject({ code, exitCode: 12 });
    expect(failure.hint).toMatch(/\w/);
    expect(`${failure.message}${failure.hint ?? ''}`).not.toContain('at-secret');
    expect(okta.tokens).toHaveLength(1);
  });

  it('gets a second chance with Okta’s own time when its clock is a little off', async () => {
    const { okta, canary } = world();
    okta.ahead = -200_000;
    okta.token = (seen) =>
      (assertionOf(seen).claims.iat ?? 0) * 1000 > okta.okta
        ? okta.refuse('invalid_client', 'The client_assertion token must be issued before the current time.')
        : okta.grant();
    await canary();
    expect(okta.tokens).toHaveLength(2);
    expect((proofOf(okta.calls[0]).claims.iat ?? 0) * 1000).toBeLessThanOrEqual(okta.okta);
  });

  it.each([-600_000, 600_000])('stops when the clock is ten minutes off (%i)', async (ahead) => {
    const { okta, canary } = world();
    okta.ahead = ahead;
    okta.token = () => okta.refuse('invalid_client', 'The client_assertion token is expired.');
    await expect(canary()).rejects.toMatchObject({
      code: 'TEN-2107',
      message: expect.stringContaining('10 minutes') as string,
      hint: expect.stringContaining('timedatectl') as string,
    });
    expect(okta.seen).toHaveLength(1);
  });

  it('is not asked for proofs when DPoP is off, and is told when the app wants them', async () => {
    const clock = new VirtualClock(start);
    const okta = new FakeOkta(clock);
    okta.api = () => okta.json(rawUser('00u1', 'ann@acme.test'));
    const reader = createReader({ ...options, dpop: false }, okta.tools);
    okta.token = () => okta.grant({ token_type: 'Bearer' });
    await settled(clock, reader.canary('00u1'));
    expect(okta.seen.map(({ headers }) => headers.get('dpop'))).toEqual([null, null]);
    expect(okta.calls[0]?.headers.get('authorization')).toBe('Bearer at-1');
    okta.token = () => okta.refuse('invalid_dpop_proof', 'The DPoP proof JWT header is missing.', 400);
    const another = createReader({ ...options, dpop: false }, okta.tools);
    const failure = expect.objectContaining({ message: expect.stringContaining('okta.dpop') as string }) as Error;
    await expect(settled(clock, another.canary('00u1'))).rejects.toEqual(failure);
  });
});

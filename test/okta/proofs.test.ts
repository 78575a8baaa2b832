import { SignJWT, calculateJwkThumbprint, exportJWK, generateKeyPair } from 'jose';
import * as oauth from 'oauth4webapi';
import { describe, expect, it } from 'vitest';
import { createReader } from '../../src/okta/index.ts';
import { VirtualClock } from '../support/virtual-clock.ts';
import {
  accessTokenHash,
  assertionOf,
  collect,
  FakeOkta,
  options,
  origin,
  proofOf,
  rawUser,
  settled,
} from './fake-okta.ts';

/** A resource server that nobody here wrote: it checks token and proof after RFC 9068 and RFC 9449. */
async function independentJudge(): Promise<{
  sign: (proof: ReturnType<typeof proofOf>) => Promise<string>;
  judge: (request: Request) => Promise<unknown>;
}> {
  const { privateKey, publicKey } = await generateKeyPair('RS256');
  const jwks = { keys: [{ ...(await exportJWK(publicKey)), kid: 'as', alg: 'RS256' }] };
  const server: oauth.AuthorizationServer = { issuer: origin, jwks_uri: `${origin}/oauth2/v1/keys` };
  return {
    sign: async ({ header }) => {
      const jkt = await calculateJwkThumbprint(header.jwk ?? {});
      return new SignJWT({ client_id: '0oaClient', cnf: { jkt } })
        .setProtectedHeader({ alg: 'RS256', kid: 'as', typ: 'at+jwt' })
        .setIssuer(origin)
        .setAudience(origin)
        .setSubject('0oaClient')
        .setIssuedAt()
        .setJti('AT.1')
        .setExpirationTime('1h')
        .sign(privateKey);
    },
    judge: (request) =>
      oauth.validateJwtAccessToken(server, request, origin, {
        requireDPoP: true,
        [oauth.customFetch]: () => Promise.resolve(Response.json(jwks)),
      }),
  };
}

describe('DPoP proofs', () => {
  it('satisfy an independent resource server, query and encoded path included', async () => {
    const clock = new VirtualClock(Date.now());
    const okta = new FakeOkta(clock);
    const { sign, judge } = await independentJudge();
    okta.token = async (seen) => okta.grant({ access_token: await sign(proofOf(seen)) });
    okta.api = (seen) =>
      okta.json(seen.url.includes('?') ? [rawUser('00u1', 'a@acme.test')] : rawUser('00u1', 'änn+1 x%@acme.test'));
    const reader = createReader(options, okta.tools);
    await settled(clock, reader.user('änn+1 x%@acme.test', []));
    await settled(clock, collect(reader.users(null, [])));
    expect(okta.calls.map(({ path }) => path)).toEqual([
      '/api/v1/users/%C3%A4nn%2B1%20x%25%40acme.test',
      '/api/v1/users',
    ]);
    for (const { url, headers } of okta.calls) {
      await expect(judge(new Request(url, { headers }))).resolves.toMatchObject({ client_id: '0oaClient' });
    }
  });

  it('bind each request to its method, its URL without the query, and the token', async () => {
    const clock = new VirtualClock();
    const okta = new FakeOkta(clock);
    okta.api = () => okta.json([rawUser('00u1', 'a@acme.test')]);
    const reader = createReader(options, okta.tools);
    await settled(clock, collect(reader.users(null, [])));
    const token = proofOf(okta.tokens[0]);
    expect(token.claims).toMatchObject({ htm: 'POST', htu: `${origin}/oauth2/v1/token` });
    expect(token.claims).not.toHaveProperty('ath');
    const proof = proofOf(okta.calls[0]);
    expect(proof.claims).toMatchObject({ htm: 'GET', htu: `${origin}/api/v1/users`, ath: accessTokenHash('at-1') });
    expect(proof.claims).not.toHaveProperty('nonce');
    expect(proof.header).toMatchObject({ typ: 'dpop+jwt', alg: 'ES256' });
    expect(Object.keys(proof.header.jwk ?? {}).sort()).toEqual(['crv', 'kty', 'x', 'y']);
  });

  it('are never sent twice, nor is an assertion, however often a call is tried', async () => {
    const clock = new VirtualClock();
    const okta = new FakeOkta(clock);
    let failures = 6;
    okta.api = () => ((failures -= 1) >= 0 ? okta.raw('', 503) : okta.json(rawUser('00u1', 'a@acme.test')));
    const reader = createReader(options, okta.tools);
    await settled(clock, reader.user('00u1', []));
    const jtis = okta.seen.map((seen) => proofOf(seen).claims.jti);
    expect(jtis).toHaveLength(8);
    expect(new Set([...jtis, assertionOf(okta.tokens[0]).claims.jti]).size).toBe(9);
  });

  it('are made after a long wait, not before it', async () => {
    const clock = new VirtualClock();
    const okta = new FakeOkta(clock);
    let calls = 0;
    okta.api = () => {
      calls += 1;
      if (calls === 1) return okta.raw('', 429, okta.rate(600, 0, 59));
      return okta.json(rawUser('00u1', 'a@acme.test'));
    };
    const reader = createReader(options, okta.tools);
    await settled(clock, reader.user('00u1', []));
    const [first, second] = okta.calls.map((seen) => proofOf(seen).claims.iat ?? 0);
    expect((second ?? 0) - (first ?? 0)).toBeGreaterThanOrEqual(59);
  });
});

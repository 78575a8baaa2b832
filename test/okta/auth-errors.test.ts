import { describe, expect, it } from 'vitest';
import { accessErrors, proofErrors, tokenErrors, type OAuthError } from '../../src/simulator/auth/oauth-errors.ts';
import { TenuredError } from '../../src/domain/kernel/errors.ts';
import { createReader } from '../../src/okta/index.ts';
import { VirtualClock } from '../support/virtual-clock.ts';
import { FakeOkta, options, rawUser, settled } from './fake-okta.ts';

// Every refusal of Okta's catalogue of OAuth errors, answered to a client that did nothing to earn it.

/** What the client says, and how many requests it takes until it says it. */
interface Told {
  readonly code: string;
  readonly says: string;
  readonly hint: string;
  readonly requests: number;
}

const unknown: Told = { code: 'TEN-2109', says: 'refused the app', hint: 'app is active', requests: 1 };
const noToken: Told = { code: 'TEN-2109', says: 'no access token', hint: 'tenured doctor', requests: 1 };
const noApp: Told = { code: 'TEN-2101', says: 'no active app with the client id', hint: 'client id', requests: 1 };
const wrongTime: Told = { code: 'TEN-2107', says: 'twice', hint: 'timedatectl', requests: 2 };
const usedTwice: Told = { code: 'TEN-2109', says: 'used already, twice', hint: 'same key', requests: 2 };
const noService: Told = { code: 'TEN-2108', says: 'API service app', hint: 'API Services', requests: 1 };
const noScope: Told = { code: 'TEN-2201', says: 'has not been granted', hint: 'Okta API Scopes', requests: 1 };
const badProof: Told = { code: 'TEN-2105', says: 'proof of possession', hint: 'proxy', requests: 1 };

const atTokenEndpoint: Readonly<Record<keyof typeof tokenErrors, Told>> = {
  noCredentials: unknown,
  unknownIssuer: noApp,
  wrongSubject: noApp,
  wrongAudience: { code: 'TEN-2104', says: 'configured URL', hint: 'okta.orgUrl', requests: 1 },
  noExpiry: unknown,
  expired: wrongTime,
  expiryTooFar: { ...wrongTime },
  issuedInFuture: wrongTime,
  replayed: usedTwice,
  badSignature: { code: 'TEN-2102', says: 'does not match the public key', hint: 'keys public', requests: 1 },
  unknownKid: { code: 'TEN-2103', says: 'no active public key', hint: 'keys public', requests: 1 },
  badAlgorithm: { code: 'TEN-2102', says: 'algorithm', hint: 'keys generate', requests: 1 },
  unparsable: unknown,
  noKeys: { code: 'TEN-2103', says: 'no active public key', hint: 'keys public', requests: 1 },
  notSigningKey: { code: 'TEN-2103', says: 'not for signing', hint: '"sig"', requests: 1 },
  secretUsed: noService,
  notServiceApp: noService,
  badAssertionType: noToken,
  severalCredentials: noToken,
  noScope,
  unknownScope: noScope,
  openidScope: noScope,
  selfScope: noScope,
  nothingGranted: noScope,
  unsupportedGrantType: { code: 'TEN-2108', says: 'client credentials', hint: 'API Services', requests: 1 },
  nonceRequired: { code: 'TEN-2105', says: 'nonce', hint: 'proxy', requests: 3 },
};

const ofProofs: Readonly<Record<keyof typeof proofErrors, Told>> = {
  missing: badProof,
  several: badProof,
  badType: badProof,
  badAlgorithm: badProof,
  unparsable: badProof,
  badSignature: badProof,
  badMethod: badProof,
  badUrl: { ...badProof, says: 'address' },
  badIssuedAt: { ...wrongTime },
  issuedInFuture: wrongTime,
  tooOld: wrongTime,
  expired: wrongTime,
  badId: badProof,
  replayed: { ...badProof, says: 'used already, twice', requests: 2 },
  wrongTokenHash: badProof,
  notBound: badProof,
  invalid: badProof,
};

const atResource: Readonly<Record<keyof typeof accessErrors, Told>> = {
  // A new token first: no second one mends it.
  invalid: { code: 'TEN-2106', says: 'fresh access token', hint: 'app is active', requests: 2 },
  revoked: { code: 'TEN-2106', says: 'fresh access token', hint: 'revoked', requests: 2 },
  wrongIssuer: { code: 'TEN-2106', says: 'fresh access token', hint: 'app is active', requests: 2 },
  notForOkta: { code: 'TEN-2106', says: 'fresh access token', hint: 'app is active', requests: 2 },
  notDpopBound: { code: 'TEN-2106', says: 'fresh access token', hint: 'app is active', requests: 2 },
  proofRequired: { ...badProof, requests: 1 },
  schemeRequired: { ...badProof, requests: 1 },
  insufficientScope: { code: 'TEN-2201', says: 'okta.users.read', hint: 'Okta API Scopes', requests: 1 },
};

function rows<Name extends string>(
  errors: Readonly<Record<Name, OAuthError>>,
  told: Readonly<Record<Name, Told>>,
): readonly (readonly [string, OAuthError, Told])[] {
  return (Object.keys(errors) as Name[]).map((name) => [errors[name].description, errors[name], told[name]] as const);
}

interface World {
  readonly okta: FakeOkta;
  readonly failure: () => Promise<unknown>;
}

function world(): World {
  const clock = new VirtualClock(Date.UTC(2026, 0, 5, 9));
  const okta = new FakeOkta(clock);
  okta.api = () => okta.json(rawUser('00u1', 'ann@acme.test'));
  const reader = createReader(options, okta.tools);
  return { okta, failure: () => settled(clock, reader.canary('00u1')).catch((thrown: unknown) => thrown) };
}

function expectTold(failure: unknown, { code, says, hint }: Told): void {
  expect(failure).toBeInstanceOf(TenuredError);
  const { message, hint: remedy = '' } = failure as TenuredError;
  expect(failure).toMatchObject({ code, exitCode: 12 });
  expect(message).toContain(says);
  expect(remedy).toContain(hint);
}

describe('the token endpoint', () => {
  it.each([...rows(tokenErrors, atTokenEndpoint), ...rows(proofErrors, ofProofs)])('%s', async (_, refusal, told) => {
    const { okta, failure } = world();
    const nonce: Record<string, string> = refusal.error === 'use_dpop_nonce' ? { 'dpop-nonce': 'again' } : {};
    okta.token = () => okta.refuse(refusal.error, refusal.description, refusal.status, nonce);
    expectTold(await failure(), told);
    expect([okta.tokens.length, okta.calls.length]).toEqual([told.requests, 0]);
  });

  it('that wants a nonce and names none is not asked again', async () => {
    const { okta, failure } = world();
    const { error, description, status } = tokenErrors.nonceRequired;
    okta.token = () => okta.refuse(error, description, status);
    expectTold(await failure(), { ...atTokenEndpoint.nonceRequired });
    expect(okta.tokens).toHaveLength(1);
  });
});

describe('a resource', () => {
  const proofsThere = rows(proofErrors, ofProofs).map(([name, refusal, told]) => {
    const momentary = told.code === 'TEN-2107' || told.requests === 2;
    return [name, refusal, { ...told, ...(momentary ? { requests: 2 } : {}) }] as const;
  });
  it.each([...rows(accessErrors, atResource), ...proofsThere])(
    '%s',
    async (_, { error, description, status }, told) => {
      const { okta, failure } = world();
      const challenge = `DPoP realm="http://acme", scope="okta.users.read", error="${error}", error_description="${description}"`;
      okta.api = () => okta.raw('', status, { 'www-authenticate': challenge });
      expectTold(await failure(), told);
      expect(okta.calls).toHaveLength(told.requests);
    },
  );
});

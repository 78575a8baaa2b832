import { createHash, generateKeyPairSync, randomUUID, sign, type JsonWebKey, type KeyObject } from 'node:crypto';
import type { Random } from '../../src/domain/kernel/random.ts';
import {
  emptyOrg,
  serviceApp,
  startSimulator,
  type Org,
  type OrgSeed,
  type ServiceAppSeed,
  type Simulator,
  type SimulatorOptions,
  type Switches,
} from '../../src/simulator/index.ts';
import { observe } from '../support/openapi/observer.ts';
import { VirtualClock } from '../support/virtual-clock.ts';

// Everything here is built on node:crypto alone, so that no library of the simulator's judges its own work.

export interface Key {
  readonly alg: string;
  readonly kid?: string;
  readonly privateKey: KeyObject;
  readonly publicJwk: JsonWebKey;
  readonly privateJwk: JsonWebKey;
}

export function rsaKey(kid?: string, alg = 'RS256'): Key {
  return key(alg, generateKeyPairSync('rsa', { modulusLength: 2048 }), kid);
}

export function ecKey(kid?: string, alg = 'ES256'): Key {
  const namedCurve = { ES256: 'P-256', ES384: 'P-384', ES512: 'P-521' }[alg] ?? 'P-256';
  return key(alg, generateKeyPairSync('ec', { namedCurve }), kid);
}

function key(alg: string, pair: { publicKey: KeyObject; privateKey: KeyObject }, kid: string | undefined): Key {
  return {
    alg,
    ...(kid === undefined ? {} : { kid }),
    privateKey: pair.privateKey,
    publicJwk: pair.publicKey.export({ format: 'jwk' }),
    privateJwk: pair.privateKey.export({ format: 'jwk' }),
  };
}

type Claims = Readonly<Record<string, unknown>>;

export function jwt(header: Claims, claims: Claims, by: Key): string {
  const encode = (value: Claims): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const input = `${encode(header)}.${encode(claims)}`;
  const hash = `sha${by.alg.slice(2)}`;
  const signature = sign(hash, Buffer.from(input), { key: by.privateKey, dsaEncoding: 'ieee-p1363' });
  return `${input}.${signature.toString('base64url')}`;
}

export const clientId = '0oaTenuredTest0000x7';
export const clientKey = rsaKey('k1');
export const proofKey = ecKey();
export const assertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

/** The same bytes for the same seed. */
export function seededRandom(seed = 'seed'): Random {
  let counter = 0;
  const bytes = (size: number): Uint8Array => {
    const parts: Buffer[] = [];
    for (let have = 0; have < size; have += 32) {
      counter += 1;
      parts.push(createHash('sha256').update(`${seed} ${counter}`).digest());
    }
    return Buffer.concat(parts).subarray(0, size);
  };
  return { next: () => Buffer.from(bytes(4)).readUInt32BE() / 2 ** 32, bytes };
}

/** A simulator with one registered client, a virtual clock, and a caller that can do everything wrong. */
export interface Bench {
  readonly simulator: Simulator;
  readonly clock: VirtualClock;
  readonly tokenUrl: string;
  readonly seconds: () => number;
  assertion(change?: Changes): string;
  tokenProof(change?: Changes): string;
  form(change?: Readonly<Record<string, string | undefined>>): URLSearchParams;
  askToken(form: URLSearchParams, headers?: SentHeaders): Promise<Response>;
  /** A token, the nonce dance included. */
  token(scope?: string): Promise<string>;
  resourceProof(token: string, method: string, path: string, change?: Changes): string;
  get(pathAndQuery: string, options?: GetOptions): Promise<Response>;
  json<T>(pathAndQuery: string, options?: GetOptions): Promise<T>;
  close(): Promise<void>;
}

export interface Changes {
  readonly header?: Claims;
  readonly claims?: Claims;
  readonly by?: Key;
}

export type SentHeaders = Readonly<Record<string, string>>;

export interface GetOptions {
  readonly token?: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

const allReads =
  'okta.users.read okta.groups.read okta.schemas.read okta.roles.read okta.userTypes.read okta.logs.read';

export function testApp(more: Partial<Omit<ServiceAppSeed, 'clientId' | 'jwks'>> = {}): ServiceAppSeed {
  return serviceApp(clientId, [{ ...clientKey.publicJwk, kid: 'k1' }], {
    grantedScopes: allReads.split(' '),
    roles: [{ type: 'SUPER_ADMIN' }],
    ...more,
  });
}

export async function bench(
  org: Partial<OrgSeed> = {},
  options: Partial<Omit<SimulatorOptions, 'org'>> = {},
): Promise<Bench> {
  const clock = options.clock instanceof VirtualClock ? options.clock : new VirtualClock();
  const simulator = await startSimulator({
    clock,
    random: seededRandom(),
    presetLimits: 'unlimited',
    observe,
    ...options,
    org: emptyOrg('Acme', { apps: [testApp()], ...org }),
  });
  const tokenUrl = `${simulator.url}/oauth2/v1/token`;
  const seconds = (): number => Math.floor(simulator.org.now() / 1000);
  let nonce: string | undefined;
  let held: string | undefined;

  const proof = (claims: Claims, { header = {}, claims: more = {}, by = proofKey }: Changes): string =>
    jwt(
      { typ: 'dpop+jwt', alg: by.alg, jwk: by.publicJwk, ...header },
      { iat: seconds(), jti: randomUUID(), ...claims, ...more },
      by,
    );

  const self: Bench = {
    simulator,
    clock,
    tokenUrl,
    seconds,
    assertion: ({ header = {}, claims = {}, by = clientKey } = {}) =>
      jwt(
        { alg: by.alg, kid: by.kid, ...header },
        {
          iss: clientId,
          sub: clientId,
          aud: tokenUrl,
          iat: seconds(),
          exp: seconds() + 300,
          jti: randomUUID(),
          ...claims,
        },
        by,
      ),
    tokenProof: (change = {}) =>
      proof({ htm: 'POST', htu: tokenUrl, ...(nonce === undefined ? {} : { nonce }) }, change),
    form: (change = {}) => {
      const fields = {
        grant_type: 'client_credentials',
        scope: allReads,
        client_assertion_type: assertionType,
        client_assertion: 'client_assertion' in change ? change['client_assertion'] : self.assertion(),
        ...change,
      };
      const form = new URLSearchParams();
      for (const [name, value] of Object.entries(fields)) if (value !== undefined) form.set(name, value);
      return form;
    },
    askToken: async (form, headers = {}) => {
      const response = await fetch(tokenUrl, { method: 'POST', body: form, headers });
      nonce = response.headers.get('dpop-nonce') ?? nonce;
      return response;
    },
    token: async (scope = allReads) => {
      const form = (): URLSearchParams => self.form({ scope });
      let response = await self.askToken(form(), { dpop: self.tokenProof() });
      if (response.status === 400) response = await self.askToken(form(), { dpop: self.tokenProof() });
      const body = (await response.json()) as { access_token?: string };
      if (body.access_token === undefined) throw new Error(JSON.stringify(body));
      return body.access_token;
    },
    resourceProof: (token, method, path, change = {}) => {
      const ath = createHash('sha256').update(token).digest('base64url');
      return proof({ htm: method, htu: simulator.url + path, ath }, change);
    },
    get: async (pathAndQuery, { token, method = 'GET', headers = {}, body } = {}) => {
      const [path = ''] = pathAndQuery.replace(simulator.url, '').split('?');
      const used = token ?? (held ??= await self.token());
      const dpop = self.resourceProof(used, method, path);
      const address = pathAndQuery.startsWith('http') ? pathAndQuery : simulator.url + pathAndQuery;
      const sent = { authorization: `DPoP ${used}`, dpop, ...headers };
      return fetch(address, { method, headers: sent, ...(body === undefined ? {} : { body }) });
    },
    json: async <T>(pathAndQuery: string, options?: GetOptions) => {
      const response = await self.get(pathAndQuery, options);
      return (await response.json()) as T;
    },
    close: () => simulator.close(),
  };
  return self;
}

/** Answers an open question of Okta's the other way from now on. */
export function turn(org: Org, change: Partial<Switches>): void {
  org.switches = { ...org.switches, ...change };
}

/** The address of a link header's relation. */
export function link(response: Response, relation: 'self' | 'next'): string | undefined {
  return new RegExp(`<([^>]+)>; rel="${relation}"`).exec(response.headers.get('link') ?? '')?.[1];
}

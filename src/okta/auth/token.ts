import type { Clock } from '../../domain/kernel/clock.ts';
import { TenuredError } from '../../domain/kernel/errors.ts';
import type { Random } from '../../domain/kernel/random.ts';
import { instant, plus, second, type Instant } from '../../domain/time/instant.ts';
import type { OktaEvent } from '../events.ts';
import { inBrackets } from '../transport/in-brackets.ts';
import type { Answer, HttpRequest } from '../transport/http.ts';
import { tryObject } from '../transport/json.ts';
import type { OktaTime } from '../transport/okta-time.ts';
import { Transient } from '../transport/transient.ts';
import { signAssertion } from './assertion.ts';
import type { DpopProver } from './dpop.ts';
import type { ClientKey } from './key.ts';
import type { KeyRing } from './key-ring.ts';
import {
  readRefusal,
  scopesMissing,
  translateRefusal,
  worthAnotherAssertion,
  worthAnotherKey,
  type OauthRefusal,
  type RefusedClient,
} from './token-errors.ts';

/** An access token as it is sent. */
export interface AccessToken {
  readonly value: string;
  readonly scheme: 'DPoP' | 'Bearer' | 'SSWS';
  readonly renewAt: Instant;
  readonly expiresAt: Instant;
}

/** Where calls get their token. */
export interface Tokens {
  get(): Promise<AccessToken>;
  /** Forgets a token that Okta refused. */
  drop(token: AccessToken): void;
}

/** Who asks for a token, and how. */
export interface TokenClient {
  readonly clientId: string;
  readonly keys: KeyRing;
  readonly tokenUrl: string;
  readonly scopes: readonly string[];
  /** Null when the app's "Require DPoP" setting is off. */
  readonly dpop: DpopProver | null;
}

export interface TokenTools {
  readonly clock: Clock;
  readonly random: Random;
  readonly time: OktaTime;
  /** Makes and sends the request as soon as the endpoint's window allows. */
  readonly send: (make: () => Promise<HttpRequest>) => Promise<Answer>;
  readonly log?: (event: OktaEvent) => void;
}

/** Share of its life after which a token is renewed. It lives an hour. [Okta: Implement OAuth for Okta …] */
const renewalPoint = 0.8;

const longestNonceDance = 2;

/** After a renewal that failed for a passing reason, the token that still holds is used this long before the next. */
const renewalPause = 30 * second;

/** A key for which Okta gave no token. */
interface Refused {
  readonly kind: 'refused';
  readonly key: ClientKey;
  readonly refusal: OauthRefusal;
  readonly answer: Answer;
}

/** The one access token of a client and a set of scopes: fetched once for everybody who waits, renewed early. */
export class TokenSource implements Tokens {
  readonly #client: TokenClient;
  readonly #tools: TokenTools;
  #token: AccessToken | null = null;
  #pending: Promise<AccessToken> | null = null;

  constructor(client: TokenClient, tools: TokenTools) {
    this.#client = client;
    this.#tools = tools;
  }

  /**
   * The current token, or a new one when there is none or it is past 80 % of its life.
   * @throws Transient when the endpoint cannot be reached, fails or throttles, and no token still holds.
   * @throws TenuredError TEN-21xx the client is refused; TEN-2201 a scope is not granted.
   */
  async get(): Promise<AccessToken> {
    const token = this.#token;
    const now = this.#tools.clock.now();
    if (token !== null && now < token.renewAt) return token;
    if (token === null || now >= token.expiresAt) return this.#renew();
    return this.#renew().catch((error: unknown) => this.#keep(token, error));
  }

  /** Forgets a token that Okta refused, unless a newer one has taken its place. */
  drop(token: AccessToken): void {
    if (this.#token?.value === token.value) this.#token = null;
  }

  #keep(token: AccessToken, error: unknown): AccessToken {
    if (!(error instanceof Transient)) throw error;
    this.#token = { ...token, renewAt: plus(this.#tools.clock.now(), renewalPause) };
    return token;
  }

  #renew(): Promise<AccessToken> {
    this.#pending ??= this.#fetch().finally(() => (this.#pending = null));
    return this.#pending;
  }

  async #fetch(): Promise<AccessToken> {
    const token = await this.#ask();
    this.#token = token;
    this.#tools.log?.({ type: 'okta-token', scopes: this.#client.scopes });
    return token;
  }

  /** Asks with one key after the other, as long as it is the key that Okta refuses. */
  async #ask(): Promise<AccessToken> {
    const refused: Refused[] = [];
    for (const key of this.#client.keys.candidates()) {
      const answered = await this.#askWith(key);
      if (answered.kind === 'token') {
        for (const other of refused) this.#client.keys.refused(other.key, key);
        return answered.token;
      }
      refused.push(answered);
      if (!worthAnotherKey(answered.refusal)) break;
    }
    throw this.#refusal(refused);
  }

  /** Every round signs a new assertion and a new proof: Okta takes each `jti` once. [Okta: DPoP guide] */
  async #askWith(key: ClientKey): Promise<Refused | { readonly kind: 'token'; readonly token: AccessToken }> {
    let nonces = 0;
    let second = false;
    for (;;) {
      const answer = await this.#tools.send(() => this.#request(key));
      const nonce = this.#learnNonce(answer);
      if (answer.status === 200) {
        return { kind: 'token', token: readToken(answer, this.#client, this.#tools.clock.now()) };
      }
      passing(answer);
      const refusal = readRefusal(answer);
      if (refusal.error === 'use_dpop_nonce' && nonce && nonces < longestNonceDance) {
        nonces += 1;
      } else if (worthAnotherAssertion(refusal) && !second) {
        second = true;
      } else {
        return { kind: 'refused', key, refusal, answer };
      }
    }
  }

  /** What was said of the last key that it was not the key's fault, else of the first; the others are told beside. */
  #refusal(refused: readonly Refused[]): TenuredError {
    const errors = refused.map(({ key, refusal, answer }) => translateRefusal(refusal, this.#refused(key), answer));
    const last = refused.at(-1);
    const chosen = last !== undefined && !worthAnotherKey(last.refusal) ? errors.at(-1) : errors[0];
    if (chosen === undefined) throw new Error('there is always a key');
    if (errors.length === 1) return chosen;
    const { code, message, hint } = chosen;
    return new TenuredError(code, message, {
      ...(hint === undefined ? {} : { hint }),
      problems: errors.map((error) => ({
        code: error.code,
        severity: 'error',
        message: error.message,
        ...(error.hint === undefined ? {} : { hint: error.hint }),
      })),
    });
  }

  async #request(key: ClientKey): Promise<HttpRequest> {
    const { dpop, tokenUrl: url, scopes } = this.#client;
    const assertion = await signAssertion(this.#client, key, this.#tools.time, this.#tools.random);
    const proof = dpop === null ? {} : { dpop: await dpop.prove({ method: 'POST', url, accessToken: null }) };
    const form = new URLSearchParams({
      grant_type: 'client_credentials',
      scope: scopes.join(' '),
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: assertion,
    });
    return {
      method: 'POST',
      url,
      bucket: 'POST /oauth2/v1/token',
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...proof },
      body: form.toString(),
    };
  }

  #learnNonce(answer: Answer): boolean {
    const nonce = answer.headers.get('dpop-nonce');
    if (nonce === null || this.#client.dpop === null) return false;
    this.#client.dpop.remember(nonce);
    return true;
  }

  #refused(key: ClientKey): RefusedClient {
    const { clientId, dpop, scopes } = this.#client;
    return { clientId, kid: key.kid, dpop: dpop !== null, scopes };
  }
}

function passing(answer: Answer): void {
  if (answer.status === 429) throw new Transient('throttled', '429', { requestId: answer.requestId });
  if (answer.status >= 500) throw new Transient('server', String(answer.status), { requestId: answer.requestId });
}

function readToken(answer: Answer, client: TokenClient, now: Instant): AccessToken {
  const body = tryObject(answer.text);
  const value = body?.['access_token'];
  const lifetime = body?.['expires_in'];
  const granted = body?.['scope'];
  if (typeof value !== 'string' || !/^[\x21-\x7e]+$/.test(value)) throw malformed(answer);
  if (typeof lifetime !== 'number' || !(lifetime > 0) || typeof granted !== 'string') throw malformed(answer);
  const scheme = readScheme(body?.['token_type'], client, answer);
  demandScopes(client.scopes, granted, answer);
  return {
    value,
    scheme,
    renewAt: instant(Math.floor(now + lifetime * second * renewalPoint)),
    expiresAt: instant(Math.floor(now + lifetime * second)),
  };
}

function readScheme(type: unknown, client: TokenClient, answer: Answer): 'DPoP' | 'Bearer' {
  const name = typeof type === 'string' ? type.toLowerCase() : '';
  if (client.dpop === null && name === 'bearer') return 'Bearer';
  if (client.dpop !== null && name === 'dpop') return 'DPoP';
  if (client.dpop === null || name !== 'bearer') throw malformed(answer);
  throw new TenuredError('TEN-2105', 'The app does not bind its tokens to a key (DPoP).', {
    why: 'A token that leaks could be used by anybody until it expires.',
    hint: 'Turn on "Require Demonstrating Proof of Possession (DPoP)" in the app, or set okta.dpop to false.',
  });
}

/** Okta may grant a part of what was asked, with status 200; a part must not pass for the whole. */
function demandScopes(wanted: readonly string[], granted: string, answer: Answer): void {
  const have = new Set(granted.split(' '));
  const missing = wanted.filter((scope) => !have.has(scope));
  if (missing.length > 0) throw scopesMissing(missing, answer.requestId);
}

function malformed(answer: Answer): TenuredError {
  return new TenuredError('TEN-2306', `Okta's token endpoint gave an answer that is no token${inBrackets(answer)}.`, {
    hint: 'Check okta.orgUrl, and whether a proxy answers in the place of Okta.',
  });
}

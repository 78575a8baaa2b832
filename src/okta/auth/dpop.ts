import { generateKeyPairSync, hash, type webcrypto } from 'node:crypto';
import { SignJWT, type JWK } from 'jose';
import type { Random } from '../../domain/kernel/random.ts';
import type { OktaTime } from '../transport/okta-time.ts';
import { tokenId } from './token-id.ts';

/** What a proof is bound to. */
export interface ProofTarget {
  readonly method: string;
  /** The whole request URL; query and fragment are left out of the proof. */
  readonly url: string;
  /** The access token at a resource; null at the token endpoint. */
  readonly accessToken: string | null;
}

/**
 * The DPoP side of a process: a key pair of its own that lives in memory and is never the client's key, and the token
 * endpoint's current nonce. [Okta: DPoP guide]
 */
export class DpopProver {
  readonly #privateKey: webcrypto.CryptoKey;
  readonly #publicJwk: JWK;
  readonly #time: OktaTime;
  readonly #random: Random;
  #nonce: string | null = null;

  constructor(time: OktaTime, random: Random) {
    const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    this.#privateKey = pair.privateKey.toCryptoKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign']);
    const { kty, crv, x, y } = pair.publicKey.export({ format: 'jwk' });
    this.#publicJwk = { kty, crv, x, y } as JWK;
    this.#time = time;
    this.#random = random;
  }

  /** Keeps the nonce that the token endpoint handed out; Okta rotates it daily. [Okta: DPoP guide] */
  remember(nonce: string): void {
    this.#nonce = nonce;
  }

  /**
   * A proof for one request, never to be sent twice. The nonce goes to the token endpoint only, the hash of the access
   * token to resources only: Okta asks for no nonce there. [Okta: DPoP guide]
   */
  async prove(target: ProofTarget): Promise<string> {
    return new SignJWT({
      jti: tokenId(this.#random),
      htm: target.method,
      htu: withoutQuery(target.url),
      ...(target.accessToken === null ? this.#nonceClaim() : { ath: hash('sha256', target.accessToken, 'base64url') }),
    })
      .setProtectedHeader({ typ: 'dpop+jwt', alg: 'ES256', jwk: this.#publicJwk })
      .setIssuedAt(this.#time.issuedAt())
      .sign(this.#privateKey);
  }

  #nonceClaim(): { nonce?: string } {
    return this.#nonce === null ? {} : { nonce: this.#nonce };
  }
}

/** As the request line will carry it: parsed and printed by the same rules that `fetch` follows. */
function withoutQuery(url: string): string {
  const parsed = new URL(url);
  return parsed.origin + parsed.pathname;
}

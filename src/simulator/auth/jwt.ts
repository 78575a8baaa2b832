import { compactVerify, decodeJwt, decodeProtectedHeader, importJWK, type JWK, type JWTPayload } from 'jose';

/** Okta: private_key_jwt and DPoP proofs are signed with one of these. */
export const signingAlgorithms: readonly string[] = ['RS256', 'RS384', 'RS512', 'ES256', 'ES384', 'ES512'];

/** A JWT taken apart, nothing of it verified yet. */
export interface UnverifiedJwt {
  readonly text: string;
  readonly header: Readonly<Record<string, unknown>>;
  readonly claims: JWTPayload & Readonly<Record<string, unknown>>;
}

/** Reads header and claims; undefined when the text is no JWT. */
export function readJwt(text: string): UnverifiedJwt | undefined {
  try {
    return { text, header: decodeProtectedHeader(text), claims: decodeJwt(text) };
  } catch {
    return undefined;
  }
}

/** Whether a key of this type can sign with this algorithm at all. */
export function suits(key: JWK, algorithm: string): boolean {
  if (key.alg !== undefined && key.alg !== algorithm) return false;
  if (key.kty === 'RSA') return algorithm.startsWith('RS');
  const curves: Readonly<Record<string, string>> = { ES256: 'P-256', ES384: 'P-384', ES512: 'P-521' };
  return key.kty === 'EC' && curves[algorithm] === key.crv;
}

/** Whether the JWT's signature is the key's. */
export async function isSignedBy(jwt: UnverifiedJwt, key: JWK, algorithm: string): Promise<boolean> {
  try {
    await compactVerify(jwt.text, await importJWK(key, algorithm), { algorithms: [algorithm] });
    return true;
  } catch {
    return false;
  }
}

/** The claim as a finite number of seconds; undefined for anything else. */
export function secondsOf(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

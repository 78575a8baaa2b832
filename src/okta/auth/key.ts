import { createPublicKey, hash, type KeyObject, type webcrypto } from 'node:crypto';
import { canonicalJson } from '../../domain/kernel/canonical-json.ts';
import type { Place, Problem } from '../../domain/kernel/problem.ts';
import { readMaterial, type ParsedKey } from './key-material.ts';
import { keyError, keyProblem, type KeyFlaw } from './key-problem.ts';

/** Signature algorithms that Okta accepts for a client assertion. [Okta: Implement OAuth for Okta with a service app] */
export type Algorithm = 'RS256' | 'RS384' | 'RS512' | 'ES256' | 'ES384' | 'ES512';

/** The service app's private key, ready to sign; it cannot be exported again. */
export interface ClientKey {
  readonly key: webcrypto.CryptoKey;
  readonly algorithm: Algorithm;
  readonly kid: string;
  /** For people: `RSA 3072` or `EC P-256`. */
  readonly kind: string;
  /** The modulus of an RSA key in bits; null for EC. */
  readonly rsaBits: number | null;
}

/** Where a private key comes from. */
export interface KeySource {
  /** In PEM (PKCS#8, PKCS#1 or SEC1) or as a JWK document. May be read anew at every access; never logged, never stored. */
  readonly material: string;
  /** The id that Okta has the key under; null takes the JWK's own, else the thumbprint. */
  readonly kid: string | null;
  /** What refers to it, for messages. */
  readonly where?: Place;
}

/** The public half, as Okta's console takes it. */
export type PublicJwk = Readonly<Record<string, string>>;

const smallestRsa = 2048;

const curves: Readonly<Record<string, { algorithm: Algorithm; name: string }>> = {
  prime256v1: { algorithm: 'ES256', name: 'P-256' },
  secp384r1: { algorithm: 'ES384', name: 'P-384' },
  secp521r1: { algorithm: 'ES512', name: 'P-521' },
};

/**
 * Makes the client key from PEM (PKCS#8, PKCS#1, SEC1) or a JWK. Its `kid` is the given one, else the JWK's, else the
 * RFC 7638 thumbprint, which is what `tenured keys generate` registers.
 * @throws TenuredError TEN-2001, TEN-2050 to 2055, with all that is wrong, in words and without any of the material.
 */
export function importKey(source: KeySource): ClientKey {
  const { kid, where } = source;
  const { key: parsed, flaws } = readMaterial(source.material);
  const all = parsed === null ? flaws : [...flaws, ...flawsOf(parsed, kid)];
  if (parsed === null || all.length > 0) throw keyError(all.map((flaw) => keyProblem(flaw, where)));
  const { object } = parsed;
  const id = kid ?? parsed.kid ?? thumbprint(object);
  return object.asymmetricKeyType === 'rsa' ? rsaKey(object, id, parsed.algorithm) : ecKey(object, id);
}

/**
 * The public JWK of a private key, to paste into Okta, with the `kid` that tenured will sign under.
 * @throws TenuredError as `importKey` does.
 */
export function publicJwk(material: string, kid: string | null): PublicJwk {
  const { kid: id, algorithm } = importKey({ material, kid });
  const { key } = readMaterial(material);
  if (key === null) throw new Error('the key was read a moment ago');
  return { ...publicMembers(key.object), kid: id, use: 'sig', alg: algorithm };
}

/** Everything about a readable key that Okta, or whoever configured it, would not agree with. */
function flawsOf(parsed: ParsedKey, kid: string | null): readonly KeyFlaw[] {
  const type = parsed.object.asymmetricKeyType;
  const flaws: KeyFlaw[] = [];
  if (type === 'rsa') flaws.push(...rsaFlaws(parsed));
  else if (type === 'ec') flaws.push(...ecFlaws(parsed));
  else {
    const hint = 'Okta takes RSA keys, or EC keys on P-256, P-384 or P-521.';
    flaws.push({ code: 'TEN-2053', what: `is of type ${type ?? 'unknown'}`, hint });
  }
  if (kid !== null && parsed.kid !== null && kid !== parsed.kid) {
    flaws.push({
      code: 'TEN-2055',
      what: 'says itself that it has another kid than the configuration says',
      hint: 'Leave "kid" out of the configuration, or correct it: it has to be the id that Okta shows for this key.',
    });
  }
  return flaws;
}

function rsaFlaws({ object, algorithm }: ParsedKey): readonly KeyFlaw[] {
  const bits = bitsOf(object);
  const flaws: KeyFlaw[] = [];
  if (bits < smallestRsa) {
    const hint = 'Okta takes RSA keys of 2,048 bits or more; use 3,072: tenured keys generate';
    flaws.push({ code: 'TEN-2052', what: `has only ${String(bits)} bits`, hint });
  }
  return algorithm === null || rsaAlgorithms.has(algorithm) ? flaws : [...flaws, wrongAlgorithm];
}

function ecFlaws({ object, algorithm }: ParsedKey): readonly KeyFlaw[] {
  const curve = curves[object.asymmetricKeyDetails?.namedCurve ?? ''];
  if (curve === undefined) {
    const hint = 'Use an EC key on P-256, P-384 or P-521: tenured keys generate --kind ec';
    return [{ code: 'TEN-2053', what: 'is on a curve that Okta does not take', hint }];
  }
  return algorithm === null || algorithm === curve.algorithm ? [] : [wrongAlgorithm];
}

const rsaAlgorithms: ReadonlySet<string> = new Set<Algorithm>(['RS256', 'RS384', 'RS512']);

const wrongAlgorithm: KeyFlaw = {
  code: 'TEN-2053',
  what: 'names an algorithm that Okta does not take, or that is not for its kind',
  hint: 'Use RS256, RS384 or RS512 with RSA, ES256 with P-256, ES384 with P-384, ES512 with P-521; or leave "alg" out.',
};

function rsaKey(object: KeyObject, kid: string, named: string | null): ClientKey {
  const algorithm = (named ?? 'RS256') as Algorithm;
  const bits = bitsOf(object);
  const key = object.toCryptoKey({ name: 'RSASSA-PKCS1-v1_5', hash: `SHA-${algorithm.slice(2)}` }, false, ['sign']);
  return { key, algorithm, kid, kind: `RSA ${String(bits)}`, rsaBits: bits };
}

function ecKey(object: KeyObject, kid: string): ClientKey {
  const curve = curves[object.asymmetricKeyDetails?.namedCurve ?? ''];
  if (curve === undefined) throw new Error('the curve was checked');
  const key = object.toCryptoKey({ name: 'ECDSA', namedCurve: curve.name }, false, ['sign']);
  return { key, algorithm: curve.algorithm, kid, kind: `EC ${curve.name}`, rsaBits: null };
}

function bitsOf(object: KeyObject): number {
  return object.asymmetricKeyDetails?.modulusLength ?? 0;
}

function publicMembers(object: KeyObject): Record<string, string> {
  const jwk = createPublicKey(object).export({ format: 'jwk' });
  const names = jwk.kty === 'RSA' ? ['e', 'kty', 'n'] : ['crv', 'kty', 'x', 'y'];
  return Object.fromEntries(names.map((name) => [name, String((jwk as Record<string, unknown>)[name])]));
}

/** RFC 7638: SHA-256 over the required members in lexicographic order. */
function thumbprint(object: KeyObject): string {
  return hash('sha256', canonicalJson(publicMembers(object)), 'base64url');
}

/** All that is wrong with a key, without using it. Empty when it can be used. */
export function keyProblems(source: KeySource): readonly Problem[] {
  const { key, flaws } = readMaterial(source.material);
  return [...flaws, ...(key === null ? [] : flawsOf(key, source.kid))].map((flaw) => keyProblem(flaw, source.where));
}

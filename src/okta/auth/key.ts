import { createPrivateKey, createPublicKey, hash, type KeyObject, type webcrypto } from 'node:crypto';
import { canonicalJson } from '../../domain/kernel/canonical-json.ts';
import { TenuredError } from '../../domain/kernel/errors.ts';

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

/** The public half, as Okta's console takes it. */
export type PublicJwk = Readonly<Record<string, string>>;

/** The private key as it was read: the key itself and what a JWK says beside it. */
interface ParsedKey {
  readonly object: KeyObject;
  readonly kid: string | null;
  readonly algorithm: string | null;
}

const smallestRsa = 2048;

const curves: Readonly<Record<string, { algorithm: Algorithm; name: string }>> = {
  prime256v1: { algorithm: 'ES256', name: 'P-256' },
  secp384r1: { algorithm: 'ES384', name: 'P-384' },
  secp521r1: { algorithm: 'ES512', name: 'P-521' },
};

/**
 * Makes the client key from PEM (PKCS#8, PKCS#1, SEC1) or a JWK. Its `kid` is the given one, else the JWK's, else the
 * RFC 7638 thumbprint, which is what `tenured keys generate` registers.
 * @throws TenuredError TEN-2001, in words and without any of the material.
 */
export function importKey(material: string, kid: string | null): ClientKey {
  const parsed = parseKey(material);
  const { object } = parsed;
  const id = kid ?? parsed.kid ?? thumbprint(object);
  if (object.asymmetricKeyType === 'rsa') return rsaKey(object, id, parsed.algorithm);
  if (object.asymmetricKeyType === 'ec') return ecKey(object, id);
  throw unusable(
    `is of type ${object.asymmetricKeyType ?? 'unknown'}`,
    'Okta takes RSA keys, or EC keys on P-256, P-384 or P-521.',
  );
}

/**
 * The public JWK of a private key, to paste into Okta, with the `kid` that tenured will sign under.
 * @throws TenuredError TEN-2001
 */
export function publicJwk(material: string, kid: string | null): PublicJwk {
  const { kid: id, algorithm } = importKey(material, kid);
  return { ...publicMembers(parseKey(material).object), kid: id, use: 'sig', alg: algorithm };
}

function rsaKey(object: KeyObject, kid: string, algorithm: string | null): ClientKey {
  const bits = object.asymmetricKeyDetails?.modulusLength ?? 0;
  if (bits < smallestRsa) {
    throw unusable(`has only ${String(bits)} bits`, 'Okta takes RSA keys of 2,048 bits or more; use 3,072.');
  }
  const signing = rsaAlgorithm(algorithm);
  const key = object.toCryptoKey({ name: 'RSASSA-PKCS1-v1_5', hash: `SHA-${signing.slice(2)}` }, false, ['sign']);
  return { key, algorithm: signing, kid, kind: `RSA ${String(bits)}`, rsaBits: bits };
}

function rsaAlgorithm(named: string | null): Algorithm {
  if (named === null) return 'RS256';
  if (named === 'RS256' || named === 'RS384' || named === 'RS512') return named;
  throw unusable('names an algorithm that Okta does not take', 'Use RS256, RS384, RS512, ES256, ES384 or ES512.');
}

function ecKey(object: KeyObject, kid: string): ClientKey {
  const curve = curves[object.asymmetricKeyDetails?.namedCurve ?? ''];
  if (curve === undefined) {
    throw unusable('is on a curve that Okta does not take', 'Use an EC key on P-256, P-384 or P-521.');
  }
  const key = object.toCryptoKey({ name: 'ECDSA', namedCurve: curve.name }, false, ['sign']);
  return { key, algorithm: curve.algorithm, kid, kind: `EC ${curve.name}`, rsaBits: null };
}

function parseKey(material: string): ParsedKey {
  const text = material.trim();
  if (text === '')
    throw unusable('is empty', 'Put the PEM or JWK document into the file that the configuration names.');
  return text.startsWith('{') ? parseJwk(text) : parsePem(text);
}

function parsePem(text: string): ParsedKey {
  const label = /-----BEGIN ([A-Z0-9 ]+)-----/.exec(text)?.[1] ?? null;
  const wrong = label === null ? 'is neither PEM nor a JWK document' : wrongLabel(label, text);
  if (wrong !== null) throw unusable(wrong, 'Use an unencrypted private key in PEM or JWK form: tenured keys generate');
  try {
    return { object: createPrivateKey(text), kid: null, algorithm: null };
  } catch {
    throw unusable(
      'is damaged: its PEM block cannot be read',
      'Copy the whole file again, first and last line included.',
    );
  }
}

function wrongLabel(label: string, text: string): string | null {
  if (label === 'ENCRYPTED PRIVATE KEY' || /^Proc-Type: *4,ENCRYPTED/m.test(text))
    return 'is protected by a passphrase';
  if (label === 'OPENSSH PRIVATE KEY') return 'is in the format of OpenSSH';
  if (label.includes('CERTIFICATE')) return 'is a certificate, not a private key';
  if (label.includes('PUBLIC KEY')) return 'is a public key, not a private one';
  return null;
}

function parseJwk(text: string): ParsedKey {
  const jwk = parseJson(text);
  if (Array.isArray(jwk['keys']))
    throw unusable('is a set of keys', 'Put one private key, the one to sign with, alone.');
  if (typeof jwk['d'] !== 'string') throw unusable('is a public JWK, not a private one', 'Use the one that has a "d".');
  if (jwk['use'] === 'enc') throw unusable('is made for encryption', 'Use a key made for signing ("use": "sig").');
  return { object: jwkObject(jwk), kid: textOrNull(jwk['kid']), algorithm: textOrNull(jwk['alg']) };
}

function parseJson(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    throw unusable('is not valid JSON', 'Copy the whole JWK document again.');
  }
}

function jwkObject(jwk: Record<string, unknown>): KeyObject {
  try {
    return createPrivateKey({ key: jwk, format: 'jwk' });
  } catch {
    throw unusable('is a JWK that cannot be read', 'Copy the whole JWK document again.');
  }
}

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

function publicMembers(object: KeyObject): Record<string, string> {
  const jwk = createPublicKey(object).export({ format: 'jwk' });
  const names = jwk.kty === 'RSA' ? ['e', 'kty', 'n'] : ['crv', 'kty', 'x', 'y'];
  return Object.fromEntries(names.map((name) => [name, String((jwk as Record<string, unknown>)[name])]));
}

/** RFC 7638: SHA-256 over the required members in lexicographic order. */
function thumbprint(object: KeyObject): string {
  if (object.asymmetricKeyType !== 'rsa' && object.asymmetricKeyType !== 'ec') return '';
  return hash('sha256', canonicalJson(publicMembers(object)), 'base64url');
}

function unusable(what: string, hint: string): TenuredError {
  return new TenuredError('TEN-2001', `The private key for Okta ${what}.`, { hint });
}

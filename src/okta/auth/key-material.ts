import { createPrivateKey, type KeyObject } from 'node:crypto';
import type { KeyFlaw } from './key-problem.ts';

/** The private key as it was read: the key itself and what a JWK says beside it. */
export interface ParsedKey {
  readonly object: KeyObject;
  readonly kid: string | null;
  readonly algorithm: string | null;
}

/** What the text holds: null for the key when it holds none that can be read, and all that is wrong with it. */
export interface ReadMaterial {
  readonly key: ParsedKey | null;
  readonly flaws: readonly KeyFlaw[];
}

/** Reads a private key from PEM (PKCS#8, PKCS#1, SEC1) or a JWK document. */
export function readMaterial(material: string): ReadMaterial {
  const text = material.trim();
  if (text === '') return none('TEN-2001', 'is empty', 'Put the PEM or JWK document into the place that it refers to.');
  return text.startsWith('{') ? readJwk(text) : readPem(text);
}

const makeOne = 'Use an unencrypted private key in PEM or JWK form: tenured keys generate';
const copyAgain = 'Copy the whole file again, first and last line included.';
const block = /-----BEGIN ([A-Z0-9 ]+)-----[\s\S]*?-----END \1-----/g;

function readPem(text: string): ReadMaterial {
  if (!/-----BEGIN [A-Z0-9 ]+-----/.test(text)) return none('TEN-2001', 'is neither PEM nor a JWK document', makeOne);
  // `openssl ecparam -genkey` writes the curve's name as a block of its own in front of the key.
  const blocks = [...text.matchAll(block)].filter(([, label]) => label !== 'EC PARAMETERS');
  const more = moreThanAKey(text, blocks.length);
  const [chosen] = blocks.filter(([, label]) => label?.endsWith('PRIVATE KEY') === true).concat(blocks);
  if (chosen === undefined) {
    const label = /-----BEGIN ([A-Z0-9 ]+)-----/.exec(text)?.[1] ?? '';
    const flaw = wrongLabel(label, text);
    if (flaw !== null) return { key: null, flaws: [flaw] };
    return none('TEN-2001', 'is damaged: its PEM block has no end', copyAgain);
  }
  const flaw = wrongLabel(chosen[1] ?? '', chosen[0]);
  if (flaw !== null) return { key: null, flaws: [flaw, ...more] };
  try {
    return { key: { object: createPrivateKey(chosen[0]), kid: null, algorithm: null }, flaws: more };
  } catch {
    const damaged = { code: 'TEN-2001', what: 'is damaged: its PEM block cannot be read', hint: copyAgain } as const;
    return { key: null, flaws: [damaged, ...more] };
  }
}

/** A key file is to hold the key and nothing else: what else got into it may be a secret, or the wrong key first. */
function moreThanAKey(text: string, blocks: number): readonly KeyFlaw[] {
  const hint = 'Leave the one private key in the file, from its BEGIN line to its END line, and nothing else.';
  if (blocks > 1) return [{ code: 'TEN-2054', what: `stands in a file with ${String(blocks)} PEM blocks`, hint }];
  const rest = text.replaceAll(block, '').trim();
  if (rest === '' || blocks === 0) return [];
  return [{ code: 'TEN-2054', what: 'stands in a file with other text before or after it', hint }];
}

function wrongLabel(label: string, text: string): KeyFlaw | null {
  if (label === 'ENCRYPTED PRIVATE KEY' || /^Proc-Type: *4,ENCRYPTED/m.test(text)) {
    const hint = 'Take the passphrase off: openssl pkey -in FILE -out NEW; then give NEW mode 0600. Or make a new key.';
    return { code: 'TEN-2050', what: 'is protected by a passphrase', hint };
  }
  if (label === 'OPENSSH PRIVATE KEY') return { code: 'TEN-2001', what: 'is in the format of OpenSSH', hint: makeOne };
  const hint = 'Use the file that tenured keys generate wrote; the public half belongs into Okta alone.';
  if (label.includes('CERTIFICATE')) return { code: 'TEN-2051', what: 'is a certificate, not a private key', hint };
  if (label.includes('PUBLIC KEY')) return { code: 'TEN-2051', what: 'is a public key, not a private one', hint };
  return null;
}

function readJwk(text: string): ReadMaterial {
  const jwk = parseJson(text);
  if (jwk === null) {
    const hint = 'Copy the whole JWK document again; nothing may stand before or after it.';
    return none('TEN-2001', 'is not valid JSON', hint);
  }
  if (Array.isArray(jwk['keys'])) {
    return none('TEN-2054', 'is a set of keys', 'Put one private key, the one to sign with, alone.');
  }
  if (typeof jwk['d'] !== 'string') {
    return none('TEN-2051', 'is a public JWK, not a private one', 'Use the one that has a "d".');
  }
  const flaws: KeyFlaw[] = [];
  if (jwk['use'] === 'enc') {
    const hint = 'Use a key made for signing ("use": "sig").';
    flaws.push({ code: 'TEN-2053', what: 'is made for encryption', hint });
  }
  try {
    const object = createPrivateKey({ key: jwk, format: 'jwk' });
    return { key: { object, kid: textOrNull(jwk['kid']), algorithm: textOrNull(jwk['alg']) }, flaws };
  } catch {
    const hint = 'Copy the whole JWK document again. Okta takes RSA keys, and EC keys on P-256, P-384 or P-521.';
    return { key: null, flaws: [...flaws, { code: 'TEN-2001', what: 'is a JWK that cannot be read', hint }] };
  }
}

function parseJson(text: string): Record<string, unknown> | null {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return null;
  }
}

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

function none(code: KeyFlaw['code'], what: string, hint: string): ReadMaterial {
  return { key: null, flaws: [{ code, what, hint }] };
}

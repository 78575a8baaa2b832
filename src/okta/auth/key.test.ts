import { type createPrivateKey, createPublicKey, generateKeyPairSync, verify, webcrypto } from 'node:crypto';
import { calculateJwkThumbprint } from 'jose';
import { describe, expect, it } from 'vitest';
import { TenuredError } from '../../domain/kernel/errors.ts';
import { generateKey } from './generate-key.ts';
import { importKey, keyProblems, publicJwk } from './key.ts';

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
const ec = (namedCurve: string): ReturnType<typeof createPrivateKey> =>
  generateKeyPairSync('ec', { namedCurve }).privateKey;

function refusalOf(material: string): TenuredError {
  try {
    importKey({ material, kid: null });
  } catch (error) {
    if (error instanceof TenuredError) return error;
  }
  throw new Error('the key was accepted');
}

describe('importKey', () => {
  it.each(['pkcs8', 'pkcs1'] as const)('reads an RSA key in PEM, %s', (type) => {
    const key = importKey({ material: rsa.export({ type, format: 'pem' }) as string, kid: 'k1' });
    expect(key).toMatchObject({ algorithm: 'RS256', kid: 'k1', kind: 'RSA 2048', rsaBits: 2048 });
    expect(key.key.extractable).toBe(false);
  });

  it.each([
    ['P-256', 'ES256'],
    ['P-384', 'ES384'],
    ['P-521', 'ES512'],
  ])('reads an EC key on %s in SEC1, PKCS#8 and as a JWK', (curve, algorithm) => {
    const object = ec(curve);
    const forms = [
      object.export({ type: 'sec1', format: 'pem' }) as string,
      object.export({ type: 'pkcs8', format: 'pem' }) as string,
      JSON.stringify(object.export({ format: 'jwk' })),
    ];
    const expected = { algorithm, kind: `EC ${curve}`, kid: importKey({ material: forms[0] ?? '', kid: null }).kid };
    for (const form of forms) expect(importKey({ material: form, kid: null })).toMatchObject(expected);
  });

  it('takes the kid that is given, else that of the JWK, else the thumbprint of RFC 7638', async () => {
    const jwk = rsa.export({ format: 'jwk' });
    const thumbprint = await calculateJwkThumbprint(jwk);
    expect(importKey({ material: JSON.stringify(jwk), kid: 'mine' }).kid).toBe('mine');
    expect(importKey({ material: JSON.stringify({ ...jwk, kid: 'theirs' }), kid: null }).kid).toBe('theirs');
    expect(importKey({ material: JSON.stringify(jwk), kid: null }).kid).toBe(thumbprint);
  });

  it('signs with the algorithm that the JWK names', () => {
    const jwk = { ...rsa.export({ format: 'jwk' }), alg: 'RS512' };
    expect(importKey({ material: JSON.stringify(jwk), kid: null }).algorithm).toBe('RS512');
    expect(refusalOf(JSON.stringify({ ...jwk, alg: 'PS256' })).message).toContain('algorithm');
  });

  const publicPem = createPublicKey(rsa).export({ type: 'spki', format: 'pem' }) as string;
  const locked = rsa.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' }) as string;
  const small = generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey;
  const edwards = generateKeyPairSync('ed25519').privateKey;

  const smallPem = small.export({ type: 'pkcs8', format: 'pem' }) as string;
  const rsaPem = rsa.export({ type: 'pkcs8', format: 'pem' }) as string;
  const traditionallyLocked = smallPem.replace('-----\n', '-----\nProc-Type: 4,ENCRYPTED\n\n');
  const p256 = ec('P-256').export({ format: 'jwk' });

  it.each([
    ['nothing', '  ', 'TEN-2001', 'is empty'],
    ['plain text', 'hunter2', 'TEN-2001', 'neither PEM nor a JWK'],
    ['a public key', publicPem, 'TEN-2051', 'is a public key'],
    ['a public JWK', JSON.stringify(createPublicKey(rsa).export({ format: 'jwk' })), 'TEN-2051', 'is a public JWK'],
    ['a locked key', locked, 'TEN-2050', 'passphrase'],
    ['a key locked the old way', traditionallyLocked, 'TEN-2050', 'passphrase'],
    ['an OpenSSH key', '-----BEGIN OPENSSH PRIVATE KEY-----\nhunter2\n', 'TEN-2001', 'OpenSSH'],
    ['a certificate', '-----BEGIN CERTIFICATE-----\nhunter2\n', 'TEN-2051', 'certificate'],
    ['a damaged key', '-----BEGIN PRIVATE KEY-----\nhunter2\n-----END PRIVATE KEY-----', 'TEN-2001', 'damaged'],
    ['half a key', rsaPem.slice(0, rsaPem.length / 2), 'TEN-2001', 'damaged'],
    ['a damaged JWK', '{"kty":"RSA","d":"hunter2"}', 'TEN-2001', 'cannot be read'],
    ['broken JSON', '{"d":"hunter2"', 'TEN-2001', 'not valid JSON'],
    ['a JWK and more', `${JSON.stringify(p256)} hunter2`, 'TEN-2001', 'not valid JSON'],
    ['a key set', '{"keys":[{"d":"hunter2"}]}', 'TEN-2054', 'set of keys'],
    ['a small key', smallPem, 'TEN-2052', '1024 bits'],
    ['an Ed25519 key', edwards.export({ type: 'pkcs8', format: 'pem' }) as string, 'TEN-2053', 'type ed25519'],
    ['a key for bitcoin', ec('secp256k1').export({ type: 'pkcs8', format: 'pem' }) as string, 'TEN-2053', 'curve'],
    ['an encryption key', JSON.stringify({ ...rsa.export({ format: 'jwk' }), use: 'enc' }), 'TEN-2053', 'encryption'],
    ['an algorithm of another curve', JSON.stringify({ ...p256, alg: 'ES384' }), 'TEN-2053', 'algorithm'],
    ['words before the key', `hunter2\n${rsaPem}`, 'TEN-2054', 'before or after'],
    ['words behind the key', `${rsaPem}hunter2\n`, 'TEN-2054', 'before or after'],
    ['two keys', `${rsaPem}${smallPem}`, 'TEN-2054', '2 PEM blocks'],
    ['a key with its public half', `${publicPem}${rsaPem}`, 'TEN-2054', '2 PEM blocks'],
  ])('refuses %s in words and without repeating it', (_, material, code, words) => {
    const error = refusalOf(material);
    expect(error.code).toBe(code);
    expect(error.exitCode).toBe(10);
    expect(error.message).toContain(words);
    expect(error.hint).toMatch(/\w/);
    expect(`${error.message} ${error.hint ?? ''} ${String(error.cause)}`).not.toContain('hunter2');
    expect(keyProblems({ material, kid: null }).map((problem) => problem.code)).toContain(code);
  });

  it('tells all that is wrong with a key at once, at the place that refers to it', () => {
    const where = { file: 'tenured.yaml', line: 5, column: 15 };
    const jwk = JSON.stringify({ ...small.export({ format: 'jwk' }), alg: 'ES256', use: 'enc', kid: 'theirs' });
    const problems = keyProblems({ material: jwk, kid: 'mine', where });
    expect(problems.map(({ code }) => code)).toEqual(['TEN-2053', 'TEN-2052', 'TEN-2053', 'TEN-2055']);
    expect(problems.every((problem) => problem.where === where)).toBe(true);
    const both = keyProblems({ material: `hunter2\n${smallPem}`, kid: null, where });
    expect(both.map(({ code }) => code)).toEqual(['TEN-2054', 'TEN-2052']);
  });

  it('takes the curve’s name in front of an EC key, as openssl ecparam writes it', () => {
    const pem = ec('P-256').export({ type: 'sec1', format: 'pem' }) as string;
    const parameters = '-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n';
    expect(keyProblems({ material: parameters + pem, kid: null })).toEqual([]);
    expect(importKey({ material: parameters + pem, kid: null }).kid).toBe(importKey({ material: pem, kid: null }).kid);
  });
});

describe('generateKey', () => {
  it.each(['rsa', 'ec'] as const)(
    'makes an %s key whose public half checks what the private half signs',
    async (kind) => {
      const made = await generateKey(kind, 'k1');
      const { key, algorithm, kid } = importKey({ material: made.privatePem, kid: 'k1' });
      expect(made.publicJwk).toMatchObject({ kid, use: 'sig', alg: algorithm });
      expect(Object.keys(made.publicJwk)).not.toContain('d');
      const data = new TextEncoder().encode('signed');
      const name = kind === 'rsa' ? 'RSASSA-PKCS1-v1_5' : 'ECDSA';
      const signature = await webcrypto.subtle.sign({ name, hash: 'SHA-256' }, key, data);
      const publicKey = createPublicKey({ key: { ...made.publicJwk }, format: 'jwk' });
      const checked = verify('sha256', data, { key: publicKey, dsaEncoding: 'ieee-p1363' }, Buffer.from(signature));
      expect(checked).toBe(true);
    },
  );

  it('names the key by its thumbprint when nobody names it', async () => {
    const made = await generateKey('ec', null);
    expect(made.publicJwk['kid']).toBe(importKey({ material: made.privatePem, kid: null }).kid);
    expect(publicJwk(made.privatePem, null)).toEqual(made.publicJwk);
  });
});

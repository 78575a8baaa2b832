import { type createPrivateKey, createPublicKey, generateKeyPairSync, verify, webcrypto } from 'node:crypto';
import { calculateJwkThumbprint } from 'jose';
import { describe, expect, it } from 'vitest';
import { TenuredError } from '../../domain/kernel/errors.ts';
import { generateKey } from './generate-key.ts';
import { importKey, publicJwk } from './key.ts';

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
const ec = (namedCurve: string): ReturnType<typeof createPrivateKey> =>
  generateKeyPairSync('ec', { namedCurve }).privateKey;

function refusalOf(material: string): TenuredError {
  try {
    importKey(material, null);
  } catch (error) {
    if (error instanceof TenuredError) return error;
  }
  throw new Error('the key was accepted');
}

describe('importKey', () => {
  it.each(['pkcs8', 'pkcs1'] as const)('reads an RSA key in PEM, %s', (type) => {
    const key = importKey(rsa.export({ type, format: 'pem' }) as string, 'k1');
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
    const expected = { algorithm, kind: `EC ${curve}`, kid: importKey(forms[0] ?? '', null).kid };
    for (const form of forms) expect(importKey(form, null)).toMatchObject(expected);
  });

  it('takes the kid that is given, else that of the JWK, else the thumbprint of RFC 7638', async () => {
    const jwk = rsa.export({ format: 'jwk' });
    const thumbprint = await calculateJwkThumbprint(jwk);
    expect(importKey(JSON.stringify({ ...jwk, kid: 'theirs' }), 'mine').kid).toBe('mine');
    expect(importKey(JSON.stringify({ ...jwk, kid: 'theirs' }), null).kid).toBe('theirs');
    expect(importKey(JSON.stringify(jwk), null).kid).toBe(thumbprint);
  });

  it('signs with the algorithm that the JWK names', () => {
    const jwk = { ...rsa.export({ format: 'jwk' }), alg: 'RS512' };
    expect(importKey(JSON.stringify(jwk), null).algorithm).toBe('RS512');
    expect(refusalOf(JSON.stringify({ ...jwk, alg: 'PS256' })).message).toContain('algorithm');
  });

  const publicPem = createPublicKey(rsa).export({ type: 'spki', format: 'pem' }) as string;
  const locked = rsa.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' }) as string;
  const small = generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey;
  const edwards = generateKeyPairSync('ed25519').privateKey;

  it.each([
    ['nothing', '  ', 'is empty'],
    ['plain text', 'hunter2', 'neither PEM nor a JWK'],
    ['a public key', publicPem, 'is a public key'],
    ['a public JWK', JSON.stringify(createPublicKey(rsa).export({ format: 'jwk' })), 'is a public JWK'],
    ['a locked key', locked, 'passphrase'],
    ['an OpenSSH key', '-----BEGIN OPENSSH PRIVATE KEY-----\nhunter2\n', 'OpenSSH'],
    ['a certificate', '-----BEGIN CERTIFICATE-----\nhunter2\n', 'certificate'],
    ['a damaged key', '-----BEGIN PRIVATE KEY-----\nhunter2\n-----END PRIVATE KEY-----', 'damaged'],
    ['a damaged JWK', '{"kty":"RSA","d":"hunter2"}', 'cannot be read'],
    ['broken JSON', '{"d":"hunter2"', 'not valid JSON'],
    ['a key set', '{"keys":[{"d":"hunter2"}]}', 'set of keys'],
    ['a small key', small.export({ type: 'pkcs8', format: 'pem' }) as string, '1024 bits'],
    ['an Ed25519 key', edwards.export({ type: 'pkcs8', format: 'pem' }) as string, 'type ed25519'],
    ['a key for bitcoin', ec('secp256k1').export({ type: 'pkcs8', format: 'pem' }) as string, 'curve'],
    ['an encryption key', JSON.stringify({ ...rsa.export({ format: 'jwk' }), use: 'enc' }), 'encryption'],
  ])('refuses %s in words and without repeating it', (_, material, words) => {
    const error = refusalOf(material);
    expect(error.code).toBe('TEN-2001');
    expect(error.exitCode).toBe(10);
    expect(error.message).toContain(words);
    expect(`${error.message} ${error.hint ?? ''} ${String(error.cause)}`).not.toContain('hunter2');
  });
});

describe('generateKey', () => {
  it.each(['rsa', 'ec'] as const)(
    'makes an %s key whose public half checks what the private half signs',
    async (kind) => {
      const made = await generateKey(kind, 'k1');
      const { key, algorithm, kid } = importKey(made.privatePem, 'k1');
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
    expect(made.publicJwk['kid']).toBe(importKey(made.privatePem, null).kid);
    expect(publicJwk(made.privatePem, null)).toEqual(made.publicJwk);
  });
});

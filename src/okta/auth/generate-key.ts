import { generateKeyPair, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import { publicJwk, type PublicJwk } from './key.ts';

const makePair = promisify(generateKeyPair);

/** A fresh key for the service app: the private half for a file of mode 0600, the public half to paste into Okta. */
export interface GeneratedKey {
  readonly privatePem: string;
  readonly publicJwk: PublicJwk;
}

/**
 * Makes a key pair: RSA of 3,072 bits or EC on P-256.
 * @param kid the key id to register; null takes the RFC 7638 thumbprint.
 */
export async function generateKey(kind: 'rsa' | 'ec', kid: string | null): Promise<GeneratedKey> {
  const privatePem = toPem(await makePrivateKey(kind));
  return { privatePem, publicJwk: publicJwk(privatePem, kid) };
}

async function makePrivateKey(kind: 'rsa' | 'ec'): Promise<KeyObject> {
  const pair =
    kind === 'rsa' ? await makePair('rsa', { modulusLength: 3072 }) : await makePair('ec', { namedCurve: 'P-256' });
  return pair.privateKey;
}

function toPem(key: KeyObject): string {
  return key.export({ type: 'pkcs8', format: 'pem' }) as string;
}

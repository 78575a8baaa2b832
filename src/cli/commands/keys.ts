import { existsSync } from 'node:fs';
import { TenuredError } from '../../domain/kernel/errors.ts';
import { fileExists, readKeyFile, writePrivate } from '../keys/key-files.ts';
import type { GlobalOptions } from '../options.ts';
import type { World } from '../world.ts';

export interface GenerateOptions extends GlobalOptions {
  readonly kind: 'rsa' | 'ec';
  readonly out: string;
  readonly kid: string | null;
}

/** Makes a key pair: the private key into a file of mode 0600, the public one on stdout to paste into Okta. */
export async function keysGenerateCommand(world: World, options: GenerateOptions): Promise<number> {
  if (existsSync(options.out)) throw fileExists(options.out);
  const pair = await world.generateKey(options.kind, options.kid);
  writePrivate(options.out, pair.privatePem);
  await world.stderr.write(
    `Wrote the private key to ${options.out}, readable by you alone. Paste this public key in Okta:\n` +
      'Applications > your app > General > Client Credentials > Public key / Private key > Add key\n',
  );
  await printKey(world, pair.publicJwk);
  return 0;
}

/** Prints the public half of an existing private key. */
export async function keysPublicCommand(world: World, file: string, kid: string | null): Promise<number> {
  await printKey(world, await world.publicJwk(readKey(file), kid));
  return 0;
}

async function printKey(world: World, jwk: Readonly<Record<string, unknown>>): Promise<void> {
  await world.stdout.write(`${JSON.stringify(jwk, null, 2)}\n`);
}

function readKey(file: string): string {
  const text = readKeyFile(file);
  if (text === null) throw new TenuredError('TEN-6001', 'the key file is not there', { where: { file } });
  return text;
}

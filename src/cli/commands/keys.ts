import { closeSync, constants, existsSync, openSync, readFileSync, writeSync } from 'node:fs';
import { TenuredError } from '../../domain/kernel/errors.ts';
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

/** Never over an existing file: a key that Okta knows would be gone. */
export function writePrivate(file: string, text: string): void {
  let descriptor: number;
  try {
    descriptor = openSync(file, constants.O_CREAT | constants.O_EXCL | constants.O_WRONLY, 0o600);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown';
    if (code === 'EEXIST') throw fileExists(file);
    throw new TenuredError('TEN-6001', `the key file cannot be written (${code})`, { where: { file } });
  }
  try {
    writeSync(descriptor, text);
  } finally {
    closeSync(descriptor);
  }
}

function fileExists(file: string): TenuredError {
  return new TenuredError('TEN-6001', 'the file exists already', {
    where: { file },
    why: 'a private key that Okta knows would be overwritten',
    hint: 'give another name with --out, or remove the file first',
  });
}

function readKey(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown';
    throw new TenuredError('TEN-6001', `the key file cannot be read (${code})`, { where: { file } });
  }
}

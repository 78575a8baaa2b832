import { closeSync, constants, fstatSync, openSync, readFileSync, type Stats } from 'node:fs';
import { join } from 'node:path';
import type { Problem } from '../domain/kernel/problem.ts';
import { err, ok, type Result } from '../domain/kernel/result.ts';

/** Where a secret is kept. Never the secret itself. */
export type SecretReference =
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'credential'; readonly name: string }
  | { readonly kind: 'env'; readonly name: string };

/** The environment's variables. */
export type EnvironmentVariables = Readonly<Record<string, string | undefined>>;

const largest = 64 * 1024;

/** Reads a secret at the moment it is needed. All problems at once; they name its place, never its content. */
export function readSecret(reference: SecretReference, environment: EnvironmentVariables): Result<string, Problem[]> {
  switch (reference.kind) {
    case 'file':
      return readProtected(reference.path, 0o077);
    case 'credential':
      return readCredential(reference.name, environment);
    case 'env':
      return readVariable(reference.name, environment);
  }
}

function readVariable(name: string, environment: EnvironmentVariables): Result<string, Problem[]> {
  const value = environment[name];
  return value === undefined || value === '' ? err([unusable(`environment variable ${name} is not set`)]) : ok(value);
}

function readCredential(name: string, environment: EnvironmentVariables): Result<string, Problem[]> {
  const folder = environment['CREDENTIALS_DIRECTORY'];
  if (folder === undefined || folder === '') {
    const hint = `Start tenured by systemd with LoadCredential=${name}:/path, or use { file: … }.`;
    return err([unusable('$CREDENTIALS_DIRECTORY is not set', hint)]);
  }
  // systemd grants the service's user by an access list, which shows as group bits; nobody else may read it.
  return readProtected(join(folder, name), 0o007);
}

function readProtected(path: string, forbidden: number): Result<string, Problem[]> {
  let handle: number;
  try {
    // The checks look at what was opened, so that nothing can be exchanged between looking and reading.
    handle = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    return err([unusable(`${path} cannot be opened: ${reason(error)}`)]);
  }
  try {
    const complaints = complaintsAbout(fstatSync(handle), path, forbidden);
    if (complaints.length > 0) return err(complaints);
    const text = readFileSync(handle, 'utf8');
    return text.trim() === '' ? err([unusable(`${path} is empty`)]) : ok(text);
  } catch (error) {
    return err([unusable(`${path} cannot be read: ${reason(error)}`)]);
  } finally {
    closeSync(handle);
  }
}

function complaintsAbout(stats: Stats, path: string, forbidden: number): Problem[] {
  if (!stats.isFile()) return [unusable(`${path} is no regular file`)];
  const complaints: Problem[] = [];
  if (stats.size > largest) complaints.push(unusable(`${path} is too large for a secret`));
  if ((stats.mode & forbidden) !== 0) {
    const mode = (stats.mode & 0o777).toString(8).padStart(4, '0');
    complaints.push(unusable(`${path} can be read by others (mode ${mode})`, `chmod 600 ${path}`));
  }
  const own = process.getuid?.();
  if (own !== undefined && stats.uid !== own && stats.uid !== 0) {
    complaints.push(unusable(`${path} belongs to another user`, 'Make it belong to the user that runs tenured.'));
  }
  return complaints;
}

function reason(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'ENOENT') return 'there is no such file';
  if (code === 'ELOOP') return 'it is a symbolic link';
  return code === 'EACCES' ? 'this user may not read it' : String(code);
}

function unusable(message: string, hint?: string): Problem {
  return { code: 'TEN-1006', severity: 'error', message, ...(hint === undefined ? {} : { hint }) };
}

// A PEM block, a JSON web token, an Okta API token, a JWK with its private part.
const literalSecrets = [
  /-----BEGIN [A-Z ]*(PRIVATE KEY|CERTIFICATE)/,
  /\beyJ[\w-]{10,}\.[\w-]{10,}\.[\w-]{10,}/,
  /^(SSWS )?00[\w-]{40}$/,
  /"d"\s*:\s*"[\w-]{20,}"/,
];

/** True for a text that most likely is a secret itself. */
export function looksLikeSecret(text: string): boolean {
  return literalSecrets.some((pattern) => pattern.test(text));
}

import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { looksLikeSecret, readSecret } from './secret.ts';

const folder = mkdtempSync(join(tmpdir(), 'tenured-secret-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function write(name: string, mode: number, text = 'the secret'): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  chmodSync(path, mode);
  return path;
}

function file(path: string): unknown {
  const read = readSecret({ kind: 'file', path }, {});
  return read.ok ? read.value : read.error.map(({ message }) => message.slice(path.length + 1)).join('; ');
}

describe('readSecret', () => {
  it('reads a protected file', () => {
    expect(file(write('good', 0o600))).toBe('the secret');
    expect(file(write('read-only', 0o400))).toBe('the secret');
  });

  it('refuses a file that others can read', () => {
    expect(file(write('group', 0o640))).toBe('can be read by others (mode 0640)');
    expect(file(write('world', 0o604))).toBe('can be read by others (mode 0604)');
  });

  it('refuses what is no plain file, empty or too large', () => {
    symlinkSync(write('target', 0o600), join(folder, 'link'));
    mkdirSync(join(folder, 'folder'));
    expect(file(join(folder, 'link'))).toContain('symbolic link');
    expect(file(join(folder, 'folder'))).toContain('no regular file');
    expect(file(join(folder, 'absent'))).toContain('no such file');
    expect(file('/dev/null')).toContain('no regular file');
    expect(file(write('empty', 0o600, ' \n'))).toContain('empty');
    expect(file(write('huge', 0o600, 'x'.repeat(70_000)))).toContain('too large');
  });

  it('tells all that is wrong with a file at once', () => {
    const path = write('huge-and-open', 0o644, 'x'.repeat(70_000));
    if (process.getuid?.() === 0) chownSync(path, 12_345, 12_345);
    const told = String(file(path));
    expect(told).toContain('too large for a secret; can be read by others (mode 0644)');
    if (process.getuid?.() === 0) expect(told).toContain('belongs to another user');
  });

  it('reads a systemd credential, whose group bits are an access list', () => {
    write('okta-key', 0o440);
    const environment = { CREDENTIALS_DIRECTORY: folder };
    expect(readSecret({ kind: 'credential', name: 'okta-key' }, environment)).toMatchObject({ value: 'the secret' });
    write('open-key', 0o444);
    expect(readSecret({ kind: 'credential', name: 'open-key' }, environment).ok).toBe(false);
    expect(readSecret({ kind: 'credential', name: 'okta-key' }, {})).toMatchObject({ error: [{ code: 'TEN-1006' }] });
  });

  it('reads a variable', () => {
    expect(readSecret({ kind: 'env', name: 'KEY' }, { KEY: 'x' })).toMatchObject({ value: 'x' });
    expect(readSecret({ kind: 'env', name: 'KEY' }, { KEY: '' }).ok).toBe(false);
  });
});

describe('looksLikeSecret', () => {
  it.each([
    '-----BEGIN PRIVATE KEY-----\nMIIE',
    '-----BEGIN RSA PRIVATE KEY-----',
    `00${'aB3-_'.repeat(8)}`,
    `SSWS 00${'aB3-_'.repeat(8)}`,
    'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIxMjM0NTYifQ.c2lnbmF0dXJlLWhlcmU',
    '{"kty":"RSA","d":"abcdefghijklmnopqrstuvwxyz"}',
  ])('%j', (text) => {
    expect(looksLikeSecret(text)).toBe(true);
  });

  it.each(['00u1abcdefghijklmnop', '0oa1example', 'w.department == "Sales"', '/run/secrets/okta.pem'])(
    'not %j',
    (text) => {
      expect(looksLikeSecret(text)).toBe(false);
    },
  );
});

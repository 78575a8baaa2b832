import { TenuredError } from '../../domain/kernel/errors.ts';
import type { Companion } from '../bytes/raw-file.ts';

/** What a manifest says about the file beside it. What it does not say is null. */
export interface Manifest {
  readonly name: string;
  readonly rows: number | null;
  readonly bytes: number | null;
  readonly sha256: string | null;
  readonly sequence: number | null;
}

/** What the file turned out to be. */
export interface Counted {
  readonly file: string;
  readonly rows: number;
  readonly bytes: number;
  readonly sha256: string;
}

const digest = /^[0-9a-f]{64}$/i;

/**
 * Reads a manifest: JSON with `file`, `rows`, `bytes`, `sha256` and `sequence`, or the line that sha256sum writes.
 * @throws TenuredError TEN-3021 when it is neither, says nothing, or speaks of another file.
 */
export function readManifest({ name, content }: Companion, file: string): Manifest {
  const text = content
    .toString('utf8')
    .replace(/^\uFEFF/, '')
    .trim();
  const said = text.startsWith('{') ? fromJson(name, text) : fromLine(text);
  if (said === null) throw unreadable(name);
  if (said.file !== null && said.file !== file) throw otherFile(name, said.file, file);
  const { rows, bytes, sha256, sequence } = said;
  if (rows === null && bytes === null && sha256 === null) throw unreadable(name);
  return { name, rows, bytes, sha256, sequence };
}

/** @throws TenuredError TEN-3021 with everything that the file is not. */
export function holdToManifest(manifest: Manifest, counted: Counted): void {
  const differences = [
    difference('rows', manifest.rows, counted.rows),
    difference('bytes', manifest.bytes, counted.bytes),
    manifest.sha256 === null || manifest.sha256 === counted.sha256 ? null : 'another SHA-256',
  ].filter((one) => one !== null);
  if (differences.length === 0) return;
  throw new TenuredError('TEN-3021', `the file is not what its manifest says: ${differences.join(', ')}`, {
    where: { file: counted.file },
    why: 'a part of it is missing or another file took its place',
    hint: `have the file sent again with its manifest ${manifest.name}; the manifest is to be written last`,
  });
}

function difference(what: string, said: number | null, found: number): string | null {
  return said === null || said === found ? null : `${String(said)} ${what} said, ${String(found)} there`;
}

interface Said extends Omit<Manifest, 'name'> {
  readonly file: string | null;
}

function fromLine(text: string): Said | null {
  const [, sum = '', file = ''] = /^([0-9a-f]{64})(?:[ \t]+\*?(\S.*))?$/i.exec(text) ?? [];
  if (sum === '') return null;
  const rest = { rows: null, bytes: null, sequence: null };
  return { file: file === '' ? null : baseName(file), sha256: sum.toLowerCase(), ...rest };
}

function fromJson(name: string, text: string): Said | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  const block = Object.entries(value as object);
  const at = (key: string): unknown => block.find(([own]) => own === key)?.[1] ?? null;
  const file = at('file');
  const sum = at('sha256');
  if (sum !== null && (typeof sum !== 'string' || !digest.test(sum))) throw unreadable(name);
  return {
    file: typeof file === 'string' ? baseName(file) : null,
    rows: wholeNumber(name, at('rows')),
    bytes: wholeNumber(name, at('bytes')),
    sha256: sum === null ? null : sum.toLowerCase(),
    sequence: wholeNumber(name, at('sequence')),
  };
}

function wholeNumber(name: string, value: unknown): number | null {
  if (value === null) return null;
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value;
  throw unreadable(name);
}

function baseName(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
}

function unreadable(name: string): TenuredError {
  return new TenuredError('TEN-3021', 'the manifest cannot be understood', {
    where: { file: name },
    why: 'it is what says that the file beside it is whole',
    hint: 'it is JSON with one or more of file, rows, bytes and sha256, or the line that sha256sum writes',
  });
}

function otherFile(name: string, said: string, file: string): TenuredError {
  return new TenuredError('TEN-3021', `the manifest speaks of "${said}", not of "${file}"`, {
    where: { file: name },
    why: 'it says nothing about the file beside it',
    hint: 'have the file sent again together with its own manifest',
  });
}

import { TenuredError } from '../../domain/kernel/errors.ts';
import type { SourceFile } from '../../reconcile/ports.ts';
import type { Companion, Transport } from '../bytes/raw-file.ts';
import type { ProofOptions } from '../options.ts';
import { readManifest, type Manifest } from './manifest.ts';

/** What stands beside the file and says that it is whole. */
export interface Beside {
  readonly manifest: Manifest | null;
  /** Set when a marker or manifest was found. */
  readonly proved: boolean;
}

/**
 * Looks for marker and manifest, where the source declares them. Both are written after the file they speak of.
 * @throws TenuredError TEN-3022 while one is not there yet, TEN-3021 when the manifest cannot be understood.
 */
export async function readBeside(transport: Transport, options: ProofOptions, file: SourceFile): Promise<Beside> {
  if (options.marker !== null) await require(transport, options.marker, file, 'marker');
  if (options.manifest === null) return { manifest: null, proved: options.marker !== null };
  const companion = await require(transport, options.manifest, file, 'manifest');
  return { manifest: readManifest(companion, file.file.slice(file.file.lastIndexOf('/') + 1)), proved: true };
}

async function require(
  transport: Transport,
  suffix: string,
  { file, modifiedAt }: SourceFile,
  what: 'marker' | 'manifest',
): Promise<Companion> {
  const found = await transport.beside(suffix);
  if (found === null) throw notYet(file, suffix, `the ${what} "${suffix}" is not there`);
  if (found.modifiedAt < modifiedAt) throw notYet(file, suffix, `the ${what} "${suffix}" is older than the file`);
  return found;
}

function notYet(file: string, suffix: string, what: string): TenuredError {
  return new TenuredError('TEN-3022', `the source file is not said to be whole: ${what}`, {
    where: { file },
    why: 'whoever writes the file says with it that the file is finished',
    hint: `wait, or look why "${file.slice(file.lastIndexOf('/') + 1)}${suffix}" was not written`,
  });
}

/** @throws TenuredError TEN-3021 when there are fewer rows than the whole company can have. */
export function assertEnough(file: string, rows: number, least: number): void {
  if (rows >= least) return;
  throw new TenuredError('TEN-3021', `the file has ${String(rows)} rows, and at least ${String(least)} are expected`, {
    where: { file },
    why: 'the people who are missing have not left',
    hint: 'have the file sent again, whole; the number is `leastRows` of the source',
  });
}

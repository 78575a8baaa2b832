import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TenuredError } from '../../src/domain/kernel/errors.ts';
import type { RowBasis, SourceReader, SourceReadResult } from '../../src/reconcile/ports.ts';
import { openSource, type SourceMemory, type SourceOptions, type SourceTools } from '../../src/sources/index.ts';
import { VirtualClock } from '../support/virtual-clock.ts';

/** A row as it came out of a source. */
export interface ReadRow {
  readonly row: number;
  readonly cells: readonly string[];
  readonly broken: number | null;
}

/** A folder of its own for one test file's sources. */
export class SourceFolder {
  readonly path = mkdtempSync(join(tmpdir(), 'tenured-sources-'));
  readonly clock = new VirtualClock();

  /** Written an hour ago, so that it is at rest. */
  write(name: string, content: string | Buffer): string {
    const path = join(this.path, name);
    writeFileSync(path, content);
    this.age(path, 3600);
    return path;
  }

  age(path: string, seconds: number): void {
    const at = this.clock.now() / 1000 - seconds;
    utimesSync(path, at, at);
  }

  tools(memory: SourceMemory = new Map()): SourceTools {
    return { clock: this.clock, fetch, memory };
  }

  open(options: SourceOptions, memory?: SourceMemory): SourceReader {
    return openSource({ ...options, fetchInto: join(this.path, 'state') }, this.tools(memory));
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}

export function basisOf(
  columns: readonly string[],
  alternatives: readonly (readonly string[])[] = columns.map(() => []),
): RowBasis {
  return { columns, alternatives, keyColumn: 0, salt: 'salt' };
}

export async function readAll(
  source: SourceReader,
  basis: RowBasis,
): Promise<{ readonly rows: readonly ReadRow[]; readonly result: SourceReadResult }> {
  const reading = source.read(basis);
  const rows: ReadRow[] = [];
  for await (const batch of reading.batches) {
    for (let index = 0; index < batch.size; index += 1) {
      rows.push({ row: batch.fileRow(index), cells: batch.cells(index), broken: batch.brokenWidth(index) });
    }
  }
  return { rows, result: reading.result() };
}

/** What the work is refused with; anything but a refusal fails the test. */
export async function refusal(work: () => Promise<unknown>): Promise<TenuredError> {
  try {
    await work();
  } catch (error) {
    if (error instanceof TenuredError) return error;
    throw error;
  }
  throw new Error('it was not refused');
}

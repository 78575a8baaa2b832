import { TenuredError } from '../../domain/kernel/errors.ts';
import type { CompiledMapping, FieldTrace, RowReading } from '../../domain/mapping/compiled.ts';
import type { RowBasis, RowBatch, SourceReader } from '../ports.ts';

/** Which person of the file is meant: by a row as a spreadsheet counts it, or by worker id; null is the first one. */
export type WantedPerson = { readonly row: number } | { readonly worker: string } | null;

/** A row of the person with all that the mapping makes of it. */
export interface PersonRow {
  readonly fileRow: number;
  readonly fields: readonly FieldTrace[];
  readonly reading: RowReading;
  /** Set when the row has more or fewer cells than the header: how many. */
  readonly brokenWidth: number | null;
}

/** A person as the file has it: every row of one worker id. */
export interface PersonInFile {
  readonly key: string;
  readonly rows: readonly PersonRow[];
  /** The column letter of each mapped column. */
  readonly letters: readonly string[];
}

/** More rows of one id are nobody's. */
const mostRows = 200;

/**
 * Reads every row of one person out of a source.
 * @throws TenuredError TEN-3153 when nobody like that is in it, and whatever reading the source throws.
 */
export async function readPerson(
  source: SourceReader,
  mapping: CompiledMapping,
  wanted: WantedPerson,
): Promise<PersonInFile> {
  const key = await keyOf(source, mapping, wanted);
  const reading = source.read(rowsOf(mapping));
  const rows: PersonRow[] = [];
  let near: string | null = null;
  for await (const batch of reading.batches) {
    for (let index = 0; index < batch.size; index += 1) {
      const own = batch.key(index);
      if (own !== key) near ??= plain(own) === plain(key) ? own : null;
      else if (rows.length < mostRows) rows.push(rowOf(batch, index, mapping));
    }
  }
  if (rows.length === 0) throw nobody(key, near);
  return { key, rows, letters: reading.result().letters };
}

function rowsOf({ columns, keyColumn, idPrefix }: CompiledMapping): RowBasis {
  return { columns, keyColumn, keyPrefix: idPrefix, salt: '' };
}

function rowOf(batch: RowBatch, index: number, mapping: CompiledMapping): PersonRow {
  const cells = batch.cells(index);
  return {
    fileRow: batch.fileRow(index),
    fields: mapping.traceRow(cells),
    reading: mapping.readRow(cells),
    brokenWidth: batch.brokenWidth(index),
  };
}

function nobody(key: string, near: string | null): TenuredError {
  const meant = near === null ? '' : `; there is ${JSON.stringify(near)}`;
  return notThere(`no row has the worker id ${JSON.stringify(key)}${meant}`, key);
}

/** Ids that people take for one another. */
function plain(key: string): string {
  return key.toLowerCase().replace(/^0+/, '');
}

async function keyOf(source: SourceReader, mapping: CompiledMapping, wanted: WantedPerson): Promise<string> {
  // Of files of changes the newest one that lists everybody.
  await source.next?.(null);
  return wanted !== null && 'worker' in wanted ? wanted.worker : keyOfRow(source, mapping, wanted?.row ?? null);
}

async function keyOfRow(source: SourceReader, mapping: CompiledMapping, wanted: number | null): Promise<string> {
  const reading = source.read(rowsOf(mapping));
  let key: string | null = null;
  let last = 0;
  for await (const batch of reading.batches) {
    for (let index = 0; index < batch.size; index += 1) {
      last = batch.fileRow(index);
      if (key === null && (wanted === null || last === wanted)) key = batch.key(index);
    }
  }
  if (key === null)
    throw notThere(`the file has no person in row ${String(wanted)}; its last row is ${String(last)}`, null);
  return key;
}

function notThere(message: string, worker: string | null): TenuredError {
  return new TenuredError('TEN-3153', message, {
    ...(worker === null ? {} : { where: { worker } }),
    hint: 'ids are compared exactly: 00123 and 123 are two people; rows count as in a spreadsheet, the header is row 1',
  });
}

import { TenuredError } from '../../domain/kernel/errors.ts';
import type { RowBasis, RowBatch, SnapshotDraft, SourceReader } from '../ports.ts';
import type { OriginFinder } from './origins.ts';

const rowsAtOnce = 1_000;

/** What stored rows are read anew with. */
export interface RereadTools {
  readonly source: Pick<SourceReader, 'stored'>;
  readonly draft: Pick<SnapshotDraft, 'imageAfter'>;
  readonly originOf: OriginFinder;
  /** The file's name, for people. */
  readonly file: string;
}

/**
 * The accepted image as batches under another basis. A file of changes says nothing of all others, so that another mapping
 * reads them from what was stored.
 * @param before the mapped columns in the order in which cells were stored
 * @throws TenuredError TEN-3044 when the mapping reads a column that was not stored
 */
export function rereadImage(tools: RereadTools, before: readonly string[], basis: RowBasis): Iterable<RowBatch> {
  const from = basis.columns.map((column) => before.indexOf(column));
  const lacking = basis.columns.filter((_, index) => from[index] === -1);
  if (lacking.length > 0) throw notStored(tools.file, lacking);
  return batches(tools, from, basis);
}

function* batches(
  { source, draft, originOf }: RereadTools,
  from: readonly number[],
  basis: RowBasis,
): Generator<RowBatch> {
  for (let after = 0; ;) {
    const rows = draft.imageAfter(after, rowsAtOnce);
    const last = rows.at(-1);
    if (last === undefined) return;
    after = last.id;
    const placed = rows.map((row) => ({ ...row, origin: originOf(row.id, row.fileRow) }));
    const batch = source.stored(
      basis,
      placed.map(({ key, cells, fileRow, origin }) => ({
        key,
        cells: cells.length === 0 ? [] : from.map((index) => cells[index] ?? ''),
        fileRow: origin?.row ?? fileRow,
      })),
    );
    yield withOrigins(
      batch,
      placed.map(({ origin }) => origin?.read.id ?? null),
    );
  }
}

function withOrigins(batch: RowBatch, snapshots: readonly (number | null)[]): RowBatch {
  return {
    size: batch.size,
    key: (index) => batch.key(index),
    hash: (index) => batch.hash(index),
    fileRow: (index) => batch.fileRow(index),
    cells: (index) => batch.cells(index),
    brokenWidth: (index) => batch.brokenWidth(index),
    readIn: (index) => snapshots[index] ?? null,
  };
}

function notStored(file: string, columns: readonly string[]): TenuredError {
  return new TenuredError(
    'TEN-3044',
    `the mapping reads ${columns.map((one) => `"${one}"`).join(', ')}, which was not read before`,
    {
      where: { file },
      why: 'files of changes say nothing about the others, and what was not mapped was not kept',
      hint: 'have a whole file sent; until then everybody stays as they were, and known ends of access are carried out',
    },
  );
}

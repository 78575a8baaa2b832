import { hash } from 'node:crypto';
import type { RereadRow, RowBasis, RowBatch } from '../../reconcile/ports.ts';

/** Cells are joined by the unit separator before hashing; a row that holds one is hashed as JSON instead. */
const separator = '\u001f';
/** The same as a byte, to be looked for in the text. */
export const separatorByte = 0x1f;

export type Row = readonly string[];

/** Where in a row the mapped columns stand. */
export interface RowShape {
  readonly width: number;
  /** For each mapped column, its position in a row. */
  readonly positions: readonly number[];
  /** The position of the worker id. */
  readonly keyPosition: number;
  readonly salt: string;
  readonly keyPrefix: string;
}

export function rowShape(width: number, positions: readonly number[], basis: RowBasis): RowShape {
  return {
    width,
    positions,
    keyPosition: positions[basis.keyColumn] ?? 0,
    salt: basis.salt,
    keyPrefix: basis.keyPrefix ?? '',
  };
}

/** Rows as arrays of cells, with nothing made of them until it is asked for. */
export function rowBatch(
  rows: readonly Row[],
  fileRows: readonly number[],
  shape: RowShape,
  separatorSeen: boolean,
): RowBatch {
  return new CellRows(rows, fileRows, shape, separatorSeen);
}

/** Rows as they were stored, their mapped cells in the basis's order: fingerprinted as if they were read anew. */
export function storedRows(basis: RowBasis, rows: readonly RereadRow[]): RowBatch {
  const positions = [...basis.columns.keys()];
  const shape = rowShape(positions.length, positions, basis);
  const cells = rows.map((row) => row.cells);
  const separatorSeen = cells.some((row) => row.some((cell) => cell.includes(separator)));
  return new StoredRows(
    rows,
    cells,
    rows.map(({ fileRow }) => fileRow),
    shape,
    separatorSeen,
  );
}

class CellRows implements RowBatch {
  readonly size: number;
  readonly #rows: readonly Row[];
  readonly #fileRows: readonly number[];
  readonly #positions: readonly number[];
  readonly #width: number;
  readonly #keyPosition: number;
  readonly #salt: string;
  readonly #keyPrefix: string;
  readonly #separatorSeen: boolean;

  constructor(rows: readonly Row[], fileRows: readonly number[], shape: RowShape, separatorSeen: boolean) {
    this.size = rows.length;
    this.#rows = rows;
    this.#fileRows = fileRows;
    this.#positions = shape.positions;
    this.#width = shape.width;
    this.#keyPosition = shape.keyPosition;
    this.#salt = shape.salt;
    this.#keyPrefix = shape.keyPrefix;
    this.#separatorSeen = separatorSeen;
  }

  key(index: number): string {
    const key = (this.#rows[index]?.[this.#keyPosition] ?? '').trim();
    return key === '' || this.#keyPrefix === '' ? key : this.#keyPrefix + key;
  }

  hash(index: number): string {
    const text = this.#separatorSeen && this.#holdsSeparator(index) ? this.#asJson(index) : this.#joined(index);
    return hash('sha256', text, 'hex').slice(0, 32);
  }

  fileRow(index: number): number {
    return this.#fileRows[index] ?? 0;
  }

  cells(index: number): readonly string[] {
    const row = this.#rows[index] ?? [];
    return this.#positions.map((position) => row[position] ?? '');
  }

  brokenWidth(index: number): number | null {
    const width = this.#rows[index]?.length ?? 0;
    return width === this.#width ? null : width;
  }

  #joined(index: number): string {
    const row = this.#rows[index] ?? [];
    let text = this.#salt;
    for (const position of this.#positions) text += separator + (row[position] ?? '');
    return row.length === this.#width ? text : `${text}${separator}${String(row.length)} cells`;
  }

  /** Of its own cells alone: what stands elsewhere in the file does not make it another row. */
  #holdsSeparator(index: number): boolean {
    const row = this.#rows[index] ?? [];
    return this.#positions.some((position) => (row[position] ?? '').includes(separator));
  }

  #asJson(index: number): string {
    return JSON.stringify([this.#salt, this.#rows[index]?.length, this.cells(index)]);
  }
}

/** A row whose cells could not be trusted has no id in them. */
class StoredRows extends CellRows {
  readonly #stored: readonly RereadRow[];

  constructor(
    stored: readonly RereadRow[],
    rows: readonly Row[],
    fileRows: readonly number[],
    shape: RowShape,
    separatorSeen: boolean,
  ) {
    super(rows, fileRows, shape, separatorSeen);
    this.#stored = stored;
  }

  override key(index: number): string {
    const row = this.#stored[index];
    return row?.cells.length === 0 ? row.key : super.key(index);
  }
}

import { DistinctSample, type StoredSample } from './distinct-sample.ts';

/** What is known of one column over all rows of a snapshot. */
interface Column {
  blanks: number;
  readonly distinct: DistinctSample;
}

/**
 * Blank cells and different values of each mapped column, carried from one snapshot to the next by the changed rows alone.
 */
export class ColumnStatistics {
  readonly columns: readonly string[];
  readonly #columns: readonly Column[];

  constructor(columns: readonly string[], stored: readonly Column[] = []) {
    this.columns = columns;
    this.#columns = columns.map((_header, index) => stored[index] ?? { blanks: 0, distinct: new DistinctSample() });
  }

  /** Counts a new row; one with a wrong number of cells has none that could be trusted. */
  add(cells: readonly string[]): void {
    for (let index = 0; index < cells.length; index += 1) {
      const column = this.#columns[index];
      const cell = cells[index] ?? '';
      if (column === undefined) continue;
      if (isBlank(cell)) column.blanks += 1;
      else column.distinct.add(cell);
    }
  }

  remove(cells: readonly string[]): void {
    for (let index = 0; index < cells.length; index += 1) {
      const column = this.#columns[index];
      const cell = cells[index] ?? '';
      if (column === undefined) continue;
      if (isBlank(cell)) column.blanks -= 1;
      else column.distinct.remove(cell);
    }
  }

  blanks(index: number): number {
    return this.#columns[index]?.blanks ?? 0;
  }

  distinct(index: number): number {
    return this.#columns[index]?.distinct.size() ?? 0;
  }

  /** Text to store. */
  toText(): string {
    const columns = this.columns.map((header, index): StoredColumn => {
      const { blanks = 0, distinct } = this.#columns[index] ?? {};
      return { header, blanks, sample: distinct?.stored() ?? { level: 0, counts: [] } };
    });
    return JSON.stringify(columns);
  }
}

interface StoredColumn {
  readonly header: string;
  readonly blanks: number;
  readonly sample: StoredSample;
}

/** Reads what `toText` wrote. */
export function statisticsFrom(text: string): ColumnStatistics {
  const stored = JSON.parse(text) as readonly StoredColumn[];
  return new ColumnStatistics(
    stored.map(({ header }) => header),
    stored.map(({ blanks, sample }) => ({ blanks, distinct: new DistinctSample(sample) })),
  );
}

/** Nothing but white space. */
export function isBlank(cell: string): boolean {
  return cell === '' || cell.trim() === '';
}

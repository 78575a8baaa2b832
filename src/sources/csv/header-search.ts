import type { RowBasis } from '../../reconcile/ports.ts';
import type { CsvOptions } from '../options.ts';
import type { Row } from '../rows/batch.ts';
import { columnsNamed, readHeader, type Header, type HeaderRow } from '../rows/columns.ts';

/** A header further down is not looked for. */
const mostTitleRows = 50;

/** Takes rows from the top of the file until the header is among them. */
export interface HeaderSearch {
  /** The header, as soon as it is there. @throws TenuredError when it breaks the contract (G5). */
  take(row: Row, fileRow: number): Header | null;
  /** The file has ended without one. @throws TenuredError for the row that came nearest, if any did. */
  give(): void;
}

export function headerSearch(file: string, options: CsvOptions, delimiter: string, basis: RowBasis): HeaderSearch {
  const { titleRows, ignoreCase } = options;
  let best: { readonly row: HeaderRow; readonly named: number } | null = null;
  return {
    take(cells, fileRow) {
      const row = { file, row: fileRow, cells, delimiter, ignoreCase };
      if (titleRows !== 'find') return fileRow <= titleRows ? null : readHeader(row, basis);
      const named = columnsNamed(row, basis);
      if (named === basis.columns.length) return readHeader(row, basis);
      if (best === null || named > best.named) best = { row, named };
      return fileRow < mostTitleRows ? null : readHeader(best.row, basis);
    },
    give() {
      if (best !== null) readHeader(best.row, basis);
    },
  };
}

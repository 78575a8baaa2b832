/** How a file is written, as far as its bytes tell. */
export interface Dialect {
  /** A label that the host's decoder knows, e.g. `utf-8`, `windows-1252`. */
  readonly encoding: string;
  /** `mark`: the file says so itself; `proven`: every byte fits and hardly another would; `guessed`: look at names. */
  readonly encodingBy: 'mark' | 'proven' | 'guessed';
  readonly gzip: boolean;
  readonly delimiter: string;
  /** The first line is Excel's `sep=;`. */
  readonly separatorLine: boolean;
  readonly quoted: boolean;
  readonly lineEnds: 'LF' | 'CRLF' | 'mixed';
  /** Rows above the header that are none, a `sep=` line and blank ones not counted. */
  readonly titleRows: number;
  /** The header's row as a spreadsheet counts it. */
  readonly headerRow: number;
  /** Every row ends with one delimiter more than it has columns. */
  readonly trailingDelimiter: boolean;
  /** The last line ends as the others do. */
  readonly endsWithLine: boolean;
}

/** The beginning of a table understood: how it is written and what its columns are called. */
export interface TableHead {
  readonly file: string;
  readonly bytes: number;
  readonly dialect: Dialect;
  /** Trimmed, in the file's order. */
  readonly header: readonly string[];
}

/** Rows of a table as they come, with the row number that a spreadsheet shows. */
export interface TableRows {
  readonly rows: readonly (readonly string[])[];
  readonly numbers: readonly number[];
}

/** `A` for 0, `Z` for 25, `AA` for 26, as spreadsheets name columns. */
export function letterOf(index: number): string {
  const rest = Math.floor(index / 26) - 1;
  return (rest < 0 ? '' : letterOf(rest)) + String.fromCharCode(65 + (index % 26));
}

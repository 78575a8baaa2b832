import type { Step } from '../domain/guardrails/sequence.ts';

/** Where a source is, how it is written and what proves that it is whole. */
export interface SourceOptions {
  readonly name: string;
  readonly transport: TransportOptions;
  readonly format: FormatOptions;
  /** `auto` goes by the file's first two bytes; a declaration that the file contradicts refuses it. */
  readonly compression: 'auto' | 'gzip' | 'none';
  /** A code page that the host knows; null is UTF-8. A byte order mark in the file wins. */
  readonly encoding: string | null;
  /** Bytes after unpacking that are too many. */
  readonly largestBytes: number;
  /** Seconds that size and modification time must have rested (default 60, 0 in the demo). */
  readonly settleSeconds: number;
  readonly proof: ProofOptions;
  /** Set for a source of several files that follow each other. */
  readonly numbering: NumberingOptions | null;
  /** Folder for what is fetched from elsewhere; nothing in it outlives the reading. */
  readonly fetchInto: string;
}

/** How the files of a source that sends changes follow each other. */
export interface NumberingOptions {
  /** Finds the number in a file's name, in the group `number`. */
  readonly number: string;
  readonly step: Step;
  /** Names of the files that list everybody, with `*` and `?`. */
  readonly whole: string;
}

/** What beside the file itself says that it is whole (G1). */
export interface ProofOptions {
  /** The end of the name of a file whose presence says so: `.done` for `people.csv.done`. */
  readonly marker: string | null;
  /** The end of the name of a file with rows, bytes and SHA-256: `.json` or `.sha256`. */
  readonly manifest: string | null;
  /** Fewer rows than this are never the whole company. */
  readonly leastRows: number;
}

export type TransportOptions = FileOptions | HttpOptions | SftpOptions;

/** Which of several files that a pattern names is the newest. */
export type Newest = 'name' | 'date';

export interface FileOptions {
  readonly kind: 'file';
  /** Absolute; `*` and `?` in its last part name several files. */
  readonly path: string;
  /** Set exactly when the path is a pattern. */
  readonly newest: Newest | null;
}

/** Reads a secret from its place at every access. @throws TenuredError TEN-1006 */
export interface Secret {
  readonly material: string;
}

export interface HttpOptions {
  readonly kind: 'http';
  /** https, or http on loopback. */
  readonly url: string;
  readonly auth: HttpAuth | null;
  /** Seconds that the server may be silent. */
  readonly patienceSeconds: number;
  readonly pages: PageOptions | null;
}

export type HttpAuth =
  | { readonly kind: 'bearer'; readonly token: Secret }
  | { readonly kind: 'basic'; readonly user: string; readonly password: Secret };

/** How an API that answers in pages is asked for the next one. */
export type PageOptions = (
  | { readonly kind: 'next'; readonly path: string }
  | { readonly kind: 'link' }
  | { readonly kind: 'cursor'; readonly path: string; readonly parameter: string }
  | { readonly kind: 'number'; readonly parameter: string; readonly first: number }
  | { readonly kind: 'offset'; readonly parameter: string }
) & {
  /** More pages than this are a loop. */
  readonly most: number;
  /** Milliseconds between two requests. */
  readonly pauseMilliseconds: number;
};

export interface SftpOptions {
  readonly kind: 'sftp';
  readonly host: string;
  readonly port: number;
  readonly user: string;
  /** `SHA256:…` as OpenSSH prints it; any of them. */
  readonly hostKeys: readonly string[];
  readonly auth: SftpAuth;
  /** Absolute on the server; `*` and `?` in its last part name several files. */
  readonly path: string;
  readonly newest: Newest | null;
  readonly patienceSeconds: number;
}

export type SftpAuth =
  | { readonly kind: 'key'; readonly key: Secret; readonly passphrase: Secret | null }
  | { readonly kind: 'password'; readonly password: Secret };

export type FormatOptions = CsvOptions | JsonOptions;

export interface CsvOptions {
  readonly kind: 'csv';
  /** One character; null is what a `sep=` line says, else a comma. */
  readonly delimiter: string | null;
  /** One character; null when nothing is ever quoted. */
  readonly quote: string | null;
  /** What stands before a quote inside quotes: the quote itself or another character. */
  readonly escape: string;
  /** Rows above the header: how many, or `find` for the first row that has every mapped column. */
  readonly titleRows: number | 'find';
  /** Header names are compared without case. */
  readonly ignoreCase: boolean;
  /** Rows may end with one delimiter more than the header. */
  readonly trailingDelimiter: boolean;
  /** Rows of totals below the people: their first cell that says something matches this. */
  readonly totals: string | null;
  readonly trailer: TrailerOptions | null;
  /** Whether the last line has to end as the others do. */
  readonly finalLineBreak: 'required' | 'optional';
}

/** The file's last row, which counts the others. */
export interface TrailerOptions {
  /** Matches the row as its cells joined by the delimiter; the group `count` holds the number. */
  readonly pattern: string;
  /** How much the number is above the number of people's rows: 1 when it counts the header, too. */
  readonly extra: number;
}

export interface JsonOptions {
  /** One document, or one record after the other. */
  readonly kind: 'json' | 'jsonl';
  /** Path of the list of records, `$` for the document itself. */
  readonly records: string;
  /** Path of the number of records; null when the document tells none. */
  readonly total: string | null;
}

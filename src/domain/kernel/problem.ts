import type { Code } from './codes.ts';

/** Where something is wrong, in the words of whoever has to mend it. Every part is optional; none is invented. */
export interface Place {
  /** A path as the user gave it. */
  readonly file?: string;
  /** 1-based line of a configuration or mapping file. */
  readonly line?: number;
  /** 1-based column of that line. */
  readonly column?: number;
  /** The row of a table as Excel counts it: the header is row 1. */
  readonly row?: number;
  /** The table's column by its header. */
  readonly header?: string;
  /** The table's column by its letter, `A` for the first. */
  readonly letter?: string;
  /** The worker concerned, by HR's id. */
  readonly worker?: string;
}

/** One thing that is wrong, said once and whole: code, what, where, why it matters, what to do. */
export interface Problem {
  readonly code: Code;
  readonly severity: 'error' | 'warning';
  /** What happened, one sentence, no secret and no value of an unmapped column. */
  readonly message: string;
  readonly where?: Place;
  /** Why it matters: the consequence. */
  readonly why?: string;
  /** What to do, a runnable command where there is one. */
  readonly hint?: string;
}

/** `mappings/people.yaml:31:14`, `people.csv row 88 column C "StartDate"`, `worker E1`. */
export function formatPlace(place: Place): string {
  const parts: string[] = [];
  if (place.file !== undefined) parts.push(formatFile(place.file, place));
  if (place.row !== undefined) parts.push(`row ${String(place.row)}`);
  if (place.letter !== undefined || place.header !== undefined) parts.push(formatColumn(place));
  if (place.worker !== undefined) parts.push(`worker ${place.worker}`);
  return parts.join(' ');
}

function formatFile(file: string, place: Place): string {
  if (place.line === undefined) return file;
  return place.column === undefined
    ? `${file}:${String(place.line)}`
    : `${file}:${String(place.line)}:${String(place.column)}`;
}

function formatColumn(place: Place): string {
  const letter = place.letter === undefined ? '' : ` ${place.letter}`;
  const header = place.header === undefined ? '' : ` "${place.header}"`;
  return `column${letter}${header}`;
}

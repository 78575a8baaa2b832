import { hour, plus, type Instant } from '../time/instant.ts';

/** When absence from a source's files ends access. */
export interface AbsencePolicy {
  /** So many accepted files in a row, each with another content, that the worker does not stand in; at least 2. */
  readonly files: number;
  /** Hours from the first of them to the one that decides, at least 24. */
  readonly hours: number;
}

/** An accepted file, and when it was read first. */
export interface FileRead {
  /** Its name, for people. */
  readonly file: string;
  readonly at: Instant;
}

/** Access that ends by absence. */
export interface Absence {
  /** When the file was read that decided. */
  readonly at: Instant;
  /** The files that the worker does not stand in, up to the one that decided. */
  readonly files: readonly FileRead[];
}

/** How far an absence has come that decides nothing yet. */
export interface Missing {
  readonly since: Instant;
  /** Files so far that the worker does not stand in, and how many it takes. */
  readonly files: number;
  readonly needed: number;
  /** No file that was read before this instant decides. */
  readonly notBefore: Instant;
}

/**
 * Whether access ends by absence: the file that decides is the first one that is both late enough in number and in time.
 * Files alone decide; an hour that passes never does.
 * @param since when the first file was read that the worker does not stand in.
 * @param read accepted files in the order in which they were read, each content once.
 */
export function absenceOf(since: Instant, read: readonly FileRead[], policy: AbsencePolicy): Absence | null {
  const without = read.filter(({ at }) => at >= since);
  const deciding = without.findIndex(({ at }, index) => index >= policy.files - 1 && at - since >= policy.hours * hour);
  const decided = without[deciding];
  return decided === undefined ? null : { at: decided.at, files: without.slice(0, deciding + 1) };
}

/** The same absence while it decides nothing. */
export function missingSoFar(since: Instant, read: readonly FileRead[], policy: AbsencePolicy): Missing {
  const files = read.filter(({ at }) => at >= since).length;
  return { since, files, needed: policy.files, notBefore: plus(since, policy.hours * hour) };
}

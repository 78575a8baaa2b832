import { TenuredError } from '../../domain/kernel/errors.ts';
import type { CsvOptions } from '../options.ts';
import type { Row } from '../rows/batch.ts';

/** A pattern of the configuration is never held against more of a row than this. */
const mostLetters = 1_000;

/** What stands below the people: totals, and a last row that counts the others. */
export interface Tail {
  /** True when a row is about a person and to be read; false when it belongs to what stands below. */
  isPerson(row: Row, fileRow: number): boolean;
  /** The rows to read now, when the last one may still turn out to be the trailer. */
  hold(row: Row, fileRow: number): { readonly row: Row; readonly fileRow: number } | null;
  /** Judges the row that came last. @throws TenuredError TEN-3021 when it is no trailer or counts other rows. */
  finish(peopleRows: number): void;
}

/** Null when the source declares nothing below its rows. */
export function tailOf(file: string, options: CsvOptions, delimiter: string): Tail | null {
  if (options.totals === null && options.trailer === null) return null;
  const totals = totalsBelow(file, options.totals);
  const { trailer } = options;
  let held: { readonly row: Row; readonly fileRow: number } | null = null;
  return {
    isPerson: totals,
    hold(row, fileRow) {
      if (trailer === null) return { row, fileRow };
      const before = held;
      held = { row, fileRow };
      return before;
    },
    finish(peopleRows) {
      if (trailer === null) return;
      const count = countOf(held?.row ?? [], delimiter, new RegExp(trailer.pattern, 'u'));
      const place = { file, ...(held === null ? {} : { row: held.fileRow }) };
      if (count === null) throw noTrailer(place);
      if (count !== peopleRows + trailer.extra) throw otherCount(place, count, peopleRows, trailer.extra);
    },
  };
}

function totalsBelow(file: string, pattern: string | null): Tail['isPerson'] {
  if (pattern === null) return () => true;
  const isTotals = new RegExp(pattern, 'u');
  let since: number | null = null;
  return (row, fileRow) => {
    const first = row.find((cell) => cell.trim() !== '') ?? '';
    if (isTotals.test(first.trim().slice(0, mostLetters))) {
      since ??= fileRow;
      return false;
    }
    if (since === null) return true;
    throw personBelow(file, fileRow, since);
  };
}

function countOf(row: Row, delimiter: string, pattern: RegExp): number | null {
  const text = row.join(delimiter);
  const found = text.length > mostLetters ? null : pattern.exec(text);
  const count = found?.groups?.['count'] ?? '';
  return /^\d{1,9}$/.test(count) ? Number(count) : null;
}

function personBelow(file: string, row: number, since: number): TenuredError {
  return new TenuredError('TEN-3029', `row ${String(since)} is one of totals, and people come after it`, {
    where: { file, row },
    why: 'a pattern that means people leaves them out of the file',
    hint: 'make `totals` of this source more exact',
  });
}

function noTrailer(where: { file: string; row?: number }): TenuredError {
  return new TenuredError('TEN-3021', 'the last row is not the one that counts the others: the file is cut off', {
    where,
    why: 'the people who are missing have not left',
    hint: 'have the file sent again, whole; the row is described by `trailer` of the source',
  });
}

function otherCount(where: { file: string; row?: number }, said: number, found: number, extra: number): TenuredError {
  const more = extra === 0 ? '' : `, ${String(extra)} of them no person's`;
  return new TenuredError(
    'TEN-3021',
    `the last row counts ${String(said)} rows${more}, and ${String(found)} people are there`,
    {
      where,
      why: 'the people who are missing have not left',
      hint: 'have the file sent again, whole; what the number counts beside people is `trailer.extra` of the source',
    },
  );
}

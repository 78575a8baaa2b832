import { stringify } from 'csv-stringify/sync';
import type { StoredPlan } from '../../domain/plan/artefact.ts';
import { visible } from '../text.ts';
import { problemHeadings, problemInWords } from './row.ts';
import type { Seen } from './words.ts';

const rowsATime = 200;
const keys = Object.keys(problemHeadings) as (keyof typeof problemHeadings)[];

/**
 * The list as a CSV file for a spreadsheet, in pieces: UTF-8 with its mark, commas, quotes after RFC 4180. What a spreadsheet
 * would take for a formula has an apostrophe in front, and what could act instead of being read is made visible.
 */
export function* renderProblemsCsv(plan: Pick<StoredPlan, 'problems'>, seen: Seen): Generator<string> {
  yield csvText([Object.values(problemHeadings)], true);
  let rows: string[][] = [];
  for (const problem of plan.problems()) {
    const words = problemInWords(problem, seen);
    rows.push(keys.map((key) => withoutSecondCells(visible(words[key]))));
    if (rows.length < rowsATime) continue;
    yield csvText(rows);
    rows = [];
  }
  if (rows.length > 0) yield csvText(rows);
}

/** Spreadsheets of half of Europe split at semicolons whatever the file's delimiter is: what follows begins a cell there. */
function withoutSecondCells(text: string): string {
  return text.replaceAll(/;(?=\s*[=+\-@\uff0b\uff0d\uff1d\uff20])/gu, ";'");
}

/** Rows of cells as CSV, safe to be opened in a spreadsheet. */
export function csvText(rows: readonly (readonly string[])[], isStart = false): string {
  return stringify(rows as string[][], { bom: isStart, escape_formulas: true, record_delimiter: 'windows' });
}

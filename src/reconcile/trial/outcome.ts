import type { CellProblem, CompiledMapping, RowReading } from '../../domain/mapping/compiled.ts';
import type { DesiredAccount } from '../../domain/plan/desired.ts';
import type { Instant } from '../../domain/time/instant.ts';
import { spellInstants } from '../../domain/worker/employment.ts';
import type { Spell } from '../../domain/worker/record.ts';
import { desiredAt, type WorkOutTools } from '../workers/work-out.ts';
import type { PersonCells } from './people.ts';

/** What one mapping makes of a person. */
export type Outcome =
  /** Rows that cannot be used: the last accepted record stays in force. */
  | { readonly kind: 'put-aside'; readonly why: string }
  /** None of the rows tells of an employment. */
  | { readonly kind: 'passed-over' }
  | {
      readonly kind: 'usable';
      readonly id: string;
      readonly desired: DesiredAccount;
      /** When access begins and ends by the dates; null where they do not say. */
      readonly begins: Instant | null;
      readonly ends: Instant | null;
    };

/** A mapping ready to be tried on rows that were read for two mappings at once. */
export interface Candidate {
  readonly mapping: CompiledMapping;
  readonly tools: WorkOutTools;
  /** For each of the mapping's columns, where it stands among the columns that were read. */
  readonly places: readonly number[];
}

const mostRows = 200;

/** Works out what a mapping makes of a person's rows at an instant. */
export function outcomeOf({ mapping, tools, places }: Candidate, { rows }: PersonCells, at: Instant): Outcome {
  if (rows.length > mostRows) return aside(`more than ${String(mostRows)} rows`);
  if (rows.some((cells) => cells.length === 0)) return aside('a row has more or fewer cells than the header');
  const distinct = distinctRows(rows.map((cells) => places.map((place) => cells[place] ?? '')));
  if (mapping.rows === 'one' && distinct.length > 1) return aside('several rows that differ, with `rows: one`');
  const usable: Extract<RowReading, { ok: true }>['value'][] = [];
  for (const cells of distinct) {
    const reading = mapping.readRow(cells);
    if (!reading.ok) return aside(whyNot(mapping, reading.error.problems));
    usable.push(reading.value);
  }
  const spells = usable.filter(({ counts }) => counts).map(({ spell }) => spell);
  const id = usable.at(-1)?.id;
  if (spells.length === 0 || id === undefined) return { kind: 'passed-over' };
  const { desired } = desiredAt(tools, { id, spells }, at);
  return { kind: 'usable', id, desired, ...accessOf(spells, tools) };
}

function whyNot({ columns }: CompiledMapping, [first]: readonly CellProblem[]): string {
  if (first === undefined) return 'no worker id';
  return `${columns[first.column] ?? ''}: ${first.problem.message}`;
}

function aside(why: string): Outcome {
  return { kind: 'put-aside', why };
}

function distinctRows(rows: readonly (readonly string[])[]): readonly (readonly string[])[] {
  if (rows.length < 2) return rows;
  const seen = new Set<string>();
  return rows.filter((cells) => {
    const text = JSON.stringify(cells);
    if (seen.has(text)) return false;
    seen.add(text);
    return true;
  });
}

/** The first begin and the last end of all periods; an open one has none. */
function accessOf(
  spells: readonly Spell[],
  { options }: WorkOutTools,
): { readonly begins: Instant | null; readonly ends: Instant | null } {
  const timed = spellInstants(spells, options.lifecycle);
  const begins = timed.map(({ activate }) => activate);
  const ends = timed.map(({ end }) => end);
  return {
    begins: begins.includes(null) ? null : least(begins),
    ends: ends.includes(null) ? null : most(ends),
  };
}

function least(all: readonly (Instant | null)[]): Instant | null {
  return all.reduce((one, other) => (one !== null && other !== null && other < one ? other : (one ?? other)), null);
}

function most(all: readonly (Instant | null)[]): Instant | null {
  return all.reduce((one, other) => (one !== null && other !== null && other > one ? other : (one ?? other)), null);
}

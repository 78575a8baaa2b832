import type { Sha256, WorkerId } from '../kernel/ids.ts';
import type { Result } from '../kernel/result.ts';
import type { Problem } from '../kernel/problem.ts';
import type { LocalDate } from '../time/local-date.ts';
import type { Fields, FieldValue, Spell } from '../worker/record.ts';
import type { MatchDocument } from './document.ts';

/** Something wrong with a mapping document, placed so that the loader can find line and column. */
export interface MappingProblem {
  readonly problem: Problem;
  /** Keys and indexes from the document's root, e.g. `['profile', 'login', 'value']`. */
  readonly path: readonly (string | number)[];
  /** Characters within the scalar at `path`, for expressions. */
  readonly range?: { readonly start: number; readonly end: number };
}

/** What one cell contributes to a problem: which mapped column, the raw value, what is wrong. */
export interface CellProblem {
  readonly problem: Problem;
  /** Index into `CompiledMapping.columns`. */
  readonly column: number;
  readonly value: string;
}

/** What one field makes of its cell, for people who want to see it. */
export interface FieldTrace {
  readonly field: string;
  /** Index into `CompiledMapping.columns`. */
  readonly column: number;
  readonly cell: string;
  /** Null where the cell cannot be read, and for a whole number that is blank. */
  readonly value: FieldValue;
  readonly problem: Problem | null;
}

/** A row turned into a period of employment, or every reason why it cannot be. */
export type RowReading = Result<
  {
    readonly id: WorkerId;
    readonly spell: Spell;
    /** False for a row that tells of no employment and is passed over. */
    readonly counts: boolean;
    readonly warnings: readonly CellProblem[];
  },
  { readonly id: WorkerId | null; readonly problems: readonly CellProblem[] }
>;

/** A period of employment made from converted fields. With problems, the period is of no use but for looking at. */
export interface SpellReading {
  readonly spell: Spell;
  readonly counts: boolean;
  readonly problems: readonly CellProblem[];
  readonly warnings: readonly CellProblem[];
}

/** An attribute's wanted value: text, number, yes/no, or null for cleared. */
export type AttributeValue = string | number | boolean | null;

/** What the mapping makes of a worker: everything tenured owns of the account, references still unresolved. */
export interface AccountShape {
  /** Attributes kept true always. */
  readonly attributes: Readonly<Record<string, AttributeValue>>;
  /** Attributes written at creation only. */
  readonly onCreate: Readonly<Record<string, AttributeValue>>;
  /** Attributes that take the login once it is allocated, by when they are written. */
  readonly loginAttributes: readonly { readonly name: string; readonly on: 'create' | 'always' }[];
  /** Login candidates in order, already in lower case, unusable ones left out. */
  readonly loginCandidates: readonly string[];
  /** Managed groups the worker belongs in, by name, sorted. */
  readonly groups: readonly string[];
  readonly manager: WorkerId | null;
}

/**
 * What follows from a column: whom a row is about; the days on which access begins and ends; what rules of employment make of
 * a status, a leave or a time of day; or only how the account looks.
 */
export interface ColumnUse {
  readonly decides: 'identity' | 'dates' | 'rules' | 'attributes';
  /** Owned attributes that are made from it, by Okta's names. */
  readonly attributes: readonly string[];
  /** Managed groups whose rules look at it. */
  readonly groups: readonly string[];
}

/** Indexes into a mapping's columns. */
export interface DateColumns {
  readonly hire: number;
  readonly end: number;
}

/** What a row says of other worker ids of the same person. */
export interface PersonLinks {
  /** The id that the person had before, as tenured knows it; null when the row names none. */
  readonly previous: string | null;
  /** A digest of what stands for the person whatever the id is; null when that is blank. */
  readonly person: string | null;
}

export interface CompiledMapping {
  /** SHA-256 of the canonical document with its tables: changes exactly when the meaning may. */
  readonly fingerprint: Sha256;
  /** The mapped columns' headers, sorted by UTF-16 code units, each once. Rows are read in this order. */
  readonly columns: readonly string[];
  /** For each of `columns`, other headers that it may have. */
  readonly alternatives: readonly (readonly string[])[];
  readonly rows: 'one' | 'many';
  /** Index into `columns` of the worker id. */
  readonly keyColumn: number;
  /** Put before every worker id; '' for none. */
  readonly idPrefix: string;
  /** Index into `columns` of the hire and end date, -1 when absent; of several columns, the first. */
  readonly dateColumns: DateColumns;
  /** The columns that these cells' hire and end date were read from, of several. */
  dateColumnsIn(cells: readonly string[]): DateColumns;
  /** What each column is used for, in the order of `columns`. */
  readonly columnUses: readonly ColumnUse[];
  readonly match: readonly MatchDocument[];
  /** Owned attributes by Okta's name, sorted, `login` not included. */
  readonly ownedAttributes: readonly string[];
  /** Every managed group's name, sorted. */
  readonly managedGroups: readonly string[];
  /** True when an expression uses `today`: what it makes is valid until the next local midnight only. */
  readonly usesToday: boolean;
  readonly warnings: readonly MappingProblem[];
  /** `cells` in the order of `columns`. All problems at once. Pure. */
  readRow(cells: readonly string[]): RowReading;
  /** Field by field in the mapping's order: what each makes of its cell. */
  traceRow(cells: readonly string[]): readonly FieldTrace[];
  /** The worker id in a row's cells, trimmed and with its prefix, '' when blank. */
  keyOf(cells: readonly string[]): string;
  /** False: left alone and reported. */
  inScope(spell: Spell, today: LocalDate): boolean;
  /** The account's shape, from the chosen spell and the groups of every covering one. */
  shape(id: WorkerId, chosen: Spell, covering: readonly Spell[], today: LocalDate): Result<AccountShape, Problem[]>;
  /** The managed groups alone, as `shape` would give them: for periods of a source that gives no more than groups. */
  groups(
    id: WorkerId,
    chosen: Spell,
    covering: readonly Spell[],
    today: LocalDate,
  ): Result<readonly string[], Problem[]>;
  /** A person's name for reports: first and last name as mapped, else the worker id. */
  displayName(id: WorkerId, chosen: Spell): string;
  /** What a row's fields say of other worker ids of the same person; null from a mapping that asks for nothing of the kind. */
  readonly linksOf: ((fields: Fields) => PersonLinks) | null;
  /** The one field that an earlier id is read from, and its column in `columns`; null without one, or made of several. */
  readonly previousId: { readonly field: string; readonly column: number } | null;
  /** A period of employment from converted fields, for the mapping's own tests and for questions of "what if". */
  spellOf(fields: Fields): SpellReading;
}

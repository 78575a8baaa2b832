/**
 * A mapping document: how one HR source's columns become a worker, and a worker an Okta account.
 * The shape is checked by the configuration's schema; what it means is checked by `compileMapping`.
 */
export interface MappingDocument {
  readonly version: 1;
  /** `one` row a worker (default), or `many`: several periods of employment each. */
  readonly rows: 'one' | 'many';
  /** Declared worker fields by name. `workerId` must be among them. */
  readonly worker: Readonly<Record<string, FieldDocument>>;
  readonly employment: EmploymentDocument;
  readonly timezone: TimezoneDocument;
  /** Workers for whom this is false are left alone and reported, never leavers. CEL, yields bool. */
  readonly scope?: string;
  /** Okta attributes to match existing accounts by, in order; `field` is a declared worker field. */
  readonly match: readonly MatchDocument[];
  readonly login: LoginDocument;
  /** Owned profile attributes by Okta's name, without `login`. */
  readonly profile: Readonly<Record<string, AttributeDocument>>;
  /** Managed groups: only these are ever added or removed. */
  readonly groups: readonly GroupDocument[];
  /** The declared field that holds the manager's worker id. */
  readonly manager?: { readonly field: string };
  /** How letters beyond ASCII become plain ones, in logins and wherever `ascii` and `mailbox` are used. */
  readonly transliterate?: {
    readonly languages?: readonly string[];
    readonly letters?: Readonly<Record<string, string>>;
  };
  /** Lookup tables by name, each from text to text; those in files of their own have been read. */
  readonly tables: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly tests: readonly MappingTest[];
  /** What nobody has answered yet. Means nothing; `validate` reminds. */
  readonly questions?: readonly string[];
}

export interface FieldDocument {
  /** The column's header, exactly as in the file. */
  readonly column: string;
  /** More columns: where those before are blank, the next one is read. */
  readonly orColumns?: readonly string[];
  /** Other headers that `column` may have; exactly one of them all has to be in the file. */
  readonly alsoNamed?: readonly string[];
  readonly type: 'text' | 'int' | 'bool' | 'date';
  /**
   * For `date`: one format a column, e.g. `yyyy-MM-dd`, `dd.MM.yyyy`, `MM/dd/yyyy`, `dd-MMM-yyyy`, `yyyyMMdd`, or
   * `excel`, `excel-1904`, `odata`, `epoch-seconds`, `epoch-millis`.
   */
  readonly format?: string;
  /** For `date` with `yy`: the first of the hundred years that two digits can mean, e.g. 1950. */
  readonly pivot?: number;
  /** For `date` with names of months: their language, English without. */
  readonly months?: string;
  /** For `date` with a time: whose day counts, `asWritten`, `utc` or an IANA zone. */
  readonly day?: string;
  /** A blank value is a problem and the row is put aside. */
  readonly required: boolean;
  /** Texts that mean blank, beside the empty text. */
  readonly blank: readonly string[];
  /** For `date`: texts or ISO dates that mean "no end known", e.g. `9999-12-31`. */
  readonly openEnd: readonly string[];
  /** For `bool`. */
  readonly yes: readonly string[];
  readonly no: readonly string[];
  /** For `text`: translates values. For what is not listed one of the next two is needed. */
  readonly values?: Readonly<Record<string, string>>;
  /** What a value that is not listed becomes. */
  readonly otherwise?: string;
  /** A value that is not listed puts the row aside, or stays what it is. */
  readonly unlisted?: 'refuse' | 'keep';
  /** For `text`: the part before or after the first comma, of `Last, First`. */
  readonly take?: 'beforeComma' | 'afterComma';
  /** For `int`: the decimal mark, of `1.234,00`. */
  readonly decimal?: ',' | '.';
  /** Leading and trailing white space removed (default true). The worker id is trimmed as well, and nothing else. */
  readonly trim: boolean;
}

export interface EmploymentDocument {
  /** Field of type date: first day of employment. */
  readonly hire?: string;
  /** The end date's field and what it means; without one `missing` policies and rules alone end access. */
  readonly end?: { readonly field: string; readonly means: 'lastDay' | 'firstDayGone' };
  /**
   * Time of day on the last day at which access ends, `18:00`, by CEL yielding text or by a table from a field's value;
   * blank takes the policy's.
   */
  readonly cutOff?: string | { readonly table: string; readonly field: string };
  /** Rules that stop access without an end date. */
  readonly immediate: readonly ImmediateDocument[];
  readonly leave: readonly LeaveDocument[];
  /** The id that the person had before: the name of a text field, or CEL yielding text. */
  readonly previousWorkerId?: string;
  /** What stands for the person whatever the id is, likewise. */
  readonly personKey?: string;
  /** CEL, yields bool: a row for which it is false tells of no employment and is passed over. */
  readonly counts?: string;
  /** The dates between which a row is in effect, where they are others than those of the employment. */
  readonly effective?: EffectiveDocument;
  /** Which of several periods that hold at once the attributes come from, first rule first. */
  readonly choose?: readonly ChooseDocument[];
  /** Groups of all periods that hold at once (default), or of the chosen one alone. */
  readonly groups?: 'everyPeriod' | 'chosenPeriod';
}

export interface EffectiveDocument {
  /** Fields of type date; of several, the latest. */
  readonly from: readonly string[];
  /** Fields of type date; of several, the earliest. Without it, a row is in effect until the next one is. */
  readonly until?: { readonly field: readonly string[]; readonly means: 'lastDay' | 'firstDayGone' };
}

/** One rule: a CEL predicate whose workers come first, or a field whose greatest or least value does. */
export type ChooseDocument =
  | { readonly prefer: string }
  | { readonly latest: string }
  | { readonly earliest: string }
  | { readonly highest: string }
  | { readonly lowest: string };

export interface ImmediateDocument {
  readonly reason: string;
  /** CEL over `w`, yields bool. */
  readonly when: string;
  /** Field of type date: the day it holds from. */
  readonly from?: string;
}

export interface LeaveDocument {
  readonly kind: string;
  readonly when: string;
  readonly from?: string;
  readonly until?: string;
}

export interface TimezoneDocument {
  /** A field that holds an IANA zone. */
  readonly field?: string;
  /** A table from a field's value to a zone. */
  readonly lookup?: { readonly table: string; readonly field: string };
  /** The zone of last resort; a worker who needs it earns a warning. */
  readonly default?: string;
}

export interface MatchDocument {
  /** `profile.hrWorkerId`, `profile.employeeNumber`, `profile.email` or `profile.login`. */
  readonly okta: string;
  readonly field: string;
}

export interface LoginDocument {
  /** CEL expressions yielding text, tried in order until one is free; a final `#` in a text takes 2, 3, 4 … */
  readonly candidates: readonly string[];
}

export interface AttributeDocument {
  /** CEL expression over `w`, or the word `login` for the allocated login. */
  readonly value: string;
  /** `create` writes it once, `always` keeps it true. */
  readonly on: 'create' | 'always';
  readonly onBlank: 'keep' | 'clear' | 'error';
}

export interface GroupDocument {
  /** The group's name in Okta; with `${…}`, CEL expressions in it, made for each worker. */
  readonly group: string;
  /** For a name with `${…}`: every name that it can be, or the table whose values they are. */
  readonly among?: readonly string[] | { readonly table: string };
  /** CEL over `w`, yields bool; absent means everyone with an account. */
  readonly when?: string;
}

export interface MappingTest {
  readonly name: string;
  /** Worker fields by name, as the columns would give them after conversion; a list for a worker of several rows. */
  readonly given: GivenFields | readonly GivenFields[];
  /** The worker's day, ISO; 2026-01-01 when absent here and in a single `given`. */
  readonly today?: string;
  /** `profile.x`, `login`, `groups`, `scope` … → expected value. */
  readonly expect: Readonly<Record<string, string | boolean | null | readonly string[]>>;
}

type GivenFields = Readonly<Record<string, string | number | boolean | null>>;

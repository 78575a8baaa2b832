import type { LocalDate } from '../time/local-date.ts';
import type { FieldValue } from '../worker/record.ts';
import { isUnusual, comparable, trimmed, unfitness } from './characters.ts';
import type { DateReader } from './date-format.ts';
import { afterComma, beforeComma } from './helpers.ts';
import { numberText, type DecimalMark } from './number-text.ts';
import type { Fault } from './problems.ts';

interface Common {
  readonly name: string;
  /** Index into the mapping's columns. */
  readonly column: number;
  /** More columns, read in this order where those before are blank; null when there are none. */
  readonly orColumns: readonly number[] | null;
  readonly required: boolean;
  /** Texts that mean blank, beside the empty text; null when there are none. */
  readonly blank: ReadonlySet<string> | null;
  readonly trim: boolean;
}

/** A text field, with what may be done to its values. */
export interface TextField extends Common {
  readonly type: 'text';
  /** Identifies something: what a spreadsheet damaged is refused, and nothing is normalised. */
  readonly identity: boolean;
  readonly values: ReadonlyMap<string, string> | null;
  /** What a value that `values` does not list becomes; null refuses it. */
  readonly otherwise: string | null;
  /** A value that `values` does not list stays what it is. */
  readonly keepsUnlisted: boolean;
  /** Which side of `Last, First` is meant; null for all of it. */
  readonly take: 'beforeComma' | 'afterComma' | null;
}

export interface DateField extends Common {
  readonly type: 'date';
  readonly format: string;
  readonly read: DateReader;
  /** Texts and ISO dates that mean "no end known". */
  readonly openEnd: ReadonlySet<string> | null;
}

export interface IntField extends Common {
  readonly type: 'int';
  /** The decimal mark that the column writes; null when it writes digits alone. */
  readonly decimal: DecimalMark | null;
}

export interface BoolField extends Common {
  readonly type: 'bool';
  readonly yes: ReadonlySet<string>;
  readonly no: ReadonlySet<string>;
}

/** A declared worker field, ready to read cells. */
export type Field = TextField | DateField | IntField | BoolField;

/** Longer than any attribute of Okta but the postal address; keeps every expression's work bounded. */
const longest = 4096;

/** The column that a field is read from in these cells: the first that is not blank, else the first. */
export function columnFor(field: Field, cells: readonly string[]): number {
  if (field.orColumns === null || !isBlank(field, cells[field.column] ?? '')) return field.column;
  return field.orColumns.find((column) => !isBlank(field, cells[column] ?? '')) ?? field.column;
}

function isBlank(field: Field, cell: string): boolean {
  return textOf(field, cell) === '';
}

function textOf(field: Field, cell: string): string {
  const identity = field.type === 'text' && field.identity;
  // An identifier is trimmed of what everybody trims and of nothing more: it has to be the same wherever it is read.
  const text = !field.trim ? cell : identity ? cell.trim() : trimmed(cell);
  return field.blank?.has(comparable(text)) === true ? '' : text;
}

/** A cell's value by its field's declaration, or what is wrong with it. Never guesses, never throws. */
export function readCell(field: Field, cell: string): FieldValue | Fault {
  const text = textOf(field, cell);
  switch (field.type) {
    case 'text':
      return readText(field, text);
    case 'date':
      return readDate(field, text);
    case 'int':
      return readInt(field, text);
    case 'bool':
      return readBool(field, text);
  }
}

/** True when `readCell` found something wrong. */
export function isFault(value: FieldValue | Fault): value is Fault {
  return typeof value === 'object' && value !== null;
}

function readText(field: TextField, text: string): FieldValue | Fault {
  if (text === '') return field.values === null ? blankText(field) : translate(field, text);
  if (text.length > longest) return fault(field, `is longer than ${String(longest)} characters`, 'Shorten it in HR.');
  const unusual = isUnusual(text);
  const unfit = unusual ? unfitness(text) : undefined;
  if (unfit !== undefined) return fault(field, `contains ${unfit}`, 'Correct the value in HR.');
  if (field.identity) return damage(field, text) ?? (field.values === null ? text : translate(field, text));
  const taken = takenOf(field.take, comparable(text));
  if (field.values !== null) return translate(field, taken);
  if (taken === '' && field.required) return partMissing(field);
  return taken;
}

function blankText(field: TextField): FieldValue | Fault {
  return field.required ? blankFault(field) : '';
}

/** Of `Last, First` only the part that is there can be blank by itself. */
function partMissing(field: TextField): Fault {
  const where = field.take === 'afterComma' ? 'after' : 'before';
  const hint = 'Write both names in HR: Last, First. If one name is enough, ask IT to drop `required` in the mapping.';
  return { code: codeFor(field, 'TEN-1111'), message: `has nothing ${where} a comma`, hint };
}

function takenOf(take: TextField['take'], text: string): string {
  if (take === null) return text;
  return take === 'beforeComma' ? beforeComma(text) : afterComma(text);
}

function translate(field: TextField, text: string): FieldValue | Fault {
  const value = field.values?.get(text) ?? (text === '' || field.keepsUnlisted ? text : field.otherwise);
  if (value === null) {
    const hint = 'Correct it in HR. If it is right, ask IT to add it under `values` of this field in the mapping.';
    return fault(field, 'is not among the values that the mapping lists', hint);
  }
  return value === '' && field.required ? blankFault(field) : value;
}

// What Excel makes of 123456789012 and of 00123: one sign and two digits of exponent, a formula, a trailing ".0".
const scientific = /^-?\d+(?:[.,]\d+E[+-]?\d{1,3}|E[+-]\d{1,3})$/i;
const float = /^\d+[.,]0+$/;
const oddSpace = /[^\S ]/;

/** True for what a spreadsheet makes of a long number. The digits behind it are lost. */
export function isScientific(text: string): boolean {
  return scientific.test(text);
}

function damage(field: TextField, text: string): Fault | undefined {
  const hint = 'Export the column as text; a spreadsheet must not open and save the file.';
  if (scientific.test(text)) return fault(field, 'was turned into scientific notation, digits are lost', hint);
  if (text.startsWith('=')) return fault(field, 'is a spreadsheet formula, not a value', hint);
  if (float.test(text)) return fault(field, 'was turned into a decimal number', hint);
  if (/[\r\n\t]/.test(text)) return fault(field, 'contains a line break or a tab', 'Correct the value in HR.');
  return oddSpace.test(text) ? fault(field, 'contains a space that is not a plain one', 'Retype it in HR.') : undefined;
}

function readDate(field: DateField, text: string): FieldValue | Fault {
  if (text === '') return field.required ? blankFault(field) : '';
  if (field.openEnd?.has(text) === true) return '';
  const date: LocalDate | undefined = field.read(text);
  if (date === undefined) {
    return fault(
      field,
      `is not a date of the form ${field.format}`,
      `Correct it in HR. If the whole column is written otherwise, ask IT to mend \`format\` in the mapping.`,
    );
  }
  if (field.openEnd?.has(date) === true) return '';
  return date < earliest ? fault(field, 'is before 1900', noDateHint) : date;
}

/** Nobody who is employed today was hired earlier: a date before is a default of some system, or mistyped. */
const earliest = '1900-01-01';
const noDateHint =
  'Correct it in HR. If it means "no date", ask IT to list it under `blank` or `openEnd` of this field.';

const integer = /^-?\d{1,15}$/;

function readInt(field: IntField, text: string): FieldValue | Fault {
  if (text === '') return field.required ? blankFault(field) : null;
  const digits = field.decimal === null ? text : numberText(text, field.decimal);
  if (!integer.test(digits)) {
    const asIt = field.decimal === null ? ' If the column has fractions, ask IT to declare its `decimal` mark.' : '';
    return fault(field, 'is not a whole number', `Correct it in HR: a whole number of at most 15 digits.${asIt}`);
  }
  // Negative zero would print as "0" and compare as another value.
  return Number(digits) + 0;
}

function readBool(field: BoolField, text: string): FieldValue | Fault {
  const plain = comparable(text);
  if (field.yes.has(plain)) return true;
  if (field.no.has(plain)) return false;
  if (text === '') return blankFault(field);
  const hint = 'Correct it in HR. If it is right, ask IT to add it to `yes` or `no` of this field in the mapping.';
  return fault(field, 'is neither one of `yes` nor one of `no`', hint);
}

function blankFault(field: Field): Fault {
  const hint = 'Fill it in HR. If it may be blank, ask IT to drop `required` in the mapping.';
  const ofBool = 'Fill it in HR. If a blank means no, ask IT to list "" under `no` in the mapping.';
  const anyway = field.name === 'workerId' ? 'Fill it in HR.' : hint;
  return { code: codeFor(field, 'TEN-1111'), message: 'is blank', hint: field.type === 'bool' ? ofBool : anyway };
}

function fault(field: Field, message: string, hint: string): Fault {
  return { code: codeFor(field, 'TEN-1112'), message, hint };
}

function codeFor(field: Field, usual: 'TEN-1111' | 'TEN-1112'): Fault['code'] {
  return field.name === 'workerId' ? 'TEN-1113' : usual;
}

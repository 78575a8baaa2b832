import type { LocalDate } from '../time/local-date.ts';
import type { FieldValue } from '../worker/record.ts';
import { isUnusual, unfitness } from './characters.ts';
import type { DateReader } from './date-format.ts';
import type { Fault } from './problems.ts';

interface Common {
  readonly name: string;
  /** Index into the mapping's columns. */
  readonly column: number;
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
  readonly otherwise: string | null;
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

/** A cell's value by its field's declaration, or what is wrong with it. Never guesses, never throws. */
export function readCell(field: Field, cell: string): FieldValue | Fault {
  let text = field.trim ? cell.trim() : cell;
  if (field.blank?.has(text) === true) text = '';
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
  if (text === '') {
    if (field.values !== null) return translate(field, text);
    return field.required ? blankFault(field) : '';
  }
  if (text.length > longest) return fault(field, `is longer than ${String(longest)} characters`, 'Shorten it in HR.');
  const unusual = isUnusual(text);
  if (unusual) {
    const unfit = unfitness(text);
    if (unfit !== undefined) return fault(field, `contains ${unfit}`, 'Correct the value in HR.');
  }
  if (field.identity) {
    const damaged = damage(field, text);
    if (damaged !== undefined) return damaged;
  }
  if (field.values !== null) return translate(field, text);
  return unusual && !field.identity ? text.normalize('NFC') : text;
}

function translate(field: TextField, text: string): FieldValue | Fault {
  const value = field.values?.get(text) ?? (text === '' ? '' : field.otherwise);
  if (value === null) {
    const hint = 'Add it under `values` of this field in the mapping, or give `otherwise`.';
    return fault(field, 'is not among the values that the mapping lists', hint);
  }
  return value === '' && field.required ? blankFault(field) : value;
}

// What Excel makes of 123456789012 and of 00123: one sign and two digits of exponent, a formula, a trailing ".0".
const scientific = /^-?\d(?:[.,]\d+)?E[+-]\d{2,3}$/i;
const float = /^\d+\.0+$/;

function damage(field: TextField, text: string): Fault | undefined {
  const hint = 'Export the column as text; a spreadsheet must not open and save the file.';
  if (scientific.test(text)) return fault(field, 'was turned into scientific notation, digits are lost', hint);
  if (text.startsWith('=')) return fault(field, 'is a spreadsheet formula, not a value', hint);
  if (float.test(text)) return fault(field, 'was turned into a decimal number', hint);
  return /[\r\n\t]/.test(text) ? fault(field, 'contains a line break or a tab', 'Correct the value in HR.') : undefined;
}

function readDate(field: DateField, text: string): FieldValue | Fault {
  if (text === '') return field.required ? blankFault(field) : '';
  if (field.openEnd?.has(text) === true) return '';
  const date: LocalDate | undefined = field.read(text);
  if (date === undefined) {
    return fault(
      field,
      `is not a date of the form ${field.format}`,
      `Write it as ${field.format}, or mend \`format\`.`,
    );
  }
  return field.openEnd?.has(date) === true ? '' : date;
}

const integer = /^-?\d{1,15}$/;

function readInt(field: IntField, text: string): FieldValue | Fault {
  if (text === '') return field.required ? blankFault(field) : null;
  if (!integer.test(text)) return fault(field, 'is not a whole number', 'Write digits only, at most 15.');
  // Negative zero would print as "0" and compare as another value.
  return Number(text) + 0;
}

function readBool(field: BoolField, text: string): FieldValue | Fault {
  if (field.yes.has(text)) return true;
  if (field.no.has(text)) return false;
  if (text === '') return blankFault(field);
  return fault(field, 'is neither one of `yes` nor one of `no`', 'Add the text to `yes` or `no` of this field.');
}

function blankFault(field: Field): Fault {
  const hint = 'Fill it in HR, or drop `required` in the mapping.';
  const ofBool = 'Fill it in HR, or list "" under `no` in the mapping.';
  return { code: codeFor(field, 'TEN-1111'), message: 'is blank', hint: field.type === 'bool' ? ofBool : hint };
}

function fault(field: Field, message: string, hint: string): Fault {
  return { code: codeFor(field, 'TEN-1112'), message, hint };
}

function codeFor(field: Field, usual: 'TEN-1111' | 'TEN-1112'): Fault['code'] {
  return field.name === 'workerId' ? 'TEN-1113' : usual;
}

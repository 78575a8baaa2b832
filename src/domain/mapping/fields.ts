import type { MappingProblem } from './compiled.ts';
import { compileDateFormat } from './date-format.ts';
import type { FieldDocument, MappingDocument } from './document.ts';
import { mappingError, mappingWarning, type Path } from './problems.ts';
import type { Field } from './values.ts';

const fieldName = /^[A-Za-z][A-Za-z0-9_]{0,63}$/;
/** Names with a meaning of their own in the expression language or in JavaScript objects. */
const reserved = new Set(['w', 'today', 'login', 'constructor', 'prototype', 'toString', 'valueOf', 'hasOwnProperty']);

/** True for a name that a worker field may have. */
export function isFieldName(name: string): boolean {
  return fieldName.test(name) && !reserved.has(name);
}

/** The headers that a document names, sorted by UTF-16 code units, each once. */
export function mappedColumns(document: MappingDocument): readonly string[] {
  return [...new Set(Object.values(document.worker).map((field) => field.column))].sort();
}

/** Compiles the declared fields; a field that cannot be used is left out, with its problems. */
export function compileFields(
  document: MappingDocument,
  columns: readonly string[],
  problems: MappingProblem[],
): ReadonlyMap<string, Field> {
  const identities = identityFields(document);
  const fields = new Map<string, Field>();
  for (const [name, declared] of Object.entries(document.worker)) {
    const field = compileField(name, declared, columns.indexOf(declared.column), identities.has(name), problems);
    if (field !== undefined) fields.set(name, field);
  }
  if (!Object.hasOwn(document.worker, 'workerId')) {
    const hint = 'Declare the column with the stable personnel number: workerId: { column: …, required: true }.';
    problems.push(mappingError('TEN-1102', ['worker'], 'no field "workerId" is declared', { hint }));
  }
  return fields;
}

/** Fields that identify a person: a value that a spreadsheet damaged must not match somebody else. */
function identityFields(document: MappingDocument): ReadonlySet<string> {
  const { previousWorkerId, personKey } = document.employment;
  const names = ['workerId', ...document.match.map((match) => match.field)];
  if (previousWorkerId !== undefined) names.push(previousWorkerId);
  if (personKey !== undefined) names.push(personKey);
  return new Set(names);
}

function compileField(
  name: string,
  declared: FieldDocument,
  column: number,
  identity: boolean,
  problems: MappingProblem[],
): Field | undefined {
  const path = ['worker', name];
  if (!isFieldName(name)) {
    const hint = 'Letters, digits and _, beginning with a letter; w, today and login have their own meaning.';
    problems.push(mappingError('TEN-1103', path, `"${name}" cannot be the name of a field`, { hint }));
    return undefined;
  }
  const before = problems.length;
  checkOptions(name, declared, path, problems);
  const common = { name, column, required: declared.required, blank: setOrNull(declared.blank), trim: declared.trim };
  const field = typed(name, declared, common, identity, path, problems);
  return problems.slice(before).some(({ problem }) => problem.severity === 'error') ? undefined : field;
}

type Common = Pick<Field, 'name' | 'column' | 'required' | 'blank' | 'trim'>;

function typed(
  name: string,
  declared: FieldDocument,
  common: Common,
  identity: boolean,
  path: Path,
  problems: MappingProblem[],
): Field | undefined {
  switch (declared.type) {
    case 'text': {
      const values = declared.values === undefined ? null : new Map(Object.entries(declared.values));
      const required = common.required || name === 'workerId';
      const trim = common.trim || name === 'workerId';
      return { ...common, type: 'text', required, trim, identity, values, otherwise: declared.otherwise ?? null };
    }
    case 'date':
      return dateField(declared, common, path, problems);
    case 'int':
      return { ...common, type: 'int' };
    case 'bool':
      return { ...common, type: 'bool', yes: new Set(declared.yes), no: new Set(declared.no) };
  }
}

function dateField(declared: FieldDocument, common: Common, path: Path, problems: MappingProblem[]): Field | undefined {
  if (declared.format === undefined) {
    const hint = 'One format a column, e.g. format: yyyy-MM-dd. Dates are never guessed.';
    problems.push(mappingError('TEN-1102', path, 'a date field needs its `format`', { hint }));
    return undefined;
  }
  if (/ or /.test(declared.format)) {
    problems.push(openFormat(declared.format, declared.column, path));
    return undefined;
  }
  const read = compileDateFormat(declared.format);
  if (!read.ok) {
    const hint = 'Formats are built of yyyy, MM or M or MMM, dd or d, and separators, e.g. dd.MM.yyyy.';
    const message = `date format "${declared.format}" cannot be used: ${read.error}`;
    problems.push(mappingError('TEN-1103', [...path, 'format'], message, { hint }));
    return undefined;
  }
  return { ...common, type: 'date', format: declared.format, read: read.value, openEnd: setOrNull(declared.openEnd) };
}

/** What `inspect` writes where both readings fit every date of the file. */
function openFormat(format: string, column: string, path: Path): MappingProblem {
  const why = 'Read the wrong way, 03/04 is another day: people would start and leave on days that nobody meant.';
  const hint = 'Ask HR whether the day or the month comes first, and leave the right one of the two.';
  const message = `which is the format of "${column}": ${format}?`;
  return mappingError('TEN-1160', [...path, 'format'], message, { why, hint });
}

const optionTypes = [
  ['format', 'date'],
  ['openEnd', 'date'],
  ['yes', 'bool'],
  ['no', 'bool'],
  ['values', 'text'],
] as const;

/** Options that say nothing for the field's type are more likely a mistake than meant. */
function checkOptions(name: string, declared: FieldDocument, path: Path, problems: MappingProblem[]): void {
  const { type } = declared;
  for (const [option, of] of optionTypes) {
    const given = declared[option];
    if (type === of || given === undefined || (Array.isArray(given) && given.length === 0)) continue;
    const message = `\`${option}\` is for a ${of} field, this one is ${type}`;
    problems.push(mappingError('TEN-1103', [...path, option], message));
  }
  if (declared.otherwise !== undefined && declared.values === undefined) {
    problems.push(mappingError('TEN-1103', [...path, 'otherwise'], '`otherwise` needs `values`'));
  }
  if (type === 'bool') checkBool(declared, path, problems);
  if (name === 'workerId') checkWorkerId(declared, path, problems);
}

function checkBool(declared: FieldDocument, path: Path, problems: MappingProblem[]): void {
  if (declared.yes.length === 0 || declared.no.length === 0) {
    const hint = "List the texts of the file, e.g. yes: ['Y'], no: ['N', '']. They are never guessed.";
    problems.push(mappingError('TEN-1102', path, 'a bool field needs `yes` and `no`', { hint }));
  }
  const both = declared.yes.find((text) => declared.no.includes(text));
  if (both === undefined) return;
  problems.push(mappingError('TEN-1103', [...path, 'no'], `"${both}" is under \`yes\` and under \`no\``));
}

function checkWorkerId(declared: FieldDocument, path: Path, problems: MappingProblem[]): void {
  if (declared.type !== 'text') {
    const hint = 'Numbers lose leading zeros: 00123 and 123 are two people.';
    problems.push(mappingError('TEN-1103', [...path, 'type'], 'workerId has to be a text', { hint }));
  }
  if (declared.values !== undefined) {
    problems.push(mappingError('TEN-1103', [...path, 'values'], 'workerId is used exactly as HR writes it'));
  }
  if (declared.required) return;
  const hint = 'Write required: true, so that it says what it does.';
  problems.push(mappingWarning('TEN-1103', path, 'workerId is required always', { hint }));
}

function setOrNull(texts: readonly string[]): ReadonlySet<string> | null {
  return texts.length === 0 ? null : new Set(texts);
}

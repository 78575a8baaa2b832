import type { MappingProblem } from './compiled.ts';
import { compileDates, formatHint } from './date-format.ts';
import type { FieldDocument, MappingDocument } from './document.ts';
import { linkFields } from './link-fields.ts';
import { mappingError, mappingWarning, type Path } from './problems.ts';
import { comparable } from './characters.ts';
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
  return [
    ...new Set(Object.values(document.worker).flatMap(({ column, orColumns }) => [column, ...(orColumns ?? [])])),
  ].sort();
}

/** For each mapped column, the other headers that any of its fields allows. */
export function alternativesOf(document: MappingDocument, columns: readonly string[]): readonly (readonly string[])[] {
  const fields = Object.values(document.worker);
  return columns.map((column) => [
    ...new Set(fields.filter((field) => field.column === column).flatMap((field) => field.alsoNamed ?? [])),
  ]);
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
    const field = compileField(name, declared, columns, identities.has(name), problems);
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
  return new Set(['workerId', ...document.match.map((match) => match.field), ...linkFields(document)]);
}

function compileField(
  name: string,
  declared: FieldDocument,
  columns: readonly string[],
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
  if (identity && declared.take !== undefined) {
    const message = `${name} identifies somebody and is used exactly as HR writes it`;
    problems.push(mappingError('TEN-1103', [...path, 'take'], message));
  }
  const others = declared.orColumns ?? [];
  const common = {
    name,
    column: columns.indexOf(declared.column),
    orColumns: others.length === 0 ? null : others.map((header) => columns.indexOf(header)),
    required: declared.required,
    blank: setOrNull(declared.blank),
    trim: declared.trim,
  };
  const field = typed(name, declared, common, identity, path, problems);
  return problems.slice(before).some(({ problem }) => problem.severity === 'error') ? undefined : field;
}

type Common = Pick<Field, 'name' | 'column' | 'orColumns' | 'required' | 'blank' | 'trim'>;

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
      const values = declared.values === undefined ? null : new Map(comparableEntries(declared.values));
      const required = common.required || name === 'workerId';
      const trim = common.trim || name === 'workerId';
      const keepsUnlisted = declared.unlisted === 'keep';
      const rest = { otherwise: declared.otherwise ?? null, keepsUnlisted, take: declared.take ?? null };
      return { ...common, type: 'text', required, trim, identity, values, ...rest };
    }
    case 'date':
      return dateField(declared, common, path, problems);
    case 'int':
      return { ...common, type: 'int', decimal: declared.decimal ?? null };
    case 'bool':
      return { ...common, type: 'bool', yes: setOf(declared.yes), no: setOf(declared.no) };
  }
}

function dateField(declared: FieldDocument, common: Common, path: Path, problems: MappingProblem[]): Field | undefined {
  if (declared.format === undefined) {
    const hint = 'One format a column, e.g. format: yyyy-MM-dd. Dates are never guessed.';
    problems.push(mappingError('TEN-1102', path, 'a date field needs its `format`', { hint }));
    return undefined;
  }
  if (declared.format.includes(' or ')) {
    problems.push(openFormat(declared.format, declared.column, path));
    return undefined;
  }
  const { format, pivot, months, day } = declared;
  const read = compileDates({ format, pivot, months, day });
  if (!read.ok) {
    const { option, message, missing } = read.error;
    const at = missing ? path : [...path, option];
    const hint = option === 'format' ? formatAdvice(format) : dateHints[option];
    problems.push(mappingError(missing ? 'TEN-1102' : 'TEN-1103', at, message, { hint }));
    return undefined;
  }
  return { ...common, type: 'date', format, read: read.value, openEnd: setOrNull(declared.openEnd) };
}

/** What `inspect` writes where both readings fit every date of the file. */
function openFormat(format: string, column: string, path: Path): MappingProblem {
  const why = 'Read the wrong way, 03/04 is another day: people would start and leave on days that nobody meant.';
  const hint = 'Ask HR whether the day or the month comes first, and leave the right one of the two.';
  const message = `which is the format of "${column}": ${format}?`;
  return mappingError('TEN-1160', [...path, 'format'], message, { why, hint });
}

const dateHints: Readonly<Record<'format' | 'pivot' | 'months' | 'day', string>> = {
  format: formatHint,
  pivot: 'The first of the hundred years that two digits can mean: pivot: 1950 reads 49 as 2049 and 50 as 1950.',
  months: 'E.g. months: de. Without it, names of months are English.',
  day: 'Write day: asWritten for the day that stands there, day: utc, or a zone such as day: Europe/Berlin.',
};

/** Spreadsheets write DD.MM.YYYY and TT.MM.JJJJ. */
function formatAdvice(format: string): string {
  const plain = format.replaceAll(/[YJj]/g, 'y').replaceAll(/[DTt]/g, 'd');
  const meant = plain.includes('M') ? plain : plain.replace('mm', 'MM');
  return compileDates({ format: meant }).ok ? `Did you mean ${meant}? ${formatHint}` : formatHint;
}

const optionTypes = [
  ['format', 'date'],
  ['openEnd', 'date'],
  ['pivot', 'date'],
  ['months', 'date'],
  ['day', 'date'],
  ['yes', 'bool'],
  ['no', 'bool'],
  ['values', 'text'],
  ['take', 'text'],
  ['decimal', 'int'],
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
  checkUnlisted(declared, path, problems);
  if (type === 'bool') checkBool(declared, path, problems);
  if (name === 'workerId') checkWorkerId(declared, path, problems);
}

/** What happens to a value that nobody foresaw is decided by a person, not left to be found out. */
function checkUnlisted(declared: FieldDocument, path: Path, problems: MappingProblem[]): void {
  const { values, otherwise, unlisted } = declared;
  if (values === undefined) {
    for (const option of ['otherwise', 'unlisted'] as const) {
      if (declared[option] === undefined) continue;
      problems.push(mappingError('TEN-1103', [...path, option], `\`${option}\` needs \`values\``));
    }
  } else if (otherwise === undefined && unlisted === undefined) {
    const hint = 'Write unlisted: refuse to put such rows aside, unlisted: keep, or otherwise: and the value to take.';
    problems.push(mappingError('TEN-1102', path, '`values` does not say what becomes of a value not listed', { hint }));
  } else if (otherwise !== undefined && unlisted !== undefined) {
    const message = '`otherwise` and `unlisted` both say what becomes of a value not listed';
    problems.push(mappingError('TEN-1103', [...path, 'unlisted'], message));
  }
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
  if (declared.orColumns !== undefined) {
    const message = 'workerId is one column: people are told apart by it wherever the file is read';
    problems.push(mappingError('TEN-1103', [...path, 'column'], message));
  }
  if (declared.required) return;
  const hint = 'Write required: true, so that it says what it does.';
  problems.push(mappingWarning('TEN-1103', path, 'workerId is required always', { hint }));
}

function setOrNull(texts: readonly string[]): ReadonlySet<string> | null {
  return texts.length === 0 ? null : setOf(texts);
}

function setOf(texts: readonly string[]): ReadonlySet<string> {
  return new Set(texts.map(comparable));
}

/** The entries with their keys as cells are compared with them. */
export function comparableEntries(rows: Readonly<Record<string, string>>): readonly (readonly [string, string])[] {
  return Object.entries(rows).map(([key, value]) => [comparable(key), value]);
}

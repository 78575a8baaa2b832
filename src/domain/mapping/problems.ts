import type { Code } from '../kernel/codes.ts';
import type { CellProblem, MappingProblem } from './compiled.ts';

/** Keys and indexes from a mapping document's root. */
export type Path = readonly (string | number)[];

/** What a problem says beyond its code and message. */
export interface Says {
  readonly why?: string | undefined;
  readonly hint?: string | undefined;
}

/** Characters of an expression, end exclusive. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** An error in the document, at a path and, for expressions, at characters within that scalar. */
export function mappingError(code: Code, path: Path, message: string, says: Says = {}, range?: Range): MappingProblem {
  return build(code, 'error', path, message, says, range);
}

/** Like `mappingError`, for what works and still deserves a look. */
export function mappingWarning(
  code: Code,
  path: Path,
  message: string,
  says: Says = {},
  range?: Range,
): MappingProblem {
  return build(code, 'warning', path, message, says, range);
}

function build(
  code: Code,
  severity: 'error' | 'warning',
  path: Path,
  message: string,
  says: Says,
  range: Range | undefined,
): MappingProblem {
  const problem = { code, severity, message, ...present('why', says.why), ...present('hint', says.hint) };
  return { problem, path, ...present('range', range) };
}

function present<Key extends string, Value>(key: Key, value: Value | undefined): { [K in Key]?: Value } {
  return value === undefined ? {} : ({ [key]: value } as { [K in Key]?: Value });
}

/** What is wrong with one cell, not yet tied to its column. */
export interface Fault {
  readonly code: Code;
  readonly message: string;
  readonly hint: string;
}

const putAside = 'The row is put aside: the worker keeps the last accepted record, an announced end included.';

/** A fault that puts the row aside. */
export function cellError(column: number, value: string, fault: Fault): CellProblem {
  const { code, message, hint } = fault;
  return { column, value, problem: { code, severity: 'error', message, why: putAside, hint } };
}

/** A fault that the row survives. */
export function cellWarning(column: number, value: string, fault: Fault, why: string): CellProblem {
  const { code, message, hint } = fault;
  return { column, value, problem: { code, severity: 'warning', message, why, hint } };
}

import { hasFormat, isStorable } from './formats.ts';
import type { Attribute } from './user-schema.ts';

/** What is wrong with a value that is there, as the attribute has it; empty when nothing is. */
export function valueProblems(attribute: Attribute, value: unknown): readonly string[] {
  const wrongType = typeProblem(attribute, value);
  if (wrongType !== undefined) return [wrongType];
  const values = Array.isArray(value) ? (value as readonly unknown[]) : [value];
  return [...new Set(values.flatMap((each) => problemsOfOne(attribute, each)))];
}

/** Why a value cannot be read as what the attribute holds; undefined when it can. */
export function typeProblem({ type, items }: Attribute, value: unknown): string | undefined {
  if (type !== 'array') return isOfType(value, type) ? undefined : `The value must be of type ${type}`;
  const of = items?.type ?? 'string';
  if (!Array.isArray(value)) return 'The value must be of type array';
  return value.every((each) => isOfType(each, of)) ? undefined : `The elements must be of type ${of}`;
}

/** The values that an attribute, or each element of one that holds several, is limited to. */
export function allowedValues({
  type,
  enum: values,
  oneOf,
  items,
}: Attribute): readonly (string | number)[] | undefined {
  const own = values ?? oneOf?.map((option) => option.const);
  return own ?? (type === 'array' ? (items?.enum ?? items?.oneOf?.map((option) => option.const)) : undefined);
}

function isOfType(value: unknown, type: 'string' | 'number' | 'integer' | 'boolean'): boolean {
  return type === 'integer' ? Number.isInteger(value) : typeof value === type;
}

function problemsOfOne(attribute: Attribute, value: unknown): readonly string[] {
  const allowed = allowedValues(attribute);
  const problems: string[] = [];
  if (allowed !== undefined && !allowed.includes(value as string | number)) {
    problems.push('The value is not one of the values allowed');
  }
  if (typeof value === 'string') problems.push(...textProblems(attribute, value));
  if (typeof value === 'number') problems.push(...numberProblems(attribute, value));
  return problems;
}

function textProblems(attribute: Attribute, text: string): readonly string[] {
  const { minLength = 0, maxLength = Infinity, format } = attribute;
  const checks: readonly (readonly [bad: boolean, problem: string])[] = [
    [!isStorable(text), '4-byte UTF-8 characters are not supported'],
    [text.length < minLength, `The field cannot be shorter than ${String(minLength)} characters`],
    [text.length > maxLength, `The field cannot be longer than ${String(maxLength)} characters`],
    [!fitsPattern(attribute, text), 'The value does not match the required pattern'],
    [format !== undefined && !hasFormat(text, format), `The value is not in format ${String(format)}`],
  ];
  return checks.filter(([bad]) => bad).map(([, problem]) => problem);
}

function numberProblems({ minimum = -Infinity, maximum = Infinity }: Attribute, value: number): readonly string[] {
  if (value < minimum) return [`The value cannot be less than ${String(minimum)}`];
  return value > maximum ? [`The value cannot be greater than ${String(maximum)}`] : [];
}

/** Okta: a username has the form of an email address unless the attribute's pattern says otherwise. */
function fitsPattern({ name, pattern }: Attribute, text: string): boolean {
  if (pattern === undefined) return name !== 'login' || hasFormat(text, 'email');
  return new RegExp(`^(?:${pattern})$`, 'u').test(text);
}

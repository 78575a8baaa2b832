import { err, ok, type Result } from '../kernel/result.ts';

/** `{workerId}`: a field of the mapping whose value stands there. */
const placeholder = /\{([^{}]*)\}/g;
const fieldName = /^[A-Za-z][A-Za-z0-9_]*$/;
/** Scheme and host stand as they are: no value chooses where a link leads. */
const fixedOrigin = /^https:\/\/[^/?#\\{}\s@]+[/?#]/;
/** No id is longer; a link that no browser takes is none. */
const longestValue = 200;

/**
 * The mapping's fields that a template of links into the HR system asks for, each once; or what is wrong with it, to be
 * said behind its name.
 */
export function fieldsOfLink(template: string): Result<readonly string[], string> {
  const fields = [...template.matchAll(placeholder)].map(([, name = '']) => name);
  if (!fixedOrigin.test(template) || URL.parse(template.replaceAll(placeholder, 'x')) === null) {
    return err('has to be an https address without a user, and its host without {…}');
  }
  if (/\s/.test(template)) return err('must not hold white space');
  if (/[{}]/.test(template.replaceAll(placeholder, ''))) return err('has a { or } without its other half');
  const wrong = fields.find((name) => !fieldName.test(name));
  if (wrong !== undefined) return err(`has {${wrong}}, which is no field's name`);
  if (fields.length === 0) return err('has to hold {workerId}, or another field of the mapping');
  return ok([...new Set(fields)]);
}

/** The address of a person; null when a value is missing or can stand in no address. Values are percent-encoded. */
export function fillLink(template: string, valueOf: (field: string) => string | null): string | null {
  const values = [...template.matchAll(placeholder)].map(([, field = '']) => valueOf(field)?.trim() ?? '');
  if (!values.every(isUsable)) return null;
  return template.replaceAll(placeholder, (_, field: string) => encoded(valueOf(field)?.trim() ?? ''));
}

function isUsable(value: string): boolean {
  // A browser takes dots for steps through folders, encoded or not.
  return value !== '' && value !== '.' && value !== '..' && value.length <= longestValue;
}

function encoded(value: string): string {
  return encodeURIComponent(value.toWellFormed()).replaceAll(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** What can be written as canonical JSON: no undefined, no BigInt, no number that is not finite. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** A record of plain data seen as JSON: interfaces have no index signature, so the compiler has to be told. */
export function asJson(record: object): Json {
  return record as { readonly [key: string]: Json };
}

/**
 * JSON after RFC 8785: members sorted by UTF-16 code units, no white space, numbers as ECMAScript prints them.
 * @throws TypeError for a value that JSON cannot carry without loss.
 */
export function canonicalJson(value: Json): string {
  return isCanonical(value) ? JSON.stringify(value) : sortedJson(value);
}

/**
 * True when JSON.stringify, which is several times faster, writes the very same: members in order already, and nothing
 * that it would leave out or change. What is made often is made in order.
 */
function isCanonical(value: unknown): boolean {
  if (typeof value === 'string' || value === null || typeof value === 'boolean') return true;
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value !== 'object') return false;
  if ('toJSON' in value) return false;
  return Array.isArray(value) ? areCanonical(value) : isInOrder(value as { readonly [key: string]: unknown });
}

function areCanonical(items: readonly unknown[]): boolean {
  // No `every`: it passes over what a sparse array lacks.
  for (const item of items) if (!isCanonical(item)) return false;
  return true;
}

function isInOrder(members: { readonly [key: string]: unknown }): boolean {
  let last = '';
  for (const key in members) {
    if (key < last || !isCanonical(members[key])) return false;
    last = key;
  }
  return true;
}

function sortedJson(value: Json): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'number') return canonicalNumber(value);
  if (typeof value !== 'object') throw new TypeError(`canonical JSON cannot carry a ${typeof value}`);
  if (Array.isArray(value)) return canonicalArray(value as readonly Json[]);
  return canonicalObject(value as { readonly [key: string]: Json });
}

function canonicalNumber(value: number): string {
  if (!Number.isFinite(value)) throw new TypeError(`canonical JSON cannot carry ${String(value)}`);
  return JSON.stringify(value);
}

function canonicalArray(items: readonly Json[]): string {
  let text = '[';
  for (let index = 0; index < items.length; index += 1) {
    if (index > 0) text += ',';
    text += sortedJson(items[index] as Json);
  }
  return `${text}]`;
}

function canonicalObject(members: { readonly [key: string]: Json }): string {
  let text = '{';
  let first = true;
  // The default order of sort() is by UTF-16 code units, as RFC 8785 section 3.2.3 asks.
  for (const key of Object.keys(members).sort()) {
    const member = members[key];
    if (member === undefined) throw new TypeError(`canonical JSON cannot carry undefined (member "${key}")`);
    text += `${first ? '' : ','}${JSON.stringify(key)}:${sortedJson(member)}`;
    first = false;
  }
  return `${text}}`;
}

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
    text += canonicalJson(items[index] as Json);
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
    text += `${first ? '' : ','}${JSON.stringify(key)}:${canonicalJson(member)}`;
    first = false;
  }
  return `${text}}`;
}

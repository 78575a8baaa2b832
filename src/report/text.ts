const unsafe = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]|(?![\u200c\u200d])\p{Cf}/gu;
const named: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/**
 * HR's text with everything that could act instead of being read made visible: controls, escape sequences,
 * bidirectional overrides, invisible formatting and lone surrogates, as `\x1b` or `\u202e`.
 */
export function visible(text: string): string {
  return text.replaceAll(unsafe, (character) => named[character] ?? escaped(character.codePointAt(0) ?? 0));
}

function escaped(code: number): string {
  const digits = code.toString(16);
  if (code <= 0xff) return `\\x${digits.padStart(2, '0')}`;
  return code <= 0xffff ? `\\u${digits.padStart(4, '0')}` : `\\u{${digits}}`;
}

/** The text, or its beginning and how long it was. A cell may hold 64 KB; nobody reads that in a table. */
export function clip(text: string, limit: number): string {
  if (text.length <= limit) return text;
  return `${text.slice(0, limit).replace(/[\ud800-\udbff]$/, '')}... (${number(text.length)} characters)`;
}

/** `1,284`. */
export function number(value: number): string {
  return Number.isFinite(value) ? value.toLocaleString('en-US', { maximumFractionDigits: 2 }) : String(value);
}

/** `1 person`, `1,284 people`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${number(count)} ${count === 1 ? one : many}`;
}

/** `Ann, Bob and 3 more`: at most `shown` names of `total`. */
export function listed(names: readonly string[], total: number, shown: number): string {
  const first = names.slice(0, shown);
  const rest = total - first.length;
  if (rest > 0) return first.length === 0 ? number(rest) : `${first.join(', ')} and ${number(rest)} more`;
  const last = first.at(-1);
  if (last === undefined) return '';
  return first.length === 1 ? last : `${first.slice(0, -1).join(', ')} and ${last}`;
}

/** The sentence with its first letter in upper case. */
export function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

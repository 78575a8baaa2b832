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

/** `Ann, Bob and 3 more`: at most `shown` names of `total`; names that hold a comma are parted by semicolons. */
export function listed(names: readonly string[], total: number, shown: number): string {
  const first = names.slice(0, shown);
  const rest = total - first.length;
  const comma = first.some((name) => name.includes(', ')) ? '; ' : ', ';
  if (rest > 0) return first.length === 0 ? number(rest) : `${first.join(comma)} and ${number(rest)} more`;
  const last = first.at(-1);
  if (last === undefined) return '';
  return first.length === 1 ? last : `${first.slice(0, -1).join(comma)} and ${last}`;
}

const idBehind = /^(.*\S) \(([^()]*)\)$/su;
const idShown = 40;

/** Whom a safety check names, `Dana Ortiz (E10442)`: a long name is clipped, its id stays. */
export function clipSubject(subject: string, limit: number): string {
  const [, name, id] = idBehind.exec(subject) ?? [];
  if (name === undefined || id === undefined) return clip(subject, limit);
  return `${clip(name, limit)} (${clip(id, idShown)})`;
}

/** Whom or what a safety check names, as many as fit a sentence. */
export function listedSubjects(subjects: readonly string[], total: number, shown: number): string {
  return listed(
    subjects.slice(0, shown).map((subject) => clipSubject(subject, 60)),
    total,
    shown,
  );
}

/** A word that a sentence may begin with in upper case: no name such as `hrWorkerId`, `okta.orgUrl` or our own. */
const plainWord = /^(?!tenured\b)\p{Ll}+(?=[\s,;:'’]|[.!?]?$)/u;

/** A phrase as a sentence: a capital in front, one full stop behind. What ends a sentence already stays, '' as well. */
export function asSentence(phrase: string): string {
  const text = phrase.trim();
  return withStop(plainWord.test(text) ? capital(text) : text);
}

/** One full stop behind, where a sentence begins with a name that keeps its letters. */
export function withStop(phrase: string): string {
  const text = phrase.replace(/[\s,;:]+$/u, '');
  return text === '' || /[.!?…]$/u.test(text) ? text : `${text}.`;
}

/** Phrases as sentences, one after the other. */
export function sentences(...phrases: readonly string[]): string {
  return phrases
    .map(asSentence)
    .filter((text) => text !== '')
    .join(' ');
}

/** The last part of a path, whichever way its parts are divided; the whole where there is none. */
export function baseName(path: string): string {
  const name = path.split(/[/\\]/u).findLast((part) => part !== '');
  return name ?? path;
}

/** What stands before the base name; null for a bare name. */
export function folderOf(path: string): string | null {
  const name = baseName(path);
  return name === path ? null : path.slice(0, path.lastIndexOf(name));
}

/** The sentence with its first letter in upper case. */
export function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

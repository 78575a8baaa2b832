import { createHash } from 'node:crypto';
import type { Random } from '../../domain/kernel/random.ts';

const base62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** Okta's ids end in characters that belong to the cell the org lives on. */
const cell = '0x7';

/** The kinds of id that Okta tells apart by their first three characters. */
export const idPrefixes = {
  user: '00u',
  group: '00g',
  org: '00o',
  app: '0oa',
  rule: '0pr',
  userType: 'oty',
  schema: 'osc',
  realm: 'guo',
  role: 'cr0',
  resourceSet: 'iam',
  assignment: 'ra1',
  resource: 'ire',
  key: 'pks',
  apiToken: '00T',
  grant: 'oag',
} as const;

export type IdKind = keyof typeof idPrefixes;

/** An id in Okta's form: 20 characters, case-sensitive, the kind in the first three. The same key gives the same id. */
export function idFor(kind: IdKind, key: string): string {
  const digest = createHash('sha256').update(`${kind}\n${key}`).digest();
  return `${idPrefixes[kind]}${toBase62(digest, 14)}${cell}`;
}

/** An id in Okta's form that nobody can foretell. */
export function randomId(kind: IdKind, random: Random): string {
  return `${idPrefixes[kind]}${randomText(random, 14)}${cell}`;
}

/** `length` random characters of base 62. */
export function randomText(random: Random, length: number): string {
  return toBase62(random.bytes(length), length);
}

/** A random UUID, version 4. */
export function randomUuid(random: Random): string {
  const bytes = Buffer.from(random.bytes(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** Whether the text has the form of an id of that kind. */
export function isIdOf(kind: IdKind, text: string): boolean {
  return text.length === 20 && text.startsWith(idPrefixes[kind]);
}

function toBase62(bytes: Uint8Array, length: number): string {
  let text = '';
  for (let index = 0; index < length; index += 1) text += base62.charAt((bytes[index] ?? 0) % 62);
  return text;
}

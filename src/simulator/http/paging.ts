import { createHash } from 'node:crypto';
import type { Switches } from '../org/switches.ts';
import { refuse } from './errors.ts';

/** One page of a list, and where the next one starts. */
export interface Page<Item> {
  readonly items: readonly Item[];
  /** The cursor's inner position; undefined on the last page. */
  readonly next: number | undefined;
}

/** A list request as its links repeat it: path and parameters that select, without the cursor. */
export interface ListRequest {
  readonly url: string;
  readonly path: string;
  readonly parameters: Readonly<Record<string, string | undefined>>;
}

/**
 * Reads `limit`. Okta documents a maximum but not what happens above it, so a switch decides.
 * @throws Refused E0000029 or E0000054, by the switch, for what is no positive whole number.
 */
export function readLimit(
  text: string | undefined,
  { standard, maximum }: { readonly standard: number; readonly maximum: number },
  switches: Switches,
): number {
  if (text === undefined) return standard;
  const limit = /^\d{1,9}$/.test(text) ? Number(text) : 0;
  if (limit < 1) throw refuse(switches.invalidPaging);
  if (limit > maximum && switches.limitAboveMaximum === 'refuse') throw refuse(switches.invalidPaging);
  return Math.min(limit, maximum);
}

/** An opaque cursor: it says nothing to a client and fits no other list than the one it was handed out for. */
export function cursorAt(position: number, request: ListRequest): string {
  return Buffer.from(`${position.toString(36)}.${signature(position, request)}`).toString('base64url');
}

/**
 * The position inside a cursor, 0 without one.
 * @throws Refused E0000029 or E0000054, by the switch, for one that was made up or belongs to another list.
 */
export function readCursor(cursor: string | undefined, request: ListRequest, switches: Switches): number {
  if (cursor === undefined) return 0;
  const [text = ''] = Buffer.from(cursor, 'base64url').toString().split('.');
  const position = parseInt(text, 36);
  if (!Number.isSafeInteger(position) || cursorAt(position, request) !== cursor) {
    throw refuse(switches.invalidPaging);
  }
  return position;
}

/** The `self` and `next` links of a page, each a value of its own. Okta: pagination; RFC 8288. */
export function pageLinks(
  request: ListRequest,
  after: string | undefined,
  limit: number | undefined,
  next: number | undefined,
): readonly string[] {
  const self = `<${listUrl(request, after, limit)}>; rel="self"`;
  return next === undefined ? [self] : [self, `<${listUrl(request, cursorAt(next, request), limit)}>; rel="next"`];
}

/** The list's address in Okta's normal form: known parameters only, encoded anew, spaces as `+`. */
export function listUrl(request: ListRequest, after: string | undefined, limit: number | undefined): string {
  const query = new URLSearchParams();
  if (after !== undefined) query.set('after', after);
  if (limit !== undefined) query.set('limit', String(limit));
  for (const [name, value] of Object.entries(request.parameters)) if (value !== undefined) query.set(name, value);
  const text = query.toString();
  return `${request.url}${request.path}${text === '' ? '' : `?${text}`}`;
}

/**
 * Takes one page from a walk over positions: up to `limit` items that fit, and the position of the one after them.
 */
export function takePage<Item>(
  positions: Iterable<number>,
  at: (position: number) => Item | undefined,
  fits: (item: Item) => boolean,
  limit: number,
): Page<Item> {
  const items: Item[] = [];
  for (const position of positions) {
    const item = at(position);
    if (item === undefined || !fits(item)) continue;
    if (items.length === limit) return { items, next: position };
    items.push(item);
  }
  return { items, next: undefined };
}

/** The positions from `start` to before `end`. */
export function* upTo(start: number, end: number): Iterable<number> {
  for (let position = start; position < end; position += 1) yield position;
}

function signature(position: number, request: ListRequest): string {
  const text = `${String(position)} ${request.path} ${JSON.stringify(request.parameters)}`;
  return createHash('sha256').update(text).digest('base64url').slice(0, 12);
}

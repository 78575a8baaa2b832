import { listRequest, type Exchange } from './exchange.ts';
import {
  cursorAt,
  listUrl,
  pageLinks,
  readCursor,
  readLimit,
  takePage,
  upTo,
  type ListRequest,
  type Page,
} from './paging.ts';

/** How a list pages. */
export interface ListShape {
  /** Parameters that select, which its links repeat. */
  readonly parameters?: readonly string[];
  /** How many a page has when nothing is said. */
  readonly standard: number;
  /** The largest `limit`; without one the list takes none. */
  readonly maximum?: number;
  /** Whether there is more than one page of it, which is so unless said otherwise. */
  readonly pages?: boolean;
}

/** Which page of a list is asked for. */
export interface Asked {
  readonly request: ListRequest;
  readonly after: string | undefined;
  /** What the links repeat as `limit`; undefined where the list takes none. */
  readonly limit: number | undefined;
  readonly size: number;
  /** The position that the page starts at. */
  readonly start: number;
  readonly pages: boolean;
  /** Whether a full page names a next one, whatever there is. */
  readonly goesOn: boolean;
}

/** A page with the addresses around it. */
export interface Listed<Item> {
  readonly items: readonly Item[];
  /** The `Link` header's values: `self`, and `next` when there is more. */
  readonly links: readonly string[];
  /** The next page's address, for lists that tell it in their body; undefined on the last page. */
  readonly next: string | undefined;
}

/**
 * Reads which page is asked for.
 * @throws Refused E0000029, or by the switch E0000054, for a limit or a cursor that is none.
 */
export function askedOf(exchange: Exchange, { parameters = [], standard, maximum, pages = true }: ListShape): Asked {
  const { switches } = exchange.org;
  const request = listRequest(exchange, parameters);
  const size = maximum === undefined ? standard : readLimit(exchange.query('limit'), { standard, maximum }, switches);
  const after = exchange.query('after');
  const limit = maximum === undefined ? undefined : size;
  const goesOn = switches.fullLastPage === 'goesOn';
  return { request, after, limit, size, start: readCursor(after, request, switches), pages, goesOn };
}

/** A position that no list has. */
const beyond = 2 ** 48;

/** The page that was asked for, once it was found. */
export function listed<Item>(asked: Asked, { items, next: following }: Page<Item>): Listed<Item> {
  const { request, after, limit, size, pages, goesOn } = asked;
  const more = following ?? (goesOn && items.length === size ? beyond : undefined);
  const next = pages ? more : undefined;
  return {
    items,
    links: pageLinks(request, after, limit, next),
    next: next === undefined ? undefined : listUrl(request, cursorAt(next, request), limit),
  };
}

/** The page that is asked for of a list that is at hand. */
export function pageOf<Item>(
  exchange: Exchange,
  all: readonly Item[],
  shape: ListShape,
  fits: (item: Item) => boolean = () => true,
): Listed<Item> {
  const asked = askedOf(exchange, shape);
  return listed(
    asked,
    takePage(upTo(asked.start, all.length), (rank) => all[rank], fits, asked.size),
  );
}

/** Okta: the IAM lists name their next page in the body, under `_links`. */
export function nextInBody(next: string | undefined): Readonly<Record<string, unknown>> {
  return next === undefined ? {} : { next: { href: next } };
}

import { day, parseInstant } from '../../domain/time/instant.ts';
import { invalid, refuse, Refused } from '../http/errors.ts';
import { listRequest, type Exchange, type Reply, type Route } from '../http/exchange.ts';
import { pageLinks, readCursor, readLimit, takePage, upTo } from '../http/paging.ts';
import { randomUuid } from '../org/ids.ts';
import type { LogEvent } from '../org/system-log.ts';
import type { Predicate } from '../search/compile.ts';
import { criteriaIn } from '../search/criteria.ts';
import { logFields } from '../search/log-fields.ts';
import { logView } from '../views/log-view.ts';

/** The System Log. Okta: list all System Log events. */
export const logRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/api/v1/logs',
    scope: 'okta.logs.read',
    permission: 'logs',
    answer: (exchange) => inTheLogsWords(() => listEvents(exchange)),
  },
];

/** Okta: refusals of the System Log lack `errorLink` and have a UUID for their id. */
function inTheLogsWords(answer: () => Reply): Reply {
  try {
    return answer();
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    throw new Refused(error.message, (random) => {
      const refusal = error.refusal(random);
      const { errorCode, errorSummary, errorCauses } = refusal.body as Readonly<Record<string, unknown>>;
      return { ...refusal, body: { errorCode, errorSummary, errorId: randomUuid(random), errorCauses } };
    });
  }
}

interface Range {
  readonly since: number;
  readonly until: number;
}

/** Okta: a query without `until`, oldest first, polls; any other one is bounded and comes to an end. */
function listEvents(exchange: Exchange): Reply {
  const descending = exchange.query('sortOrder')?.toUpperCase() === 'DESCENDING';
  return exchange.query('until') === undefined && !descending ? poll(exchange) : bounded(exchange, descending);
}

/**
 * Okta: polling goes by the order of storing, and its next link is there even when nothing came. The link says where
 * to go on by `after` alone: `since` belongs to the first request.
 */
function poll(exchange: Exchange): Reply {
  const { log } = exchange.org;
  const request = listRequest(exchange, ['filter', 'q', 'sortOrder']);
  const limit = readLogLimit(exchange);
  const after = exchange.query('after');
  const start = Math.max(readCursor(after, request, exchange.org.switches), log.first);
  const { since } = after === undefined ? readRange(exchange) : { since: -Infinity };
  const fits = selection(exchange);
  const page = takePage(
    upTo(start, log.end),
    (position) => log.at(position),
    (event) => event.published > since && fits(event),
    limit,
  );
  const self = { ...request, parameters: { ...request.parameters, since: exchange.query('since') } };
  const next = limit === 0 ? start : (page.next ?? log.end);
  const [own] = pageLinks(after === undefined ? self : request, after, limit, undefined);
  const [, following] = pageLinks(request, after, limit, next);
  return { body: page.items.map(logView), links: [own, following].filter((link) => link !== undefined) };
}

/** Okta: a bounded query goes by `published`. */
function bounded(exchange: Exchange, descending: boolean): Reply {
  const request = listRequest(exchange, ['since', 'until', 'filter', 'q', 'sortOrder']);
  const limit = readLogLimit(exchange);
  const after = exchange.query('after');
  const start = readCursor(after, request, exchange.org.switches);
  const { since, until } = readRange(exchange);
  const fits = selection(exchange);
  const events = exchange.org.log.events.filter(
    (event) => event.published > since && event.published < until && fits(event),
  );
  // Okta: those of the same instant keep the order they were stored in.
  events.sort((one, other) => one.published - other.published);
  if (descending) events.reverse();
  const page = takePage(
    upTo(start, events.length),
    (rank) => events[rank],
    () => true,
    limit,
  );
  return { body: page.items.map(logView), links: pageLinks(request, after, limit, page.next) };
}

/** Okta: up to 1,000 events a page, and none at all is a limit too. */
function readLogLimit(exchange: Exchange): number {
  const limit = exchange.query('limit');
  return limit === '0' ? 0 : readLimit(limit, { standard: 100, maximum: 1000 }, exchange.org.switches);
}

/**
 * Okta: `since` is seven days before `until` unless given, both are exclusive, events are kept for
 * 90 days, and 180 days back is too far.
 */
function readRange(exchange: Exchange): Range {
  const now = exchange.org.now();
  const until = readDate(exchange, 'until', now + day);
  const since = readDate(exchange, 'since', Math.min(until, now) - 7 * day);
  if (since < now - 180 * day) throw refuse('E0000053');
  return { since: Math.max(since, now - 90 * day), until };
}

function readDate(exchange: Exchange, name: 'since' | 'until', standard: number): number {
  const text = exchange.query(name);
  if (text === undefined) return standard;
  const read = parseInstant(text);
  if (read !== undefined) return read;
  throw invalid(name, `${name}: The date format is invalid`, `${name}: The value must be an ISO 8601 date-time`);
}

const wordLimit = 10;
const longestWord = 40;

/** Okta: up to ten words of up to 40 characters, all of which an event has to hold somewhere. */
function wordsOf(exchange: Exchange): Predicate<LogEvent> {
  const words = (exchange.query('q') ?? '')
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  if (words.length > wordLimit || words.some((word) => word.length > longestWord)) {
    throw invalid('q', `q: There are at most ${String(wordLimit)} words of ${String(longestWord)} characters`);
  }
  return (event) => {
    const held = words.length === 0 ? '' : JSON.stringify(logView(event)).toLowerCase();
    return words.every((word) => held.includes(word));
  };
}

function selection(exchange: Exchange): Predicate<LogEvent> {
  const holds = wordsOf(exchange);
  const filter = exchange.query('filter');
  if (filter === undefined) return holds;
  const { fits } = criteriaIn(filter, logFields, ({ about }) => (about === 'field' ? 'E0000031' : 'E0000053'));
  return (event) => fits(event) && holds(event);
}

import { listRequest, type Exchange, type Reply, type Route } from '../http/exchange.ts';
import { pageLinks, readCursor, readLimit } from '../http/paging.ts';

/** The System Log, which has nothing to tell as long as nothing can be changed over HTTP. */
export const logRoutes: readonly Route[] = [
  { method: 'GET', path: '/api/v1/logs', scope: 'okta.logs.read', permission: 'logs', answer: listEvents },
];

/** Okta: a query without `until` polls, and its next link is there even when nothing came. */
function listEvents(exchange: Exchange): Reply {
  const { org } = exchange;
  const request = listRequest(exchange, ['since', 'until', 'filter', 'q', 'sortOrder']);
  const polling = { ...request, parameters: { ...request.parameters, since: undefined } };
  const limit = readLimit(exchange.query('limit'), { standard: 100, maximum: 1000 }, org.switches);
  const after = exchange.query('after');
  readCursor(after, polling);
  const isPolling = exchange.query('until') === undefined;
  return { body: [], links: pageLinks(isPolling ? polling : request, after, limit, isPolling ? 0 : undefined) };
}

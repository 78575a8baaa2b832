import type { LogEvent } from '../org/system-log.ts';
import { logView } from '../views/log-view.ts';
import type { Catalogue } from './compile.ts';

/** What is asked for often is read from the event itself. */
const readers: Readonly<Record<string, (event: LogEvent) => unknown>> = {
  uuid: (event) => event.uuid,
  eventType: (event) => event.eventType,
  'actor.id': (event) => event.author.id,
  'actor.type': (event) => event.author.type,
  'target.id': (event) => event.targets.map(({ id }) => id),
  'target.type': (event) => event.targets.map(({ type }) => type),
  'transaction.id': (event) => event.author.requestId,
};

/** Everything else is found in the event as it is shown. */
const shown = new Set([
  'displayMessage',
  'severity',
  'version',
  'actor.alternateId',
  'actor.displayName',
  'authenticationContext.externalSessionId',
  'client.id',
  'client.device',
  'client.ipAddress',
  'client.zone',
  'client.userAgent.browser',
  'client.userAgent.os',
  'client.userAgent.rawUserAgent',
  'outcome.reason',
  'outcome.result',
  'request.ipChain.ip',
  'target.alternateId',
  'target.displayName',
  'transaction.type',
]);

/** Okta: the System Log also knows `ew` and `ne`. */
const operators = ['eq', 'ne', 'sw', 'ew', 'co', 'pr'] as const;

/**
 * What `filter` of the System Log knows of an event. Okta: neither `published` nor what is in `changeDetails` can be
 * filtered by.
 */
export const logFields: Catalogue<LogEvent> = {
  ignoreCase: false,
  field: (name) => {
    const read = readerOf(name);
    return read === undefined ? undefined : { kind: 'exact', operators, read };
  },
};

function readerOf(name: string): ((event: LogEvent) => unknown) | undefined {
  if (Object.hasOwn(readers, name)) return readers[name];
  const path = name.split('.');
  const isDebugData = /^debugContext\.debugData\.\w+$/.test(name);
  return shown.has(name) || isDebugData ? (event) => valueAt(logView(event), path) : undefined;
}

/** The value at a path; of a list, those of all its items. */
function valueAt(value: unknown, [name, ...rest]: readonly string[]): unknown {
  if (name === undefined) return value;
  if (Array.isArray(value)) return value.map((item) => valueAt(item, [name, ...rest]));
  if (typeof value !== 'object' || value === null) return undefined;
  return valueAt((value as Readonly<Record<string, unknown>>)[name], rest);
}

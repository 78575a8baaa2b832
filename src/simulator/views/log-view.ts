import type { LogEvent } from '../org/system-log.ts';
import { printed } from './format.ts';

type Json = Readonly<Record<string, unknown>>;

/** Where a request came from: everything here comes from this machine. */
const client: Json = { userAgent: { rawUserAgent: 'unknown' }, zone: 'null', ipAddress: '127.0.0.1' };

/** An event of the System Log with the members that a reader goes by. Okta: LogEvent. */
export function logView({ uuid, published, eventType, author, targets }: LogEvent): Json {
  return {
    actor: { id: author.id, type: author.type, alternateId: author.id, displayName: author.id },
    client,
    displayMessage: eventType,
    eventType,
    outcome: { result: 'SUCCESS' },
    published: printed(published),
    severity: 'INFO',
    transaction: { type: 'WEB', id: author.requestId, detail: {} },
    uuid,
    version: '0',
    target: targets,
  };
}

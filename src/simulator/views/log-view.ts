import type { LogEvent } from '../org/system-log.ts';
import { printed } from './format.ts';

type Json = Readonly<Record<string, unknown>>;

/** An event of the System Log with the members that a reader goes by. Okta: LogEvent. */
export function logView({ uuid, published, eventType, author, targets }: LogEvent): Json {
  return {
    actor: { id: author.id, type: author.type, alternateId: author.id, displayName: author.id, detailEntry: null },
    client: null,
    displayMessage: eventType,
    eventType,
    outcome: { result: 'SUCCESS', reason: null },
    published: printed(published),
    severity: 'INFO',
    transaction: { type: 'WEB', id: author.requestId, detail: {} },
    uuid,
    version: '0',
    target: targets.map((target) => ({ ...target, detailEntry: null })),
  };
}

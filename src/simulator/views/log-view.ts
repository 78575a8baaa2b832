import type { Author, LogEvent } from '../org/system-log.ts';
import { printed } from './format.ts';
import { displayMessage } from './log-messages.ts';

type Json = Readonly<Record<string, unknown>>;

/** Every request comes from this machine. */
const ipAddress = '127.0.0.1';

/** What Okta knows of an address's reputation; of this one nothing. */
const securityContext: Json = { asNumber: null, asOrg: null, isp: null, domain: null, isProxy: null };

/** An event of the System Log. Okta: LogEvent; where somebody is on earth, and how risky that is, is left out. */
export function logView(event: LogEvent): Json {
  const { uuid, published, eventType, author, targets, outcome = { result: 'SUCCESS' }, debug = {} } = event;
  const { requestId, request } = author;
  return {
    actor: { id: author.id, type: author.type, ...called(author) },
    authenticationContext: { authenticationStep: 0, externalSessionId: 'unknown' },
    client: clientOf(author),
    debugContext: {
      debugData: {
        requestId,
        ...(request === undefined ? {} : { requestUri: request.uri, url: request.uri }),
        ...debug,
      },
    },
    displayMessage: displayMessage(eventType),
    eventType,
    outcome,
    published: printed(published),
    request: { ipChain: request === undefined ? [] : [{ ip: ipAddress, version: 'V4' }] },
    securityContext,
    severity: severityOf(event),
    transaction: { type: 'WEB', id: requestId, detail: {} },
    uuid,
    version: '0',
    target: targets,
  };
}

/** Okta: a client app is called by its id and its label, and Okta itself by an address of its own. */
function called({ id, type, name = id }: Author): Json {
  return { alternateId: type === 'SystemPrincipal' ? 'system@okta.com' : id, displayName: name };
}

function clientOf({ id, type, request }: Author): Json {
  const userAgent = { rawUserAgent: request?.userAgent ?? 'unknown', os: 'Unknown', browser: 'UNKNOWN' };
  const own = type === 'PublicClientApp' ? { id } : {};
  return { userAgent, zone: 'null', device: 'Unknown', ...own, ipAddress };
}

/** Okta: what did not succeed is a warning. */
function severityOf({ outcome }: LogEvent): string {
  return outcome === undefined ? 'INFO' : 'WARN';
}

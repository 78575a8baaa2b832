import type { Random } from '../../domain/kernel/random.ts';
import { randomText } from '../org/ids.ts';

interface CatalogueEntry {
  readonly status: number;
  readonly summary: string;
}

/** Okta's error codes with their HTTP status and text. Okta: error codes. */
const catalogue = {
  E0000005: { status: 403, summary: 'Invalid session' },
  E0000006: { status: 403, summary: 'You do not have permission to perform the requested action' },
  E0000007: { status: 404, summary: 'Not found: {0}' },
  E0000008: { status: 404, summary: 'The requested path was not found' },
  E0000009: { status: 500, summary: 'Internal Server Error' },
  E0000011: { status: 401, summary: 'Invalid token provided' },
  E0000022: { status: 405, summary: 'The endpoint does not support the provided HTTP method' },
  E0000029: { status: 400, summary: 'Invalid paging request.' },
  E0000031: { status: 400, summary: 'Invalid search criteria.' },
  E0000033: { status: 400, summary: "Bad request. Can't specify a search query and filter in the same request." },
  E0000047: { status: 429, summary: 'API call exceeded rate limit due to too many requests.' },
} as const satisfies Readonly<Record<string, CatalogueEntry>>;

export type ErrorCode = keyof typeof catalogue;

/** What a refused request is answered with. */
export interface Refusal {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** A JSON body; undefined for an empty one. */
  readonly body: unknown;
}

/** Thrown by whatever refuses a request, caught where the response is written. */
export class Refused extends Error {
  override readonly name = 'Refused';
  readonly refusal: (random: Random) => Refusal;

  constructor(message: string, refusal: (random: Random) => Refusal) {
    super(message);
    this.refusal = refusal;
  }
}

/** Refuses with one of Okta's error codes; `detail` fills the text's `{0}`. */
export function refuse(code: ErrorCode, detail = ''): Refused {
  const { status, summary } = catalogue[code];
  const text = summary.replace('{0}', detail);
  return new Refused(text, (random) => ({ status, body: errorObject(code, random, detail) }));
}

/** Okta: E0000007 names the id and the kind of thing, `Not found: Resource not found: 00u… (User)`. */
export function notFound(reference: string, kind: string): Refused {
  return refuse('E0000007', `Resource not found: ${reference} (${kind})`);
}

/** Okta's error object: errorLink equals errorCode, errorId is `oae` and 22 characters. */
export function errorObject(code: ErrorCode, random: Random, detail = ''): Readonly<Record<string, unknown>> {
  return {
    errorCode: code,
    errorSummary: catalogue[code].summary.replace('{0}', detail),
    errorLink: code,
    errorId: `oae${randomText(random, 22)}`,
    errorCauses: [],
  };
}

import type { Random } from '../../domain/kernel/random.ts';
import { randomText } from '../org/ids.ts';

interface CatalogueEntry {
  readonly status: number;
  readonly summary: string;
}

/**
 * Okta's error codes with their HTTP status and text, `{0}` standing for a detail. Okta: error codes. Those that nothing
 * here answers by itself, such as E0000181, are for faults that are ordered to.
 */
const catalogue = {
  E0000001: { status: 400, summary: 'Api validation failed: {0}' },
  E0000003: { status: 400, summary: 'The request body was not well-formed.' },
  E0000004: { status: 401, summary: 'Authentication failed' },
  E0000005: { status: 403, summary: 'Invalid session' },
  E0000006: { status: 403, summary: 'You do not have permission to perform the requested action' },
  E0000007: { status: 404, summary: 'Not found: {0}' },
  E0000008: { status: 404, summary: 'The requested path was not found' },
  E0000009: { status: 500, summary: 'Internal Server Error' },
  E0000010: { status: 503, summary: 'Service is in read only mode' },
  E0000011: { status: 401, summary: 'Invalid token provided' },
  E0000014: { status: 403, summary: 'Update of credentials failed' },
  E0000015: { status: 401, summary: 'You do not have permission to access the feature you are requesting' },
  E0000016: { status: 403, summary: 'Activation failed because the user is already active' },
  E0000021: {
    status: 400,
    summary: 'Bad request.  Accept and/or Content-Type headers likely do not match supported values.',
  },
  E0000022: { status: 405, summary: 'The endpoint does not support the provided HTTP method' },
  E0000023: { status: 403, summary: 'Operation failed because user profile is mastered under another system' },
  E0000028: { status: 400, summary: 'The request is missing a required parameter.' },
  E0000029: { status: 400, summary: 'Invalid paging request.' },
  E0000031: { status: 400, summary: 'Invalid search criteria.' },
  E0000032: { status: 403, summary: 'Unlock is not allowed for this user.' },
  E0000033: { status: 400, summary: "Bad request. Can't specify a search query and filter in the same request." },
  E0000038: { status: 403, summary: "This operation is not allowed in the user's current status." },
  E0000047: { status: 429, summary: 'API call exceeded rate limit due to too many requests.' },
  E0000053: { status: 400, summary: 'Invalid SCIM filter.' },
  E0000054: { status: 400, summary: 'Invalid pagination properties.' },
  E0000055: { status: 409, summary: 'Duplicate group.' },
  E0000060: { status: 501, summary: 'Unsupported operation.' },
  E0000075: {
    status: 403,
    summary: 'Cannot modify the {0} attribute because it has a field mapping and profile push is enabled.',
  },
  E0000077: { status: 403, summary: 'Cannot modify the {0} attribute because it is read-only.' },
  E0000078: { status: 403, summary: 'Cannot modify the {0} attribute because it is immutable.' },
  E0000090: { status: 409, summary: 'The role specified is already assigned to the user.' },
  E0000093: { status: 400, summary: 'Target count limit exceeded' },
  E0000100: { status: 503, summary: 'Unable to perform search query.' },
  E0000107: { status: 403, summary: 'The entity is not in the expected state for the requested transition.' },
  E0000112: {
    status: 409,
    summary: 'Cannot update this user because they are still being activated. Please try again in a few minutes.',
  },
  E0000117: { status: 403, summary: 'Cannot assign apps or update app profiles for an inactive user.' },
  E0000122: { status: 406, summary: "Accept Header did not contain supported media type 'application/json'" },
  E0000123: {
    status: 400,
    summary: 'Array specified in enum field must match const values specified in oneOf field.',
  },
  E0000124: {
    status: 400,
    summary:
      'Could not create user. To create a user and expire their password immediately, a password must be specified',
  },
  E0000125: {
    status: 400,
    summary: 'Could not create user. To create a user and expire their password immediately, "activate" must be true',
  },
  E0000127: { status: 409, summary: 'Invalid linked objection definition. {0}' },
  E0000145: {
    status: 409,
    summary:
      'Some users returned by the search cannot be parsed because the user schema has been changed to be inconsistent with their stale profile data.',
  },
  E0000178: { status: 400, summary: 'This realm cannot be deleted. {0}' },
  E0000179: { status: 400, summary: 'There is a required attribute that is externally sourced.' },
  E0000181: { status: 503, summary: 'Service temporarily unavailable.' },
  E0000192: { status: 400, summary: 'Roles cannot be granted to groups with group membership rules. {0}' },
  E0000195: { status: 409, summary: 'Api validation failed due to conflict: {0}' },
  E0000211: { status: 400, summary: 'Roles cannot be granted to built-in groups: {0}' },
  E0000221: {
    status: 403,
    summary: 'You have reached the maximum number of realms. An org cannot have more than {0} realms.',
  },
  E0000231: { status: 412, summary: "ETag value doesn't match." },
  E0000242: { status: 400, summary: 'ETag value is malformed.' },
  E0000239: { status: 423, summary: 'Policy priorities are being reconciled. Please try again later.' },
  E0000249: { status: 409, summary: 'The group rules are still being initialized. Please try again later.' },
  E0000253: { status: 409, summary: 'The user type is still being initialized. Please try again later.' },
  E0000256: { status: 414, summary: 'The request URI or its headers are too long.' },
  E0000261: { status: 400, summary: 'Invalid value.' },
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

/** Refuses with one of Okta's error codes; `detail` fills the text's `{0}`, the causes say what exactly is wrong. */
export function refuse(code: ErrorCode, detail = '', causes: readonly string[] = []): Refused {
  const { status, summary } = catalogue[code];
  const text = summary.replace('{0}', detail);
  return new Refused(text, (random) => ({ status, body: errorObject(code, random, detail, causes) }));
}

/** Okta: E0000001 names the first thing that is wrong, and every one of them in a cause of its own. */
export function invalid(what: string, ...causes: readonly string[]): Refused {
  return refuse('E0000001', what, causes);
}

/** The text of a code that the catalogue may not know. */
export function summaryOf(code: string): string {
  const known: Readonly<Record<string, CatalogueEntry | undefined>> = catalogue;
  return known[code]?.summary ?? 'A simulated fault';
}

/** Okta: E0000007 names the id and the kind of thing, `Not found: Resource not found: 00u… (User)`. */
export function notFound(reference: string, kind: string): Refused {
  return refuse('E0000007', `Resource not found: ${reference} (${kind})`);
}

/** Okta's error object: errorLink equals errorCode, errorId is `oae` and 22 characters. */
export function errorObject(
  code: ErrorCode,
  random: Random,
  detail = '',
  causes: readonly string[] = [],
): Readonly<Record<string, unknown>> {
  return errorBody(code, catalogue[code].summary.replace('{0}', detail), random, causes);
}

/** The same for a code and a text that the catalogue need not know. */
export function errorBody(
  code: string,
  summary: string,
  random: Random,
  causes: readonly string[] = [],
): Readonly<Record<string, unknown>> {
  return {
    errorCode: code,
    errorSummary: summary,
    errorLink: code,
    errorId: `oae${randomText(random, 22)}`,
    errorCauses: causes.map((errorSummary) => ({ errorSummary })),
  };
}

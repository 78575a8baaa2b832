import { didYouMean } from '../../domain/kernel/nearest.ts';

/** What Okta's documents leave open: each answer is one that a real org might give, so a client has to bear all. */
export interface Switches {
  /** The body of 403 insufficient_scope; its header says everything either way. */
  readonly insufficientScopeBody: 'json' | 'empty';
  /** The body of 401 invalid_token. */
  readonly invalidTokenBody: 'json' | 'empty';
  /** The body of a refused DPoP proof at a resource. An empty one has been captured from a live org. */
  readonly refusedProofBody: 'json' | 'empty';
  /** Some of the requested scopes are granted: a token with those, or none at all. */
  readonly partialScopes: 'narrow' | 'refuse';
  readonly limitAboveMaximum: 'clamp' | 'refuse';
  /** Whether a last page that is full names a next one, which is empty. */
  readonly fullLastPage: 'ends' | 'goesOn';
  /** What a limit or a cursor that is none is refused with: the catalogue has both. */
  readonly invalidPaging: 'E0000029' | 'E0000054';
  /** The longest line of a request's head, URI or header, in characters: 414 E0000256 beyond. Okta does not say. */
  readonly longestLine: number;
  /** How late `search`, `filter` and `q` see a change of a user. */
  readonly searchLagMs: number;
  /** How far in the future an assertion's or a proof's `iat` may lie. */
  readonly futureIatToleranceMs: number;
  /** Whether a client_id in the form, beside a client_assertion, is a second credential. */
  readonly clientIdBesideAssertion: 'accept' | 'refuse';
  /** Whose window the rate headers report: the principal's share or the org's. */
  readonly rateHeaders: 'principal' | 'org';
  /** Whether `GET /api/v1/iam/assignees/users` lists those who are admins only by a group. */
  readonly assignees: 'direct' | 'directAndGroup';
  /** Suspending a PROVISIONED user: the specification refuses it, the recorded `_links` offer it. */
  readonly suspendProvisioned: 'refuse' | 'accept';
  /** Okta: "Edit Deactivated User Profile Updates", a setting of the super administrator's. */
  readonly editDeactivated: boolean;
  /** An empty string for an optional attribute: the same as null, or a value like any other. */
  readonly emptyString: 'clear' | 'store';
  /** How long activating takes; above 0 the user says `transitioningToStatus` meanwhile. */
  readonly activationMs: number;
  /** How long deactivating takes when the caller sends `Prefer: respond-async`. */
  readonly respondAsyncMs: number;
  /** What such a call is answered with. */
  readonly respondAsyncStatus: 200 | 202 | 204;
  /** Whether a membership may be written while its user is still being activated; E0000112 otherwise. */
  readonly membershipWhileActivating: 'accept' | 'refuse';
  /** Whether a change of membership is one of the user too, in its `lastUpdated`. */
  readonly membershipTouchesUser: boolean;
  /** What putting a deactivated user into a group is refused with: that it is refused is known, the code is not. */
  readonly deactivatedMember: 'E0000001' | 'E0000006' | 'E0000038';
  /** Writing members of an imported group: 403 since early 2026, 501 E0000060 before. */
  readonly importedMembership: 'forbid' | 'unsupported';
  /** A group's name that is taken: 400 E0000001 or 409 E0000055; the catalogue has both. */
  readonly duplicateGroup: 'E0000001' | 'E0000055';
  /** Activating a SUSPENDED user. */
  readonly activateSuspended: 'E0000016' | 'E0000038';
  /** By how much more than `searchLagMs` single changes may be late: no two need become visible in their order. */
  readonly searchLagSpreadMs: number;
  /** How long a new attribute of a schema cannot be written yet. */
  readonly schemaLagMs: number;
  /** How long after its creation a user type takes no users: 409 E0000253. */
  readonly typeSettlesMs: number;
  /** How long after a group rule was created the next one is refused. */
  readonly ruleSettlesMs: number;
  /** What it is refused with: 423 E0000239 was recorded, 409 E0000249 is in the catalogue. */
  readonly unsettledRules: 'E0000239' | 'E0000249';
  /**
   * How long the values of an attribute that was removed from a schema are still stored. Whoever adds it anew with
   * another type in that time finds lists with these users refused: 409 E0000145.
   */
  readonly profileCleanupMs: number;
  /** How late events may reach the System Log, each by a time of its own, so that they come out of order. */
  readonly logDelayMs: number;
  /** What a client assertion's audience may be besides the endpoint. */
  readonly assertionAudience: 'endpoint' | 'endpointOrIssuer';
  /** The status of a refused DPoP proof at a resource: the catalogue says 400, 401 is plausible, 403 was reported. */
  readonly refusedProofStatus: 400 | 401 | 403;
  /** Okta: "Public client app admins", a setting by which an app becomes super administrator with its first scope. */
  readonly publicClientAdmins: boolean;
  /** How many realms there may be; one more is refused with 403 E0000221. */
  readonly realmLimit: number;
}

export const defaultSwitches: Switches = {
  insufficientScopeBody: 'json',
  invalidTokenBody: 'json',
  refusedProofBody: 'empty',
  partialScopes: 'narrow',
  limitAboveMaximum: 'clamp',
  fullLastPage: 'ends',
  invalidPaging: 'E0000029',
  longestLine: 8192,
  searchLagMs: 0,
  futureIatToleranceMs: 0,
  clientIdBesideAssertion: 'accept',
  rateHeaders: 'principal',
  assignees: 'direct',
  suspendProvisioned: 'refuse',
  editDeactivated: false,
  emptyString: 'clear',
  activationMs: 0,
  respondAsyncMs: 1000,
  respondAsyncStatus: 200,
  membershipWhileActivating: 'refuse',
  membershipTouchesUser: false,
  deactivatedMember: 'E0000038',
  importedMembership: 'forbid',
  duplicateGroup: 'E0000001',
  activateSuspended: 'E0000038',
  searchLagSpreadMs: 0,
  schemaLagMs: 0,
  typeSettlesMs: 0,
  ruleSettlesMs: 0,
  unsettledRules: 'E0000239',
  profileCleanupMs: 0,
  logDelayMs: 0,
  assertionAudience: 'endpoint',
  refusedProofStatus: 400,
  publicClientAdmins: false,
  realmLimit: 5000,
};

/** What each may be: one of these, a time or a number. */
export const switchValues: {
  readonly [Name in keyof Switches]: readonly Switches[Name][] | 'milliseconds' | 'number';
} = {
  insufficientScopeBody: ['json', 'empty'],
  invalidTokenBody: ['json', 'empty'],
  refusedProofBody: ['json', 'empty'],
  partialScopes: ['narrow', 'refuse'],
  limitAboveMaximum: ['clamp', 'refuse'],
  fullLastPage: ['ends', 'goesOn'],
  invalidPaging: ['E0000029', 'E0000054'],
  longestLine: 'number',
  searchLagMs: 'milliseconds',
  futureIatToleranceMs: 'milliseconds',
  clientIdBesideAssertion: ['accept', 'refuse'],
  rateHeaders: ['principal', 'org'],
  assignees: ['direct', 'directAndGroup'],
  suspendProvisioned: ['refuse', 'accept'],
  editDeactivated: [false, true],
  emptyString: ['clear', 'store'],
  activationMs: 'milliseconds',
  respondAsyncMs: 'milliseconds',
  respondAsyncStatus: [200, 202, 204],
  membershipWhileActivating: ['accept', 'refuse'],
  membershipTouchesUser: [false, true],
  deactivatedMember: ['E0000001', 'E0000006', 'E0000038'],
  importedMembership: ['forbid', 'unsupported'],
  duplicateGroup: ['E0000001', 'E0000055'],
  activateSuspended: ['E0000016', 'E0000038'],
  searchLagSpreadMs: 'milliseconds',
  schemaLagMs: 'milliseconds',
  typeSettlesMs: 'milliseconds',
  ruleSettlesMs: 'milliseconds',
  unsettledRules: ['E0000239', 'E0000249'],
  profileCleanupMs: 'milliseconds',
  logDelayMs: 'milliseconds',
  assertionAudience: ['endpoint', 'endpointOrIssuer'],
  refusedProofStatus: [400, 401, 403],
  publicClientAdmins: [false, true],
  realmLimit: 'number',
};

/** What is wrong with a wish for switches; empty when nothing is. */
export function switchProblems(wish: unknown): readonly string[] {
  if (typeof wish !== 'object' || wish === null || Array.isArray(wish)) return ['send an object of switches'];
  const known: Readonly<Record<string, readonly unknown[] | string>> = switchValues;
  return Object.entries(wish).flatMap(([name, value]) => {
    const allowed = Object.hasOwn(known, name) ? known[name] : undefined;
    if (allowed === undefined) return [`${name} is no switch. ${didYouMean(name, Object.keys(known)) ?? ''}`.trim()];
    if (typeof allowed !== 'string') {
      return allowed.includes(value) ? [] : [`${name} must be one of ${allowed.map(String).join(', ')}`];
    }
    return typeof value === 'number' && value >= 0 ? [] : [`${name} must be a number, 0 or more`];
  });
}

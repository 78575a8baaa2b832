import type { Profile, UserStatus } from '../org/seed.ts';

/** When a fault is in force, by the org's time. */
export interface Stretch {
  /** It begins so long after it was ordered; default 0. */
  readonly afterSeconds?: number;
  /** It lasts so long; default until it is called off or used up. */
  readonly forSeconds?: number;
}

/** Which requests a fault is for. */
export interface Aim extends Stretch {
  readonly method?: string;
  /** A path in which `*` stands for one segment and `**` for any number of them. */
  readonly path?: string;
  /** A regular expression that the whole path is tested with. */
  readonly pattern?: string;
  /** The first of the matching requests that it is for, counted from 1; default 1. */
  readonly nth?: number;
  /** How many requests it is for; default 1, or `all` where `chance` or `forSeconds` is given. */
  readonly times?: number | 'all';
  /** Of the requests it is for it meets this share, by seeded dice. */
  readonly chance?: number;
}

export type Side = 'beforeCommit' | 'afterCommit';

/** What becomes of the answer: a request meets at most one of these. */
export type AnswerFault =
  | (Aim & { readonly kind: 'fail'; readonly status: number; readonly errorCode: string })
  | (Aim & { readonly kind: 'cutBeforeCommit' | 'cutAfterCommit' })
  | (Aim & { readonly kind: 'reset'; readonly when?: Side })
  | (Aim & { readonly kind: 'truncate'; readonly bytes?: number })
  | (Aim & { readonly kind: 'hold'; readonly when: Side });

/** What is done to a request or its answer on the way; any number of these at once. */
export type ShapeFault =
  | (Aim & { readonly kind: 'latency'; readonly milliseconds: number; readonly jitter?: number })
  | (Aim & { readonly kind: 'slowBody'; readonly bytesPerSecond: number })
  | (Aim & { readonly kind: 'dateSkew'; readonly milliseconds: number })
  | (Aim & RateHeadersFault)
  | (Aim & { readonly kind: 'foreignNext'; readonly origin: string })
  | (Aim & { readonly kind: 'shrink'; readonly keep: number });

/** Rate headers that no client should take at their word. */
export interface RateHeadersFault {
  readonly kind: 'rateHeaders';
  /** Sent twice, left out, or a limit of nothing that opens in the year 2286. */
  readonly form?: 'duplicated' | 'missing' | 'absurd';
  readonly limit?: string | number;
  readonly remaining?: string | number;
  readonly reset?: string | number;
}

/** What is so for everybody until it is over; whatever was taken away is given back then. */
export type StandingFault = Stretch &
  (
    | { readonly kind: 'lag'; readonly milliseconds: number }
    | { readonly kind: 'maintenance' }
    | { readonly kind: 'concurrency'; readonly limit: number }
    | { readonly kind: 'otherTenants'; readonly share: number; readonly bucket?: string }
    | { readonly kind: 'keyRevoked'; readonly client: string; readonly kid?: string }
    | { readonly kind: 'roleRevoked'; readonly client: string; readonly role?: string }
    | { readonly kind: 'grantRevoked' | 'scopeRevoked'; readonly client: string; readonly scopes: readonly string[] }
  );

/**
 * When somebody acts: at the requests it is aimed at, or, aimed at none, by the time alone: at once or later, once or
 * every so often.
 */
export interface Moment extends Aim {
  /** Default before the request that it is aimed at is carried out. */
  readonly when?: Side;
  readonly everySeconds?: number;
}

/** What other people and systems do in the meantime. `*` for a user is anybody whom it can be done to. */
export type Deed =
  | { readonly kind: 'rotateNonce' }
  | { readonly kind: 'revokeTokens'; readonly client: string }
  | { readonly kind: 'adminCreate'; readonly profile: Profile; readonly status?: UserStatus }
  | { readonly kind: 'adminEdit'; readonly user: string; readonly profile: Profile }
  | { readonly kind: 'adminMove'; readonly user: string; readonly status: UserStatus }
  | { readonly kind: 'adminDelete'; readonly user: string }
  | { readonly kind: 'adminMembership'; readonly user: string; readonly group: string; readonly member: boolean }
  | { readonly kind: 'signIn'; readonly user: string; readonly outcome?: SignInOutcome }
  | { readonly kind: 'import'; readonly user: string; readonly profile?: Profile; readonly status?: UserStatus };

export type SignInOutcome = 'success' | 'passwordExpired' | 'lockedOut' | 'forgotPassword';

export type DeedFault = Moment & Deed;

/** Everything that can be made to go wrong, as plain JSON. */
export type Fault = AnswerFault | ShapeFault | StandingFault | DeedFault;

export type FaultKind = Fault['kind'];

export const answerKinds = ['fail', 'cutBeforeCommit', 'cutAfterCommit', 'reset', 'truncate', 'hold'] as const;
export const shapeKinds = ['latency', 'slowBody', 'dateSkew', 'rateHeaders', 'foreignNext', 'shrink'] as const;
export const standingKinds = [
  'lag',
  'maintenance',
  'concurrency',
  'otherTenants',
  'keyRevoked',
  'roleRevoked',
  'grantRevoked',
  'scopeRevoked',
] as const;

export function isAnswerFault(fault: Fault): fault is AnswerFault {
  return (answerKinds as readonly string[]).includes(fault.kind);
}

export function isShapeFault(fault: Fault): fault is ShapeFault {
  return (shapeKinds as readonly string[]).includes(fault.kind);
}

export function isStandingFault(fault: Fault): fault is StandingFault {
  return (standingKinds as readonly string[]).includes(fault.kind);
}

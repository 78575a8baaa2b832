import type { Missing } from '../worker/absence.ts';
import type { Finding } from '../guardrails/finding.ts';
import type { UserStatus } from '../identity/observed.ts';
import type { Json } from '../kernel/canonical-json.ts';
import type { Code } from '../kernel/codes.ts';
import type { Sha256 } from '../kernel/ids.ts';
import type { Problem } from '../kernel/problem.ts';
import type { LifecycleState, Reason } from '../lifecycle/state.ts';
import type { ZoneId } from '../time/zone.ts';

/** Version of the plan's canonical lines. A plan of another version is never applied. */
export const planSchema = 1;

/** Every kind of effect on an account, closed. */
export const operationKinds = [
  'create',
  'activate',
  'update-profile',
  'rename-login',
  'disable',
  'unsuspend',
  'clear-sessions',
  'deactivate',
  'add-to-group',
  'remove-from-group',
  'link-manager',
  'set-realm',
  'adopt',
] as const;

export type OperationKind = (typeof operationKinds)[number];

/** The part of a person's working life that a change belongs to; consent modes are set per lifecycle kind. */
export type LifecycleKind = 'joiner' | 'mover' | 'leaver' | 'leave' | 'return';

/** How hard an operation is to take back. */
export type Risk = 'additive' | 'reversible' | 'disruptive' | 'irreversible';

/** Who an operation is about. */
export interface Subject {
  /** HR's worker id. */
  readonly worker: string;
  /** The person's name as mapped, for people to read. */
  readonly name: string;
  /** Okta's user id; null while there is no account. */
  readonly okta: string | null;
  readonly login: string | null;
}

/** What must hold when the operation is applied, checked against a fresh read. */
export type Precondition =
  | { readonly kind: 'no-account'; readonly login: string }
  | { readonly kind: 'status'; readonly okta: string; readonly statuses: readonly string[] }
  | { readonly kind: 'fields'; readonly okta: string; readonly before: { readonly [attribute: string]: Json } }
  /** `despite`: other worker ids that claim the account, absent where none does. */
  | { readonly kind: 'still-due'; readonly okta: string; readonly despite?: readonly string[] }
  | { readonly kind: 'membership'; readonly okta: string; readonly group: string; readonly member: boolean }
  | { readonly kind: 'unbound'; readonly okta: string }
  /** The account is this worker's, and goes on under another id. */
  | { readonly kind: 'bound'; readonly okta: string; readonly worker: string }
  | { readonly kind: 'after'; readonly operation: Sha256 };

/** One effect on one account. `before`, `after` and `precondition` are what its id is made of, with kind, subject, target, due. */
export interface Operation {
  readonly line: 'operation';
  /** SHA-256 of {kind, subject, target, before, after, due, precondition}: the same effect has the same id in every plan. */
  readonly id: Sha256;
  readonly kind: OperationKind;
  readonly lifecycle: LifecycleKind;
  readonly subject: Subject;
  /** What else it is about: a group's name, a manager's worker id, the id an account goes on from; null for the account itself. */
  readonly target: string | null;
  readonly before: Json;
  readonly after: Json;
  /** The boundary that makes it due, ISO 8601 UTC; null when nothing but a difference does. */
  readonly due: string | null;
  /** Set when it is not due yet at the plan's `asOf`: not to be applied before this instant, ISO 8601 UTC. */
  readonly notBefore: string | null;
  readonly precondition: Precondition;
  readonly dependsOn: readonly Sha256[];
  readonly risk: Risk;
  /** True when the disable was announced firmly: it runs through everybody else's findings. */
  readonly firm: boolean;
  readonly reason: Reason;
  /** What makes this one operation wait for a person, whatever the mode: `rehire`, `stale-date` …; [] for nothing. */
  readonly needsApproval: readonly string[];
  /** The source that the person's attributes come from; absent where there is one source only. */
  readonly source?: string;
}

/** In `needsApproval`: the end was announced together with too many others at once (G20). */
export const announcedInMass = 'announced-in-mass';

/** In `needsApproval`: whether the account of one worker id goes on under another is for a person to say. */
export const goesOnNeedsApproval = 'goes-on';

/** In `needsApproval`: another worker id, at work or to begin soon, claims the account whose end this is. */
export const claimedByAnother = 'claimed';

/** In `needsApproval`: the worker is in no file any more, and somebody with another id asks for the account. */
export const askedForByAnother = 'asked-for-by-another';

/** Someone the plan leaves alone although something could be said about them. */
export interface Skip {
  readonly line: 'skip';
  readonly subject: Subject;
  readonly state: LifecycleState;
  /** A closed vocabulary so that every reader can put it into words. */
  readonly why: SkipReason;
  readonly reason: Reason | null;
  readonly detail: string | null;
  /** Of somebody missing from a file, how far that has come, where it ends access: absent where it does not. */
  readonly absence?: Missing;
}

export type SkipReason =
  | 'out-of-scope'
  | 'upcoming'
  | 'protected'
  | 'not-adopted'
  | 'ambiguous-match'
  | 'double-claim'
  | 'claimed'
  | 'claim-unclear'
  | 'claim-waits'
  | 'goes-on'
  | 'unknown'
  | 'left-without-account'
  | 'suspended-by-someone-else'
  | 'deactivated-by-someone-else'
  | 'no-login-free'
  | 'no-login-possible'
  | 'sourced-elsewhere'
  | 'group-filled-by-rule'
  | 'group-missing'
  | 'stale-date'
  | 'account-without-worker'
  | 'manager-unresolved'
  | 'attribute-not-in-schema'
  | 'already-as-wanted'
  | 'account-lost'
  | 'mapping-failed'
  | 'missing-from-file'
  | 'file-too-old'
  | 'paused';

/** Something wrong with HR's data, for a person to mend. */
export interface DataProblem {
  readonly line: 'problem';
  /** `put-aside`: the row is not used. `warning`: used, but look. */
  readonly effect: 'put-aside' | 'warning';
  readonly worker: string | null;
  readonly name: string | null;
  /** HR's own column header and the raw value; both null for a problem of the whole row. */
  readonly column: string | null;
  readonly value: string | null;
  readonly problem: Problem;
}

/** A guardrail's measurement, `ok` ones included. */
export interface FindingLine extends Finding {
  readonly line: 'finding';
}

export type PlanLine = Operation | Skip | DataProblem | FindingLine;

/** Workers: read = unchanged + changed + skipped + putAside, always. Rows are counted apart. */
export interface WorkerCounts {
  readonly read: number;
  readonly unchanged: number;
  readonly changed: number;
  readonly skipped: number;
  readonly putAside: number;
}

/** What the plan was made from. All of it is inside the hash. */
export interface PlanHeader {
  readonly schema: number;
  readonly version: string;
  /** The instant it is made for, ISO 8601 UTC. */
  readonly asOf: string;
  /** True when `asOf` was given by a person: for looking only, never applicable. */
  readonly whatIf: boolean;
  readonly horizonHours: number;
  readonly config: Sha256;
  readonly mapping: Sha256;
  /** The accepted snapshot it is made from; `rows` is an order-free digest of every mapped row. */
  readonly snapshot: { readonly source: string; readonly rows: string; readonly count: number };
  /**
   * Every source's accepted snapshot, the one that takes precedence first; absent where there is one source. `snapshot` is
   * the first of them then, or the one that waits for a person, and `mapping` stands for all mappings.
   */
  readonly sources?: readonly PlanSource[];
  readonly mirror: {
    readonly org: string;
    readonly watermark: string;
    readonly users: number;
    readonly groups: number;
    /** Fingerprint of the live profile schema. */
    readonly schema: string | null;
  };
  readonly workers: WorkerCounts;
}

/** One of several sources that a plan was made from. */
export interface PlanSource {
  readonly name: string;
  /** An order-free digest of every mapped row, and how many there are. */
  readonly rows: string;
  readonly count: number;
  /** Fingerprint of the source's mapping; null when it has none any more. */
  readonly mapping: Sha256 | null;
}

/** The file of one of several sources. */
export interface PlanFile {
  readonly name: string;
  readonly file: string;
  readonly modifiedAt: string;
  readonly sha256: string;
  readonly rows: number;
  /** Workers whose rows could not be used. */
  readonly putAside: number;
  /** The source's newest file was not accepted, and this is the one before. */
  readonly newestRefused: boolean;
}

/** Where in the file a line came from. Beside the hash: a row number moves when somebody sorts the file. */
export interface Provenance {
  readonly file: string;
  /** As Excel counts it, header = 1. */
  readonly row: number;
  /** The deciding column's letter, null when none decided. */
  readonly letter: string | null;
}

export interface StoredLine {
  readonly line: PlanLine;
  readonly provenance: Provenance | null;
}

/** What a data problem keeps from happening, in the order in which HR should look at them. */
export const urgencies = ['leaving', 'starting', 'other'] as const;

export type Urgency = (typeof urgencies)[number];

/** What an unused row says about the end of employment, beside what is in force already. */
export type RowEnd = 'none' | 'known' | 'new' | 'unreadable';

/** What is known of the person when the plan is made: what the consequence of the problem follows from. */
export interface Concerned {
  /** Status of their Okta account; null while they have none. */
  readonly account: UserStatus | null;
  /** Where the last accepted record puts them; `unknown` without one. */
  readonly state: LifecycleState;
  /** The announced end of their access, ISO 8601 UTC; null when none is announced. */
  readonly endsAt: string | null;
  /** The clock they live by; null when no accepted record tells. */
  readonly zone: ZoneId | null;
  readonly rowEnd: RowEnd;
  /** Every day that the unused row speaks of is long past: nobody waits for it. */
  readonly longPast: boolean;
  /** Another source has a row of theirs that counts. */
  readonly elsewhere: boolean;
  /** How far being in no file any more has come, where that ends access: absent where it does not. */
  readonly absence?: Missing;
}

/** An entry of the list of data problems: what HR can mend, and what follows for the person until then. */
export interface ListedProblem {
  readonly urgency: Urgency;
  /** `put-aside`: the row is not used. `warning`: used, but look. `left-alone`: no row is wrong by itself. */
  readonly effect: DataProblem['effect'] | 'left-alone';
  /** The source that the row came from, by its name in the configuration. */
  readonly source: string;
  readonly worker: string | null;
  /** As the row gives it in mapped columns, else as the last accepted record did. */
  readonly name: string | null;
  /** HR's own column header and the raw value, as much of it as is shown; null where no column is to blame. */
  readonly column: string | null;
  readonly value: string | null;
  /** A problem's code, or why the person is left alone. */
  readonly kind: Code | SkipReason;
  /** A problem's own words; null for somebody who is left alone, of whom `detail` may tell more. */
  readonly said: { readonly message: string; readonly why: string | null; readonly hint: string | null } | null;
  readonly detail: string | null;
  readonly concerned: Concerned;
  /** The person in the HR system; null without a template, or without what it asks for. */
  readonly link: string | null;
  readonly provenance: Provenance | null;
}

/** An entry with the instant since when it is known, ISO 8601 UTC; null in plans from before that was written down. */
export interface DatedProblem extends ListedProblem {
  readonly since: string | null;
}

/** Outside the hash: what may differ between two plans that say the same. */
export interface PlanEnvelope {
  readonly number: number;
  readonly hash: Sha256;
  readonly header: PlanHeader;
  /** ISO 8601 UTC. */
  readonly madeAt: string;
  readonly expiresAt: string;
  readonly status: 'open' | 'superseded' | 'approved' | 'rejected' | 'applied' | 'expired' | 'what-if';
  /** The file the snapshot was read from, and when it was received. */
  readonly source: { readonly file: string; readonly modifiedAt: string; readonly sha256: string };
  /** Every source's file, in the order of precedence; absent where there is one source. */
  readonly sources?: readonly PlanFile[];
  /** HR's own zone, for showing times. */
  readonly zone: string;
  readonly company: string | null;
  /** True when the newest file was not accepted and the plan is made from an earlier snapshot. */
  readonly newestFileRefused: boolean;
  readonly callsForecast: number;
  readonly operations: Readonly<Partial<Record<OperationKind, number>>>;
  /** The snapshot is a candidate: only a person's approval makes it current. */
  readonly candidate: boolean;
}

/** A stored plan, read back for a renderer. Lines come in canonical order, as often as asked. */
export interface StoredPlan {
  readonly envelope: PlanEnvelope;
  lines(): Iterable<StoredLine>;
  /** What HR can mend, with its age and what follows from it, most urgent and oldest first. Beside the hash. */
  problems(): Iterable<DatedProblem>;
}

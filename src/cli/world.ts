import type { Clock } from '../domain/kernel/clock.ts';
import type { Place, Problem } from '../domain/kernel/problem.ts';
import type { Random } from '../domain/kernel/random.ts';
import type { Instant } from '../domain/time/instant.ts';
import type { ApplyStores } from '../reconcile/apply/tools.ts';
import type { RunEvent } from '../reconcile/events.ts';
import type { Look } from '../reconcile/observe/observe.ts';
import type { Trigger } from '../reconcile/plan-run.ts';
import type { TurnResult } from '../reconcile/run-once.ts';
import type {
  AuditLog,
  Authority,
  DirectoryReader,
  DirectoryWriter,
  Lease,
  LeaseStore,
  OperationJournal,
  OpenUnknownTable,
  SourceReader,
} from '../reconcile/ports.ts';
import type { Configuration, ConfiguredSource } from '../config/index.ts';
import type { Log } from './log-lines.ts';

/** One of the process's output streams. */
export interface Output {
  /** Resolves when the text has been handed on, so that a slow reader holds a large output back. */
  write(text: string): Promise<void>;
  readonly isTerminal: boolean;
  readonly columns: number;
}

/** Something worth a log line about the traffic with Okta. */
export interface TrafficEvent {
  readonly level: 'info' | 'warn' | 'debug';
  readonly message: string;
  readonly fields: Readonly<Record<string, string | number | boolean | null>>;
  /** What of it is to be counted. */
  readonly measure: OktaMeasure | null;
}

/** Something to count about the traffic with Okta. `bucket` is the method and the path template of an endpoint. */
export type OktaMeasure =
  | { readonly kind: 'call'; readonly bucket: string; readonly status: number }
  | { readonly kind: 'wait'; readonly reason: string; readonly milliseconds: number }
  | { readonly kind: 'retry'; readonly bucket: string; readonly milliseconds: number }
  | { readonly kind: 'concurrency'; readonly limit: number }
  | { readonly kind: 'breaker'; readonly bucket: string | null; readonly open: boolean }
  | { readonly kind: 'read-only'; readonly on: boolean };

/** What the journal tells anybody who asks. */
export type JournalHistory = Pick<OperationJournal, 'open' | 'outcomeSince' | 'ofRun'>;

/** Everything the state holds, and the leases. */
export interface OpenState {
  readonly stores: ApplyStores & { readonly audit: AuditLog };
  readonly history: JournalHistory;
  readonly leases: LeaseStore;
  /** The journal for whoever holds the run lease; it begins nothing once that is lost. */
  journal(lease: Lease): OperationJournal;
  /** The state as it is now, apart: what is written there is gone once it is closed. */
  copy(): Promise<{ readonly stores: ApplyStores; close(): void }>;
  close(): void;
}

/** One connection with an organisation: what reads and what writes share its rate limits. */
export interface Connection {
  reader(): DirectoryReader;
  writer(authority: Authority): DirectoryWriter;
}

/** A file that anybody with access to the host can lay down, also while the database is locked. */
export interface PauseFile {
  /** Its first line, '' when it has none; null when there is no such file. */
  read(directory: string): string | null;
  write(directory: string, line: string): void;
  /** False when there was none. */
  remove(directory: string): boolean;
}

/** One line of `doctor`. */
export interface Probe {
  readonly name: string;
  readonly level: 'ok' | 'warn' | 'fail';
  readonly detail: string;
  readonly problem?: Problem;
}

/** The least rights of the app: to plan, and to carry out. */
export interface LeastPrivilege {
  readonly plan: { readonly scopes: readonly string[]; readonly roles: readonly string[] };
  readonly apply: {
    readonly scopes: readonly string[];
    readonly roles: readonly string[];
    /** Of the custom role. */
    readonly permissions: readonly string[];
    readonly resourceSet: readonly string[];
  };
}

/** A private key where it is. */
export interface KeyPlace {
  readonly material: string;
  readonly kid: string | null;
  readonly where?: Place;
}

export interface KeyPair {
  readonly privatePem: string;
  readonly publicJwk: Readonly<Record<string, unknown>>;
}

/** A service app of a simulated organisation. */
export interface SimulatedApp {
  readonly clientId: string;
  /** Public ones. */
  readonly keys: readonly Readonly<Record<string, unknown>>[];
  /** Whether its tokens are bound to a proof; without it curl can use them. */
  readonly dpop: boolean;
  /** It may write: scopes to manage users and groups, and an organisation administrator's role. */
  readonly manage: boolean;
}

/** The organisations that a simulator can start with. */
export type ReadyMadeOrganisation = 'empty' | 'small' | 'big' | 'messy';

/** The kinds of organisation whose rate limits a simulator can have. */
export type SimulatedLimits = 'devFree' | 'devPaid' | 'oneApp' | 'enterprise' | 'workforce' | 'unlimited';

export interface SimulatorRequest {
  /** 0 takes a free port. */
  readonly port: number;
  readonly readOnly: boolean;
  readonly apps: readonly SimulatedApp[];
  readonly readyMade: ReadyMadeOrganisation;
  /** Groups that have to be in it. */
  readonly groups: readonly string[];
  readonly seed: number | null;
  /** A document to start from instead of a ready-made organisation. */
  readonly importFile: string | null;
  /** The file that it is kept in. */
  readonly persist: string | null;
  /** Its own time at the start, which can be moved then; null goes by the host's. */
  readonly startAt: Instant | null;
  readonly presetLimits: SimulatedLimits;
}

export interface RunningSimulator {
  readonly url: string;
  /** What it started with: what the file holds that it is kept in, a document, or a ready-made organisation. */
  readonly from: 'kept' | 'imported' | 'made';
  readonly counts: { readonly users: number; readonly groups: number };
  /** A line for every request that came in so far. */
  requests(): readonly { readonly method: string; readonly path: string; readonly status: number }[];
  close(): Promise<void>;
}

/** What whoever asked for a turn may still say while it is under way. */
export interface TurnHooks {
  /** Why to end early, finishing what is in flight; null to go on. */
  readonly preempted: () => string | null;
  /** Awaited between the pages of a long read. */
  readonly interlude: () => Promise<void>;
}

/** A turn as the daemon asks for it. */
export interface TurnRequest {
  readonly trigger: Trigger;
  readonly look: Look;
  readonly endingsOnly: boolean;
}

/** Who counts what happens, without a word about anybody. */
export interface DaemonWatch {
  readonly took: (event: RunEvent) => void;
  readonly okta: (measure: OktaMeasure) => void;
}

/** What the daemon is made from, but for its schedule, its metrics and its door to the network. */
export interface DaemonParts {
  readonly clock: Clock;
  readonly schedule: Configuration['daemon']['schedule'];
  readonly options: Omit<Configuration['daemon'], 'schedule'> & { readonly horizonHours: number };
  readonly log: Log;
  /** One turn; null when it was told to stop before it had begun anything. */
  readonly turn: (request: TurnRequest, hooks: TurnHooks, watch: DaemonWatch) => Promise<TurnResult | null>;
  readonly boundary: (after: Instant) => Instant | null;
  readonly fileSeen: () => Promise<string | null>;
  readonly wishes: () => { readonly urgent: string | null; readonly other: string };
  readonly facts: () => {
    readonly overdue: number;
    readonly undone: number;
    readonly unreadable: readonly ('administrators' | 'rules')[];
    readonly paused: boolean;
  };
  readonly abandon: () => void;
  readonly release: () => void;
}

/** What a screen may be made of. */
export interface Looks {
  readonly colour: boolean;
  /** False: ASCII only. */
  readonly unicode: boolean;
}

/** What the composition root hands to the commands: builders of adapters, and the process's own surroundings. */
export interface World {
  readonly version: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly stdout: Output;
  readonly stderr: Output;
  /** Aborted by SIGINT or SIGTERM, with the signal's name as reason. */
  readonly stop: AbortSignal;
  openState(directory: string): OpenState;
  source(options: ConfiguredSource['settings']): SourceReader;
  /** Opens a file of rows that nothing is known of. */
  readonly openUnknownTable: OpenUnknownTable;
  /** What planning is given: it can read, and nothing leads from it to what writes. */
  directory(okta: Configuration['okta'], log: (event: TrafficEvent) => void): DirectoryReader;
  /** What carrying out is given. Once `cut` is aborted nothing more is sent, and whatever waits stops waiting. */
  connect(okta: Configuration['okta'], log: (event: TrafficEvent) => void, cut: AbortSignal): Connection;
  /** Who runs this process, by the operating system: never anything that a caller can choose. */
  user(): string;
  /** Asks on the terminal and gives the answer; null when there is no terminal to ask on. */
  readonly ask: ((question: string) => Promise<string>) | null;
  /** The file whose presence stops every write, in the state's directory. */
  readonly pauseFile: PauseFile;
  probe(
    okta: Configuration['okta'],
    wants: {
      readonly attributes: readonly string[];
      readonly anchor: string | null;
      readonly canary: string | null;
      readonly groups: readonly string[];
    },
  ): AsyncIterable<Probe>;
  /** The least rights that the app needs. */
  readonly leastPrivilege: LeastPrivilege;
  generateKey(kind: 'rsa' | 'ec', kid: string | null): Promise<KeyPair>;
  /** All that is wrong with a key, without using it. @throws TenuredError when it cannot be read. */
  keyProblems(key: KeyPlace): readonly Problem[];
  /** Gets a token with this key and no other. @throws TenuredError when Okta refuses it. */
  proveKey(okta: Configuration['okta'], key: KeyPlace): Promise<void>;
  publicJwk(material: string, kid: string | null): Promise<Readonly<Record<string, unknown>>>;
  simulate(request: SimulatorRequest): Promise<RunningSimulator>;
  /** Runs the daemon until `stop` is aborted. */
  daemon(parts: DaemonParts, stop: AbortSignal): Promise<unknown>;
  /** Plays the invented company; resolves with the exit code. */
  demo(directory: string, looks: Looks): Promise<number>;
  /** Lets the event loop turn. */
  readonly breathe: () => Promise<void>;
}

import type { Clock } from '../domain/kernel/clock.ts';
import type { RunEvent } from '../reconcile/events.ts';
import type { BindingStore, OperationJournal, PlanStore, RunStore, WorkerStore } from '../reconcile/ports.ts';

/** Where text goes: a terminal, or anything else. */
export interface DemoOutput {
  write(text: string): Promise<void>;
  readonly isTerminal: boolean;
  readonly columns: number;
}

/** What the demo is lent. */
export interface DemoTools {
  /** The host's own clock. */
  readonly clock: Clock;
  readonly stdout: DemoOutput;
  readonly colour: boolean;
  /** False: ASCII only. */
  readonly unicode: boolean;
  /** Aborted when the process is asked to end. */
  readonly stop: AbortSignal;
  openState(directory: string): DemoState;
  generateKey(
    kind: 'ec',
    kid: null,
  ): Promise<{ readonly privatePem: string; readonly publicJwk: Readonly<Record<string, unknown>> }>;
  simulate(request: {
    readonly port: number;
    readonly clientId: string;
    readonly keys: readonly Readonly<Record<string, unknown>>[];
    readonly organisation: SimulatedOrganisation;
    readonly readOnly: boolean;
    /** The app may write, too. */
    readonly manage: boolean;
    readonly clock: Clock;
  }): Promise<DemoOkta>;
  /** Runs a command line of tenured in this process and gives its exit code. */
  command(arguments_: readonly string[], around: Surroundings): Promise<number>;
}

/** What a command is run in; what is left out is the process's own. */
export interface Surroundings {
  readonly clock: Clock;
  readonly stdout?: DemoOutput;
  readonly stderr?: DemoOutput;
  readonly stop?: AbortSignal;
  readonly watch?: DaemonWatcher;
}

/** Who looks over a daemon's shoulder. */
export interface DaemonWatcher {
  /** Around each of its turns. */
  turn<Value>(work: () => Promise<Value>): Promise<Value>;
  /** Around each of its looks at HR's file. */
  look<Value>(work: () => Promise<Value>): Promise<Value>;
  took(event: RunEvent): void;
}

/** What the demo looks up in tenured's own state. */
export interface DemoState {
  readonly stores: {
    readonly bindings: Pick<BindingStore, 'add'>;
    readonly plans: Pick<PlanStore, 'list'>;
    readonly runs: Pick<RunStore, 'latest'>;
    readonly workers: Pick<WorkerStore, 'nextBoundary'>;
  };
  readonly history: Pick<OperationJournal, 'ofRun'>;
  close(): void;
}

/** An organisation in plain words; groups and users go by name and login. */
export interface SimulatedOrganisation {
  readonly name: string;
  readonly users: readonly {
    readonly login: string;
    readonly status: 'STAGED' | 'ACTIVE' | 'SUSPENDED';
    readonly profile: Readonly<Record<string, string>>;
  }[];
  readonly groups: readonly { readonly name: string; readonly members: readonly string[] }[];
  readonly rules: readonly { readonly name: string; readonly expression: string; readonly groups: readonly string[] }[];
  readonly administrators: readonly string[];
}

/** The simulated Okta while it runs. */
export interface DemoOkta {
  readonly url: string;
  requests(): readonly { readonly method: string; readonly path: string; readonly status: number }[];
  userId(login: string): string;
  /** Every account as it is now, past the API. */
  accounts(): readonly OktaAccount[];
  close(): Promise<void>;
}

export interface OktaAccount {
  readonly login: string;
  readonly status: string;
  /** When it got this status, by the organisation's own clock; ISO 8601 UTC. */
  readonly statusChanged: string | null;
  readonly department: string | null;
  readonly groups: readonly string[];
}

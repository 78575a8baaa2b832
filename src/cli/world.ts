import type { Clock } from '../domain/kernel/clock.ts';
import type { Problem } from '../domain/kernel/problem.ts';
import type { Random } from '../domain/kernel/random.ts';
import type { PlanStores } from '../reconcile/plan-run.ts';
import type { DirectoryReader, LeaseStore, SourceReader } from '../reconcile/ports.ts';
import type { Configuration } from '../config/index.ts';

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
}

/** Everything the state holds for planning, and the leases. */
export interface OpenState {
  readonly stores: PlanStores;
  readonly leases: LeaseStore;
  close(): void;
}

/** One line of `doctor`. */
export interface Probe {
  readonly name: string;
  readonly level: 'ok' | 'warn' | 'fail';
  readonly detail: string;
  readonly problem?: Problem;
}

export interface KeyPair {
  readonly privatePem: string;
  readonly publicJwk: Readonly<Record<string, unknown>>;
}

/** An organisation to simulate, in plain words. Groups and users go by name and login. */
export interface SimulatedOrganisation {
  readonly name: string;
  readonly users: readonly {
    readonly login: string;
    readonly status: 'STAGED' | 'ACTIVE' | 'SUSPENDED' | 'DEPROVISIONED' | 'LOCKED_OUT';
    readonly profile: Readonly<Record<string, string | number | boolean>>;
  }[];
  readonly groups: readonly { readonly name: string; readonly members: readonly string[] }[];
  /** Active group rules, in Okta's expression language. */
  readonly rules: readonly { readonly name: string; readonly expression: string; readonly groups: readonly string[] }[];
  /** Logins of super administrators. */
  readonly administrators: readonly string[];
}

export interface SimulatorRequest {
  /** 0 takes a free port. */
  readonly port: number;
  readonly clientId: string;
  /** Public keys of the service app. */
  readonly keys: readonly Readonly<Record<string, unknown>>[];
  readonly organisation: SimulatedOrganisation;
  readonly readOnly: boolean;
  /** The app may write, too: scopes to manage users and groups, and an organisation administrator's role. */
  readonly manage?: boolean;
  /** The organisation's own time; the host's when left out. */
  readonly clock?: Clock;
}

export interface RunningSimulator {
  readonly url: string;
  /** A line for every request that came in so far. */
  requests(): readonly { readonly method: string; readonly path: string; readonly status: number }[];
  /** What a client of read scopes should never have asked for. */
  violations(): readonly string[];
  /** Okta's id of the user with this login. */
  userId(login: string): string;
  close(): Promise<void>;
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
  source(options: Configuration['source']): SourceReader;
  directory(okta: Configuration['okta'], log: (event: TrafficEvent) => void): DirectoryReader;
  probe(
    okta: Configuration['okta'],
    wants: { readonly attributes: readonly string[]; readonly anchor: string | null },
  ): AsyncIterable<Probe>;
  generateKey(kind: 'rsa' | 'ec', kid: string | null): Promise<KeyPair>;
  publicJwk(material: string, kid: string | null): Promise<Readonly<Record<string, unknown>>>;
  simulate(request: SimulatorRequest): Promise<RunningSimulator>;
  /** Plays the invented company; resolves with the exit code. */
  demo(directory: string): Promise<number>;
  /** Lets the event loop turn. */
  readonly breathe: () => Promise<void>;
}

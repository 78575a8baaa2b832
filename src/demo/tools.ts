import type { Clock } from '../domain/kernel/clock.ts';
import type { BindingStore } from '../reconcile/ports.ts';

/** What the demo is lent. */
export interface DemoTools {
  readonly clock: Clock;
  readonly stdout: { write(text: string): Promise<void> };
  /** Aborted when the process is asked to end. */
  readonly stop: AbortSignal;
  openState(directory: string): { readonly stores: { readonly bindings: BindingStore }; close(): void };
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
  }): Promise<DemoOkta>;
  /** Runs a command line of tenured in this process and gives its exit code. */
  command(arguments_: readonly string[]): Promise<number>;
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
  requests(): readonly { readonly method: string; readonly path: string }[];
  violations(): readonly string[];
  userId(login: string): string;
  close(): Promise<void>;
}

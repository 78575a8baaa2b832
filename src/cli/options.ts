/** Flags that every command takes. */
export interface GlobalOptions {
  readonly config: string;
  readonly json: boolean;
  readonly quiet: boolean;
  readonly verbose: number;
  readonly colour: boolean;
  readonly unicode: boolean;
  readonly progress: boolean;
  /** False: nobody is ever asked. */
  readonly input: boolean;
  /** Milliseconds to wait for another process that holds the lock. */
  readonly lockTimeoutMs: number;
}

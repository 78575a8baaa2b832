import type { AccountShape } from '../mapping/compiled.ts';
import type { WorkerId } from '../kernel/ids.ts';
import type { Problem } from '../kernel/problem.ts';
import type { AccountState, LifecycleState, Reason } from '../lifecycle/state.ts';
import type { Instant } from '../time/instant.ts';

/** What a worker's account should be, as far as HR's record and the clock decide it. References are names, not ids. */
export interface DesiredAccount {
  readonly state: LifecycleState;
  readonly account: AccountState;
  readonly reason: Reason;
  /** When the state began; null when no instant did it. */
  readonly since: Instant | null;
  /** The person's name, for reports. */
  readonly name: string;
  readonly inScope: boolean;
  /** Ended within three days of the hire date. */
  readonly shortStay: boolean;
  /** The latest instant at which an employment that holds or is to come began or begins; null when there is none. */
  readonly employedSince: Instant | null;
  /** Everything owned, where the account is to be staged or active; null elsewhere. */
  readonly shape: AccountShape | null;
  /** Why there is no shape although one is wanted. */
  readonly problems: readonly Problem[];
  /** The source of the period that this follows from; absent where there is one source only. */
  readonly source?: string;
  /** The earlier id that the period stands under; absent for the worker's own. */
  readonly of?: WorkerId;
}

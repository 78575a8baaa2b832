import type { Clock } from '../../domain/kernel/clock.ts';
import type { Mappings } from '../../domain/mapping/mappings.ts';
import type { Emit } from '../events.ts';
import type { ReconcileOptions } from '../options.ts';
import type { PlanStores } from '../plan-run.ts';
import type {
  ConsentStore,
  ControlStore,
  DirectoryReader,
  DirectoryWriter,
  OperationJournal,
  OwedStore,
} from '../ports.ts';

/** What carrying out reads and writes on this side, beyond what planning does. */
export interface ApplyStores extends PlanStores {
  readonly consents: ConsentStore;
  readonly controls: ControlStore;
  readonly owed: OwedStore;
}

/** All that carrying a plan out needs. Only this use case is ever given something that writes to Okta. */
export interface ApplyTools {
  readonly clock: Clock;
  readonly directory: DirectoryReader;
  readonly writer: DirectoryWriter;
  /** Opened with the run lease: it refuses to begin anything once that is lost. */
  readonly journal: OperationJournal;
  readonly stores: ApplyStores;
  readonly mappings: Mappings;
  readonly options: ReconcileOptions;
  readonly emit: Emit;
  /** Lets others run between two chunks of work. */
  readonly breathe: () => Promise<void>;
  /** Why everything is stopped, a pause file included; null when writing is allowed. */
  readonly stopped: () => string | null;
  /** Why to end early, finishing what is in flight: a signal, a person's request, a new file; null to go on. */
  readonly preempted: () => string | null;
}

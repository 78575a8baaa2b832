import type { Clock } from '../domain/kernel/clock.ts';
import type { TenuredError } from '../domain/kernel/errors.ts';
import type { Mappings } from '../domain/mapping/mappings.ts';
import type { Instant } from '../domain/time/instant.ts';
import type { Emit } from './events.ts';
import type { Look } from './observe/observe.ts';
import type { ReconcileOptions } from './options.ts';
import type { PlanOutcome } from './plan/make-plan.ts';
import type {
  AnnouncementStore,
  BindingStore,
  ClaimStore,
  ControlStore,
  ConversionStore,
  DirectoryReader,
  FeedStore,
  JournalReader,
  LoginStore,
  MirrorStore,
  OrganisationStore,
  PlanStore,
  RunStore,
  SourceReader,
  SourceWatch,
  StandingStore,
  WorkerStore,
} from './ports.ts';

/** The stores that a plan reads and writes. All of them are this side's own; none reaches Okta. */
export interface PlanStores {
  readonly feed: FeedStore;
  readonly workers: WorkerStore;
  readonly announcements: AnnouncementStore;
  readonly mirror: MirrorStore;
  readonly bindings: BindingStore;
  readonly claims: ClaimStore;
  readonly conversions: ConversionStore;
  readonly logins: LoginStore;
  readonly journal: JournalReader;
  readonly plans: PlanStore;
  readonly runs: RunStore;
  readonly organisation: OrganisationStore;
  readonly controls: ControlStore;
  readonly watch: SourceWatch;
  readonly standings: StandingStore;
}

export interface PlanRunTools {
  readonly clock: Clock;
  /** How each source is read, by its name. */
  readonly sources: ReadonlyMap<string, SourceReader>;
  readonly directory: DirectoryReader;
  readonly orgUrl: string;
  readonly stores: PlanStores;
  readonly mappings: Mappings;
  readonly options: ReconcileOptions;
  readonly company: string | null;
  readonly emit: Emit;
  /** Lets others run between two chunks of work. */
  readonly breathe: () => Promise<void>;
  /** Settles, by reading Okta, what an earlier apply left in doubt; before anything is planned from it. */
  readonly settleDoubts: () => Promise<unknown>;
  /** The state as it is now, apart: what is written there is gone with it. */
  readonly copyState: () => Promise<{ readonly stores: PlanStores; close(): void }>;
  /** Called before a long read of Okta and between two of its pages: whoever falls due need not wait for its end. */
  readonly interlude: () => Promise<void>;
}

/** Why a run happens. */
export type Trigger = 'command' | 'schedule' | 'boundary' | 'file' | 'request';

export interface PlanRunRequest {
  readonly trigger: Trigger;
  /** `changes` leaves HR's file and the nightly full pass for later; `nothing` plans from what is known already. */
  readonly look?: Look;
  /** An instant to look at instead of now: the plan is for looking only. */
  readonly asOf: Instant | null;
}

/** What a run came to. */
export interface PlanRunResult {
  readonly plan: PlanOutcome;
  /**
   * Why the newest file of a source was not accepted, in the order of the sources: the plan is of the file before. Then
   * which accepted files are older than they may be.
   */
  readonly refused: readonly TenuredError[];
  /** The second plans, one for each file that is held back until a person accepts it and has no such plan yet. */
  readonly candidates: readonly PlanOutcome[];
}

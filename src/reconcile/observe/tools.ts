import type { Clock } from '../../domain/kernel/clock.ts';
import type { Mappings } from '../../domain/mapping/mappings.ts';
import type { Emit } from '../events.ts';
import type { Believes } from './shrunken.ts';
import type { ReconcileOptions } from '../options.ts';
import type {
  DirectoryReader,
  JournalReader,
  MirrorStore,
  OrganisationStore,
  SourceWatch,
  WorkerStore,
} from '../ports.ts';

export interface ObserveTools {
  readonly directory: DirectoryReader;
  readonly mirror: MirrorStore;
  readonly organisation: OrganisationStore;
  readonly watch: SourceWatch;
  readonly journal: Pick<JournalReader, 'requestsSince'>;
  readonly workers: Pick<WorkerStore, 'get'>;
  readonly orgUrl: string;
  /** What somebody said Okta rightly shows fewer of; nothing when left out. */
  readonly believes?: Believes;
  readonly mappings: Mappings;
  readonly options: ReconcileOptions;
  readonly clock: Clock;
  readonly emit: Emit;
  readonly breathe: () => Promise<void>;
  /** Called between two pages, and while one does not come. */
  readonly interlude: () => Promise<void>;
}

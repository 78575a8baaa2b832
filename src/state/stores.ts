import type { Database } from 'better-sqlite3';
import type {
  AnnouncementStore,
  BindingStore,
  ClaimStore,
  ConsentStore,
  ControlStore,
  ConversionStore,
  FeedStore,
  JournalReader,
  LoginStore,
  MirrorStore,
  OrganisationStore,
  OwedStore,
  PlanStore,
  RunStore,
  SourceWatch,
  StandingStore,
  WorkerStore,
} from '../reconcile/ports.ts';
import { announcementStore } from './announcement-store.ts';
import { bindingStore } from './binding-store.ts';
import { claimStore } from './claim-store.ts';
import { consentStore } from './consent-store.ts';
import { controlStore } from './control-store.ts';
import { conversionStore } from './conversion-store.ts';
import { feedStore } from './feed-store.ts';
import { journalReader } from './journal-reader.ts';
import { loginStore } from './login-store.ts';
import { mirrorStore } from './mirror-store.ts';
import { organisationStore } from './organisation-store.ts';
import { owedStore } from './owed-store.ts';
import { planStore } from './plan-store.ts';
import { runStore } from './run-store.ts';
import { sourceWatch } from './source-watch.ts';
import { standingStore } from './standing-store.ts';
import { workerStore } from './worker-store.ts';

/** Everything that planning and carrying out read and write of the state, the journal's intents apart. */
export interface Stores {
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
  readonly consents: ConsentStore;
  readonly controls: ControlStore;
  readonly owed: OwedStore;
  readonly watch: SourceWatch;
  readonly standings: StandingStore;
}

/** The stores of an open state. */
export function openStores(database: Database): Stores {
  return {
    feed: feedStore(database),
    workers: workerStore(database),
    announcements: announcementStore(database),
    mirror: mirrorStore(database),
    bindings: bindingStore(database),
    claims: claimStore(database),
    conversions: conversionStore(database),
    logins: loginStore(database),
    journal: journalReader(database),
    plans: planStore(database),
    runs: runStore(database),
    organisation: organisationStore(database),
    consents: consentStore(database),
    controls: controlStore(database),
    owed: owedStore(database),
    watch: sourceWatch(database),
    standings: standingStore(database),
  };
}

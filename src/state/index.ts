/** The state room's door: SQLite behind the ports of `reconcile`. */
export { checkIntegrity, compact } from './integrity.ts';
export { copyState } from './copy.ts';
export { openState, type Database, type State, type StateOptions } from './open.ts';
export { assertHeld, leaseHeld, leaseStore, type LeaseName, type LeaseOptions } from './lease-store.ts';
export { consentStore } from './consent-store.ts';
export { controlStore } from './control-store.ts';
export { owedStore } from './owed-store.ts';
export { organisationStore } from './organisation-store.ts';
export { planStore, type SqlitePlanStore } from './plan-store.ts';
export { runStore } from './run-store.ts';
export { journal, type Journal, type JournalEntry, type JournalOutcome, type JournalPayload } from './journal.ts';
export { auditLog, operationJournal } from './operation-journal.ts';
export type { JournalBreak, JournalHead, JournalProof, JournalVerdict } from './journal-verify.ts';

// What HR says and what Okta says: feed, workers, mirror, bindings, logins.
export { claimStore } from './claim-store.ts';
export { conversionStore } from './conversion-store.ts';
export { announcementStore } from './announcement-store.ts';
export { bindingStore } from './binding-store.ts';
export { feedStore } from './feed-store.ts';
export { journalReader } from './journal-reader.ts';
export { loginStore } from './login-store.ts';
export { mirrorStore } from './mirror-store.ts';
export { workerStore } from './worker-store.ts';
export { openStores, type Stores } from './stores.ts';

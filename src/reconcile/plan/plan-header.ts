import {
  planSchema,
  type PlanEnvelope,
  type PlanHeader,
  type Provenance,
  type WorkerCounts,
} from '../../domain/plan/artefact.ts';
import type { CompiledMapping } from '../../domain/mapping/compiled.ts';
import { formatInstant, type Instant } from '../../domain/time/instant.ts';
import type { ReconcileOptions } from '../options.ts';
import type { MirrorState, MirrorStore, Snapshot } from '../ports.ts';

/** What the head of a plan says it was made from. */
export interface HeaderTools {
  readonly mirror: MirrorStore;
  readonly mapping: CompiledMapping;
  readonly options: ReconcileOptions;
  readonly snapshot: Snapshot;
  readonly whatIf: boolean;
  readonly orgId: string;
  readonly company: string | null;
  readonly newestFileRefused: boolean;
  /** The snapshot that waits for a person and that this plan is of; null for the plan of the accepted one. */
  readonly candidate: number | null;
}

/** The part of a plan's head that is inside its hash. */
export function planHeader(tools: HeaderTools, at: Instant, workers: WorkerCounts): PlanHeader {
  const mirror: MirrorState = tools.mirror.state();
  const { snapshot, options } = tools;
  return {
    schema: planSchema,
    version: options.version,
    asOf: formatInstant(at),
    whatIf: tools.whatIf,
    horizonHours: options.horizonHours,
    config: options.configFingerprint,
    mapping: tools.mapping.fingerprint,
    snapshot: { source: snapshot.source, rows: snapshot.rowsDigest, count: snapshot.rows },
    mirror: {
      org: tools.orgId,
      watermark: mirror.watermark === null ? '' : formatInstant(mirror.watermark),
      users: mirror.users,
      groups: mirror.groups,
      schema: mirror.schema,
    },
    workers,
  };
}

/** The part beside the hash. */
export function planEnvelope(
  tools: HeaderTools,
  operations: PlanEnvelope['operations'],
): Omit<PlanEnvelope, 'number' | 'hash' | 'header' | 'status' | 'madeAt' | 'expiresAt'> {
  const { snapshot, options } = tools;
  const file: Provenance['file'] = snapshot.file.file;
  return {
    source: { file, modifiedAt: formatInstant(snapshot.file.modifiedAt), sha256: snapshot.sha256 },
    zone: options.zone,
    company: tools.company,
    newestFileRefused: tools.newestFileRefused,
    callsForecast: callsForecast(operations),
    operations: operations,
    candidate: tools.candidate !== null,
  };
}

/** Calls to Okta that carrying the plan out takes: one each, and a user and a role read before each disable. */
function callsForecast(operations: PlanEnvelope['operations']): number {
  let calls = 0;
  for (const [kind, count] of Object.entries(operations)) {
    if (kind === 'adopt') continue;
    calls += count * (kind === 'disable' || kind === 'deactivate' ? 3 : 1);
  }
  return calls;
}

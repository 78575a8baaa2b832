import {
  planSchema,
  type PlanEnvelope,
  type PlanFile,
  type PlanHeader,
  type PlanSource,
  type WorkerCounts,
} from '../../domain/plan/artefact.ts';
import type { Mappings } from '../../domain/mapping/mappings.ts';
import { formatInstant, type Instant } from '../../domain/time/instant.ts';
import type { ReconcileOptions } from '../options.ts';
import type { MirrorState, MirrorStore, Snapshot } from '../ports.ts';

/** What the head of a plan says it was made from. */
export interface HeaderTools {
  readonly mirror: MirrorStore;
  readonly mappings: Mappings;
  readonly options: ReconcileOptions;
  /** The accepted snapshot of each source that has one, in the order of precedence; at least one. */
  readonly snapshots: readonly Snapshot[];
  readonly whatIf: boolean;
  readonly orgId: string;
  readonly company: string | null;
  /** The sources whose newest file was not accepted. */
  readonly refusedSources: ReadonlySet<string>;
  /** The snapshot that waits for a person and that this plan is of; null for the plan of what is accepted. */
  readonly candidate: { readonly source: string } | null;
}

/** The part of a plan's head that is inside its hash. */
export function planHeader(tools: HeaderTools, at: Instant, workers: WorkerCounts): PlanHeader {
  const mirror: MirrorState = tools.mirror.state();
  const { options, snapshots } = tools;
  const snapshot = leading(tools);
  return {
    schema: planSchema,
    version: options.version,
    asOf: formatInstant(at),
    whatIf: tools.whatIf,
    horizonHours: options.horizonHours,
    config: options.configFingerprint,
    mapping: tools.mappings.fingerprint,
    snapshot: { source: snapshot.source, rows: snapshot.rowsDigest, count: snapshot.rows },
    ...(snapshots.length > 1 ? { sources: snapshots.map((one) => sourceOf(tools, one)) } : {}),
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
  const { options, snapshots } = tools;
  return {
    source: fileOf(leading(tools)),
    ...(snapshots.length > 1 ? { sources: snapshots.map((one) => filesOf(tools, one)) } : {}),
    zone: options.zone,
    company: tools.company,
    newestFileRefused: tools.refusedSources.size > 0,
    callsForecast: callsForecast(operations),
    operations: operations,
    candidate: tools.candidate !== null,
  };
}

/** The snapshot that the plan is about: the one that waits for a person, else that of the source that takes precedence. */
function leading({ snapshots, candidate }: HeaderTools): Snapshot {
  const found = snapshots.find(({ source }) => source === candidate?.source) ?? snapshots[0];
  if (found === undefined) throw new Error('a plan needs a snapshot');
  return found;
}

function sourceOf({ mappings }: HeaderTools, { source, rowsDigest, rows }: Snapshot): PlanSource {
  return { name: source, rows: rowsDigest, count: rows, mapping: mappings.of(source)?.fingerprint ?? null };
}

function fileOf({ file, sha256 }: Snapshot): PlanEnvelope['source'] {
  return { file: file.file, modifiedAt: formatInstant(file.modifiedAt), sha256 };
}

function filesOf({ refusedSources }: HeaderTools, snapshot: Snapshot): PlanFile {
  const { source: name, rows, putAside } = snapshot;
  return { name, ...fileOf(snapshot), rows, putAside, newestRefused: refusedSources.has(name) };
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

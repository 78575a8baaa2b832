import { judgeClaims } from '../../domain/guardrails/claims.ts';
import { heldColumns, judgeColumns, withHeldColumns, type ColumnMeasure } from '../../domain/guardrails/columns.ts';
import { judgeFeed } from '../../domain/guardrails/feed.ts';
import type { Finding } from '../../domain/guardrails/finding.ts';
import { judgeReplay } from '../../domain/guardrails/replay.ts';
import type { NamedCount } from '../../domain/guardrails/tally.ts';
import { workerId } from '../../domain/kernel/ids.ts';
import type { CompiledMapping } from '../../domain/mapping/compiled.ts';
import type { ReconcileOptions, SourceIdentity } from '../options.ts';
import type { FeedStore, Snapshot, SnapshotDraft, StandingStore, WorkerStore } from '../ports.ts';
import { isAnotherPerson } from '../workers/another-person.ts';
import { ownPeriods } from '../workers/going-on.ts';
import { fromText } from '../workers/stored-record.ts';
import type { Conflicts } from './conflicts.ts';
import type { Merged } from './merge.ts';

export interface JudgeTools {
  readonly feed: Pick<FeedStore, 'acceptedBefore'>;
  readonly workers: Pick<WorkerStore, 'counts' | 'get'>;
  readonly standings: Pick<StandingStore, 'of' | 'home'>;
  readonly identity: SourceIdentity;
  readonly mapping: CompiledMapping;
  readonly options: ReconcileOptions;
}

/** What reading the whole file found. */
export interface Found {
  readonly merged: Merged;
  readonly rows: number;
  readonly sha256: string;
  readonly conflicts: Conflicts;
  readonly columns: readonly ColumnMeasure[];
  /** Known workers whose row was written anew in more than one place. */
  readonly rewritten: readonly string[];
  /** Worker ids that claim another's account for the first time; null where the mapping asks for nothing of the kind. */
  readonly claims: NamedCount | null;
}

/** Holds a whole snapshot against the last accepted one: G3, G4, G7, G8, G8c, G9. */
export function judgeSnapshot(
  tools: JudgeTools,
  accepted: Snapshot | null,
  draft: Pick<SnapshotDraft, 'imageRows'>,
  found: Found,
): readonly Finding[] {
  const { options, identity, feed } = tools;
  const strangers = found.rewritten.filter((key) => isStranger(tools, draft, key));
  const conflicts = [...new Set([...found.conflicts.troubled.keys(), ...strangers])].sort();
  const findings = judgeFeed(
    {
      rows: found.rows,
      acceptedRows: accepted === null ? null : accepted.rows - found.merged.forgotten,
      knownWorkers: knownWorkers(tools, accepted),
      unusableIds: found.merged.unusable,
      conflicts,
      knownConflicts: conflicts.filter((key) => isPresent(tools, key)),
    },
    options.guardrails,
  );
  // Where numbers tell what comes next, the same bytes may well come again.
  const again = identity.roster === 'delta' || accepted?.sha256 === found.sha256;
  const before = again ? null : feed.acceptedBefore(identity.name, found.sha256);
  const changed = { changed: Math.max(found.merged.staged, found.merged.ended), accepted: accepted?.rows ?? 0 };
  const columns = judgeColumns(found.columns, options.guardrails.columns);
  const held = heldColumns(accepted?.findings ?? []);
  // Of a first file nobody is known yet whose account could be claimed.
  const claims =
    found.claims === null || accepted === null
      ? []
      : [judgeClaims(found.claims, knownWorkers(tools, accepted), options.guardrails)];
  return [
    ...findings,
    ...claims,
    ...judgeReplay(before, changed, options.guardrails.columns),
    ...withHeldColumns(columns, held),
  ];
}

/** How many people the source has told of: of several sources no more than it has rows. */
function knownWorkers({ workers, options }: JudgeTools, accepted: Snapshot | null): number {
  const { present } = workers.counts();
  return options.sources.length > 1 ? Math.min(present, accepted?.rows ?? 0) : present;
}

/** The worker is known from this source, and nothing is wrong with their rows. */
function isPresent({ workers, standings, identity }: JudgeTools, key: string): boolean {
  const known = workers.get(key);
  if (known === null) return false;
  const home = standings.home();
  const isTold = ownPeriods(fromText(known.record)).some(({ source = home }) => source === identity.name);
  return isTold && standings.of(key).every(({ source }) => source !== identity.name);
}

/** The id stood for somebody else in the last accepted file of this source. */
function isStranger(
  { workers, standings, identity, mapping }: JudgeTools,
  draft: Pick<SnapshotDraft, 'imageRows'>,
  key: string,
): boolean {
  const known = workers.get(key);
  if (known === null) return false;
  const now = draft.imageRows(key).flatMap(({ cells }) => {
    const reading = mapping.readRow(cells);
    return reading.ok ? [reading.value.spell] : [];
  });
  const home = standings.home();
  const own = ownPeriods(fromText(known.record)).filter(({ source = home }) => source === identity.name);
  const before = own.map(({ spell }) => spell);
  return isAnotherPerson(mapping, workerId(key), before, now);
}

import { heldColumns, judgeColumns, withHeldColumns, type ColumnMeasure } from '../../domain/guardrails/columns.ts';
import { judgeFeed } from '../../domain/guardrails/feed.ts';
import type { Finding } from '../../domain/guardrails/finding.ts';
import { judgeReplay } from '../../domain/guardrails/replay.ts';
import { workerId } from '../../domain/kernel/ids.ts';
import type { CompiledMapping } from '../../domain/mapping/compiled.ts';
import type { ReconcileOptions } from '../options.ts';
import type { FeedStore, Snapshot, SnapshotDraft, WorkerStore } from '../ports.ts';
import { isAnotherPerson } from '../workers/another-person.ts';
import { fromText } from '../workers/stored-record.ts';
import type { Conflicts } from './conflicts.ts';
import type { Merged } from './merge.ts';

export interface JudgeTools {
  readonly feed: Pick<FeedStore, 'acceptedBefore'>;
  readonly workers: Pick<WorkerStore, 'counts' | 'get'>;
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
}

/** Holds a whole snapshot against the last accepted one: G3, G4, G7, G8, G9. */
export function judgeSnapshot(
  tools: JudgeTools,
  accepted: Snapshot | null,
  draft: Pick<SnapshotDraft, 'imageRows'>,
  found: Found,
): readonly Finding[] {
  const { options, workers, feed } = tools;
  const strangers = found.rewritten.filter((key) => isStranger(tools, draft, key));
  const conflicts = [...new Set([...found.conflicts.troubled.keys(), ...strangers])].sort();
  const findings = judgeFeed(
    {
      rows: found.rows,
      acceptedRows: accepted?.rows ?? null,
      knownWorkers: workers.counts().present,
      unusableIds: found.merged.unusable,
      conflicts,
      knownConflicts: conflicts.filter((key) => workers.get(key)?.standing === 'present'),
    },
    options.guardrails,
  );
  const before = accepted?.sha256 === found.sha256 ? null : feed.acceptedBefore(options.source.name, found.sha256);
  const changed = { changed: Math.max(found.merged.staged, found.merged.ended), accepted: accepted?.rows ?? 0 };
  const columns = judgeColumns(found.columns, options.guardrails.columns);
  const held = heldColumns(accepted?.findings ?? []);
  return [...findings, ...judgeReplay(before, changed, options.guardrails.columns), ...withHeldColumns(columns, held)];
}

/** The id stood for somebody else in the last accepted file. */
function isStranger({ workers, mapping }: JudgeTools, draft: Pick<SnapshotDraft, 'imageRows'>, key: string): boolean {
  const known = workers.get(key);
  if (known === null) return false;
  const now = draft.imageRows(key).flatMap(({ cells }) => {
    const reading = mapping.readRow(cells);
    return reading.ok ? [reading.value.spell] : [];
  });
  const before = fromText(known.record).map(({ spell }) => spell);
  return isAnotherPerson(mapping, workerId(key), before, now);
}

import type { ColumnMeasure } from '../../domain/guardrails/columns.ts';
import type { ColumnUse, CompiledMapping } from '../../domain/mapping/compiled.ts';
import type { DraftCompare, EndedRow, LivingRow, SnapshotDraft } from '../ports.ts';
import { keylessPrefix } from './conflicts.ts';
import { isBlank, statisticsFrom, type ColumnStatistics } from './column-statistics.ts';

/** How many workers are kept as examples for each column. */
const mostExamples = 5;
/** With more than this the dates themselves are too many that changed. */
const mostRewritten = 10_000;
const rowsAtOnce = 1_000;

export interface ColumnCompare {
  readonly draft: DraftCompare & Pick<SnapshotDraft, 'isKnown'>;
  readonly mapping: Pick<CompiledMapping, 'columns' | 'columnUses' | 'keyColumn' | 'dateColumns'>;
  readonly statistics: ColumnStatistics;
  /** The statistics were carried on from the accepted image, whose ended rows are still to be taken out of them. */
  readonly carriedOn: boolean;
  /** Of the accepted image, as stored; null when there is none to compare with. */
  readonly accepted: string | null;
  readonly rows: number;
  readonly acceptedRows: number;
  readonly breathe: () => Promise<void>;
}

export interface Compared {
  readonly columns: readonly ColumnMeasure[];
  /** Workers in one row whose first day of employment is another: perhaps they are somebody else now. */
  readonly rewritten: readonly string[];
}

interface Changes {
  replaced: number;
  filled: number;
  emptied: number;
  readonly workers: string[];
}

/** Compares each mapped column with the last accepted file's, by the changed rows alone. */
export async function compareColumns(tools: ColumnCompare): Promise<Compared> {
  const { mapping, statistics } = tools;
  const before = tools.accepted === null ? null : statisticsFrom(tools.accepted);
  const old = mapping.columns.map((header) => before?.columns.indexOf(header) ?? -1);
  const changes = mapping.columns.map((): Changes => ({ replaced: 0, filled: 0, emptied: 0, workers: [] }));
  const rewritten: string[] = [];
  const gone = await takeChanges(tools, { old, changes, rewritten, hire: mapping.dateColumns.hire });
  if (before === null) return { columns: [], rewritten };
  if (gone.total > 0) await takeIds(tools, gone, changes[mapping.keyColumn]);
  const columns = mapping.columns.flatMap((header, index): ColumnMeasure[] => {
    const use = mapping.columnUses[index];
    const was = old[index] ?? -1;
    const change = changes[index];
    // A column that the mapping has named only now has nothing to be compared with.
    if (was < 0 || use === undefined || change === undefined) return [];
    return [
      {
        header,
        decides: use.decides,
        touches: touchesOf(use),
        rows: tools.rows,
        acceptedRows: tools.acceptedRows,
        blanks: statistics.blanks(index),
        acceptedBlanks: before.blanks(was),
        distinct: statistics.distinct(index),
        acceptedDistinct: before.distinct(was),
        ...change,
      },
    ];
  });
  return { columns, rewritten };
}

function touchesOf({ attributes, groups }: ColumnUse): readonly string[] {
  return [...attributes, ...groups.map((name) => `group ${name}`)];
}

interface Gone {
  total: number;
  readonly workers: string[];
}

async function takeChanges(tools: ColumnCompare, into: Omit<Taking, 'gone'>): Promise<Gone> {
  const gone: Gone = { total: 0, workers: [] };
  for (let after = 0; ;) {
    const ended = tools.draft.endedAfter(after, rowsAtOnce);
    const last = ended.at(-1);
    if (last === undefined) return gone;
    after = last.id;
    if (tools.carriedOn) for (const { cells } of ended) tools.statistics.remove(cells);
    const living = tools.draft.livingRows([...new Set(ended.map(({ key }) => key))]);
    for (const [key, rows] of byKey(ended)) takeKey(key, rows, living.get(key) ?? [], { ...into, gone });
    await tools.breathe();
  }
}

function byKey(rows: readonly EndedRow[]): ReadonlyMap<string, readonly EndedRow[]> {
  const found = new Map<string, EndedRow[]>();
  for (const row of rows) {
    const others = found.get(row.key);
    if (others === undefined) found.set(row.key, [row]);
    else others.push(row);
  }
  return found;
}

interface Taking {
  readonly old: readonly number[];
  readonly changes: readonly Changes[];
  readonly gone: Gone;
  readonly rewritten: string[];
  /** The column of the first day of employment, -1 when none is mapped. */
  readonly hire: number;
}

/** The rows of one worker that ended, beside those that came: in their order, and no more than there are of both. */
function takeKey(key: string, ended: readonly EndedRow[], living: readonly LivingRow[], taking: Taking): void {
  if (living.length === 0) {
    // A row without an id has no worker that could be gone.
    if (key.startsWith(keylessPrefix)) return;
    taking.gone.total += 1;
    if (taking.gone.workers.length < mostExamples) taking.gone.workers.push(key);
    return;
  }
  const come = living.filter(({ isNew }) => isNew);
  for (let index = 0; index < Math.min(ended.length, come.length); index += 1) {
    takePair(key, ended[index]?.cells ?? [], come[index]?.cells ?? [], taking);
  }
}

function takePair(key: string, was: readonly string[], is: readonly string[], taking: Taking): void {
  const { old, changes, hire, rewritten } = taking;
  // A row whose cells may have slipped says nothing about any column.
  if (was.length === 0 || is.length === 0) return;
  changes.forEach((change, index) => {
    const position = old[index] ?? -1;
    const from = was[position] ?? '';
    const to = is[index] ?? '';
    if (position < 0 || from === to || from.trim() === to.trim()) return;
    if (isBlank(from)) change.filled += 1;
    else if (isBlank(to)) change.emptied += 1;
    else change.replaced += 1;
    if (change.workers.length < mostExamples) change.workers.push(key);
    if (index === hire && rewritten.length < mostRewritten) rewritten.push(key);
  });
}

/** Ids that are gone while others came: the id column itself may be another. */
async function takeIds(tools: ColumnCompare, gone: Gone, change: Changes | undefined): Promise<void> {
  if (change === undefined) return;
  let come = 0;
  for (let after = 0; come < gone.total;) {
    const staged = tools.draft.stagedKeys(after, rowsAtOnce);
    const last = staged.at(-1);
    if (last === undefined) break;
    after = last.id;
    for (const { key } of staged) if (!tools.draft.isKnown(key)) come += 1;
    await tools.breathe();
  }
  change.replaced += Math.min(gone.total, come);
  change.workers.push(...gone.workers.slice(0, mostExamples - change.workers.length));
}

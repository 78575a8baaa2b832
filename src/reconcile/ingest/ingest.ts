import { feedVerdict } from '../../domain/guardrails/feed.ts';
import type { Finding } from '../../domain/guardrails/finding.ts';
import { sourceFinding } from '../../domain/guardrails/source.ts';
import { TenuredError } from '../../domain/kernel/errors.ts';
import { sha256 } from '../../domain/kernel/hash.ts';
import type { CompiledMapping } from '../../domain/mapping/compiled.ts';
import type { Instant } from '../../domain/time/instant.ts';
import type { Emit } from '../events.ts';
import type { ReconcileOptions, SourceIdentity } from '../options.ts';
import type {
  AcceptedDraft,
  BindingStore,
  ClaimStore,
  ConversionStore,
  DraftSummary,
  FeedStore,
  Numbered,
  RowBasis,
  RowBatch,
  Snapshot,
  SnapshotDraft,
  SourceFile,
  SourceReader,
  SourceReadResult,
  StandingStore,
  WorkerStore,
} from '../ports.ts';
import { acceptedStatistics } from './accepted-statistics.ts';
import { ColumnStatistics, statisticsFrom } from './column-statistics.ts';
import { ChangesMerge, type Removal } from './changes-merge.ts';
import { compareColumns } from './compare-columns.ts';
import { findConflicts, type Conflicts } from './conflicts.ts';
import { judgeSnapshot } from './judge-snapshot.ts';
import { ImageMerge, type Merge } from './merge.ts';
import { newClaims } from './new-claims.ts';
import { originFinder } from './origins.ts';
import { rereadImage } from './reread.ts';

/** What reading the source came to. */
export type IngestOutcome =
  | {
      readonly kind: 'accepted';
      readonly draft: AcceptedDraft;
      readonly findings: readonly Finding[];
      readonly conflicts: Conflicts;
    }
  /** The same bytes; `delivered` anew when the file was written again since. */
  | { readonly kind: 'unchanged'; readonly snapshot: Snapshot; readonly delivered: boolean }
  | { readonly kind: 'candidate'; readonly findings: readonly Finding[] }
  /** The file is refused; the accepted snapshot, if any, goes on being planned from. */
  | { readonly kind: 'rejected'; readonly error: TenuredError; readonly findings: readonly Finding[] };

export interface IngestTools {
  readonly source: SourceReader;
  readonly feed: FeedStore;
  readonly workers: WorkerStore;
  readonly standings: StandingStore;
  readonly bindings: BindingStore;
  readonly claims: ClaimStore;
  readonly conversions: ConversionStore;
  /** The source that is read. */
  readonly identity: SourceIdentity;
  readonly mapping: CompiledMapping;
  readonly options: ReconcileOptions;
  readonly emit: Emit;
  readonly breathe: () => Promise<void>;
}

/** Reads the source once and decides what becomes of the snapshot. Nothing but the feed's own tables changes. */
export async function ingest(tools: IngestTools, at: Instant): Promise<IngestOutcome> {
  const accepted = tools.feed.accepted(tools.identity.name);
  const basis = rowBasis(tools.mapping);
  try {
    return tools.source.next === undefined
      ? await takeNewest(tools, accepted, basis, at)
      : await takeNext(tools, accepted, basis, at, await tools.source.next(accepted?.numbered ?? null));
  } catch (error) {
    if (!(error instanceof TenuredError) || !isAboutFile(error)) throw error;
    const finding = sourceFinding(error);
    return { kind: 'rejected', error, findings: finding === null ? [] : [finding] };
  } finally {
    await tools.source.close?.();
  }
}

async function takeNewest(
  tools: IngestTools,
  accepted: Snapshot | null,
  basis: RowBasis,
  at: Instant,
): Promise<IngestOutcome> {
  const file = await tools.source.look();
  const same = await sameFile(tools, accepted, file, basis);
  if (same !== null) return confirmed(tools, same, file, at);
  const held = await heldFile(tools, file, basis);
  if (held !== null) return held;
  if (accepted !== null && file.modifiedAt < accepted.file.modifiedAt) throw olderFile(file, accepted);
  return readSnapshot(tools, accepted, { file, basis, at, numbered: null });
}

/**
 * Of a source that sends changes, the file after the accepted one. Its number says that it is another one, whatever its
 * bytes and its time say.
 */
async function takeNext(
  tools: IngestTools,
  accepted: Snapshot | null,
  basis: RowBasis,
  at: Instant,
  numbered: Numbered | null,
): Promise<IngestOutcome> {
  if (accepted !== null && numbered?.whole !== true && accepted.basis !== basisText(basis)) {
    return rereadStored(tools, accepted, basis, at);
  }
  if (numbered === null) return nothingNew(tools, accepted);
  const file = await tools.source.look();
  const held = await heldFile(tools, file, basis);
  return held ?? readSnapshot(tools, accepted, { file, basis, at, numbered });
}

/** What is stored, read by another mapping. Once a person is asked about that, nothing is read again until they decide. */
async function rereadStored(
  tools: IngestTools,
  accepted: Snapshot,
  basis: RowBasis,
  at: Instant,
): Promise<IngestOutcome> {
  const held = tools.feed.candidate(tools.identity.name)?.snapshot;
  if (held !== undefined && isRereadOf(accepted, held, basis)) return stillHeld(tools, held, accepted.file);
  const { file, numbered } = accepted;
  return readSnapshot(tools, accepted, { file, basis, at, numbered, stored: true });
}

/** A reading of stored rows has the bytes and the number of the file that they came from. */
function isRereadOf(accepted: Snapshot, held: Snapshot, basis: RowBasis): boolean {
  const sameFile = held.sha256 === accepted.sha256 && held.numbered?.number === accepted.numbered?.number;
  return sameFile && held.numbered?.whole !== true && held.basis === basisText(basis);
}

function nothingNew(tools: IngestTools, accepted: Snapshot | null): IngestOutcome {
  if (accepted === null) throw new Error('a source without a file to begin with says so itself');
  const { file, rows } = accepted;
  tools.emit({ type: 'snapshot', outcome: 'unchanged', file: file.file, rows, changed: 0 });
  return { kind: 'unchanged', snapshot: accepted, delivered: false };
}

async function heldFile(tools: IngestTools, file: SourceFile, basis: RowBasis): Promise<IngestOutcome | null> {
  const held = await sameFile(tools, tools.feed.candidate(tools.identity.name)?.snapshot ?? null, file, basis);
  return held === null ? null : stillHeld(tools, held, file);
}

/** A full disk or a lost lock is no fault of the file's. */
function isAboutFile({ code }: TenuredError): boolean {
  return code.startsWith('TEN-30');
}

/** The mapping's fingerprint is part of every row's: another mapping reads every row anew. */
export function rowBasis(mapping: CompiledMapping): RowBasis {
  const { columns, alternatives, keyColumn, idPrefix, fingerprint } = mapping;
  const prefix = idPrefix === '' ? {} : { keyPrefix: idPrefix };
  return { columns, alternatives, keyColumn, ...prefix, salt: fingerprint.slice(0, 16) };
}

function basisText(basis: RowBasis): string {
  return sha256(`${basis.salt} ${JSON.stringify(basis.columns)}`).slice(0, 32);
}

async function sameFile(
  tools: IngestTools,
  accepted: Snapshot | null,
  file: SourceFile,
  basis: RowBasis,
): Promise<Snapshot | null> {
  if (accepted?.basis !== basisText(basis) || accepted.file.bytes !== file.bytes) return null;
  return (await tools.source.digest()) === accepted.sha256 ? accepted : null;
}

/** The same bytes again: nothing to read. With a later time it is a delivery of its own and keeps the snapshot fresh. */
function confirmed(tools: IngestTools, snapshot: Snapshot, file: SourceFile, at: Instant): IngestOutcome {
  const delivered = file.modifiedAt > snapshot.file.modifiedAt;
  if (delivered) tools.feed.confirm(snapshot, file, at);
  tools.emit({ type: 'snapshot', outcome: 'unchanged', file: file.file, rows: snapshot.rows, changed: 0 });
  return { kind: 'unchanged', snapshot, delivered };
}

/** The file that waits for a person lies there as before: what was found in it stands. */
function stillHeld(tools: IngestTools, { rows, findings }: Snapshot, { file }: SourceFile): IngestOutcome {
  tools.emit({ type: 'snapshot', outcome: 'candidate', file, rows, changed: 0 });
  return { kind: 'candidate', findings };
}

function olderFile(file: SourceFile, accepted: Snapshot): TenuredError {
  return new TenuredError('TEN-3014', 'the source file is older than the one accepted last', {
    where: { file: file.file },
    why: 'an old file put back would undo what HR has said since',
    hint: `the accepted one was modified at ${new Date(accepted.file.modifiedAt).toISOString()}; have a new export written`,
  });
}

/** What is read, and as what. */
interface Delivery {
  readonly file: SourceFile;
  readonly basis: RowBasis;
  readonly at: Instant;
  readonly numbered: Numbered | null;
  /** The rows are read from what was stored of them. */
  readonly stored?: boolean;
}

async function readSnapshot(tools: IngestTools, accepted: Snapshot | null, delivery: Delivery): Promise<IngestOutcome> {
  const { mapping, feed, breathe } = tools;
  const { file, basis, at, numbered } = delivery;
  const draft = feed.begin(tools.identity.name, file, basisText(basis), at, kept(delivery));
  const before = await acceptedStatistics({ feed, draft, breathe }, accepted, { text: basisText(basis), ...basis });
  const columns = countedFrom(before, accepted?.basis === basisText(basis), mapping.columns);
  const { statistics } = columns;
  const image = imageOf(accepted);
  const isChanges = numbered?.whole === false && delivery.stored !== true;
  const merge = isChanges
    ? new ChangesMerge(draft, image, statistics, removalOf(tools))
    : new ImageMerge(draft, image, statistics);
  const total = accepted === null || isChanges ? null : image.rows;
  const result = await readInto(tools, draft, merge, { delivery, accepted, before, total });
  const merged = merge.finish();
  const { rows } = merged;
  const changed = merged.staged + merged.ended;
  // Whoever is put aside is looked at again by every snapshot, and may stand in somebody's way as before.
  const look = changed > 0 || tools.standings.putAside(tools.identity.name).length > 0;
  const conflicts = look ? await findConflicts(draft, mapping.rows, breathe) : noConflicts;
  const { sha256: digest, letters, headers } = result;
  const beside = { ...columns, accepted: before, rows, acceptedRows: image.rows };
  const compared = await compareColumns({ draft, mapping, ...beside, breathe });
  const findings = judgeSnapshot(tools, accepted, draft, {
    merged,
    rows,
    sha256: digest,
    conflicts: changed > 0 ? conflicts : noConflicts,
    claims: accepted === null ? null : await newClaims({ ...tools, draft }),
    ...compared,
  });
  return decide(
    tools,
    draft,
    {
      sha256: digest,
      rows,
      rowsDigest: merged.digest,
      positions: merged.positions,
      letters,
      ...(headers === undefined ? {} : { headers }),
      findings,
      statistics: statistics.toText(),
    },
    { file, at, changed, conflicts },
  );
}

/** What was read from stored rows is no whole file, whatever the last one was: nobody finds a row in it. */
function kept({ numbered, stored }: Delivery): Numbered | null {
  return stored === true && numbered !== null ? { ...numbered, whole: false } : numbered;
}

function removalOf({ identity: { remove }, mapping }: IngestTools): Removal | null {
  return remove === null ? null : { column: mapping.columns.indexOf(remove.column), values: new Set(remove.values) };
}

function imageOf(accepted: Snapshot | null): { readonly rows: number; readonly digest: string } {
  return accepted === null ? { rows: 0, digest: '' } : { rows: accepted.rows, digest: accepted.rowsDigest };
}

/** Carried on from the accepted file's columns; another mapping makes every row a changed one, and they are counted anew. */
function countedFrom(
  accepted: string | null,
  sameBasis: boolean,
  columns: readonly string[],
): { readonly statistics: ColumnStatistics; readonly carriedOn: boolean } {
  if (accepted === null || !sameBasis) return { statistics: new ColumnStatistics(columns), carriedOn: false };
  return { statistics: statisticsFrom(accepted), carriedOn: true };
}

interface Into {
  readonly delivery: Delivery;
  readonly accepted: Snapshot | null;
  /** What the accepted image's columns hold, as text. */
  readonly before: string | null;
  readonly total: number | null;
}

type ReadAs = Pick<SourceReadResult, 'sha256' | 'letters' | 'headers'>;

async function readInto(tools: IngestTools, draft: SnapshotDraft, merge: Merge, into: Into): Promise<ReadAs> {
  const { delivery, accepted, before } = into;
  try {
    if (delivery.stored === true && accepted !== null) {
      await takeAll(tools, merge, storedBatches(tools, draft, before, delivery), into.total);
      return accepted;
    }
    const reading = tools.source.read(delivery.basis);
    await takeAll(tools, merge, reading.batches, into.total);
    return reading.result();
  } catch (error) {
    draft.reject(emptySummary(error), delivery.at);
    throw error;
  }
}

async function takeAll(
  { emit }: IngestTools,
  merge: Merge,
  batches: AsyncIterable<RowBatch> | Iterable<RowBatch>,
  total: number | null,
): Promise<void> {
  let rows = 0;
  for await (const batch of batches) {
    merge.take(batch);
    rows += batch.size;
    emit({ type: 'progress', phase: 'ingest', done: rows, total, unit: 'rows' });
  }
}

function storedBatches(
  { source, feed, identity }: IngestTools,
  draft: SnapshotDraft,
  before: string | null,
  { basis, file: { file } }: Delivery,
): Iterable<RowBatch> {
  const columns = before === null ? [] : statisticsFrom(before).columns;
  return rereadImage({ source, draft, originOf: originFinder(feed, identity.name), file }, columns, basis);
}

/** Ids that nobody wrote anew are as they were. */
const noConflicts: Conflicts = { crowded: new Set(), troubled: new Map() };

function emptySummary(error: unknown): DraftSummary {
  const finding = error instanceof TenuredError ? sourceFinding(error) : null;
  return {
    sha256: '',
    rows: 0,
    rowsDigest: '',
    positions: null,
    letters: [],
    findings: finding === null ? [] : [finding],
    statistics: null,
  };
}

function decide(
  tools: IngestTools,
  draft: SnapshotDraft,
  summary: DraftSummary,
  context: { readonly file: SourceFile; readonly at: Instant; readonly changed: number; readonly conflicts: Conflicts },
): IngestOutcome {
  const verdict = feedVerdict(summary.findings);
  const { file } = context.file;
  const outcome = verdict === 'accept' ? 'accepted' : verdict === 'candidate' ? 'candidate' : 'rejected';
  tools.emit({ type: 'snapshot', outcome, file, rows: summary.rows, changed: context.changed });
  for (const finding of summary.findings) {
    if (finding.verdict !== 'ok') tools.emit({ type: 'finding', finding });
  }
  if (verdict === 'accept') {
    const { at, conflicts } = context;
    return { kind: 'accepted', draft: draft.accept(summary, at), findings: summary.findings, conflicts };
  }
  if (verdict === 'candidate') {
    draft.hold(summary, context.at);
    return { kind: 'candidate', findings: summary.findings };
  }
  draft.reject(summary, context.at);
  return { kind: 'rejected', error: tooFewRows(summary.findings, file), findings: summary.findings };
}

function tooFewRows(findings: readonly Finding[], file: string): TenuredError {
  const worst = findings.find((finding) => finding.verdict === 'reject');
  return new TenuredError('TEN-3015', `the source file is refused: ${worst?.message ?? 'a safety check'}`, {
    where: { file },
    why: 'people who are missing from a file have not left; the last accepted file goes on being used',
    ...(worst === undefined ? {} : { hint: worst.remedy }),
  });
}

import type { Provenance } from '../../domain/plan/artefact.ts';
import type { Reason } from '../../domain/lifecycle/state.ts';
import type { FeedStore, Snapshot } from '../ports.ts';
import type { CompiledMapping } from '../../domain/mapping/compiled.ts';
import type { Instant } from '../../domain/time/instant.ts';
import { originFinder } from '../ingest/origins.ts';
import { positionFinder } from '../ingest/positions.ts';
import { sourceOf, type SourceTools } from '../workers/sources-in-force.ts';
import type { StoredRecord, StoredSpell } from '../workers/stored-record.ts';

/** Says where in the file a worker's facts stand, and which cell decided. */
export interface ProvenanceBook {
  /** The reason with HR's own column and value where a column decided. */
  explain(reason: Reason, record: StoredRecord): Reason;
  place(reason: Reason, record: StoredRecord): Provenance | null;
  /** The place of a row with a problem in one of its columns. */
  row(at: RowPlace, column: string | null): Provenance;
  /** A mapped column as the source's own file writes it. */
  header(source: string, column: string | null): string | null;
}

/** A stored row: where it stood when it was first read. */
export interface RowPlace {
  readonly source: string;
  readonly row: number;
  readonly fileRow: number;
}

export function provenanceBook(tools: ProvenanceTools, snapshots: readonly Snapshot[]): ProvenanceBook {
  const pages = new Map(snapshots.map((snapshot) => [snapshot.source, pageOf(tools, snapshot)]));
  const pageFor = (source: string): Page => pages.get(source) ?? unreadPage(source);

  function deciding(reason: Reason, record: StoredRecord): Deciding | null {
    const isEnd = decidedByEnd.has(reason.rule);
    const spell = record.find(({ spell: one }) => (isEnd ? one.lastDay : one.hire) === reason.date) ?? record[0];
    const mapping = spell === undefined ? undefined : pageFor(sourceOf(tools, spell)).mapping;
    const column = mapping === undefined ? -1 : columnOf(mapping, reason);
    if (spell === undefined || mapping === undefined || column < 0) return null;
    const own = spell.dateColumns?.[isEnd ? 'end' : 'hire'] ?? column;
    return { spell, header: mapping.columns[own], column: own, value: isEnd ? spell.endText : spell.hireText };
  }

  /** The row by which somebody is known who stands in no file any more: in the last one before they were missing. */
  function lastSeen({ detail }: Reason, record: StoredRecord, since: Instant): Provenance | null {
    const spell = record.find((one) => detail === undefined || sourceOf(tools, one) === detail) ?? record[0];
    const read = spell === undefined ? null : tools.feed.readBefore(sourceOf(tools, spell), since);
    if (spell === undefined || read === null) return null;
    const row = positionFinder(read.positions)(spell.row) ?? spell.fileRow;
    return { file: nameOf(read.file), row, letter: null };
  }

  return {
    explain(reason, record) {
      const found = deciding(reason, record);
      return found?.header === undefined
        ? inOrder(reason, {})
        : inOrder(reason, { column: found.header, value: found.value });
    },
    place(reason, record) {
      const [missing] = reason.files ?? [];
      if (missing !== undefined) return lastSeen(reason, record, missing.at);
      const found = deciding(reason, record);
      const spell = found?.spell ?? record[0];
      if (spell === undefined) return null;
      const { file, letters, row } = pageFor(sourceOf(tools, spell)).placeOf(spell.row, spell.fileRow);
      return { file, row, letter: found === null ? null : (letters[found.column] ?? null) };
    },
    row({ source, row, fileRow }, column) {
      const { placeOf, mapping } = pageFor(source);
      const index = column === null ? -1 : (mapping?.columns.indexOf(column) ?? -1);
      const place = placeOf(row, fileRow);
      return { file: place.file, row: place.row, letter: place.letters[index] ?? null };
    },
    header(source, column) {
      const { headers, mapping } = pageFor(source);
      return column === null ? null : (headers?.[mapping?.columns.indexOf(column) ?? -1] ?? column);
    },
  };
}

interface Deciding {
  readonly spell: StoredSpell;
  readonly header: string | undefined;
  readonly column: number;
  readonly value: string;
}

/** How to find one's way in a source's accepted files. */
interface Page {
  readonly mapping: CompiledMapping | undefined;
  readonly headers: readonly string[] | undefined;
  readonly placeOf: (row: number, fileRow: number) => FilePlace;
}

interface FilePlace {
  readonly file: string;
  readonly letters: readonly string[];
  readonly row: number;
}

export interface ProvenanceTools extends SourceTools {
  readonly feed: Pick<FeedStore, 'reads' | 'readIn' | 'readBefore'>;
}

function pageOf({ mappings, feed }: ProvenanceTools, { source, headers }: Snapshot): Page {
  const originOf = originFinder(feed, source);
  return {
    mapping: mappings.of(source),
    headers,
    placeOf(rowId, fileRow) {
      const origin = originOf(rowId, fileRow);
      if (origin === null) return { file: source, letters: [], row: fileRow };
      const { read, row } = origin;
      // People know the file by its name; where it lies stands in the plan's envelope.
      return { file: nameOf(read.file), letters: read.letters, row };
    },
  };
}

function nameOf(path: string): string {
  return path.split('/').at(-1) ?? '';
}

/** Of a source that is not configured any more, what is left is its name. */
function unreadPage(source: string): Page {
  return {
    mapping: undefined,
    headers: undefined,
    placeOf: (_row, fileRow) => ({ file: source, letters: [], row: fileRow }),
  };
}

const members = ['at', 'column', 'date', 'detail', 'files', 'rule', 'value', 'zone'] as const;

/** A reason with its members in the order of canonical JSON, in which every line is written. */
function inOrder(reason: Reason, decided: Pick<Reason, 'column' | 'value'>): Reason {
  const known = { ...reason, ...decided };
  const ordered: Partial<Record<(typeof members)[number], unknown>> = {};
  for (const member of members) if (known[member] !== undefined) ordered[member] = known[member];
  return ordered as unknown as Reason;
}

const decidedByEnd: ReadonlySet<Reason['rule']> = new Set(['last-day-ended', 'never-started', 'grace-ended']);
const decidedByHire: ReadonlySet<Reason['rule']> = new Set([
  'hire-date-reached',
  'create-lead-reached',
  'before-create-lead',
]);

function columnOf(mapping: CompiledMapping, { rule }: Reason): number {
  if (decidedByEnd.has(rule)) return mapping.dateColumns.end;
  return decidedByHire.has(rule) ? mapping.dateColumns.hire : -1;
}

import type { Concerned, DataProblem, ListedProblem, Provenance, RowEnd, Skip } from '../../domain/plan/artefact.ts';
import { rowEntry, skipEntry } from '../../domain/plan/listed-problem.ts';
import { fillLink } from '../../domain/plan/person-link.ts';
import { formatInstant, type Instant } from '../../domain/time/instant.ts';
import { addDays, type LocalDate } from '../../domain/time/local-date.ts';
import { localDateAt } from '../../domain/time/zone.ts';
import type { CompiledMapping } from '../../domain/mapping/compiled.ts';
import type { Fields } from '../../domain/worker/record.ts';
import type { ReconcileOptions } from '../options.ts';
import type {
  AnnouncementStore,
  BindingStore,
  MirrorStore,
  StoredProblem,
  StoredWorker,
  WorkerStore,
} from '../ports.ts';
import { fromText, type StoredRecord } from '../workers/stored-record.ts';
import { readUnused, type UnusedRow } from './unused-row.ts';

export interface ProblemListTools {
  readonly mapping: CompiledMapping;
  readonly workers: Pick<WorkerStore, 'get'>;
  readonly bindings: Pick<BindingStore, 'byWorker'>;
  readonly mirror: Pick<MirrorStore, 'userById'>;
  readonly announcements: Pick<AnnouncementStore, 'get'>;
  readonly options: Pick<ReconcileOptions, 'source' | 'zone' | 'lifecycle'>;
}

/** Makes entries of the list of data problems: what is wrong, and what is known of whom it concerns. */
export interface ProblemLister {
  /** The plan's line with the person's name, and the entry. */
  ofRow(
    problem: DataProblem,
    row: StoredProblem,
    place: Provenance,
  ): { readonly line: DataProblem; readonly entry: ListedProblem };
  ofSkip(skip: Skip, record: StoredRecord, place: Provenance | null): ListedProblem;
}

/** @param at the plan's instant. */
export function problemLister(tools: ProblemListTools, at: Instant): ProblemLister {
  const { mapping, options } = tools;
  const longAgo = addDays(localDateAt(at, options.zone), -options.lifecycle.staleAfterDays);

  function concernedOf(known: StoredWorker | null, record: StoredRecord, row: UnusedRow | null): Concerned {
    const ends = known === null ? undefined : tools.announcements.get(known.id)?.endsAt;
    const lastDay = row?.lastDay ?? null;
    return {
      account: accountOf(known),
      state: known?.state ?? 'unknown',
      endsAt: ends === undefined ? null : formatInstant(ends),
      zone: record.at(-1)?.spell.zone ?? null,
      rowEnd: row === null ? 'none' : rowEnd(row, record),
      longPast: lastDay !== null && lastDay < longAgo,
    };
  }

  function accountOf(known: StoredWorker | null): Concerned['account'] {
    const binding = known === null ? null : tools.bindings.byWorker(known.id);
    return binding === null ? null : (tools.mirror.userById(binding.okta)?.status ?? null);
  }

  function knownAs(worker: string | null): StoredWorker | null {
    return worker === null ? null : tools.workers.get(worker);
  }

  function linkOf(worker: string | null, fields: Fields): string | null {
    const template = options.source.hrLink ?? null;
    if (template === null) return null;
    return fillLink(template, (field) => (field === 'workerId' ? worker : textOf(fields[field])));
  }

  return {
    ofRow(problem, stored, place) {
      const known = knownAs(problem.worker);
      const record = recordOf(known);
      const isUnused = problem.effect === 'put-aside';
      const row = isUnused ? readUnused(mapping, JSON.parse(stored.cells) as string[]) : null;
      const line = { ...problem, name: nameIn(row, known) };
      const entry = rowEntry(line, {
        source: stored.source,
        provenance: place,
        concerned: concernedOf(known, record, row),
        link: linkOf(problem.worker, row?.fields ?? fieldsOf(record)),
      });
      return { line, entry };
    },
    ofSkip: (skip, record, place) =>
      skipEntry(explained(mapping, skip, record), {
        source: options.source.name,
        // Where somebody stood in an earlier file is no place to look.
        provenance: skip.why === 'missing-from-file' ? null : place,
        concerned: { ...concernedOf(knownAs(skip.subject.worker), record, null), state: skip.state },
        link: linkOf(skip.subject.worker, fieldsOf(record)),
      }),
  };
}

/** A skip that does not name the cell to mend, though it is known which it is. */
function explained(mapping: CompiledMapping, skip: Skip, record: StoredRecord): Skip {
  const { reason } = skip;
  const last = record.at(-1);
  if (reason === null || reason.column !== undefined || last === undefined) return skip;
  const isHire = reason.rule === 'no-hire-date';
  if (!isHire && reason.rule !== 'dates-contradict') return skip;
  const { hire, end } = last.dateColumns ?? mapping.dateColumns;
  const column = mapping.columns[isHire ? hire : end];
  if (column === undefined) return skip;
  return { ...skip, reason: { ...reason, column, value: isHire ? last.hireText : last.endText } };
}

function rowEnd({ readable, lastDay, endText, immediate }: UnusedRow, record: StoredRecord): RowEnd {
  if (!readable) return 'unreadable';
  if (endText === '' && immediate === null) return 'none';
  const inForce = record.some(({ spell, endText: before }) =>
    immediate === null ? isSameEnd(before, spell.lastDay) : spell.immediate?.reason === immediate,
  );
  return inForce ? 'known' : 'new';

  function isSameEnd(before: string, day: LocalDate | null): boolean {
    return before.trim() === endText || (day !== null && day === lastDay);
  }
}

function recordOf(known: StoredWorker | null): StoredRecord {
  return known === null ? [] : fromText(known.record);
}

/** As HR writes it in this row; where a part of that cannot be read, as the last accepted record had it. */
function nameIn(row: UnusedRow | null, known: StoredWorker | null): string | null {
  const before = known === null || known.record === '[]' ? null : known.name;
  return row?.nameIsWhole === true ? (row.name ?? before) : (before ?? row?.name ?? null);
}

function fieldsOf(record: StoredRecord): Fields {
  return record.at(-1)?.spell.fields ?? {};
}

function textOf(value: Fields[string] | undefined): string | null {
  return value === undefined || value === null ? null : String(value);
}

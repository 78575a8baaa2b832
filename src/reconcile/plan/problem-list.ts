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
import { ownPeriods } from '../workers/going-on.ts';
import { sourceOf, type SourceTools } from '../workers/sources-in-force.ts';
import { fromText, type StoredRecord, type StoredSpell } from '../workers/stored-record.ts';
import { readUnused, type UnusedRow } from './unused-row.ts';

export interface ProblemListTools extends SourceTools {
  readonly workers: Pick<WorkerStore, 'get'>;
  readonly bindings: Pick<BindingStore, 'byWorker'>;
  readonly mirror: Pick<MirrorStore, 'userById'>;
  readonly announcements: Pick<AnnouncementStore, 'get'>;
  readonly options: Pick<ReconcileOptions, 'sources' | 'zone' | 'lifecycle'>;
}

/** Makes entries of the list of data problems: what is wrong, and what is known of whom it concerns. */
export interface ProblemLister {
  /** The plan's line with the person's name, and the entry. */
  ofRow(
    mapping: CompiledMapping,
    problem: DataProblem,
    row: StoredProblem,
    place: Provenance,
  ): { readonly line: DataProblem; readonly entry: ListedProblem };
  ofSkip(skip: Skip, record: StoredRecord, place: Provenance | null): ListedProblem;
}

/** @param at the plan's instant. */
export function problemLister(tools: ProblemListTools, at: Instant): ProblemLister {
  const { options, mappings } = tools;
  const templates = new Map(options.sources.map(({ name, hrLink }) => [name, hrLink ?? null]));
  const longAgo = addDays(localDateAt(at, options.zone), -options.lifecycle.staleAfterDays);

  function concernedOf(known: StoredWorker | null, record: StoredRecord, row: UnusedRow | null): Concerned {
    return {
      account: accountOf(known),
      state: known?.state ?? 'unknown',
      endsAt: announcedEnd(known),
      zone: record.at(-1)?.spell.zone ?? null,
      rowEnd: row === null ? 'none' : rowEnd(row, record),
      longPast: isLongPast(row),
      elsewhere: row !== null && known?.standing === 'present',
    };
  }

  function announcedEnd(known: StoredWorker | null): string | null {
    const announced = known === null ? null : tools.announcements.get(known.id);
    return announced === null ? null : formatInstant(announced.endsAt);
  }

  function isLongPast(row: UnusedRow | null): boolean {
    const lastDay = row?.lastDay ?? null;
    return lastDay !== null && lastDay < longAgo;
  }

  function accountOf(known: StoredWorker | null): Concerned['account'] {
    const binding = known === null ? null : tools.bindings.byWorker(known.id);
    return binding === null ? null : (tools.mirror.userById(binding.okta)?.status ?? null);
  }

  function knownAs(worker: string | null): StoredWorker | null {
    return worker === null ? null : tools.workers.get(worker);
  }

  function linkOf(source: string, worker: string | null, fields: Fields): string | null {
    const template = templates.get(source) ?? null;
    if (template === null) return null;
    const prefix = mappings.of(source)?.idPrefix ?? '';
    // HR's own system knows nothing of what is put before its ids.
    const own = worker?.startsWith(prefix) === true ? worker.slice(prefix.length) : worker;
    return fillLink(template, (field) => (field === 'workerId' ? own : textOf(fields[field])));
  }

  return {
    ofRow(mapping, problem, { source, cells }, place) {
      const known = knownAs(problem.worker);
      const record = ownPeriods(recordOf(known)).filter((one) => sourceOf(tools, one) === source);
      const isUnused = problem.effect === 'put-aside';
      const row = isUnused ? readUnused(mapping, JSON.parse(cells) as string[]) : null;
      const line = { ...problem, name: nameIn(row, known) };
      const entry = rowEntry(line, {
        source,
        provenance: place,
        concerned: concernedOf(known, record, row),
        link: linkOf(source, problem.worker, row?.fields ?? fieldsOf(record.at(-1))),
      });
      return { line, entry };
    },
    ofSkip(skip, record, place) {
      const spell = blamed(skip, record);
      const source = spell === undefined ? (options.sources[0]?.name ?? '') : sourceOf(tools, spell);
      return skipEntry(explained(mappings.of(source), skip, spell), {
        source,
        // Where somebody stood in an earlier file is no place to look.
        provenance: skip.why === 'missing-from-file' ? null : place,
        concerned: {
          ...concernedOf(knownAs(skip.subject.worker), record, null),
          state: skip.state,
          ...(skip.absence === undefined ? {} : { absence: skip.absence }),
        },
        link: linkOf(source, skip.subject.worker, fieldsOf(spell)),
      });
    },
  };
}

/** The period that a person is left alone for, as far as one is to blame. */
function blamed({ reason }: Skip, record: StoredRecord): StoredSpell | undefined {
  const isWrong = ({ spell: { hire, lastDay } }: StoredSpell): boolean =>
    reason?.rule === 'no-hire-date' ? hire === null : hire !== null && lastDay !== null && lastDay < hire;
  return record.find(isWrong) ?? record.at(-1);
}

/** A skip that does not name the cell to mend, though it is known which it is. */
function explained(mapping: CompiledMapping | undefined, skip: Skip, spell: StoredSpell | undefined): Skip {
  const { reason } = skip;
  if (reason === null || reason.column !== undefined || spell === undefined || mapping === undefined) return skip;
  const isHire = reason.rule === 'no-hire-date';
  if (!isHire && reason.rule !== 'dates-contradict') return skip;
  const { hire, end } = spell.dateColumns ?? mapping.dateColumns;
  const column = mapping.columns[isHire ? hire : end];
  if (column === undefined) return skip;
  return { ...skip, reason: { ...reason, column, value: isHire ? spell.hireText : spell.endText } };
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

function fieldsOf(spell: StoredSpell | undefined): Fields {
  return spell?.spell.fields ?? {};
}

function textOf(value: Fields[string] | undefined): string | null {
  return value === undefined || value === null ? null : String(value);
}

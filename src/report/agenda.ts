import type { Operation, OperationKind, Skip, Subject } from '../domain/plan/artefact.ts';
import type { Instant } from '../domain/time/instant.ts';
import { addDays, type LocalDate } from '../domain/time/local-date.ts';
import { localDateAt, type ZoneId } from '../domain/time/zone.ts';
import { instantOf, showable } from './times.ts';

/** What happens to somebody at an instant. */
export type Event = 'accessEnds' | 'closes' | 'prepared' | 'starts' | 'comesBack' | 'leaveBegins';

/** One thing that is going to happen. */
export interface AgendaRow {
  readonly at: Instant;
  readonly event: Event;
  readonly subject: Subject;
  readonly zone: ZoneId | undefined;
  readonly lastDay: LocalDate | undefined;
}

/** A day on HR's calendar. */
export interface AgendaDay {
  readonly date: LocalDate;
  readonly rows: readonly AgendaRow[];
  readonly total: number;
}

/** What happens when the plan is carried out, later today, and on the next seven days. */
export interface Agenda {
  /** Operations due at once, by what they mean for their person. */
  readonly now: Readonly<Record<Event, number>>;
  readonly today: AgendaDay | null;
  readonly days: readonly AgendaDay[];
}

export interface AgendaCollector {
  operation(operation: Operation): void;
  skip(skip: Skip): void;
  done(): Agenda;
}

interface GrowingDay extends AgendaDay {
  readonly rows: AgendaRow[];
  total: number;
}

const daysAhead = 7;
const events = ['accessEnds', 'closes', 'prepared', 'starts', 'comesBack', 'leaveBegins'] as const;

/** Collects what is to come by day, at most `limit` rows a day. */
export function collectAgenda(limit: number, asOf: Instant | undefined, zone: ZoneId): AgendaCollector {
  const now = Object.fromEntries(events.map((event) => [event, 0])) as Record<Event, number>;
  const days = new Map<LocalDate, GrowingDay>();
  const today = asOf === undefined ? undefined : localDateAt(asOf, zone);

  function add(row: AgendaRow): void {
    const date = localDateAt(row.at, zone);
    if (today === undefined || date < today || date > addDays(today, daysAhead)) return;
    let known = days.get(date);
    if (known === undefined) days.set(date, (known = { date, rows: [], total: 0 }));
    known.total += 1;
    if (known.rows.length < limit) known.rows.push(row);
  }

  return {
    operation(operation) {
      const event = eventOf(operation);
      if (event === undefined) return;
      const at = instantOf(operation.notBefore);
      if (operation.notBefore === null) now[event] += 1;
      else if (at !== undefined) add({ at, event, ...personOf(operation.subject, operation.reason) });
    },
    skip(skip) {
      const at = showable(skip.reason?.at);
      if (skip.why !== 'upcoming' || skip.reason === null || at === undefined) return;
      add({ at, event: 'prepared', ...personOf(skip.subject, skip.reason) });
    },
    done() {
      const sorted = [...days.values()].sort((a, b) => (a.date < b.date ? -1 : 1));
      for (const { rows } of sorted) rows.sort((a, b) => a.at - b.at);
      return {
        now,
        today: sorted.find(({ date }) => date === today) ?? null,
        days: sorted.filter(({ date }) => date !== today),
      };
    },
  };
}

function personOf(
  subject: Subject,
  reason: { readonly zone?: ZoneId; readonly date?: LocalDate },
): Pick<AgendaRow, 'subject' | 'zone' | 'lastDay'> {
  return { subject, zone: reason.zone, lastDay: reason.date };
}

const eventsByKind: Readonly<Partial<Record<OperationKind, Event>>> = {
  create: 'prepared',
  activate: 'comesBack',
  unsuspend: 'comesBack',
  disable: 'accessEnds',
  deactivate: 'closes',
};

function eventOf({ kind, lifecycle }: Operation): Event | undefined {
  if (kind === 'activate' && lifecycle === 'joiner') return 'starts';
  if (kind === 'disable' && lifecycle === 'leave') return 'leaveBegins';
  return eventsByKind[kind];
}

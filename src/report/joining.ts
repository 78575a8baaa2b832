import type { Operation } from '../domain/plan/artefact.ts';
import { day } from '../domain/time/instant.ts';
import { toEpochDay, type LocalDate } from '../domain/time/local-date.ts';
import type { ZoneId } from '../domain/time/zone.ts';
import { statusChange } from './changes.ts';
import type { PersonRow } from './section.ts';
import { instantOf, shortMoment } from './times.ts';

/** The operation by which a joiner's account becomes usable; undefined while it is only prepared. */
export function activationOf(row: PersonRow): Operation | undefined {
  return row.steps.find(({ operation }) => operation.kind === 'activate')?.operation;
}

/** The first day at work, as far as a reason tells. */
export function firstDayOf(row: PersonRow): LocalDate | undefined {
  return (activationOf(row) ?? row.steps[0]?.operation)?.reason.date;
}

/** When a joiner can begin, for putting joiners in order: the activation, else the first day. */
export function startsAt(row: PersonRow): number {
  const activation = activationOf(row);
  const at = activation === undefined ? undefined : instantOf(activation.notBefore ?? activation.due);
  const date = firstDayOf(row);
  return at ?? (date === undefined ? Infinity : toEpochDay(date) * day);
}

/** `now`, or when: a step's own time. */
export function stepTime({ notBefore, reason }: Operation, zone: ZoneId): string {
  const at = instantOf(notBefore);
  return at === undefined ? 'now' : shortMoment(at, zone, reason.zone);
}

/** Every status that a person's steps lead through, each once in a row. */
export function statusWayOf(row: PersonRow): readonly string[] {
  const way: string[] = [];
  for (const { operation } of row.steps) {
    const { before, after } = statusChange(operation);
    for (const status of [before, after]) if (status !== null && status !== way.at(-1)) way.push(status);
  }
  return way;
}

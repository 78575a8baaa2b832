import type { Subject } from '../plan/artefact.ts';
import { mostSubjects } from './limit.ts';

/** How many, and the first of them by name. */
export interface NamedCount {
  readonly total: number;
  /** At most 50. */
  readonly subjects: readonly string[];
}

/** A count that grows, with the names that people read. */
export class Tally implements NamedCount {
  readonly subjects: string[] = [];
  total = 0;

  add(subject: Subject): void {
    this.total += 1;
    if (this.subjects.length < mostSubjects) this.subjects.push(named(subject));
  }
}

/** `Dana Ortiz (E10442)`. */
export function named({ name, worker }: Subject): string {
  return `${name} (${worker})`;
}

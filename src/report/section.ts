import type { DatedProblem, LifecycleKind, Operation, Provenance, Subject, Urgency } from '../domain/plan/artefact.ts';
import { distinct, type Distinct } from './distinct.ts';

/** Some rows of a plan, the rest counted. */
export interface Section<Row> {
  readonly rows: readonly Row[];
  /** All of them, `rows` included. */
  readonly total: number;
}

/** How many of a section are not among its rows. */
export function rest(section: Section<unknown>): number {
  return section.total - section.rows.length;
}

export interface StoredOperation {
  readonly operation: Operation;
  readonly provenance: Provenance | null;
}

/** Everything that a plan does for one person in one section. */
export interface PersonRow {
  readonly subject: Subject;
  readonly lifecycle: LifecycleKind;
  /** In the plan's order, at most `stepsKept`. */
  readonly steps: readonly StoredOperation[];
  readonly stepsTotal: number;
}

/** People and the operations that are theirs. */
export interface PeopleSection extends Section<PersonRow> {
  readonly operations: number;
}

/** Nobody reads more steps of one person; the rest is counted. */
const stepsKept = 60;

interface GrowingRow extends PersonRow {
  readonly steps: StoredOperation[];
  stepsTotal: number;
}

/** Collects operations by person, keeping the first `limit` people. */
export interface PeopleCollector {
  add(stored: StoredOperation): void;
  has(worker: string): boolean;
  done(): PeopleSection;
}

/** An empty collector. */
export function collectPeople(limit: number): PeopleCollector {
  const rows = new Map<string, GrowingRow>();
  const people: Distinct = distinct();
  let operations = 0;
  return {
    add(stored) {
      const { subject, lifecycle } = stored.operation;
      operations += 1;
      const isNew = people.add(personKey(subject));
      let row = rows.get(personKey(subject));
      if (row === undefined && isNew && rows.size < limit) {
        row = { subject, lifecycle, steps: [], stepsTotal: 0 };
        rows.set(personKey(subject), row);
      }
      if (row === undefined) return;
      row.stepsTotal += 1;
      if (row.steps.length < stepsKept) row.steps.push(stored);
    },
    has: (worker) => people.has(worker),
    done: () => ({ rows: [...rows.values()], total: people.size, operations }),
  };
}

/** What a person is told apart by: HR's id, Okta's where HR knows nobody. */
export function personKey(subject: Subject): string {
  return subject.worker === '' ? `okta ${subject.okta ?? ''}` : subject.worker;
}

/** The name, or HR's id where HR gives none. */
export function nameOf({ name, worker, login }: Subject): string {
  if (name !== '') return name;
  return worker === '' ? (login ?? 'nobody by name') : worker;
}

/** Rows in the order they came, the first `limit` kept. */
export interface RowCollector<Row> {
  add(row: Row): void;
  done(): Section<Row>;
}

/** An empty collector. */
export function collectRows<Row>(limit: number): RowCollector<Row> {
  const rows: Row[] = [];
  let total = 0;
  return {
    add(row) {
      total += 1;
      if (rows.length < limit) rows.push(row);
    },
    done: () => ({ rows, total }),
  };
}

/** The list of data problems, counted by what became of the rows and by what they keep from happening. */
export interface ProblemSection extends Section<DatedProblem> {
  readonly effects: Readonly<Record<DatedProblem['effect'], number>>;
  readonly urgencies: Readonly<Record<Urgency, number>>;
}

export interface ProblemCollector {
  add(problem: DatedProblem): void;
  done(): { readonly problems: ProblemSection; readonly putAside: Section<DatedProblem> };
}

/** Collects data problems in their order: the first `limit` of all, and of rows that are put aside. */
export function collectProblems(limit: number): ProblemCollector {
  const all = collectRows<DatedProblem>(limit);
  const putAside = collectRows<DatedProblem>(limit);
  const effects = { 'put-aside': 0, warning: 0, 'left-alone': 0 };
  const urgencies = { leaving: 0, starting: 0, other: 0 };
  return {
    add(problem) {
      all.add(problem);
      if (problem.effect === 'put-aside') putAside.add(problem);
      effects[problem.effect] += 1;
      urgencies[problem.urgency] += 1;
    },
    done: () => ({ problems: { ...all.done(), effects, urgencies }, putAside: putAside.done() }),
  };
}

/** A group as the plan changes it. */
export interface GroupRow {
  readonly name: string;
  readonly adds: number;
  readonly removes: number;
  /** The first few people's names. */
  readonly added: readonly string[];
  readonly removed: readonly string[];
}

interface GrowingGroup {
  readonly name: string;
  adds: number;
  removes: number;
  readonly added: string[];
  readonly removed: string[];
}

const namesKept = 5;

export interface GroupCollector {
  add(group: string, member: string, joins: boolean): void;
  done(): Section<GroupRow>;
}

/** Collects memberships by group, keeping the first `limit` groups. */
export function collectGroups(limit: number): GroupCollector {
  const rows = new Map<string, GrowingGroup>();
  const groups = distinct();
  return {
    add(group, member, joins) {
      const isNew = groups.add(group);
      let row = rows.get(group);
      if (row === undefined && isNew && rows.size < limit) {
        row = { name: group, adds: 0, removes: 0, added: [], removed: [] };
        rows.set(group, row);
      }
      if (row === undefined) return;
      if (joins) row.adds += 1;
      else row.removes += 1;
      const names = joins ? row.added : row.removed;
      if (names.length < namesKept) names.push(member);
    },
    done: () => ({ rows: [...rows.values()].sort(byName), total: groups.size }),
  };
}

function byName(a: { readonly name: string }, b: { readonly name: string }): number {
  return a.name < b.name ? -1 : Number(a.name > b.name);
}

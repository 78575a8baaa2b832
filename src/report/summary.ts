import { enabledStatuses, type UserStatus } from '../domain/identity/observed.ts';
import {
  operationKinds,
  type DatedProblem,
  type FindingLine,
  type Operation,
  type OperationKind,
  type PlanEnvelope,
  type Provenance,
  type Skip,
  type SkipReason,
  type StoredLine,
  type StoredPlan,
  type Subject,
} from '../domain/plan/artefact.ts';
import { minute, type Instant } from '../domain/time/instant.ts';
import type { ZoneId } from '../domain/time/zone.ts';
import { collectAgenda, type Agenda } from './agenda.ts';
import { groupsAtCreation } from './changes.ts';
import { onlyAbout } from './only.ts';
import { collectApprovals, type Approval } from './approvals.ts';
import {
  collectGroups,
  collectPeople,
  collectProblems,
  collectRows,
  nameOf,
  personKey,
  type GroupRow,
  type ProblemSection,
  type PeopleSection,
  type Section,
  type StoredOperation,
} from './section.ts';
import { instantOf, zoneOf } from './times.ts';
import { skipWords } from './words.ts';

export interface SkipRow {
  readonly skip: Skip;
  readonly provenance: Provenance | null;
}

/** Someone whose access should have ended before the plan was made, and ends when it is carried out. */
export interface OverdueRow {
  readonly subject: Subject;
  readonly due: Instant;
}

/** Where an operation is shown. Every operation belongs to exactly one. */
export const peopleSections = [
  'haveLeft',
  'leaving',
  'closing',
  'joiners',
  'movers',
  'leaveAndReturn',
  'takeOvers',
] as const;

export type PeopleSectionName = (typeof peopleSections)[number];

/** A plan as people look at it: totals of everything, rows of the first of each. */
export interface Summary {
  readonly envelope: PlanEnvelope;
  /** The worker whose lines alone are here, beside the safety checks of everybody; null for all lines. */
  readonly only: string | null;
  readonly asOf: Instant | undefined;
  /** HR's own zone. */
  readonly zone: ZoneId;
  readonly operations: number;
  readonly byKind: Readonly<Record<OperationKind, number>>;
  readonly people: Readonly<Record<PeopleSectionName, PeopleSection>>;
  readonly groups: Section<GroupRow>;
  readonly findings: Section<FindingLine>;
  /** What HR can mend, most urgent and oldest first. */
  readonly problems: ProblemSection;
  /** Those of rows that are not used. */
  readonly putAside: Section<DatedProblem>;
  readonly skips: Readonly<Partial<Record<SkipReason, Section<SkipRow>>>>;
  /** Skips that a person has to do something about, `stillOpen` not counted. */
  readonly skipsToMend: number;
  readonly overdue: Section<OverdueRow>;
  /** People who have left and keep their access, since tenured may not touch the account. */
  readonly stillOpen: Section<SkipRow>;
  readonly approvals: readonly Approval[];
  readonly agenda: Agenda;
}

/** Longer than a healthy daemon needs to end an announced access. */
const overdueAfter = 15 * minute;

const rowsADay = 40;

/** Reasons that leave an account open although its person has left. */
const leavesOpen = new Set<SkipReason>([
  'protected',
  'not-adopted',
  'ambiguous-match',
  'double-claim',
  'claimed',
  'sourced-elsewhere',
  'stale-date',
]);

/**
 * Reads a plan once, line by line, and keeps of every section at most `limit` rows, so that the memory it takes does
 * not grow with the plan's size but by eight bytes a person.
 */
export function summarise(plan: StoredPlan, limit: number, only: string | null = null): Summary {
  const { envelope } = plan;
  const zone = zoneOf(envelope.zone);
  const asOf = instantOf(envelope.header.asOf);
  const collect = collectors(limit, asOf, zone);
  const shown = only === null ? plan : onlyAbout(plan, only);
  for (const line of shown.lines()) collect.add(line);
  const problems = collectProblems(limit);
  for (const problem of shown.problems()) problems.add(problem);
  return { envelope, only, asOf, zone, ...collect.done(), ...problems.done() };
}

type Folded = Omit<Summary, 'envelope' | 'only' | 'asOf' | 'zone' | 'problems' | 'putAside'>;

interface Fold {
  add(stored: StoredLine): void;
  done(): Folded;
}

function collectors(limit: number, asOf: Instant | undefined, zone: ZoneId): Fold {
  const operations = collectOperations(limit, asOf);
  const agenda = collectAgenda(Math.min(limit, rowsADay), asOf, zone);
  const findings = collectRows<FindingLine>(limit);
  const skips = collectSkips(limit);
  const stillOpen = collectRows<SkipRow>(limit);
  let skipsToMend = 0;
  return {
    add({ line, provenance }) {
      switch (line.line) {
        case 'operation':
          operations.add({ operation: line, provenance });
          agenda.operation(line);
          break;
        case 'skip':
          skips.add({ skip: line, provenance });
          agenda.skip(line);
          if (isOpenLeaver(line)) stillOpen.add({ skip: line, provenance });
          else if (skipWords(line.why).todo !== null) skipsToMend += 1;
          break;
        case 'problem':
          break;
        case 'finding':
          findings.add(line);
          break;
      }
    },
    done: () => ({
      ...operations.done(),
      agenda: agenda.done(),
      findings: findings.done(),
      skips: skips.done(),
      stillOpen: stillOpen.done(),
      skipsToMend,
    }),
  };
}

function collectOperations(limit: number, asOf: Instant | undefined) {
  const byKind = Object.fromEntries(operationKinds.map((kind) => [kind, 0])) as Record<OperationKind, number>;
  const people = Object.fromEntries(peopleSections.map((name) => [name, collectPeople(limit)])) as Record<
    PeopleSectionName,
    ReturnType<typeof collectPeople>
  >;
  const groups = collectGroups(limit);
  const approvals = collectApprovals();
  const overdue = collectRows<OverdueRow>(limit);
  let total = 0;
  return {
    add(stored: StoredOperation) {
      const { operation } = stored;
      total += 1;
      byKind[operation.kind] += 1;
      people[sectionOf(operation, (worker) => leaverSection(people, worker))].add(stored);
      addGroups(groups, operation);
      approvals.add(operation);
      const due = overdueSince(operation, asOf);
      if (due !== null) overdue.add({ subject: operation.subject, due });
    },
    done: () => ({
      operations: total,
      byKind,
      people: Object.fromEntries(peopleSections.map((name) => [name, people[name].done()])) as Record<
        PeopleSectionName,
        PeopleSection
      >,
      groups: groups.done(),
      approvals: approvals.done(),
      overdue: overdue.done(),
    }),
  };
}

function collectSkips(limit: number) {
  const bySkip = new Map<SkipReason, ReturnType<typeof collectRows<SkipRow>>>();
  return {
    add(row: SkipRow) {
      let rows = bySkip.get(row.skip.why);
      if (rows === undefined) bySkip.set(row.skip.why, (rows = collectRows(limit)));
      rows.add(row);
    },
    done: () =>
      Object.fromEntries([...bySkip].map(([why, rows]) => [why, rows.done()])) as Partial<
        Record<SkipReason, Section<SkipRow>>
      >,
  };
}

/** A leaver's later steps stand beside the one that ends access, wherever that one stands. */
function leaverSection(
  people: Readonly<Record<PeopleSectionName, { has(worker: string): boolean }>>,
  worker: string,
): PeopleSectionName {
  if (people.haveLeft.has(worker)) return 'haveLeft';
  return people.leaving.has(worker) ? 'leaving' : 'closing';
}

function sectionOf(operation: Operation, leaver: (worker: string) => PeopleSectionName): PeopleSectionName {
  if (operation.kind === 'adopt') return 'takeOvers';
  switch (operation.lifecycle) {
    case 'joiner':
      return 'joiners';
    case 'mover':
      return 'movers';
    case 'leave':
    case 'return':
      return 'leaveAndReturn';
    case 'leaver':
      if (operation.kind === 'disable') return operation.notBefore === null ? 'haveLeft' : 'leaving';
      return leaver(personKey(operation.subject));
  }
}

function addGroups(groups: ReturnType<typeof collectGroups>, operation: Operation): void {
  const member = nameOf(operation.subject);
  if (operation.kind === 'add-to-group') groups.add(operation.target ?? '', member, true);
  if (operation.kind === 'remove-from-group') groups.add(operation.target ?? '', member, false);
  for (const group of groupsAtCreation(operation)) groups.add(group, member, true);
}

function overdueSince(operation: Operation, asOf: Instant | undefined): Instant | null {
  if (operation.kind !== 'disable' || operation.lifecycle !== 'leaver' || operation.notBefore !== null) return null;
  const due = instantOf(operation.due);
  return due !== undefined && asOf !== undefined && asOf - due >= overdueAfter ? due : null;
}

/** True for someone who has left and whose account tenured leaves open. */
export function isOpenLeaver(skip: Skip): boolean {
  if (skip.state !== 'access-stopped' && skip.state !== 'closed') return false;
  // A paused person is named whatever the account is; it is open while its status says so.
  if (skip.why === 'paused') return skip.detail !== null && enabledStatuses.has(skip.detail as UserStatus);
  return leavesOpen.has(skip.why);
}

import { sha256 } from '../../domain/kernel/hash.ts';
import { workerId, type WorkerId } from '../../domain/kernel/ids.ts';
import { evaluateLifecycle, type Lifecycle, type LifecycleFacts } from '../../domain/lifecycle/evaluate.ts';
import type { AccountState } from '../../domain/lifecycle/state.ts';
import type { Mappings } from '../../domain/mapping/mappings.ts';
import { displayName } from '../../domain/mapping/shape.ts';
import type { DesiredAccount } from '../../domain/plan/desired.ts';
import type { Instant } from '../../domain/time/instant.ts';
import { addDays } from '../../domain/time/local-date.ts';
import { localDateAt, zonedInstant, type MinuteOfDay } from '../../domain/time/zone.ts';
import type { Spell, WorkerRecord } from '../../domain/worker/record.ts';
import { spellInstants } from '../../domain/worker/employment.ts';
import type { ReconcileOptions } from '../options.ts';
import type { Standing, StoredWorker } from '../ports.ts';
import { accountShape } from './account-shape.ts';
import { hasEarlierIds, sourceOf, standingIn, workerOf, type SourcesInForce } from './sources-in-force.ts';
import { fromText, toText, type StoredRecord } from './stored-record.ts';

export interface WorkOutTools {
  readonly mappings: Mappings;
  readonly options: ReconcileOptions;
  /** Changes exactly when mappings, policy or version do: part of every desired account's fingerprint. */
  readonly basis: string;
  readonly sources: SourcesInForce;
  facts(worker: WorkerRecord): LifecycleFacts;
}

/** A worker's record with all that says when the desired account becomes another one, ready to be stored. */
export function workOut(
  tools: WorkOutTools,
  id: WorkerId,
  record: StoredRecord,
  at: Instant,
  snapshot: number,
): StoredWorker {
  const worker = workerOf(tools, id, record);
  const lifecycle = evaluateLifecycle(worker, at, tools.options.lifecycle, tools.facts(worker));
  const text = toText(record);
  const made = tools.mappings.usesToday
    ? JSON.stringify(desiredAt(tools, worker, at).desired)
    : `${boundaryOf(lifecycle)} ${text}`;
  return {
    id,
    standing: standingOf(tools, id, lifecycle.chosen),
    state: lifecycle.state,
    validUntil: validUntil(tools, lifecycle, at),
    fingerprint: sha256(`${tools.basis} ${made}${standingsText(tools, id, record)}`).slice(0, 32),
    snapshot,
    ...namedAt(tools, id, lifecycle.chosen, at),
    since: lifecycle.since,
    workedOutAt: at,
    record: text,
  };
}

/**
 * Between two boundaries the desired account follows from the record and from what is known beyond it, which makes a
 * state of its own. What may change with every day is fingerprinted by its outcome instead, which hardly ever does.
 */
function boundaryOf({ state, account, reason, since, next }: Lifecycle): string {
  return `${state} ${account} ${reason.rule} ${since} ${next}`;
}

/** Where the worker stands in the source of the chosen period; where there is one source, its rows are being looked at. */
function standingOf({ sources }: WorkOutTools, id: WorkerId, chosen: Spell | undefined): Standing {
  if (!sources.several) return 'present';
  return chosen?.source === undefined ? 'put-aside' : standingIn(sources, chosen.of ?? id, chosen.source);
}

/** Where several sources or ids tell of somebody, who is missing from one of them is wanted otherwise than who is not. */
function standingsText({ sources }: WorkOutTools, id: WorkerId, record: StoredRecord): string {
  if (!sources.several && !hasEarlierIds(record)) return '';
  const ids = new Set([id, ...record.flatMap(({ of }) => of ?? [])]);
  const standings = [...ids].flatMap((one) => sources.standings(one));
  return standings.length === 0 ? '' : ` ${JSON.stringify(standings)}`;
}

/** Of a source that is not configured any more, nobody is left out: what was announced of them happens. */
function namedAt(
  tools: WorkOutTools,
  id: WorkerId,
  chosen: Spell | undefined,
  at: Instant,
): { readonly name: string; readonly inScope: boolean } {
  if (chosen === undefined) return { name: id, inScope: true };
  const mapping = tools.mappings.of(sourceOf(tools, chosen));
  const inScope = mapping?.inScope(chosen, localDateAt(at, chosen.zone)) ?? true;
  return { name: displayName(id, chosen), inScope };
}

/** The same worker worked out anew for another instant, from the stored record. */
export function workOutAgain(tools: WorkOutTools, stored: StoredWorker, at: Instant): StoredWorker {
  const record = fromText(stored.record);
  const worked = workOut(tools, stored.id, record, at, stored.snapshot);
  return tools.sources.several ? worked : { ...worked, standing: stored.standing };
}

/** What a stored worker's account should be at an instant. Who has no accepted record is left alone. */
export function accountAt(tools: WorkOutTools, { id, record }: StoredWorker, at: Instant): AccountState {
  const spells = fromText(record);
  if (spells.length === 0) return 'leave-alone';
  const worker = workerOf(tools, id, spells);
  return evaluateLifecycle(worker, at, tools.options.lifecycle, tools.facts(worker)).account;
}

/** The desired account of a stored worker at an instant. */
export function wantedAt(
  tools: WorkOutTools,
  id: WorkerId,
  record: StoredRecord,
  at: Instant,
): { readonly desired: DesiredAccount; readonly next: Instant | null } {
  if (record.length === 0) return { desired: nothingWanted(id, { rule: 'no-accepted-record' }), next: null };
  const { desired, lifecycle } = desiredAt(tools, workerOf(tools, id, record), at);
  return { desired, next: lifecycle.next };
}

/** The desired account at an instant. Pure but for the facts it asks for. */
export function desiredAt(
  tools: WorkOutTools,
  worker: WorkerRecord,
  at: Instant,
): { readonly desired: DesiredAccount; readonly lifecycle: Lifecycle } {
  const lifecycle = evaluateLifecycle(worker, at, tools.options.lifecycle, tools.facts(worker));
  const { chosen } = lifecycle;
  if (chosen === undefined) {
    const { state, account, reason, since } = lifecycle;
    return { desired: { ...nothingWanted(worker.id, reason), state, account, since }, lifecycle };
  }
  const { name, inScope } = namedAt(tools, worker.id, chosen, at);
  const wantsShape = inScope && (lifecycle.account === 'staged' || lifecycle.account === 'active');
  const shape = wantsShape ? accountShape(tools, worker.id, chosen, lifecycle.covering, at) : undefined;
  const desired: DesiredAccount = {
    state: lifecycle.state,
    account: lifecycle.account,
    reason: lifecycle.reason,
    since: lifecycle.since,
    name,
    inScope,
    shortStay: lifecycle.shortStay,
    employedSince: employedSince(tools, worker, at),
    shape: shape?.ok === true ? shape.value : null,
    problems: shape?.ok === false ? shape.error : [],
    ...(chosen.source === undefined ? {} : { source: chosen.source }),
    ...(chosen.of === undefined ? {} : { of: chosen.of }),
  };
  return { desired, lifecycle };
}

/** Nothing is wanted for a worker of whom too little is known. */
function nothingWanted(id: string, reason: DesiredAccount['reason']): DesiredAccount {
  return {
    state: 'unknown',
    account: 'leave-alone',
    reason,
    since: null,
    name: id,
    inScope: true,
    shortStay: false,
    employedSince: null,
    shape: null,
    problems: [],
  };
}

const midnight = 0 as MinuteOfDay;

/** Nothing gives its end: nobody has to work out its instants to know that. */
export function isOpen(spell: Spell): boolean {
  return spell.lastDay === null && spell.immediate === null;
}

function employedSince(tools: WorkOutTools, worker: WorkerRecord, at: Instant): Instant | null {
  const [only] = worker.spells;
  if (worker.spells.length === 1 && only !== undefined && isOpen(only)) {
    return only.hire === null ? null : zonedInstant(only.hire, midnight, only.zone, 'later');
  }
  let latest: Instant | null = null;
  for (const timed of spellInstants(worker.spells, tools.options.lifecycle)) {
    const open = timed.end === null || timed.end > at;
    if (open && timed.begin !== null && (latest === null || timed.begin > latest)) latest = timed.begin;
  }
  return latest;
}

function validUntil({ mappings }: WorkOutTools, lifecycle: Lifecycle, at: Instant): Instant | null {
  if (lifecycle.awaitsSnapshot) return at;
  if (!mappings.usesToday || lifecycle.chosen === undefined) return lifecycle.next;
  const { zone } = lifecycle.chosen;
  const tomorrow = zonedInstant(addDays(localDateAt(at, zone), 1), midnight, zone, 'earlier');
  return lifecycle.next === null || tomorrow < lifecycle.next ? tomorrow : lifecycle.next;
}

/** Stands in for a worker of whom there is no accepted record yet: left alone, by name. */
export function unknownWorker(id: string, snapshot: number, standing: Standing, at: Instant): StoredWorker {
  return {
    id: workerId(id),
    standing,
    state: 'unknown',
    validUntil: null,
    fingerprint: '',
    snapshot,
    name: id,
    inScope: true,
    since: null,
    workedOutAt: at,
    record: '[]',
  };
}

import { sha256 } from '../../domain/kernel/hash.ts';
import { workerId, type WorkerId } from '../../domain/kernel/ids.ts';
import { evaluateLifecycle, type Lifecycle, type LifecycleFacts } from '../../domain/lifecycle/evaluate.ts';
import type { CompiledMapping } from '../../domain/mapping/compiled.ts';
import type { DesiredAccount } from '../../domain/plan/desired.ts';
import type { Instant } from '../../domain/time/instant.ts';
import { addDays } from '../../domain/time/local-date.ts';
import { localDateAt, zonedInstant, type MinuteOfDay } from '../../domain/time/zone.ts';
import type { Spell, WorkerRecord } from '../../domain/worker/record.ts';
import { spellInstants } from '../../domain/worker/employment.ts';
import type { ReconcileOptions } from '../options.ts';
import type { Standing, StoredWorker } from '../ports.ts';
import { fromText, toText, toWorker, type StoredRecord } from './stored-record.ts';

export interface WorkOutTools {
  readonly mapping: CompiledMapping;
  readonly options: ReconcileOptions;
  /** Changes exactly when mapping, policy or version do: part of every desired account's fingerprint. */
  readonly basis: string;
  facts(id: string): LifecycleFacts;
}

/** A worker's record with all that says when the desired account becomes another one, ready to be stored. */
export function workOut(
  tools: WorkOutTools,
  id: WorkerId,
  record: StoredRecord,
  at: Instant,
  snapshot: number,
): StoredWorker {
  const worker = toWorker(id, record);
  const lifecycle = evaluateLifecycle(worker, at, tools.options.lifecycle, tools.facts(id));
  const until = validUntil(tools.mapping, lifecycle, at);
  const text = toText(record);
  // Between two boundaries the desired account follows from the record alone. What may change with every day is
  // fingerprinted by its outcome, which hardly ever does.
  const made = tools.mapping.usesToday ? JSON.stringify(desiredAt(tools, worker, at).desired) : text;
  return {
    id,
    standing: 'present',
    state: lifecycle.state,
    validUntil: until,
    fingerprint: fingerprintOf(tools, [lifecycle.state, tools.mapping.usesToday ? '' : String(until), made]),
    snapshot,
    record: text,
  };
}

function fingerprintOf(tools: WorkOutTools, made: readonly string[]): string {
  return sha256([tools.basis, ...made].join(' ')).slice(0, 32);
}

/** The same worker worked out anew for another instant, from the stored record. */
export function workOutAgain(tools: WorkOutTools, stored: StoredWorker, at: Instant): StoredWorker {
  const record = fromText(stored.record);
  return { ...workOut(tools, stored.id, record, at, stored.snapshot), standing: stored.standing };
}

/** The desired account at an instant. Pure but for the facts it asks for. */
export function desiredAt(
  tools: WorkOutTools,
  worker: WorkerRecord,
  at: Instant,
): { readonly desired: DesiredAccount; readonly lifecycle: Lifecycle } {
  const lifecycle = evaluateLifecycle(worker, at, tools.options.lifecycle, tools.facts(worker.id));
  const { chosen } = lifecycle;
  if (chosen === undefined) return { desired: nothingWanted(worker.id, lifecycle.reason), lifecycle };
  const today = localDateAt(at, chosen.zone);
  const inScope = tools.mapping.inScope(chosen, today);
  const wantsShape = inScope && (lifecycle.account === 'staged' || lifecycle.account === 'active');
  const shape = wantsShape ? tools.mapping.shape(worker.id, chosen, lifecycle.covering, today) : undefined;
  const desired: DesiredAccount = {
    state: lifecycle.state,
    account: lifecycle.account,
    reason: lifecycle.reason,
    since: lifecycle.since,
    name: tools.mapping.displayName(worker.id, chosen),
    inScope,
    shortStay: lifecycle.shortStay,
    employedSince: employedSince(tools, worker, at),
    shape: shape?.ok === true ? shape.value : null,
    problems: shape?.ok === false ? shape.error : [],
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

function validUntil(mapping: CompiledMapping, lifecycle: Lifecycle, at: Instant): Instant | null {
  if (!mapping.usesToday || lifecycle.chosen === undefined) return lifecycle.next;
  const { zone } = lifecycle.chosen;
  const tomorrow = zonedInstant(addDays(localDateAt(at, zone), 1), midnight, zone, 'earlier');
  return lifecycle.next === null || tomorrow < lifecycle.next ? tomorrow : lifecycle.next;
}

/** Stands in for a worker of whom there is no accepted record yet: left alone, by name. */
export function unknownWorker(id: string, snapshot: number, standing: Standing): StoredWorker {
  return {
    id: workerId(id),
    standing,
    state: 'unknown',
    validUntil: null,
    fingerprint: '',
    snapshot,
    record: '[]',
  };
}

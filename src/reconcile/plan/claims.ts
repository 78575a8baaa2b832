import type { Claimed, Claiming, Unclear } from '../../domain/identity/claim.ts';
import { workerId, type WorkerId } from '../../domain/kernel/ids.ts';
import { spellInstants } from '../../domain/worker/employment.ts';
import { day, plus, type Instant } from '../../domain/time/instant.ts';
import type {
  BindingStore,
  ClaimStore,
  ControlStore,
  ConversionStore,
  MirroredUser,
  MirrorStore,
  StoredWorker,
  WorkerStore,
} from '../ports.ts';
import { headOf } from '../workers/links.ts';
import { fromText } from '../workers/stored-record.ts';
import { sourceOf, workerOf } from '../workers/sources-in-force.ts';
import { wantedAt, type WorkOutTools } from '../workers/work-out.ts';
import type { Protection } from './protection.ts';

export interface ClaimTools extends WorkOutTools {
  readonly claims: ClaimStore;
  readonly conversions: ConversionStore;
  readonly bindings: BindingStore;
  readonly workers: Pick<WorkerStore, 'get'>;
  readonly mirror: Pick<MirrorStore, 'userById'>;
  readonly controls?: Pick<ControlStore, 'pauseOf'>;
  readonly protection: Protection;
}

/** Answers whose account is claimed by whom, by what is known now. Looks up the few that a question is about. */
export interface ClaimBook {
  /** The id that this one goes on as; null for one that stands for itself. */
  goesOnAs(worker: string): WorkerId | null;
  /** What a worker without an account claims at an instant; null for nothing. */
  claiming(worker: string, at: Instant): Claiming | null;
  /** True for somebody without an account who has left and is here under another id: what the keys find is that one's. */
  isHereOtherwise(worker: string, at: Instant): boolean;
  /** Who claims a worker's account at an instant, being at work or to begin soon; null for nobody. */
  claimed(worker: string, at: Instant): Claimed | null;
}

/** Nobody claims anything, and nobody is asked. */
const silent: ClaimBook = {
  goesOnAs: () => null,
  claiming: () => null,
  isHereOtherwise: () => false,
  claimed: () => null,
};

export function claimBook(tools: ClaimTools): ClaimBook {
  const { claims, conversions } = tools;
  if (!claims.any() && !conversions.any()) return silent;
  return {
    goesOnAs: (worker) => workerIdOrNull(headOf(conversions, worker), worker),
    claiming: (worker, at) => claimingOf(tools, worker, at),
    isHereOtherwise: (worker, at) => isHereOtherwise(tools, worker, at),
    claimed: (worker, at) => claimedOf(tools, worker, at),
  };
}

function workerIdOrNull(head: string, worker: string): WorkerId | null {
  return head === worker ? null : workerId(head);
}

function claimingOf(tools: ClaimTools, worker: string, at: Instant): Claiming | null {
  if (!standsForItself(tools, worker) || !mayClaim(tools, worker, at)) return null;
  const { targets, by } = targetsOf(tools, worker);
  const [first, ...others] = targets;
  if (first === undefined) return awaited(tools, worker, at);
  const claimants = claimantsOf(tools, first, at);
  const why = unclearness(tools, { worker, first, others, claimants });
  if (why === 'several-claimants') return { kind: 'unclear', ids: claimants.filter((one) => one !== worker), why };
  return why === null ? handOver(tools, { worker, previous: first, by }) : { kind: 'unclear', ids: targets, why };
}

/** Has no account, and is no earlier id of somebody who has. */
function standsForItself({ bindings, conversions }: ClaimTools, worker: string): boolean {
  return bindings.byWorker(worker) === null && conversions.successor(worker) === null;
}

const stillHere: ReadonlySet<StoredWorker['state']> = new Set(['upcoming', 'preboarding', 'active', 'on-leave']);

/** Whoever has left, is not in the newest file, or of whom nothing is known, claims nothing. */
function mayClaim(tools: ClaimTools, worker: string, at: Instant): boolean {
  const stored = tools.workers.get(worker);
  if (stored === null || stored.standing === 'missing') return false;
  return stillHere.has(wantedOf(tools, stored, at).state);
}

function wantedOf(tools: ClaimTools, stored: StoredWorker, at: Instant) {
  return wantedAt(tools, stored.id, fromText(stored.record), at).desired;
}

/** Ids with an account that a worker's rows are about. An id that is named goes before what stands for the person. */
function targetsOf(
  tools: ClaimTools,
  worker: string,
): { readonly targets: readonly WorkerId[]; readonly by: 'previous' | 'person' } {
  const { claims, bindings } = tools;
  const { previous, persons } = claims.of(worker);
  const boundOf = (ids: readonly string[]): readonly WorkerId[] =>
    othersThan(tools, worker, ids).filter((one) => bindings.byWorker(one) !== null);
  const named = boundOf(previous);
  if (named.length > 0) return { targets: named, by: 'previous' };
  return { targets: boundOf(persons.flatMap((one) => claims.sharing(one))), by: 'person' };
}

/** The ids that these go on as, each once, but for the worker and for whom a person has told apart. */
function othersThan({ claims, conversions }: ClaimTools, worker: string, ids: readonly string[]): readonly WorkerId[] {
  const heads = new Set(ids.map((one) => headOf(conversions, one)));
  return [...heads].filter((one) => one !== worker && !claims.isRefused(one, worker)).map(workerId);
}

/** Whoever would claim a worker's account, by either of the two ways, in the order of their ids. */
function claimantsOf(tools: ClaimTools, worker: WorkerId, at: Instant): readonly WorkerId[] {
  const { claims, conversions } = tools;
  const known = new Set<WorkerId>();
  for (let id: WorkerId | null = worker; id !== null; id = conversions.predecessor(id)) {
    for (const one of claims.naming(id)) known.add(one);
    for (const person of claims.of(id).persons) for (const one of claims.sharing(person)) known.add(one);
  }
  return [...known]
    .filter((one) => one !== worker && standsForItself(tools, one) && mayClaim(tools, one, at))
    .filter((one) => targetsOf(tools, one).targets.includes(worker))
    .sort();
}

interface Question {
  readonly worker: string;
  readonly first: WorkerId;
  readonly others: readonly WorkerId[];
  readonly claimants: readonly WorkerId[];
}

function unclearness(tools: ClaimTools, { worker, first, others, claimants }: Question): Unclear | null {
  if (others.length > 0) return 'several-accounts';
  if (isCircle(tools, worker, first)) return 'circle';
  return claimants.some((one) => one !== worker) ? 'several-claimants' : null;
}

/** Longer than anybody's history of ids. */
const mostSteps = 20;

/** The id that is named names the one that names it, directly or over others: which came first cannot be known. */
function isCircle({ claims }: ClaimTools, worker: string, previous: WorkerId): boolean {
  let ids: readonly string[] = [previous];
  for (let step = 0; step < mostSteps && ids.length > 0; step += 1) {
    ids = [...new Set(ids.flatMap((one) => claims.of(one).previous))].slice(0, mostSteps);
    if (ids.includes(worker)) return true;
  }
  return false;
}

interface Found {
  readonly worker: string;
  readonly previous: WorkerId;
  readonly by: 'previous' | 'person';
}

function handOver(tools: ClaimTools, { worker, previous, by }: Found): Claiming {
  const binding = tools.bindings.byWorker(previous);
  const user: MirroredUser | null = binding === null ? null : tools.mirror.userById(binding.okta);
  if (user === null) return { kind: 'waits', previous, why: 'its account is gone from Okta' };
  if (isPaused(tools, previous)) return { kind: 'waits', previous, why: `${previous} is paused` };
  const protection = tools.protection(user);
  const evidence = by === 'previous' ? evidenceOf(tools, worker) : null;
  return { kind: 'takes', previous, user, protection, evidence, lastDay: lastDayOf(tools, previous) };
}

/** Of what stands for a person neither column nor value is told. */
function evidenceOf(tools: ClaimTools, worker: string): { readonly column: string; readonly value: string } | null {
  for (const one of fromText(tools.workers.get(worker)?.record ?? '[]')) {
    const mapping = tools.mappings.of(sourceOf(tools, one));
    const { field = '', column = -1 } = mapping?.previousId ?? {};
    const header = mapping?.columns[column];
    const value = one.spell.fields[field];
    if (header !== undefined && typeof value === 'string' && value !== '') return { column: header, value };
  }
  return null;
}

function isPaused({ controls }: ClaimTools, worker: string): boolean {
  return (controls?.pauseOf(worker) ?? null) !== null;
}

function lastDayOf({ workers }: ClaimTools, worker: string): string | null {
  const days = fromText(workers.get(worker)?.record ?? '[]').map(({ spell }) => spell.lastDay);
  return days.includes(null) ? null : (days.sort().at(-1) ?? null);
}

/** An earlier id that has no account yet and is about to get one: two accounts in one morning would be one too many. */
function awaited(tools: ClaimTools, worker: string, at: Instant): Claiming | null {
  const { claims } = tools;
  const [previous] = othersThan(tools, worker, claims.of(worker).previous).filter((one) => {
    const stored = tools.workers.get(one);
    if (stored === null || stored.standing === 'missing' || claims.of(one).previous.includes(worker)) return false;
    const { account, inScope } = wantedOf(tools, stored, at);
    return inScope && (account === 'staged' || account === 'active');
  });
  return previous === undefined ? null : { kind: 'waits', previous, why: 'it gets its account first' };
}

function isHereOtherwise(tools: ClaimTools, worker: string, at: Instant): boolean {
  const { claims } = tools;
  const stored = tools.workers.get(worker);
  if (stored === null || stillHere.has(wantedOf(tools, stored, at).state)) return false;
  const { persons } = claims.of(worker);
  const others = [...claims.naming(worker), ...persons.flatMap((one) => claims.sharing(one))];
  return others.some((one) => one !== worker && !claims.isRefused(worker, one) && mayClaim(tools, one, at));
}

function claimedOf(tools: ClaimTools, worker: string, at: Instant): Claimed | null {
  const owner = workerId(worker);
  const by = claimantsOf(tools, owner, at);
  const soon = by.filter((one) => beginsSoon(tools, owner, one, at));
  if (soon.length === 0) return null;
  const [first] = soon;
  const asked = first !== undefined && by.length === 1 && isAsked(tools, first, at);
  return { by: soon, asked };
}

/** The plan holds the question whether the account goes on under this id. */
function isAsked(tools: ClaimTools, worker: WorkerId, at: Instant): boolean {
  const claim = claimingOf(tools, worker, at);
  const stored = tools.workers.get(worker);
  if (stored === null || claim?.kind !== 'takes' || claim.protection !== null || isPaused(tools, worker)) return false;
  const { inScope, problems } = wantedOf(tools, stored, at);
  return inScope && problems.length === 0;
}

/** The claimant is at work, or begins no later than the gap tolerance after the access of the old id has ended. */
function beginsSoon(tools: ClaimTools, owner: WorkerId, claimant: WorkerId, at: Instant): boolean {
  const begins = beginOf(tools, claimant, at);
  if (begins === null || begins <= at) return true;
  const end = endOf(tools, owner, at);
  return end === null || begins <= plus(end, tools.options.lifecycle.gapToleranceDays * day);
}

/** When the account would be prepared for a period that holds or is next; null for one that has always been. */
function beginOf(tools: ClaimTools, worker: WorkerId, at: Instant): Instant | null {
  let next: Instant | null = null;
  for (const { create, begin, end } of periodsOf(tools, worker)) {
    if (end !== null && end <= at) continue;
    const from = create ?? begin;
    if (from === null) return null;
    if (next === null || from < next) next = from;
  }
  return next;
}

/** When the access of the old id ends or has ended, by its own periods; null while it does not. */
function endOf(tools: ClaimTools, worker: WorkerId, at: Instant): Instant | null {
  let last: Instant | null = null;
  for (const { end, handedOver } of periodsOf(tools, worker)) {
    if (handedOver) continue;
    if (end === null) return null;
    if (last === null || end > last) last = end;
  }
  // A stop without a day of its own holds from when it is seen.
  return last !== null && last <= 0 ? at : last;
}

function periodsOf(tools: ClaimTools, worker: WorkerId) {
  const record = fromText(tools.workers.get(worker)?.record ?? '[]');
  return spellInstants(workerOf(tools, worker, record).spells, tools.options.lifecycle);
}

import { asJson, canonicalJson } from '../../domain/kernel/canonical-json.ts';
import { sha256 } from '../../domain/kernel/hash.ts';
import type { LifecycleFacts } from '../../domain/lifecycle/evaluate.ts';
import type { Mappings } from '../../domain/mapping/mappings.ts';
import type { Instant } from '../../domain/time/instant.ts';
import type { WorkerRecord } from '../../domain/worker/record.ts';
import type { ReconcileOptions } from '../options.ts';
import type { BindingStore, ControlStore, FeedStore, JournalReader, StandingStore } from '../ports.ts';
import { sourcesInForce, type SourcesInForce } from './sources-in-force.ts';
import type { WorkOutTools } from './work-out.ts';

export interface FactStores {
  readonly bindings: BindingStore;
  readonly journal: JournalReader;
  readonly feed: FeedStore;
  readonly controls: ControlStore;
  readonly standings: StandingStore;
}

/** What working desired accounts out takes: the mappings, the policy, and what is known beyond HR's record. */
export function workOutTools(tools: {
  readonly mappings: Mappings;
  readonly options: ReconcileOptions;
  readonly stores: FactStores;
}): WorkOutTools {
  const { mappings, options, stores } = tools;
  const sources = sourcesInForce(stores, mappings, options.sources);
  return {
    mappings,
    options,
    basis: basisOf(mappings, sources, options),
    sources,
    facts: factsReader(stores, sources),
  };
}

/** Another version, mapping, source or policy makes every desired account another one. */
function basisOf(
  mappings: Mappings,
  { removed, absences }: SourcesInForce,
  { version, lifecycle }: ReconcileOptions,
): string {
  const gone = removed.size === 0 ? {} : { removed: [...removed.keys()].sort() };
  const absent = absences.size === 0 ? {} : { absences: asJson([...absences]) };
  const basis = { version, mapping: mappings.fingerprint, lifecycle: asJson(lifecycle), ...gone, ...absent };
  return sha256(canonicalJson(basis)).slice(0, 32);
}

/** What the journal and people say of a worker; nobody is asked for while nobody is bound or cut off. */
function factsReader(
  { bindings, journal, controls }: FactStores,
  sources: SourcesInForce,
): (worker: WorkerRecord) => LifecycleFacts {
  const anybodyBound = bindings.count() > 0;
  const cuts = new Map<string, LifecycleFacts['cutAt']>(controls.cuts().map(({ worker, at }) => [worker, at]));
  return (worker) => {
    const cutAt = cuts.get(worker.id) ?? null;
    const suspendedAt = anybodyBound ? journal.accessEndedAt(worker.id) : null;
    if (suspendedAt === null) return { suspendedAt, acceptedAt: null, cutAt };
    return { suspendedAt, acceptedAt: acceptedAt(sources, worker), cutAt };
  };
}

/**
 * When the worker was last looked for in every source that has told of them: the oldest of these snapshots. A source that is
 * not configured any more is not looked into; null for somebody of whom only such sources have told.
 */
function acceptedAt(sources: SourcesInForce, { spells }: WorkerRecord): Instant | null {
  let oldest: Instant | null = null;
  for (const source of new Set(spells.map((spell) => spell.source ?? sources.home))) {
    if (sources.removed.has(source)) continue;
    const at = sources.acceptedAt(source);
    if (at === null) return null;
    if (oldest === null || at < oldest) oldest = at;
  }
  return oldest;
}

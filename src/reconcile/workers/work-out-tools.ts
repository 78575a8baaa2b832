import { asJson, canonicalJson } from '../../domain/kernel/canonical-json.ts';
import { sha256 } from '../../domain/kernel/hash.ts';
import type { LifecycleFacts } from '../../domain/lifecycle/evaluate.ts';
import type { CompiledMapping } from '../../domain/mapping/compiled.ts';
import type { ReconcileOptions } from '../options.ts';
import type { BindingStore, ControlStore, FeedStore, JournalReader } from '../ports.ts';
import type { WorkOutTools } from './work-out.ts';

export interface FactStores {
  readonly bindings: BindingStore;
  readonly journal: JournalReader;
  readonly feed: FeedStore;
  readonly controls: ControlStore;
}

/** What working desired accounts out takes: the mapping, the policy, and what is known beyond HR's record. */
export function workOutTools(tools: {
  readonly mapping: CompiledMapping;
  readonly options: ReconcileOptions;
  readonly stores: FactStores;
}): WorkOutTools {
  const { mapping, options, stores } = tools;
  return { mapping, options, basis: basisOf(mapping, options), facts: factsReader(stores, options.source.name) };
}

/** Another version, mapping or policy makes every desired account another one. */
function basisOf(mapping: CompiledMapping, { version, lifecycle }: ReconcileOptions): string {
  return sha256(canonicalJson({ version, mapping: mapping.fingerprint, lifecycle: asJson(lifecycle) })).slice(0, 32);
}

/** What the journal and people say of a worker; nobody is asked for while nobody is bound or cut off. */
function factsReader(
  { bindings, journal, feed, controls }: FactStores,
  source: string,
): (id: string) => LifecycleFacts {
  const anybodyBound = bindings.count() > 0;
  const cuts = new Map<string, LifecycleFacts['cutAt']>(controls.cuts().map(({ worker, at }) => [worker, at]));
  let acceptedAt: LifecycleFacts['acceptedAt'] | undefined;
  return (id) => {
    const suspendedAt = anybodyBound ? journal.accessEndedAt(id) : null;
    if (suspendedAt === null) return { suspendedAt, acceptedAt: null, cutAt: cuts.get(id) ?? null };
    acceptedAt ??= feed.accepted(source)?.readAt ?? null;
    return { suspendedAt, acceptedAt, cutAt: cuts.get(id) ?? null };
  };
}

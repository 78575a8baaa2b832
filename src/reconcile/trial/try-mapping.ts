import type { Finding } from '../../domain/guardrails/finding.ts';
import type { CompiledMapping } from '../../domain/mapping/compiled.ts';
import type { Instant } from '../../domain/time/instant.ts';
import { uniteMappings, type Mappings } from '../../domain/mapping/mappings.ts';
import { noFacts } from '../../domain/lifecycle/evaluate.ts';
import type { ReconcileOptions } from '../options.ts';
import type { SourceReader } from '../ports.ts';
import { aloneInForce } from '../workers/sources-in-force.ts';
import { workOutTools, type FactStores } from '../workers/work-out-tools.ts';
import type { WorkOutTools } from '../workers/work-out.ts';
import { Differences, type Difference } from './differences.ts';
import { outcomeOf, type Candidate } from './outcome.ts';
import { peopleIn } from './people.ts';
import { TrialJudge, type TrialStores } from './trial-judge.ts';

export interface TrialTools {
  readonly source: SourceReader;
  readonly options: ReconcileOptions;
  /** The mappings in force. */
  readonly mappings: Mappings;
  /** The source whose mapping would be another. */
  readonly of: string;
  /** What is known beyond the file; null before the first run. */
  readonly stores: (FactStores & TrialStores) | null;
  /** How many people are named for each difference. */
  readonly shown: number;
  readonly breathe: () => Promise<void>;
}

/** What another mapping would change for whom. */
export interface Trial {
  readonly people: number;
  readonly changed: number;
  readonly differences: readonly Difference[];
  /** Safety checks on what the change of mapping alone brings about; [] without a state. */
  readonly findings: readonly Finding[];
  /** The file against the accepted one: what HR changed since is in neither side of the comparison. */
  readonly file: 'accepted' | 'newer' | 'never-accepted' | 'no-state';
  /** N, the accounts that are known and enabled; null without a state. */
  readonly accounts: number | null;
}

/**
 * Works out the same people of the same file at the same instant by two mappings and tells the differences. HR's own
 * changes are in both sides and so in no difference. Writes nothing.
 */
export async function tryMapping(
  tools: TrialTools,
  before: CompiledMapping,
  after: CompiledMapping,
  at: Instant,
): Promise<Trial> {
  // Of files of changes the newest one that lists everybody.
  await tools.source.next?.(null);
  const columns = [...new Set([...before.columns, ...after.columns])];
  const keyColumn = columns.indexOf(before.columns[before.keyColumn] ?? '');
  const [one, other] = [candidate(tools, before, columns), candidate(tools, after, columns)];
  const judge = tools.stores === null ? null : new TrialJudge(tools.stores, tools.options);
  const differences = new Differences(at, tools.shown, (worker) => judge?.hasAccess(worker) ?? null);
  const { source, breathe } = tools;
  const keyPrefix = before.idPrefix;
  for await (const people of peopleIn({ source, columns, keyColumn, keyPrefix, breathe })) {
    for (const person of people) {
      const [old, fresh] = [outcomeOf(one, person, at), outcomeOf(other, person, at)];
      if (differences.take(person.key, old, fresh)) judge?.take(person.key, old, fresh, at);
    }
  }
  return {
    people: differences.people,
    changed: differences.changed,
    differences: differences.finish(),
    findings: judge?.findings(before, after, at) ?? [],
    file: await fileState(tools),
    accounts: judge?.accounts ?? null,
  };
}

function candidate(tools: TrialTools, mapping: CompiledMapping, columns: readonly string[]): Candidate {
  return { mapping, tools: workTools(tools, mapping), places: mapping.columns.map((name) => columns.indexOf(name)) };
}

/** With this mapping in the place of the one that is in force; what other sources say of somebody is left aside. */
function workTools({ stores, options, mappings, of }: TrialTools, mapping: CompiledMapping): WorkOutTools {
  const all = mappings.all.map((one) => (one.source === of ? { source: of, mapping } : one));
  const changed = uniteMappings(all);
  const sources = aloneInForce(of);
  return stores === null
    ? { mappings: changed, options, basis: '', sources, facts: () => noFacts }
    : { ...workOutTools({ mappings: changed, options, stores }), sources };
}

async function fileState({ stores, source, of }: TrialTools): Promise<Trial['file']> {
  if (stores === null) return 'no-state';
  const accepted = stores.feed.accepted(of);
  if (accepted === null) return 'never-accepted';
  return (await source.digest()) === accepted.sha256 ? 'accepted' : 'newer';
}

import { noFacts, type Lifecycle } from '../../domain/lifecycle/evaluate.ts';
import { workerId } from '../../domain/kernel/ids.ts';
import type { CompiledMapping } from '../../domain/mapping/compiled.ts';
import { uniteMappings, type SourceMapping } from '../../domain/mapping/mappings.ts';
import type { DesiredAccount } from '../../domain/plan/desired.ts';
import type { Instant } from '../../domain/time/instant.ts';
import { spellInstants, type SpellInstants } from '../../domain/worker/employment.ts';
import type { Spell } from '../../domain/worker/record.ts';
import type { ReconcileOptions } from '../options.ts';
import { aloneInForce } from '../workers/sources-in-force.ts';
import { desiredAt } from '../workers/work-out.ts';
import type { PersonInFile } from './person.ts';

/** What the mapping makes of a person, by the file alone: what tenured did before is left aside. */
export interface PersonPreview {
  readonly person: PersonInFile;
  /** Why nothing comes of it; null when something does. */
  readonly putAside: string | null;
  /** Each period of employment with the instants that its dates stand for, in the order of the rows. */
  readonly periods: readonly SpellInstants[];
  readonly desired: DesiredAccount | null;
  readonly lifecycle: Lifecycle | null;
  /** The ids that the rows name as earlier ones of the same person. */
  readonly earlierIds: readonly string[];
}

/** Works out what would become of a person at an instant. Writes nothing and asks nobody. */
export function previewPerson(
  person: PersonInFile,
  { source, mapping }: SourceMapping,
  options: ReconcileOptions,
  at: Instant,
): PersonPreview {
  const putAside = reasonAgainst(person, mapping);
  const spells = spellsOf(person);
  if (putAside !== null || spells.length === 0) {
    return { person, putAside: putAside ?? noPeriods, periods: [], desired: null, lifecycle: null, earlierIds: [] };
  }
  const id = workerId(person.key);
  const mappings = uniteMappings([{ source, mapping }]);
  const tools = { mappings, options, basis: '', sources: aloneInForce(source), facts: () => noFacts };
  const { desired, lifecycle } = desiredAt(tools, { id, spells }, at);
  const earlierIds = earlierIdsOf(spells, mapping).filter((one) => one !== id);
  return { person, putAside: null, periods: spellInstants(spells, options.lifecycle), desired, lifecycle, earlierIds };
}

function earlierIdsOf(spells: readonly Spell[], { linksOf }: CompiledMapping): readonly string[] {
  return [...new Set(spells.flatMap(({ fields }) => linksOf?.(fields).previous ?? []))];
}

const noPeriods = 'none of its rows tells of an employment';

function reasonAgainst({ key, rows }: PersonInFile, mapping: CompiledMapping): string | null {
  if (key === '') return 'a row without a worker id is nobody’s';
  if (rows.some(({ brokenWidth }) => brokenWidth !== null)) return 'a row has more or fewer cells than the header';
  if (rows.some(({ reading }) => !reading.ok)) return 'a row cannot be read';
  return mapping.rows === 'one' && differs(rows) ? 'the mapping says `rows: one`, and its rows differ' : null;
}

function differs(rows: PersonInFile['rows']): boolean {
  return new Set(rows.map(({ fields }) => JSON.stringify(fields.map(({ cell }) => cell)))).size > 1;
}

/** The same row twice is one period. */
function spellsOf({ rows }: PersonInFile): readonly Spell[] {
  const seen = new Set<string>();
  return rows.flatMap(({ reading, fields }) => {
    const cells = JSON.stringify(fields.map(({ cell }) => cell));
    if (!reading.ok || !reading.value.counts || seen.has(cells)) return [];
    seen.add(cells);
    return [reading.value.spell];
  });
}

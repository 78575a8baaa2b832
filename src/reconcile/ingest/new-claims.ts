import { mostSubjects } from '../../domain/guardrails/limit.ts';
import type { NamedCount } from '../../domain/guardrails/tally.ts';
import type { CompiledMapping, PersonLinks } from '../../domain/mapping/compiled.ts';
import type { BindingStore, ClaimStore, ConversionStore, SnapshotDraft } from '../ports.ts';
import { headOf } from '../workers/links.ts';

export interface NewClaimsTools {
  readonly draft: Pick<SnapshotDraft, 'stagedKeys' | 'imageRows'>;
  readonly mapping: CompiledMapping;
  readonly bindings: BindingStore;
  readonly claims: ClaimStore;
  readonly conversions: ConversionStore;
  readonly breathe: () => Promise<void>;
}

const keysAtOnce = 1_000;

/**
 * Worker ids without an account whose rows claim that of another id for the first time in this file. Null with a mapping that
 * asks for nothing of the kind: then no row is looked at.
 */
export async function newClaims(tools: NewClaimsTools): Promise<NamedCount | null> {
  if (tools.mapping.linksOf === null) return null;
  const counting = new Counting(tools);
  await eachKey(tools, (key) => {
    counting.claimant(key);
  });
  // The same key may stand in the rows of the known id for the first time, too.
  if (counting.waitsForOthers) {
    await eachKey(tools, (key) => {
      counting.owner(key);
    });
  }
  return counting.done();
}

async function eachKey({ draft, breathe }: NewClaimsTools, look: (key: string) => void): Promise<void> {
  for (let after = 0; ;) {
    const staged = draft.stagedKeys(after, keysAtOnce);
    const last = staged.at(-1);
    if (last === undefined) return;
    after = last.id;
    for (const key of new Set(staged.map((one) => one.key))) look(key);
    await breathe();
  }
}

class Counting {
  readonly #tools: NewClaimsTools;
  /** Whose account each new claimant claims. */
  readonly #found = new Map<string, string>();
  /** Claimants by what stands for a person and is not known of anybody with an account. */
  readonly #open = new Map<string, string[]>();

  constructor(tools: NewClaimsTools) {
    this.#tools = tools;
  }

  get waitsForOthers(): boolean {
    return this.#open.size > 0;
  }

  claimant(key: string): void {
    const { bindings, claims, conversions } = this.#tools;
    if (this.#found.has(key) || bindings.byWorker(key) !== null || conversions.successor(key) !== null) return;
    const known = claims.of(key);
    for (const { previous, person } of this.#linksOf(key)) {
      if (previous !== null && !known.previous.includes(previous) && this.#hasAccount(previous, key)) {
        this.#found.set(key, previous);
      } else if (person !== null && !known.persons.includes(person)) {
        const owner = claims.sharing(person).find((one) => this.#hasAccount(one, key));
        if (owner === undefined) this.#open.set(person, [...(this.#open.get(person) ?? []), key]);
        else this.#found.set(key, owner);
      }
    }
  }

  owner(key: string): void {
    if (this.#tools.bindings.byWorker(key) === null) return;
    for (const { person } of this.#linksOf(key)) {
      for (const claimant of this.#open.get(person ?? '') ?? []) this.#found.set(claimant, key);
    }
  }

  done(): NamedCount {
    const named = [...this.#found].slice(0, mostSubjects).map(([key, owner]) => `${key} from ${owner}`);
    return { total: this.#found.size, subjects: named };
  }

  #hasAccount(id: string, other: string): boolean {
    const head = headOf(this.#tools.conversions, id);
    return head !== other && this.#tools.bindings.byWorker(head) !== null;
  }

  #linksOf(key: string): readonly PersonLinks[] {
    const { draft, mapping } = this.#tools;
    return draft.imageRows(key).flatMap(({ cells }) => {
      const reading = cells.length === 0 ? null : mapping.readRow(cells);
      const links = reading?.ok === true ? mapping.linksOf?.(reading.value.spell.fields) : undefined;
      return links ?? [];
    });
  }
}

import { asJson, canonicalJson } from '../../domain/kernel/canonical-json.ts';
import { lineHash } from '../../domain/kernel/hash.ts';
import type { Sha256 } from '../../domain/kernel/ids.ts';
import type { ListedProblem, OperationKind, PlanHeader, PlanLine, Provenance } from '../../domain/plan/artefact.ts';
import { laneOf } from '../../domain/plan/lanes.ts';
import { identityOf, shortened } from '../../domain/plan/listed-problem.ts';
import type { CanonicalLine, ListedEntry, PlanDraft } from '../ports.ts';

/** Few, so that they are garbage while they are young: what is kept for longer makes the memory grow. */
const chunkLines = 200;
/** Every chunk of them is made durable by itself, which takes its time. */
const chunkListed = 1_000;

/** Collects a plan's lines by lane and stores them in chunks; nothing of a plan is ever held whole. */
export class PlanWriter {
  readonly #draft: PlanDraft;
  readonly #waiting = new Map<number, CanonicalLine[]>();
  readonly #kinds: Partial<Record<OperationKind, number>> = {};
  readonly #same = lineHash();
  #listed: ListedEntry[] = [];

  /** @param madeBy what else makes a plan another one, though it says the same: by what and from what it is made. */
  constructor(draft: PlanDraft, madeBy: readonly string[]) {
    this.#draft = draft;
    for (const one of madeBy) this.#same.add(one);
  }

  add(line: PlanLine, provenance: Provenance | null): void {
    const lane = laneOf(line);
    const text = canonicalJson(asJson(line));
    let waiting = this.#waiting.get(lane);
    if (waiting === undefined) this.#waiting.set(lane, (waiting = []));
    waiting.push({ text, provenance });
    if (waiting.length >= chunkLines) this.#store(lane);
    this.#remember(line, text);
  }

  /**
   * Adds to the list of data problems. What follows for the person makes another plan as the problem itself does.
   * @param column the header as HR writes it now: the problem stays the same when it is renamed.
   */
  list(problem: ListedProblem, column: string | null): void {
    const identity = identityOf(problem);
    this.#listed.push({ identity, problem: shortened({ ...problem, column }) });
    this.#same.add(JSON.stringify([identity, column, problem.urgency, problem.concerned, problem.link]));
    if (this.#listed.length >= chunkListed) this.#storeListed();
  }

  /** Operations by kind. */
  get operations(): Readonly<Partial<Record<OperationKind, number>>> {
    return this.#kinds;
  }

  /** Stores what is left and gives the digest of all that the plan says to do and to look at. */
  flush(): Sha256 {
    for (const lane of this.#waiting.keys()) this.#store(lane);
    this.#storeListed();
    return this.#same.end();
  }

  /** SHA-256 over the header's line and every line in the plan's order. */
  async hash(header: PlanHeader, breathe: () => Promise<void>): Promise<Sha256> {
    const hash = lineHash();
    hash.add(canonicalJson(asJson(header)));
    for (const block of this.#draft.blocks()) {
      hash.addBlock(block);
      await breathe();
    }
    return hash.end();
  }

  #store(lane: number): void {
    const lines = this.#waiting.get(lane) ?? [];
    if (lines.length > 0) this.#draft.append(lane, lines);
    this.#waiting.set(lane, []);
  }

  #storeListed(): void {
    if (this.#listed.length > 0) this.#draft.list(this.#listed);
    this.#listed = [];
  }

  /** What makes a plan another one: its operations, what is wrong, and what needs a person. Measurements may differ. */
  #remember(line: PlanLine, text: string): void {
    switch (line.line) {
      case 'operation':
        this.#kinds[line.kind] = (this.#kinds[line.kind] ?? 0) + 1;
        this.#same.add(`${line.id} ${line.notBefore === null ? 'due' : 'ahead'}`);
        break;
      case 'finding':
        if (line.verdict !== 'ok') this.#same.add(`${line.guardrail} ${line.verdict}`);
        break;
      case 'skip':
      case 'problem':
        this.#same.add(text);
        break;
    }
  }
}

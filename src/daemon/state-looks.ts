import type { Code } from '../domain/kernel/codes.ts';
import { second, type Instant } from '../domain/time/instant.ts';
import { codeOf } from './failure.ts';
import type { DaemonTools, StateFacts, Wishes } from './tools.ts';

/** Whoever asks how the daemon is does not have everybody counted through each time. */
const factsKept = 5 * second;

/**
 * Looks at the state. What a look throws ends nothing: it is logged when it begins and when it is over, and null is seen
 * meanwhile.
 */
export class StateLooks {
  readonly #tools: DaemonTools;
  readonly #problems = new Map<string, Code>();
  #facts: { readonly at: Instant; readonly value: StateFacts | null } | null = null;

  constructor(tools: DaemonTools) {
    this.#tools = tools;
  }

  /** Why the state cannot be looked at now; null when it can. */
  get problem(): Code | null {
    const [first] = this.#problems.values();
    return first ?? null;
  }

  wishes(): Wishes | null {
    return this.#guarded('wishes', () => this.#tools.wishes());
  }

  boundary(after: Instant): Instant | null {
    return this.#guarded('boundary', () => this.#tools.boundary(after));
  }

  /** As they were within the last seconds. */
  facts(now: Instant): StateFacts | null {
    const known = this.#facts;
    if (known !== null && now >= known.at && now - known.at < factsKept) return known.value;
    const value = this.#guarded('facts', () => this.#tools.facts());
    this.#facts = { at: now, value };
    return value;
  }

  /** Something was done: what was known is old. */
  forget(): void {
    this.#facts = null;
  }

  #guarded<Value>(look: string, take: () => Value): Value | null {
    const { log } = this.#tools;
    try {
      const value = take();
      if (this.#problems.delete(look)) log.info('the state can be looked at again', { look });
      return value;
    } catch (error) {
      const code = codeOf(error);
      if (this.#problems.get(look) !== code) log.error('the state cannot be looked at', { look, code });
      this.#problems.set(look, code);
      return null;
    }
  }
}

import type { Operation } from '../domain/plan/artefact.ts';
import { losesAccess } from '../domain/plan/access.ts';
import type { RunEvent } from '../reconcile/events.ts';
import type { Settled } from '../reconcile/events.ts';

/** An operation that did not simply work, for the closing summary. */
export interface Trouble {
  readonly worker: string;
  readonly name: string;
  readonly kind: Operation['kind'];
  readonly settled: Settled;
  readonly why: string | null;
}

/** What a run did, as far as a summary names it. The counts are the run's own; these are names and words. */
export interface CarriedOut {
  readonly troubles: readonly Trouble[];
  /** Of each kind of trouble, how many there were, those not kept included. */
  readonly total: number;
  /** People who lost access in this run. */
  readonly lost: number;
}

const mostKept = 200;

/** Listens to a run and remembers whom it has to name afterwards. */
export class Witness {
  readonly #troubles: Trouble[] = [];
  #total = 0;
  #lost = 0;

  /** @returns the line that is to be told at once, null for what goes by silently. */
  take(
    event: RunEvent,
  ): { readonly operation: Operation; readonly settled: Settled; readonly why: string | null } | null {
    if (event.type !== 'operation') return null;
    const { operation, settled, why } = event;
    if (troubling.has(settled)) {
      this.#note(operation, settled, why);
      return event;
    }
    if (settled !== 'done' || !losesAccess(operation)) return null;
    this.#lost += 1;
    return event;
  }

  told(): CarriedOut {
    return { troubles: this.#troubles, total: this.#total, lost: this.#lost };
  }

  #note({ subject, kind }: Operation, settled: Settled, why: string | null): void {
    this.#total += 1;
    if (this.#troubles.length >= mostKept) return;
    this.#troubles.push({ worker: subject.worker, name: subject.name, kind, settled, why });
  }
}

const troubling: ReadonlySet<Settled> = new Set<Settled>([
  'failed',
  'conflicted',
  'in-doubt',
  'cancelled',
  'dependant',
]);

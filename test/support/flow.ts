import { countingSignatures } from './signatures.ts';
import { settle, type VirtualClock } from './virtual-clock.ts';

/** So many turns of the event loop with nothing under way: what still could go on would have. */
const quietTurns = 12;

/**
 * Lets virtual time pass while work is done that waits in many places at once: never while a request, a file or a
 * signature is under way, and then to the next instant that somebody waits for.
 */
export class Flow {
  readonly #clock: VirtualClock;
  #underWay = 0;

  constructor(clock: VirtualClock) {
    this.#clock = clock;
  }

  /** The real one, with the answer read whole before anybody has it. */
  readonly fetch = (url: string | URL | Request, init?: RequestInit): Promise<Response> =>
    this.#counted(async () => {
      const answer = await fetch(url, init);
      const body = answer.body === null ? null : await answer.arrayBuffer();
      const { status, headers } = answer;
      return new Response(status === 204 ? null : body, { status, headers });
    });

  /** Resolves with the work, once it is done. */
  async until<Value>(begin: () => Promise<Value>): Promise<Value> {
    return countingSignatures(
      (sign) => this.#counted(sign),
      () => this.#letPass(begin()),
    );
  }

  async #letPass<Value>(work: Promise<Value>): Promise<Value> {
    const ending = new AbortController();
    const end = (): void => {
      ending.abort();
    };
    work.then(end, end);
    for (let quiet = 0; !ending.signal.aborted; quiet += 1) {
      await settle();
      if (this.#underWay > 0 || readsFiles()) quiet = 0;
      if (quiet < quietTurns) continue;
      await aMoment();
      const next = this.#underWay > 0 || readsFiles() ? null : this.#clock.next();
      if (next === null) continue;
      await this.#clock.advance(next);
      quiet = 0;
    }
    return work;
  }

  async #counted<Value>(begin: () => Promise<Value>): Promise<Value> {
    this.#underWay += 1;
    try {
      return await begin();
    } finally {
      this.#underWay -= 1;
    }
  }
}

/** Lets the other threads of this process have a processor, too. */
function aMoment(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 2));
}

function readsFiles(): boolean {
  return process.getActiveResourcesInfo().some((name) => name.startsWith('FSReq'));
}

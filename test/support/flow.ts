import { countingSignatures } from './signatures.ts';
import { settle, type VirtualClock } from './virtual-clock.ts';

/** So many turns of the event loop with nothing under way: what still could go on would have. */
const quietTurns = 12;

/**
 * Lets virtual time pass while work is done that waits in many places at once: never while a request, a file or a
 * signature is under way, and then to the next instant that somebody waits for. A request that its server lets wait
 * is not under way: it is not answered before time passes.
 */
export class Flow {
  readonly #clock: VirtualClock;
  readonly #send: typeof fetch;
  #underWay = 0;
  /** Milliseconds of virtual time that the longest request took, with all of its answer. */
  longestCall = 0;

  constructor(clock: VirtualClock, send: typeof fetch = fetch) {
    this.#clock = clock;
    this.#send = send;
  }

  /** The real one, with the answer read whole before anybody has it. */
  readonly fetch = (url: string | URL | Request, init?: RequestInit): Promise<Response> =>
    this.#counted(async () => {
      const began = this.#clock.now();
      try {
        const answer = await this.#send(url, init);
        const body = answer.body === null ? null : await answer.arrayBuffer();
        const { status, headers } = answer;
        return new Response(status === 204 ? null : body, { status, headers });
      } catch (error) {
        if (init?.signal?.aborted === true) this.#clock.abandonOldest();
        throw error;
      } finally {
        this.longestCall = Math.max(this.longestCall, this.#clock.now() - began);
      }
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
      if (this.#isAtWork()) quiet = 0;
      if (quiet < quietTurns) continue;
      await aMoment();
      if (this.#isAtWork() || this.#clock.next() === null) continue;
      await this.#clock.skip();
      quiet = 0;
    }
    return work;
  }

  #isAtWork(): boolean {
    return this.#underWay > this.#clock.awaited() || readsFiles();
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

import { concurrencyOf, type LimitPreset } from './rate-buckets.ts';

/**
 * The requests that are under way. Okta: beyond the concurrency limit a request is answered 429, with rate headers
 * whose limit and remaining are both 0.
 */
export class UnderWay {
  #count = 0;
  readonly #limits: ReturnType<typeof concurrencyOf>;
  readonly #ofApp = new Map<string, number>();

  constructor(preset: LimitPreset) {
    this.#limits = concurrencyOf(preset);
  }

  /** What leaves again whatever entered; undefined when there are too many. `limit` stands for the org's own. */
  enter(limit: number | undefined): Leave | undefined {
    if (this.#count >= (limit ?? this.#limits.org)) return undefined;
    this.#count += 1;
    let app: string | undefined;
    return {
      enterFor: (clientId) => {
        const others = this.#ofApp.get(clientId) ?? 0;
        if (others >= this.#limits.app) return false;
        app = clientId;
        this.#ofApp.set(clientId, others + 1);
        return true;
      },
      leave: () => {
        this.#count -= 1;
        if (app !== undefined) this.#ofApp.set(app, (this.#ofApp.get(app) ?? 1) - 1);
      },
    };
  }
}

/** A request's place among those under way. */
export interface Leave {
  /** Takes a place of the client's own, too; false when it has too many under way. */
  enterFor(clientId: string): boolean;
  leave(): void;
}

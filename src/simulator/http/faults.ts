/** Which requests a fault is for. */
export interface RequestMatch {
  readonly method?: string;
  /** A path in which `*` stands for one segment, or a pattern that the whole path is tested with. */
  readonly path?: string | RegExp;
  /** Which of the matching requests from now on, counted from 1; default the first. */
  readonly nth?: number;
}

/** What a failing request is answered with. */
export interface Failure {
  readonly status: number;
  readonly errorCode: string;
}

export type Fault =
  | { readonly kind: 'cutBeforeCommit' }
  | { readonly kind: 'cutAfterCommit' }
  | { readonly kind: 'fail'; readonly failure: Failure }
  /** Stands still before anything is changed, or with the change made and before the answer, until let go. */
  | { readonly kind: 'hold'; readonly when: 'beforeCommit' | 'afterCommit'; readonly stand: () => Promise<void> };

/** A request that was made to stand still. */
export interface Held {
  /** Resolves when the request has come to that point. */
  readonly reached: Promise<void>;
  /** Lets it go on. */
  release(): void;
}

interface Order {
  readonly match: RequestMatch;
  readonly fault: Fault;
  left: number;
}

/** Faults to come, each for one request: ordered by tests and drills, met by requests. */
export class Faults {
  #orders: Order[] = [];

  /** The connection ends before anything is changed. */
  cutBeforeCommit(match: RequestMatch = {}): void {
    this.#order(match, { kind: 'cutBeforeCommit' });
  }

  /** The change is made, and the connection ends before the answer. */
  cutAfterCommit(match: RequestMatch = {}): void {
    this.#order(match, { kind: 'cutAfterCommit' });
  }

  /** The request is refused in this way, whatever it is, and nothing is changed. */
  failNext(match: RequestMatch, failure: Failure): void {
    this.#order(match, { kind: 'fail', failure });
  }

  /** The request stands still: time to look at, stop or kill whoever sent it. */
  hold(match: RequestMatch, when: 'beforeCommit' | 'afterCommit'): Held {
    const reached = Promise.withResolvers<undefined>();
    const released = Promise.withResolvers<undefined>();
    const stand = async (): Promise<void> => {
      reached.resolve(undefined);
      await released.promise;
    };
    this.#order(match, { kind: 'hold', when, stand });
    return {
      reached: reached.promise,
      release: () => {
        released.resolve(undefined);
      },
    };
  }

  /** How many ordered faults no request has met yet. */
  get pending(): number {
    return this.#orders.length;
  }

  /** Calls off what has not been met yet. */
  clear(): void {
    this.#orders = [];
  }

  /** The fault this request meets: the first one ordered for it, which is used up by that. */
  meet(method: string, path: string): Fault | undefined {
    const fitting = this.#orders.filter(({ match }) => fits(match, method, path));
    for (const order of fitting) order.left -= 1;
    const met = fitting.find(({ left }) => left <= 0);
    if (met !== undefined) this.#orders = this.#orders.filter((order) => order !== met);
    return met?.fault;
  }

  #order(match: RequestMatch, fault: Fault): void {
    this.#orders.push({ match, fault, left: match.nth ?? 1 });
  }
}

function fits({ method, path }: RequestMatch, actualMethod: string, actualPath: string): boolean {
  if (method !== undefined && method.toUpperCase() !== actualMethod) return false;
  if (path === undefined) return true;
  if (typeof path !== 'string') return path.test(actualPath);
  const wanted = path.split('/');
  const actual = actualPath.split('/');
  return wanted.length === actual.length && wanted.every((part, index) => part === '*' || part === actual[index]);
}

import type { Random } from '../../domain/kernel/random.ts';
import { second } from '../../domain/time/instant.ts';
import { isAimed, targetOf, type Target } from './aim.ts';
import { checkFaults, type FaultProblem } from './check.ts';
import { perform, type Stage } from './deeds.ts';
import { begin, fairClimate, type Climate } from './standing.ts';
import {
  isAnswerFault,
  isShapeFault,
  isStandingFault,
  type Aim,
  type AnswerFault,
  type DeedFault,
  type Fault,
  type ShapeFault,
  type Side,
} from './vocabulary.ts';

/** Which requests a fault is for, as tests write it. */
export interface RequestMatch extends Omit<Aim, 'path'> {
  /** As in a fault, or a pattern that the whole path is tested with. */
  readonly path?: string | RegExp;
}

/** What a failing request is answered with. */
export interface Failure {
  readonly status: number;
  readonly errorCode: string;
}

/** A request that was made to stand still. */
export interface Held {
  /** Resolves when the request has come to that point. */
  readonly reached: Promise<void>;
  /** Lets it go on. */
  release(): void;
}

/** A fault that was ordered and is not over. */
export interface OrderedFault {
  readonly id: string;
  readonly fault: Fault;
  readonly state: 'waiting' | 'in force' | 'holding';
  /** Requests it was for so far, and those of them that it met. */
  readonly seen: number;
  readonly met: number;
  /** What went wrong when somebody was to act. */
  readonly problem?: string;
}

/** What a request meets. */
export interface Met {
  readonly answer: AnswerFault | undefined;
  readonly shapes: readonly ShapeFault[];
  /** How long it takes before anything else happens. */
  readonly delayMs: number;
  /** Comes back at once, or when a held request is let go. */
  stand(side: Side): Promise<void>;
  /** Lets everybody act who waited for this request. */
  act(side: Side): void;
}

/** What became of an order. */
export type Ordered =
  | { readonly ok: true; readonly ids: readonly string[] }
  | { readonly ok: false; readonly problems: readonly FaultProblem[] };

interface Order {
  readonly id: string;
  readonly fault: Fault;
  readonly target: Target;
  readonly from: number;
  readonly until: number;
  readonly gate: Gate;
  seen: number;
  met: number;
  /** Ends what it began. */
  end: (() => void) | undefined;
  /** When it acts next, for who goes by the time. */
  next: number;
  problem: string | undefined;
}

interface Gate {
  readonly reached: PromiseWithResolvers<undefined>;
  readonly released: PromiseWithResolvers<undefined>;
}

/** Faults in one vocabulary, ordered by tests, drills and the control endpoint, met by requests. */
export class Faults {
  #orders: Order[] = [];
  #held: Order[] = [];
  #mishaps: readonly string[] = [];
  #count = 0;
  readonly #stage: Stage;
  readonly #now: () => number;
  readonly #random: Random;
  /** What is so for everybody at the moment. */
  readonly climate: Climate = fairClimate();

  constructor(stage: Pick<Stage, 'org' | 'rotateNonce'>, random: Random) {
    this.#stage = {
      random,
      get org() {
        return stage.org;
      },
      rotateNonce: () => stage.rotateNonce(),
    };
    this.#random = random;
    this.#now = () => stage.org.now();
  }

  /**
   * Orders a fault, or several; each is known by the id returned.
   * @throws RangeError that names everything that is wrong with them. Then none is ordered, except that what others
   * were to do at once and could do is done.
   */
  order(...faults: readonly Fault[]): readonly string[] {
    const ordered = this.take(faults.length === 1 ? faults[0] : faults);
    if (!ordered.ok) throw new RangeError(ordered.problems.map(({ at, problem }) => `${at} ${problem}`).join('\n'));
    return ordered.ids;
  }

  /** The same for JSON from anywhere: one fault or a list of them. */
  take(value: unknown): Ordered {
    const checked = checkFaults(value);
    if (!checked.ok) return checked;
    const orders = checked.faults.map((fault) => this.#enter(fault));
    this.settle();
    const problems = orders.flatMap(({ problem }, index) =>
      problem === undefined ? [] : [{ at: Array.isArray(value) ? `[${String(index)}]` : 'fault', problem }],
    );
    if (problems.length === 0) return { ok: true, ids: orders.map(({ id }) => id) };
    for (const order of orders) this.#drop(order);
    return { ok: false, problems };
  }

  /** What others were to do and could not, oldest first. */
  get mishaps(): readonly string[] {
    return this.#mishaps;
  }

  /** The connection ends before anything is changed. */
  cutBeforeCommit(match: RequestMatch = {}): void {
    this.#enter({ ...aimOf(match), kind: 'cutBeforeCommit' });
  }

  /** The change is made, and the connection ends before the answer. */
  cutAfterCommit(match: RequestMatch = {}): void {
    this.#enter({ ...aimOf(match), kind: 'cutAfterCommit' });
  }

  /** The request is refused in this way, whatever it is, and nothing is changed. */
  failNext(match: RequestMatch, failure: Failure): void {
    this.#enter({ ...aimOf(match), kind: 'fail', ...failure });
  }

  /** The request stands still: time to look at, stop or kill whoever sent it. */
  hold(match: RequestMatch, when: Side): Held {
    const { id, gate } = this.#enter({ ...aimOf(match), kind: 'hold', when });
    return {
      reached: gate.reached.promise,
      release: () => {
        this.release(id);
        gate.released.resolve(undefined);
      },
    };
  }

  /** Lets a held request go on; false when none is held by this fault. */
  release(id: string): boolean {
    const held = this.#held.find((order) => order.id === id);
    this.#held = this.#held.filter((order) => order !== held);
    held?.gate.released.resolve(undefined);
    return held !== undefined;
  }

  /** How many ordered faults are not used up; what is so for everybody does not count. */
  get pending(): number {
    return this.#orders.filter(({ fault }) => !isStandingFault(fault)).length;
  }

  /** Everything that was ordered and is not over. */
  list(): readonly OrderedFault[] {
    this.settle();
    return [...this.#orders.map((order) => this.#told(order)), ...this.#held.map((order) => this.#told(order, true))];
  }

  /** Calls one off, or lets go what it holds; false when there is no such fault. */
  remove(id: string): boolean {
    if (this.release(id)) return true;
    const order = this.#orders.find((one) => one.id === id);
    if (order !== undefined) this.#drop(order);
    return order !== undefined;
  }

  /** Calls off what has not been met yet, and ends what is so for everybody. */
  clear(): void {
    for (const order of this.#orders.toReversed()) this.#drop(order);
  }

  /** Lets begin, happen and end what does so by the time alone. */
  settle(): void {
    if (this.#orders.length === 0) return;
    const now = this.#now();
    for (const order of [...this.#orders]) {
      if (isStandingFault(order.fault) && order.from <= now && now < order.until) this.#begin(order);
      if (isTimed(order.fault)) this.#actOnTime(order, order.fault, now);
      if (now >= order.until) this.#drop(order);
    }
  }

  /** What this request meets; whatever is for one request only is used up by that. */
  meet(method: string, path: string): Met {
    if (this.#orders.length === 0) return nothing;
    this.settle();
    const due = this.#orders.filter((order) => this.#isDue(order, method, path));
    const answering = due.find(({ fault }) => isAnswerFault(fault));
    const met = due.filter((order) => !isAnswerFault(order.fault) || order === answering);
    for (const order of met) this.#use(order);
    const actors = met.filter(({ fault }) => !isAnswerFault(fault) && !isShapeFault(fault));
    const shapes = met.map(({ fault }) => fault).filter(isShapeFault);
    return {
      answer: answering?.fault as AnswerFault | undefined,
      shapes,
      delayMs: shapes.reduce((sum, shape) => sum + this.#delayOf(shape), 0),
      stand: (side) => this.#stand(answering, side),
      act: (side) => {
        for (const order of actors) if (sideOf(order.fault) === side) this.#perform(order);
      },
    };
  }

  #enter(fault: Fault): Order {
    this.#count += 1;
    const from = this.#now() + (fault.afterSeconds ?? 0) * second;
    const order: Order = {
      id: `f${String(this.#count)}`,
      fault,
      target: isStandingFault(fault) ? () => false : targetOf(fault),
      from,
      until: fault.forSeconds === undefined ? Infinity : from + fault.forSeconds * second,
      gate: { reached: Promise.withResolvers(), released: Promise.withResolvers() },
      seen: 0,
      met: 0,
      end: undefined,
      next: from,
      problem: undefined,
    };
    this.#orders.push(order);
    return order;
  }

  #isDue(order: Order, method: string, path: string): boolean {
    const { fault } = order;
    if (isStandingFault(fault) || isTimed(fault)) return false;
    if (this.#now() < order.from || !order.target(method, path)) return false;
    order.seen += 1;
    if (order.seen < (fault.nth ?? 1)) return false;
    return fault.chance === undefined || this.#random.next() < fault.chance;
  }

  #delayOf(shape: ShapeFault): number {
    if (shape.kind !== 'latency') return 0;
    return shape.milliseconds + Math.floor(this.#random.next() * (shape.jitter ?? 0));
  }

  #use(order: Order): void {
    order.met += 1;
    if (order.met < timesOf(order.fault)) return;
    this.#orders = this.#orders.filter((one) => one !== order);
  }

  #drop(order: Order): void {
    this.#orders = this.#orders.filter((one) => one !== order);
    order.end?.();
    order.end = undefined;
  }

  #begin(order: Order): void {
    if (order.end !== undefined || order.problem !== undefined || !isStandingFault(order.fault)) return;
    try {
      order.end = begin(order.fault, this.#stage.org, this.climate);
    } catch (error) {
      order.problem = messageOf(error);
    }
  }

  #actOnTime(order: Order, fault: DeedFault, now: number): void {
    const step = fault.everySeconds === undefined ? Infinity : fault.everySeconds * second;
    while (order.next <= now && order.next < order.until && this.#orders.includes(order)) {
      order.next += step;
      order.seen += 1;
      this.#perform(order);
      this.#use(order);
    }
  }

  #perform(order: Order): void {
    try {
      perform(order.fault as DeedFault, this.#stage);
    } catch (error) {
      order.problem = messageOf(error);
      this.#mishaps = [...this.#mishaps.slice(-99), `${order.fault.kind}: ${order.problem}`];
    }
  }

  async #stand(order: Order | undefined, side: Side): Promise<void> {
    if (order?.fault.kind !== 'hold' || order.fault.when !== side) return;
    this.#held.push(order);
    order.gate.reached.resolve(undefined);
    await order.gate.released.promise;
  }

  #told({ id, fault, from, seen, met, end, problem }: Order, holding = false): OrderedFault {
    const waits = isStandingFault(fault) ? end === undefined : this.#now() < from;
    const state = holding ? 'holding' : waits ? 'waiting' : 'in force';
    return { id, fault, state, seen, met, ...(problem === undefined ? {} : { problem }) };
  }
}

const nothing: Met = {
  answer: undefined,
  shapes: [],
  delayMs: 0,
  stand: () => Promise.resolve(),
  act: () => undefined,
};

function aimOf({ path, ...rest }: RequestMatch): Aim {
  if (path === undefined) return rest;
  return path instanceof RegExp ? { ...rest, pattern: path.source } : { ...rest, path };
}

/** Somebody who acts by the time alone. */
function isTimed(fault: Fault): fault is DeedFault {
  return !isStandingFault(fault) && !isAnswerFault(fault) && !isShapeFault(fault) && !isAimed(fault);
}

function timesOf(fault: Fault): number {
  if (isStandingFault(fault)) return Infinity;
  const lasts = fault.chance !== undefined || fault.forSeconds !== undefined || 'everySeconds' in fault;
  const times = fault.times ?? (lasts ? 'all' : 1);
  return times === 'all' ? Infinity : times;
}

function sideOf(fault: Fault): Side {
  return 'when' in fault ? (fault.when ?? 'beforeCommit') : 'beforeCommit';
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

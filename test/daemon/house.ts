import {
  createMetrics,
  runDaemon,
  type DaemonEnd,
  type DaemonTools,
  type TurnRequest,
} from '../../src/daemon/index.ts';
import type { DaemonOptions, LogLine, StateFacts, TurnHooks, Wishes } from '../../src/daemon/tools.ts';
import type { TurnOutcome } from '../../src/daemon/turn-words.ts';
import type { Clock } from '../../src/domain/kernel/clock.ts';
import { instant, minute, second, type Instant } from '../../src/domain/time/instant.ts';
import { settle, VirtualClock } from '../support/virtual-clock.ts';
import { virtualSchedule } from '../support/virtual-schedule.ts';

/** Monday noon, a quarter of an hour's whole multiple. */
export const noon = Date.UTC(2026, 10, 23, 12);

/** A wall clock over a steady one, so that its hands can be set while sleeps go on as they do. */
export class WallClock implements Clock {
  readonly steady: VirtualClock;
  #ahead = 0;

  constructor(start = noon) {
    this.steady = new VirtualClock(start);
  }

  now(): Instant {
    return instant(this.steady.now() + this.#ahead);
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return this.steady.sleep(ms, signal);
  }

  /** Sets the hands, or, forwards, lets the host have been asleep. */
  jump(ms: number): void {
    this.#ahead += ms;
  }
}

export interface MadeTurn {
  readonly request: TurnRequest;
  readonly hooks: TurnHooks;
  /** Seconds after noon. */
  readonly at: number;
  readonly nested: boolean;
}

export type Behaviour = (turn: MadeTurn) => TurnOutcome | Promise<TurnOutcome>;

/** A daemon with everything around it made up: dates, a file, people's wishes, and what turns do. */
export class House {
  readonly clock = new WallClock();
  readonly stop = new AbortController();
  readonly turns: MadeTurn[] = [];
  readonly logged: string[] = [];
  readonly ended: string[] = [];
  readonly #options: DaemonOptions;
  readonly #every: number;
  boundaries: Instant[] = [];
  file: string | null = 'first';
  wishes: Wishes = { urgent: null, other: '' };
  facts: StateFacts = { overdue: 0, paused: false };
  /** Thrown by every look at the state. */
  broken: Error | null = null;
  behaviour: Behaviour = () => 'done';
  #inside = 0;
  /** More turns at once than there may be. */
  overlapped = false;

  constructor(options: Partial<DaemonOptions> = {}, every: number = 15 * minute) {
    this.#options = { pollSeconds: 15, shutdownGraceSeconds: 25, horizonHours: 24, health: null, ...options };
    this.#every = every;
  }

  tools(): DaemonTools {
    return {
      clock: this.clock,
      schedule: virtualSchedule(this.clock, this.#every),
      options: this.#options,
      metrics: createMetrics('1.2.3'),
      log: { error: this.#line('error'), warn: this.#line('warn'), info: this.#line('info'), debug: () => undefined },
      turn: (request, hooks) => this.#turn(request, hooks),
      boundary: (after) =>
        this.#look(() => this.boundaries.filter((at) => at > after).sort((a, b) => a - b)[0] ?? null),
      fileSeen: () => Promise.resolve(this.file),
      wishes: () => this.#look(() => this.wishes),
      facts: () => this.#look(() => this.facts),
      abandon: () => {
        this.ended.push('abandoned');
      },
      release: () => {
        this.ended.push('released');
      },
    };
  }

  run(tools = this.tools()): Promise<DaemonEnd> {
    return runDaemon(tools, this.stop.signal);
  }

  /** Starts it and lets the turn that catches up be made and forgotten. */
  async start(tools = this.tools()): Promise<{ readonly ended: Promise<DaemonEnd> }> {
    const ended = this.run(tools);
    await settle();
    this.turns.length = 0;
    return { ended };
  }

  /** Moves the steady clock on. */
  pass(ms: number): Promise<void> {
    return this.clock.steady.advance(ms);
  }

  /** Lets an instant so many seconds after now be somebody's date. */
  dateIn(seconds: number): Instant {
    const at = instant(this.clock.now() + seconds * second);
    this.boundaries.push(at);
    return at;
  }

  /** The turns so far: `boundary changes 60`. */
  made(): string[] {
    return this.turns.map(({ request, at, nested }) => {
      const what = `${request.trigger} ${request.look} ${String(at)}`;
      return nested ? `(${what})` : what;
    });
  }

  #look<Value>(take: () => Value): Value {
    if (this.broken !== null) throw this.broken;
    return take();
  }

  #line(level: string): LogLine {
    return (message, fields) => {
      this.logged.push(`${level}: ${message} ${JSON.stringify(fields ?? {})}`);
    };
  }

  async #turn(request: TurnRequest, hooks: TurnHooks): Promise<{ outcome: TurnOutcome }> {
    const nested = this.#inside > 0;
    if (nested && !(request.endingsOnly && this.#inside === 1)) this.overlapped = true;
    this.#inside += 1;
    try {
      const turn = { request, hooks, nested, at: (this.clock.now() - noon) / second };
      this.turns.push(turn);
      return { outcome: await this.behaviour(turn) };
    } finally {
      this.#inside -= 1;
    }
  }
}

import { plus, second, type Instant } from '../domain/time/instant.ts';
import { Agenda, type BegunTurn } from './agenda.ts';
import { graceAfter } from './grace.ts';
import { hooksFor } from './hooks.ts';
import { emptyLedger } from './ledger.ts';
import { serve } from './serve.ts';
import { SourceLook } from './source-look.ts';
import { StateLooks } from './state-looks.ts';
import type { DaemonEnd, DaemonTools, TurnRequest } from './tools.ts';
import { makeTurn, type Made } from './turns.ts';

/** What was abandoned gets this long to notice. */
const lastBreath = second;

/**
 * Works until `stop` is aborted: wakes for the schedule, for the instant at which somebody's account changes, for a new
 * file and for a person's word, and makes one turn after another. What is noticed during a turn is served after it.
 * After `stop` what is in flight may end, within the grace.
 * @throws TenuredError TEN-7001 when health cannot be served where it should be.
 */
export async function runDaemon(tools: DaemonTools, stop: AbortSignal): Promise<DaemonEnd> {
  try {
    return await new Daemon(tools, stop).run();
  } finally {
    tools.release();
  }
}

class Daemon {
  readonly #tools: DaemonTools;
  readonly #stop: AbortSignal;
  readonly #agenda: Agenda;
  readonly #looks: StateLooks;
  readonly #source: SourceLook;
  readonly #ledger = emptyLedger();
  #nextPoll: Instant;
  #resting: AbortController | null = null;
  #inTime = true;

  constructor(tools: DaemonTools, stop: AbortSignal) {
    const now = tools.clock.now();
    this.#tools = tools;
    this.#stop = stop;
    this.#agenda = new Agenda(tools.schedule, now);
    this.#looks = new StateLooks(tools);
    this.#source = new SourceLook(tools);
    this.#nextPoll = now;
  }

  async run(): Promise<DaemonEnd> {
    const { log, schedule } = this.#tools;
    const server = await serve(this.#tools, this.#ledger, this.#looks);
    const wake = (): void => this.#resting?.abort();
    const ticking = schedule.start(() => {
      this.#agenda.noteTick();
      wake();
    });
    this.#stop.addEventListener('abort', wake);
    try {
      log.info('the daemon is up', { port: server?.port ?? null });
      while (!this.#stop.aborted) await this.#step();
      log.info('the daemon ends', { inTime: this.#inTime });
      return { reason: this.#stop.reason, inTime: this.#inTime };
    } finally {
      this.#ledger.looping = false;
      this.#stop.removeEventListener('abort', wake);
      ticking.stop();
      await server?.close();
    }
  }

  async #step(): Promise<void> {
    await this.#look();
    if (this.#stop.aborted) return;
    const request = this.#agenda.next(this.#now());
    if (request === null) await this.#rest();
    else await this.#turn(request);
  }

  /** Looks at everything that a turn may be wanted for. */
  async #look(): Promise<void> {
    const now = this.#now();
    this.#agenda.noteTime(now);
    this.#agenda.noteWishes(this.#looks.wishes());
    this.#lookAtDates(now);
    const every = this.#tools.options.pollSeconds * second;
    if (now >= this.#nextPoll || this.#nextPoll - now > every) await this.#poll();
  }

  #lookAtDates(now: Instant): void {
    const due = this.#looks.boundary(this.#agenda.served);
    this.#agenda.noteBoundary(due, now);
    this.#ledger.nextBoundary = due !== null && due <= now ? this.#looks.boundary(now) : due;
  }

  async #poll(): Promise<void> {
    this.#agenda.noteFile(await this.#source.look());
    this.#nextPoll = plus(this.#now(), this.#tools.options.pollSeconds * second);
  }

  async #rest(): Promise<void> {
    const resting = new AbortController();
    this.#resting = resting;
    const ms = this.#agenda.rest(this.#now(), this.#ledger.nextBoundary);
    await this.#tools.clock.sleep(ms, resting.signal).catch(() => undefined);
    this.#resting = null;
  }

  async #turn(request: TurnRequest): Promise<void> {
    const { clock, options } = this.#tools;
    // A file that comes from here on is news; one that is here already is read by this turn.
    if (request.look === 'all') await this.#poll();
    const began = this.#now();
    this.#lookAtDates(began);
    const turn = this.#agenda.begin(request, began);
    const own = { tools: this.#tools, agenda: this.#agenda, looks: this.#looks, stop: this.#stop };
    const hooks = hooksFor(own, turn);
    const running = makeTurn(this.#tools, request, hooks);
    const grace = graceAfter(clock, this.#stop, options.shutdownGraceSeconds * second);
    const made = await Promise.race([running, grace.over]);
    grace.cancel();
    this.#looks.forget();
    if (made === null) await this.#abandon(running);
    else this.#note(turn, made, hooks.wasAsked());
  }

  #note(turn: BegunTurn, made: Made, asked: boolean): void {
    const now = this.#now();
    if ('failure' in made) {
      this.#ledger.failures += 1;
      this.#ledger.lastFailure = made.failure;
      this.#agenda.failed(turn, now, this.#isAnybodyOverdue(now), made.failure === 'TEN-2330');
      return;
    }
    this.#ledger.failures = 0;
    this.#ledger.lastFailure = null;
    const { outcome } = made.end;
    if (outcome === 'yielded') {
      this.#agenda.yielded(turn, now, asked);
      return;
    }
    if (turn.request.look === 'all') this.#ledger.lastFull = now;
    this.#agenda.completed(turn, outcome, now, this.#isAnybodyOverdue(now));
  }

  async #abandon(running: Promise<unknown>): Promise<void> {
    const { clock, log, abandon } = this.#tools;
    this.#inTime = false;
    log.warn('a turn did not end in time: what it left is settled at the next start');
    abandon();
    const ended = new AbortController();
    await Promise.race([running, clock.sleep(lastBreath, ended.signal).catch(() => undefined)]);
    ended.abort();
  }

  #isAnybodyOverdue(now: Instant): boolean {
    return (this.#looks.facts(now)?.overdue ?? 0) > 0;
  }

  #now(): Instant {
    return this.#tools.clock.now();
  }
}

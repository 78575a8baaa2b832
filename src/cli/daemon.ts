import { judgeAge } from '../domain/guardrails/age.ts';
import { enabledStatuses } from '../domain/identity/observed.ts';
import type { Instant } from '../domain/time/instant.ts';
import { runOnce } from '../reconcile/run-once.ts';
import { filesSeen } from './files-seen.ts';
import { createLog } from './log.ts';
import { trafficLog } from './okta-log.ts';
import type { GlobalOptions } from './options.ts';
import { createProgress } from './progress.ts';
import type { Settings } from './settings.ts';
import { stopCode } from './stop.ts';
import { stoppedBy } from './stopped-by.ts';
import { oktaAccess, turnTools, type Basis, type OktaAccess } from './turn-tools.ts';
import { withLease, type Held } from './with-lease.ts';
import type { DaemonParts, DaemonWatch, OpenState, World } from './world.ts';

/** More people than anybody counts one by one. */
const mostOverdue = 1_000;

/**
 * Runs the daemon until a signal stops it. It holds the daemon lease for its lifetime, and the run lease for each turn.
 * @returns 130 or 143.
 * @throws TenuredError TEN-4011 at once when another daemon is at work, TEN-4012 when it lost its lease to another one.
 */
export function runAsDaemon(
  world: World,
  options: GlobalOptions,
  state: OpenState,
  settings: Settings,
): Promise<number> {
  // What a daemon does is told without being asked: nobody sits in front of it.
  const log = createLog(world, { ...options, verbose: options.verbose + 1 });
  return withLease(world, state, 'daemon', 0, async ({ lost }) => {
    const parts = partsOf({ world, state, settings, log }, options);
    await world.daemon(parts, AbortSignal.any([world.stop, lost]));
    lost.throwIfAborted();
    return stopCode(world);
  });
}

function partsOf(basis: Basis, options: GlobalOptions): DaemonParts {
  const { world, state, settings, log } = basis;
  const { daemon, reconcile, sources } = settings.configuration;
  const turns = new Turns(basis, options);
  const stopped = stoppedBy(basis);
  return {
    clock: world.clock,
    schedule: daemon.schedule,
    options: {
      pollSeconds: daemon.pollSeconds,
      shutdownGraceSeconds: daemon.shutdownGraceSeconds,
      horizonHours: reconcile.horizonHours,
      health: daemon.health,
    },
    log,
    turn: (request, hooks, watch) => turns.make(request, hooks, watch),
    boundary: (after) => earlier(state.stores.workers.nextBoundary(after), state.stores.watch.nextAfter(after)),
    fileSeen: filesSeen(world, sources),
    wishes: () => wishesOf(basis),
    facts: () => ({
      undone: state.stores.watch.undone().length,
      unreadable: unreadable(state),
      stale: staleSources(basis),
      overdue: state.stores.workers.overdue(world.clock.now(), mostOverdue).length,
      paused: stopped() !== null,
    }),
    abandon: () => {
      turns.abandon();
    },
    release: () => undefined,
  };
}

function earlier(one: Instant | null, other: Instant | null): Instant | null {
  if (one === null || other === null) return one ?? other;
  return one < other ? one : other;
}

function unreadable({ stores }: OpenState): readonly ('administrators' | 'rules')[] {
  const { administratorsFault, rulesFault } = stores.mirror.state();
  return [
    ...(administratorsFault === null ? [] : (['administrators'] as const)),
    ...(rulesFault === null ? [] : (['rules'] as const)),
  ];
}

function staleSources({ world, state, settings }: Basis): readonly string[] {
  const { sources, zone } = settings.configuration.reconcile;
  const now = world.clock.now();
  return sources.flatMap((source) => {
    const accepted = state.stores.feed.accepted(source.name);
    const isOld = accepted !== null && judgeAge(accepted.file.modifiedAt, now, { ...source, zone }).verdict !== 'ok';
    return isOld ? [source.name] : [];
  });
}

/** What people have said so far, as marks that change with it. */
function wishesOf({ world, state, settings }: Basis): { readonly urgent: string | null; readonly other: string } {
  const { controls, consents, bindings, mirror } = state.stores;
  const now = world.clock.now();
  const cuts = controls.cuts();
  const open = cuts.filter(({ worker, at }) => {
    const okta = bindings.byWorker(worker)?.okta;
    const account = okta === undefined ? null : mirror.userById(okta);
    return at <= now && account !== null && enabledStatuses.has(account.status);
  });
  const mark = (of: typeof cuts): string =>
    of.map(({ worker, requestedAt }) => `${worker} ${String(requestedAt)}`).join('\n');
  const pauses = controls.pauses().map(({ worker, since }) => `${worker ?? ''} ${String(since)}`);
  const file = world.pauseFile.read(settings.configuration.state.dir) === null ? 'no file' : 'file';
  return {
    urgent: open.length === 0 ? null : mark(open),
    other: [String(consents.latest()), file, ...pauses, mark(cuts)].join('\n'),
  };
}

/** Makes the daemon's turns: each under the run lease, all of them on one connection with Okta. */
class Turns {
  readonly #basis: Basis;
  readonly #options: GlobalOptions;
  #cut = new AbortController();
  #okta: OktaAccess | null = null;
  /** The lease of the turn under way: one within it, at an interlude, works under the same. */
  #held: Held | null = null;

  constructor(basis: Basis, options: GlobalOptions) {
    this.#basis = basis;
    this.#options = options;
  }

  make: DaemonParts['turn'] = (request, hooks, watch) => {
    if (this.#held !== null) return this.#under(this.#held, request, hooks, watch);
    const { world, state } = this.#basis;
    return withLease(world, state, 'run', this.#options.lockTimeoutMs, async (held) => {
      this.#held = held;
      held.lost.addEventListener(
        'abort',
        () => {
          this.abandon();
        },
        { once: true },
      );
      try {
        return await this.#under(held, request, hooks, watch);
      } finally {
        this.#held = null;
      }
    });
  };

  /** Nothing more is sent on this connection; the next turn, if there is one, makes its own. */
  abandon(): void {
    this.#cut.abort(new Error('what was in flight did not end in time'));
    this.#cut = new AbortController();
    this.#okta = null;
  }

  async #under(
    held: Held,
    ...[request, hooks, watch]: Parameters<DaemonParts['turn']>
  ): ReturnType<DaemonParts['turn']> {
    const { world, log } = this.#basis;
    const progress = createProgress(world, this.#options, log);
    const emit = (event: Parameters<DaemonWatch['took']>[0]): void => {
      watch.took(event);
      progress.emit(event);
    };
    try {
      const okta = this.#access(watch);
      return await runOnce(turnTools({ ...this.#basis, held, emit }, okta, hooks), { ...request, asOf: null });
    } catch (error) {
      // Told to stop while planning: nothing has been begun, and nothing went wrong.
      if (world.stop.aborted && error === world.stop.reason) return null;
      throw error;
    } finally {
      progress.done();
    }
  }

  #access({ okta: counted }: DaemonWatch): OktaAccess {
    const tell = trafficLog(this.#basis.log);
    this.#okta ??= oktaAccess(this.#basis, this.#cut.signal, (event) => {
      tell(event);
      if (event.measure !== null) counted(event.measure);
    });
    return this.#okta;
  }
}

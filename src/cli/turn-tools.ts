import { second } from '../domain/time/instant.ts';
import { authorityOf } from '../reconcile/apply/authority.ts';
import type { ApplyTools } from '../reconcile/apply/tools.ts';
import type { Emit } from '../reconcile/events.ts';
import type { FewerTools } from '../reconcile/fewer/accept-fewer.ts';
import type { PlanRunTools } from '../reconcile/plan-run.ts';
import type { DirectoryReader, DirectoryWriter } from '../reconcile/ports.ts';
import { resume } from '../reconcile/resume/resume.ts';
import type { Log } from './log-lines.ts';
import { trafficLog } from './okta-log.ts';
import type { Settings } from './settings.ts';
import { stoppedBy } from './stopped-by.ts';
import type { OpenState, TrafficEvent, TurnHooks, World } from './world.ts';
import type { Held } from './with-lease.ts';

/** What every turn of this process is made from. */
export interface Basis {
  readonly world: World;
  readonly state: OpenState;
  readonly settings: Settings;
  readonly log: Log;
}

/** One turn: under its own lease, and watched by somebody. */
export interface TurnBasis extends Basis {
  readonly held: Held;
  readonly emit: Emit;
}

/** The two sides of one connection with Okta. */
export interface OktaAccess {
  readonly directory: DirectoryReader;
  readonly writer: DirectoryWriter;
}

const noHooks: TurnHooks = { preempted: () => null, interlude: () => Promise.resolve() };

/** What planning takes: it can read Okta, and nothing leads from it to what writes. */
export function planTools(basis: TurnBasis): PlanRunTools {
  const directory = readOnly(basis);
  return { ...shared(basis, directory), ...untilStopped(basis.world, basis.held.lost) };
}

/**
 * What looking at Okta takes, outside of a turn.
 * @param lost aborted when the lease is lost under which is written; null where nothing is.
 */
export function lookTools(basis: Basis & { readonly emit: Emit }, lost: AbortSignal | null): FewerTools {
  return { ...looking(basis, readOnly(basis)), ...untilStopped(basis.world, lost) };
}

function readOnly({ world, settings, log }: Basis): DirectoryReader {
  return world.directory(settings.configuration.okta, trafficLog(log));
}

function untilStopped(world: World, lost: AbortSignal | null): Pick<PlanRunTools, 'breathe' | 'interlude'> {
  const breathe = async (): Promise<void> => {
    await world.breathe();
    lost?.throwIfAborted();
    world.stop.throwIfAborted();
  };
  return { breathe, interlude: noHooks.interlude };
}

/** Connects with Okta for carrying out; nothing more is sent once `cut` is aborted. */
export function oktaAccess(basis: Basis, cut: AbortSignal, watch: (event: TrafficEvent) => void): OktaAccess {
  const { world, state, settings } = basis;
  const connection = world.connect(settings.configuration.okta, watch, cut);
  const { stores, leases } = state;
  const stopped = stoppedBy(basis);
  const authority = authorityOf({
    clock: world.clock,
    stores,
    mappings: settings.mappings,
    options: optionsOf(basis),
    stopped: () => {
      // Whoever slept through a take-over, with an intent in hand, finds out in the moment of sending at the latest.
      leases.requireOwn('run');
      return stopped();
    },
  });
  return { directory: connection.reader(), writer: connection.writer(authority) };
}

/**
 * What a whole turn of a command takes, carrying out included. A signal ends planning at once, and carrying out once what
 * is in flight has finished; a lost lease ends either.
 */
export function commandTools(basis: TurnBasis): PlanRunTools & ApplyTools {
  const phase = { applying: false };
  return turnTools(basis, oktaAccess(basis, cutOf(basis, phase), trafficLog(basis.log)), noHooks, phase);
}

/** The same on a connection that outlives the turn. */
export function turnTools(
  basis: TurnBasis,
  okta: OktaAccess,
  hooks: TurnHooks,
  phase: { applying: boolean } = { applying: false },
): PlanRunTools & ApplyTools {
  const { world, state, held } = basis;
  return {
    ...shared(basis, okta.directory),
    stores: state.stores,
    writer: okta.writer,
    journal: state.journal(held.lease),
    emit: (event) => {
      if (event.type === 'phase') phase.applying = event.phase === 'apply';
      basis.emit(event);
    },
    breathe: async () => {
      await world.breathe();
      held.lost.throwIfAborted();
      if (!phase.applying) world.stop.throwIfAborted();
    },
    stopped: stoppedBy(basis),
    preempted: () => (world.stop.aborted ? `stopped by ${String(world.stop.reason)}` : hooks.preempted()),
    interlude: hooks.interlude,
  };
}

function optionsOf({ world, settings }: Basis): PlanRunTools['options'] {
  return { ...settings.configuration.reconcile, version: world.version };
}

function shared(basis: TurnBasis, directory: DirectoryReader): Omit<PlanRunTools, 'breathe' | 'interlude'> {
  const { world, state, settings, emit, held } = basis;
  const { configuration, mappings } = settings;
  const { clock } = world;
  const { stores } = state;
  return {
    ...looking(basis, directory),
    sources: new Map(configuration.sources.map((one) => [one.settings.name, world.source(one.settings)])),
    company: configuration.name,
    settleDoubts: () => resume({ clock, directory, journal: state.journal(held.lease), stores, mappings, emit }),
  };
}

function looking(
  basis: Basis & { readonly emit: Emit },
  directory: DirectoryReader,
): Omit<FewerTools, 'breathe' | 'interlude'> {
  const { world, state, settings, emit } = basis;
  const { okta } = settings.configuration;
  return {
    clock: world.clock,
    directory,
    orgUrl: okta.orgUrl,
    stores: state.stores,
    mappings: settings.mappings,
    options: optionsOf(basis),
    emit,
    copyState: () => state.copy(),
  };
}

/** How long calls in flight may take to finish after a signal, before they are left to be read back by the next run. */
const finishWithin = 20 * second;

/** Aborted when nothing more is to be sent: some time after a signal while carrying out, else at once. */
function cutOf({ world, held }: TurnBasis, phase: { readonly applying: boolean }): AbortSignal {
  const controller = new AbortController();
  const cut = (by: AbortSignal): void => {
    controller.abort(by.reason);
  };
  const onStop = (): void => {
    if (!phase.applying) cut(world.stop);
    else
      void world.clock.sleep(finishWithin, AbortSignal.any([controller.signal, held.over])).then(
        () => {
          cut(world.stop);
        },
        () => undefined,
      );
  };
  const onLost = (): void => {
    cut(held.lost);
  };
  if (world.stop.aborted) onStop();
  world.stop.addEventListener('abort', onStop, { once: true, signal: held.over });
  held.lost.addEventListener('abort', onLost, { once: true });
  return controller.signal;
}

import { minute, plus, type Instant } from '../domain/time/instant.ts';
import type { ZoneId } from '../domain/time/zone.ts';
import { placeOf } from './clocks.ts';
import { company, offices } from './company.ts';
import type { Stage } from './stage.ts';
import type { DemoState } from './tools.ts';
import { toldLines, type Whereabouts } from './told.ts';
import { Watch } from './watch.ts';
import { exportOn, sooner } from './week.ts';
import { appendOwn, deliver } from './workspace.ts';

/** A file that HR's system writes. */
export interface Export {
  /** Days after Monday. */
  readonly day: number;
  readonly text: string;
  /** What a person does once the daemon has read it. */
  readonly then?: () => Promise<void>;
}

/** What the days are played with. */
export interface Days extends Pick<Stage, 'tools' | 'clock' | 'week' | 'workspace' | 'to' | 'people'> {
  /** HR's exports, in the order of their days. */
  readonly exports: readonly Export[];
}

/** The clock goes at its usual pace around an instant at which somebody's account changes: so long before it. */
const before = 100;

/**
 * Lets a daemon work through the days and tells what it does, as it does it. `meanwhile` is done at the end, while the
 * daemon is still there; then the daemon is asked to end, as a service manager would.
 * @returns the daemon's exit code.
 */
export async function playDays(
  days: Days,
  arguments_: readonly string[],
  meanwhile: () => Promise<void>,
): Promise<number> {
  const { tools, clock, workspace } = days;
  const whereIs = officesOf(days.people);
  const curtain = new AbortController();
  const over = AbortSignal.any([tools.stop, curtain.signal]);
  const watch = new Watch(tools.clock, clock, (happenings) => {
    const lines = [...toldLines(days.to, happenings, hr, whereIs)];
    for (const line of lines) void tools.stdout.write(`${line.trimEnd()}\n`);
  });
  const log = {
    write: (text: string) => {
      appendOwn(workspace.log, text);
      return Promise.resolve();
    },
    isTerminal: false,
    columns: tools.stdout.columns,
  };
  const daemon = tools.command(arguments_, { clock, stdout: log, stderr: log, stop: over, watch });
  const ended = daemon.then((code) => {
    if (!over.aborted) throw new Error(`the daemon ended by itself, with exit code ${String(code)}`);
  });
  try {
    await Promise.race([direct(days, watch, over).then(meanwhile), ended]);
  } finally {
    curtain.abort('SIGTERM');
    await daemon;
  }
  return daemon;
}

/** Leaps to the next instant at which there is something to do, until the week is over. */
async function direct(
  { tools, clock, week, workspace, exports }: Days,
  watch: Watch,
  stop: AbortSignal,
): Promise<void> {
  await watch.rest(week.begins, stop);
  const state = tools.openState(workspace.state);
  try {
    const waiting = exports.map((one) => ({ ...one, at: exportOn(week, one.day) }));
    for (;;) {
      const boundary = boundaryOf(state, clock.now());
      const [file] = waiting;
      const next = sooner(boundary, file?.at ?? null);
      if (next === null || next > week.ends) break;
      const comes = file?.at === next;
      if (comes) {
        waiting.shift();
        deliver(workspace, file.text, next);
        clock.leapTo(next);
      } else if (next - clock.now() > before) clock.leapTo(plus(next, -before));
      await watch.rest(next, stop);
      if (comes) await file.then?.();
    }
    clock.leapTo(plus(clock.now(), minute));
  } finally {
    state.close();
  }
}

/** Somebody's office, by HR's newest rows; HR's own for whoever is in none. */
function officesOf({ tuesday }: Stage['people']): (worker: string) => Whereabouts {
  const rows = new Map(tuesday.map((row) => [row.id, row.office]));
  const zones: Readonly<Record<string, { readonly zone: string }>> = offices;
  return (worker) => {
    const name = rows.get(worker) ?? '';
    const zone = zones[name]?.zone;
    return zone === undefined ? hr : { name, zone: zone as ZoneId };
  };
}

const hrZone = company.zone as ZoneId;
const hr: Whereabouts = { name: placeOf(hrZone), zone: hrZone };

function boundaryOf({ stores }: DemoState, now: Instant): Instant | null {
  return stores.workers.nextBoundary(now);
}

import type { RunEvent } from '../reconcile/events.ts';
import { second, type Instant } from '../domain/time/instant.ts';
import type { GlobalOptions } from './options.ts';
import type { Log } from './log-lines.ts';
import type { World } from './world.ts';

const phaseWords = {
  ingest: 'reading the HR file',
  observe: 'reading Okta',
  plan: 'comparing',
  apply: 'carrying out',
} as const;

/** How often progress shows: quick enough to be alive on a terminal, a line every 10 s elsewhere. */
const redrawEvery = 0.1 * second;
const lineEvery = 10 * second;

/** Turns a run's events into progress on stderr and log lines. */
export interface Progress {
  readonly emit: (event: RunEvent) => void;
  /** Clears the line, so that the result stands alone. */
  done(): void;
}

export function createProgress(world: World, options: GlobalOptions, log: Log): Progress {
  const live = world.stderr.isTerminal && options.progress && !options.json && !options.quiet;
  const every = live ? redrawEvery : lineEvery;
  let shownAt: Instant = world.clock.now();
  let drawn = false;

  function show(event: RunEvent & { readonly type: 'progress' }): void {
    const now = world.clock.now();
    if (now - shownAt < every) return;
    shownAt = now;
    const text = progressText(event);
    if (live) {
      drawn = true;
      void world.stderr.write(`\r\u001b[2K${text.slice(0, Math.max(20, world.stderr.columns - 1))}`);
    } else if (options.progress && !options.quiet) {
      log.warn('still working', { phase: event.phase, done: event.done, total: event.total, unit: event.unit });
    }
  }

  function clear(): void {
    if (drawn) void world.stderr.write('\r\u001b[2K');
    drawn = false;
  }

  return {
    emit(event) {
      if (event.type === 'progress') {
        show(event);
        return;
      }
      clear();
      logEvent(log, event);
    },
    done: clear,
  };
}

function progressText(event: RunEvent & { readonly type: 'progress' }): string {
  const total = event.total === null ? '' : ` of ${event.total.toLocaleString('en')}`;
  return `${phaseWords[event.phase]}: ${event.done.toLocaleString('en')}${total} ${event.unit}`;
}

function logEvent(log: Log, event: Exclude<RunEvent, { readonly type: 'progress' }>): void {
  switch (event.type) {
    case 'phase':
      log.info('phase begins', { phase: event.phase });
      break;
    case 'snapshot':
      log.info('file read', { outcome: event.outcome, file: event.file, rows: event.rows, changed: event.changed });
      break;
    case 'memberships':
      log.info('memberships by the System Log', {
        own: event.own,
        elsewhere: event.elsewhere,
        others: event.others,
      });
      if (event.elsewhere > 0) {
        log.warn('the key of this app was used elsewhere: memberships were changed that no journal here knows of', {
          code: 'TEN-2110',
          changes: event.elsewhere,
        });
      }
      break;
    case 'finding':
      log.warn('safety check', {
        guardrail: event.finding.guardrail,
        verdict: event.finding.verdict,
        measured: event.finding.measured,
        limit: event.finding.limit,
      });
      break;
    case 'warning':
      log.warn('problem', { code: event.problem.code, text: event.problem.message });
      break;
    case 'operation':
      logOperation(log, event);
      break;
    case 'settled':
      log.warn('found out', { kind: event.operation.kind, outcome: event.outcome, operation: event.operation.id });
      break;
    case 'planned':
      log.info('plan made', { number: event.number, hash: event.hash, reused: event.reused });
      break;
  }
}

/** What is done as planned is told only to whoever wants everything, but for ends of access. */
function logOperation(log: Log, { operation, settled }: RunEvent & { readonly type: 'operation' }): void {
  const quiet = operation.kind !== 'disable' && (settled === 'done' || settled === 'already' || settled === 'later');
  log[quiet ? 'debug' : 'info']('change', { kind: operation.kind, settled, operation: operation.id });
}

import { second } from '../domain/time/instant.ts';
import { judgeHealth, staleAt, type Health } from './health.ts';
import { serveHealth, type HealthServer } from './http.ts';
import type { Ledger } from './ledger.ts';
import type { StateLooks } from './state-looks.ts';
import type { DaemonTools } from './tools.ts';

/**
 * Serves how the daemon is, where the options say; null when they say nowhere.
 * @throws TenuredError TEN-7001 when the address cannot be used.
 */
export async function serve(
  tools: DaemonTools,
  ledger: Readonly<Ledger>,
  looks: StateLooks,
): Promise<HealthServer | null> {
  const { clock, schedule, options, metrics } = tools;
  if (options.health === null) return null;
  const health = (): Health => {
    const now = clock.now();
    const state = looks.facts(now);
    const stale = ledger.lastFull === null ? null : staleAt(schedule, ledger.lastFull);
    return judgeHealth({ now, ledger, staleAt: stale, stateProblem: looks.problem, state });
  };
  return serveHealth(options.health, {
    health,
    metrics: async () => {
      const { ready, paused } = health();
      const now = clock.now();
      const text = await metrics.text({
        ready,
        paused,
        overdue: looks.facts(now)?.overdue ?? null,
        stale: looks.facts(now)?.stale?.length ?? null,
        secondsSinceLastFull: ledger.lastFull === null ? null : Math.max(0, now - ledger.lastFull) / second,
        nextBoundary: ledger.nextBoundary,
      });
      return { contentType: metrics.contentType, text };
    },
  });
}

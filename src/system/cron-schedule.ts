import { createTask } from 'node-cron';
import { TenuredError } from '../domain/kernel/errors.ts';
import type { Schedule } from '../domain/kernel/schedule.ts';
import { nextTick, parseCron } from '../domain/time/cron.ts';
import type { ZoneId } from '../domain/time/zone.ts';

const silent = { info: ignore, warn: ignore, error: ignore, debug: ignore };

/**
 * Ticks by node-cron, whose timers do not hold the process. It leaves out ticks that come more than a second late; `next`
 * does not depend on it.
 * @throws TenuredError TEN-1003 for an expression that a configuration would have refused.
 */
export function cronSchedule(expression: string, zone: ZoneId): Schedule {
  const cron = parseCron(expression);
  if (!cron.ok) throw new TenuredError('TEN-1003', `the schedule "${expression}" ${cron.error}`);
  return {
    start: (tick) => {
      const task = createTask(expression, tick, { timezone: zone, unref: true, logger: silent });
      task.on('execution:missed', tick);
      void task.start();
      return { stop: () => void task.destroy() };
    },
    next: (after) => nextTick(cron.value, zone, after),
  };
}

function ignore(): void {
  // What is missed is caught up with by whoever asks `next`.
}

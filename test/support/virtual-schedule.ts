import type { Clock } from '../../src/domain/kernel/clock.ts';
import type { Schedule } from '../../src/domain/kernel/schedule.ts';
import { instant } from '../../src/domain/time/instant.ts';

/** Comes at every whole multiple of `every` milliseconds. @param deaf never ticks, as if each tick came too late. */
export function virtualSchedule(clock: Clock, every: number, deaf = false): Schedule {
  const next = (after: number): number => (Math.floor(after / every) + 1) * every;
  return {
    start: (tick) => {
      const stopped = new AbortController();
      const ticking = async (): Promise<void> => {
        for (;;) {
          await clock.sleep(next(clock.now()) - clock.now(), stopped.signal);
          tick();
        }
      };
      if (!deaf) ticking().catch(() => undefined);
      return {
        stop: () => {
          stopped.abort();
        },
      };
    },
    next: (after) => instant(next(after)),
  };
}

import { describe, expect, it } from 'vitest';
import { RateWindow } from './rate-window.ts';

const minute = 60_000;
const reading = (reset: number, remaining: number, endsIn: number): Parameters<RateWindow['learn']>[0] => ({
  ...{ kind: 'window', limit: 100 },
  ...{ reset, remaining, endsIn },
});

function use(window: RateWindow, calls: number, end?: { answer: ReturnType<typeof reading>; now: number }): void {
  for (let call = 0; call < calls; call += 1) {
    window.enter();
    window.leave();
    if (end !== undefined) window.learn({ ...end.answer, remaining: 99 - call }, end.now);
  }
}

describe('RateWindow', () => {
  it('closes when our share is used, and opens when the window is over', () => {
    const window = new RateWindow();
    use(window, 50, { answer: reading(1000, 99, minute), now: 0 });
    expect(window.closedFor(0, 0.5)).toBe(minute + 1000);
    expect(window.closedFor(minute, 0.5)).toBe(1000);
    expect(window.closedFor(minute + 1000, 0.5)).toBe(0);
  });

  it('closes when others leave no more than a tenth, however little we used', () => {
    const window = new RateWindow();
    window.enter();
    window.leave();
    window.learn(reading(1000, 10, minute), 0);
    expect(window.closedFor(0, 0.5)).toBe(minute + 1000);
  });

  it('is not opened again by an answer that comes late, from the window before', () => {
    const window = new RateWindow();
    use(window, 50, { answer: reading(1000, 99, minute), now: 0 });
    expect(window.closedFor(minute + 1000, 0.5)).toBe(0);
    use(window, 50);
    window.learn(reading(1000, 50, 500), minute + 1000);
    expect(window.closedFor(minute + 3000, 0.5)).toBeGreaterThan(0);
  });

  it('takes up a window that begins before the last one was thought to end', () => {
    const window = new RateWindow();
    use(window, 50, { answer: reading(1000, 99, minute), now: 0 });
    window.enter();
    window.leave();
    window.learn(reading(1060, 99, minute), 30_000);
    expect(window.closedFor(30_000, 0.5)).toBe(0);
  });

  it('takes the lower number when answers overtake each other', () => {
    const window = new RateWindow();
    window.enter();
    window.leave();
    window.learn(reading(1000, 20, minute), 0);
    window.enter();
    window.leave();
    window.learn(reading(1000, 60, minute), 0);
    expect(window.remaining).toBe(19);
  });
});

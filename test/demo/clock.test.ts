import { expect, it } from 'vitest';
import { VirtualClock } from '../support/virtual-clock.ts';
import { hour, instant, plus, second } from '../../src/domain/time/instant.ts';
import { LeapingClock } from '../../src/demo/clock.ts';

const start = instant(Date.UTC(2026, 10, 16, 8));

function clocks(): { readonly host: VirtualClock; readonly story: LeapingClock } {
  const host = new VirtualClock();
  return { host, story: new LeapingClock(host, start) };
}

it('begins where it is told to and goes as the host does', async () => {
  const { host, story } = clocks();
  expect(story.now()).toBe(start);
  await host.advance(3 * second);
  expect(story.now()).toBe(plus(start, 3 * second));
});

it('wakes whoever slept through a leap, and nobody else', async () => {
  const { host, story } = clocks();
  const awake: string[] = [];
  void story.sleep(hour).then(() => awake.push(`one ${String(story.now() - start)}`));
  void story.sleep(3 * hour).then(() => awake.push(`other ${String(story.now() - start)}`));
  await host.advance(0);
  story.leapTo(plus(start, 2 * hour));
  await host.advance(0);
  expect(awake).toEqual([`one ${String(2 * hour)}`]);
  await host.advance(hour);
  expect(awake).toEqual([`one ${String(2 * hour)}`, `other ${String(3 * hour)}`]);
});

it('ends a sleep with the reason of its signal, also after a leap', async () => {
  const { host, story } = clocks();
  const controller = new AbortController();
  const reason = new Error('enough');
  const sleep = story.sleep(3 * hour, controller.signal);
  await host.advance(0);
  story.leapTo(plus(start, hour));
  await host.advance(0);
  controller.abort(reason);
  await expect(sleep).rejects.toBe(reason);
  expect(host.next()).toBeNull();
});

it('never leaps back', () => {
  const { story } = clocks();
  expect(() => {
    story.leapTo(plus(start, -1));
  }).toThrow(RangeError);
});

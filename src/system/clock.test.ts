import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { systemClock } from './clock.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

it('tells the time of the host', () => {
  vi.setSystemTime(1_795_000_000_000);
  expect(systemClock().now()).toBe(1_795_000_000_000);
});

it('sleeps for months, which a single timer cannot', async () => {
  const months = 100 * 86_400_000;
  let awake = false;
  const sleep = systemClock()
    .sleep(months)
    .then(() => (awake = true));
  await vi.advanceTimersByTimeAsync(months - 1);
  expect(awake).toBe(false);
  await vi.advanceTimersByTimeAsync(1);
  await sleep;
});

it.each([0, -5])('sleeps %d ms without stopping anybody', async (ms) => {
  const sleep = systemClock().sleep(ms);
  await vi.advanceTimersByTimeAsync(0);
  await expect(sleep).resolves.toBeUndefined();
});

it('wakes with the reason of its signal and leaves no timer behind', async () => {
  const abort = new AbortController();
  const reason = new Error('enough');
  const sleep = systemClock().sleep(5000, abort.signal);
  abort.abort(reason);
  await expect(sleep).rejects.toBe(reason);
  expect(vi.getTimerCount()).toBe(0);
  await expect(systemClock().sleep(5000, abort.signal)).rejects.toBe(reason);
});

it('refuses to sleep for no number', async () => {
  await expect(systemClock().sleep(Number.NaN)).rejects.toThrow(RangeError);
});

import { expect, it } from 'vitest';
import { instant } from '../../src/domain/time/instant.ts';
import { settle, VirtualClock } from '../support/virtual-clock.ts';
import { steeredClock } from '../../src/simulator/control/steered-clock.ts';

it('goes on as the host’s does from its own start, and is moved with whoever sleeps', async () => {
  const host = new VirtualClock();
  const clock = steeredClock(host, instant(Date.UTC(2020, 1, 29)));
  let woken = 0;
  const sleeping = clock.sleep(10_000).then(() => (woken += 1));
  await host.advance(4000);
  expect(clock.now()).toBe(Date.UTC(2020, 1, 29) + 4000);
  clock.move(5999);
  await settle();
  expect(woken).toBe(0);
  await host.advance(1);
  await sleeping;
  expect(woken).toBe(1);
  clock.move(-86_400_000);
  expect(clock.now()).toBe(Date.UTC(2020, 1, 28) + 10_000);
});

it('lets a sleeper be woken', async () => {
  const clock = steeredClock(new VirtualClock(), instant(0));
  const stop = new AbortController();
  const sleeping = clock.sleep(1000, stop.signal);
  stop.abort(new Error('enough'));
  await expect(sleeping).rejects.toThrow('enough');
  await expect(clock.sleep(1, stop.signal)).rejects.toThrow('enough');
});

import { expect, it, onTestFinished } from 'vitest';
import { noon, temporaryFolder } from '../support/household.ts';
import { VirtualClock } from '../support/virtual-clock.ts';
import { soak } from './soak.ts';

// A day with 5,000 people is `npm run soak`.
it('an hour and a half with a fault in every hundredth call leaves nobody unsettled, no rejection and no descriptor behind', async () => {
  const clock = new VirtualClock(Date.parse(noon));
  const { home, samples, rejections, exit, calls, unsettled } = await soak(temporaryFolder(), clock, {
    people: 48,
    hours: 1.75,
  });
  onTestFinished(() => home.okta.close());
  expect([exit, rejections, unsettled]).toEqual([143, 0, []]);
  // Seven turns of the schedule, and no turn costs less than five.
  expect(calls).toBeGreaterThanOrEqual(7 * 5);
  const descriptors = samples.map((sample) => sample.descriptors);
  expect(Math.max(...descriptors) - Math.min(...descriptors)).toBeLessThanOrEqual(10);
}, 120_000);

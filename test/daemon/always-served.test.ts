import fc from 'fast-check';
import { expect, it } from 'vitest';
import { TenuredError } from '../../src/domain/kernel/errors.ts';
import { day, hour, instant, minute, second, type Instant } from '../../src/domain/time/instant.ts';
import { House, noon, type MadeTurn } from './house.ts';

/** Whatever goes wrong, a turn takes no longer. */
const longestTurn = 240;

/**
 * Seconds after which a date has been served: each failure costs a turn and the longest wait; beyond these a turn may be
 * under way, a full one may go first, and the date's own takes its time.
 */
function patience(failures: number): number {
  return failures * (longestTurn + 300) + 4 * longestTurn + 10;
}

const worlds = fc.record({
  dates: fc.array(fc.integer({ min: -3600, max: 4 * 3600 }), { maxLength: 25 }),
  files: fc.array(fc.integer({ min: 1, max: 4 * 3600 }), { maxLength: 6 }),
  wishes: fc.array(fc.integer({ min: 1, max: 4 * 3600 }), { maxLength: 4 }),
  /** Suspended or set, seconds at a time. */
  jumps: fc.array(fc.record({ at: fc.integer({ min: 1, max: 4 * 3600 }), by: fc.integer({ min: 1, max: 7200 }) }), {
    maxLength: 2,
  }),
  mostFailures: fc.constantFrom(0, 0, 3, 8),
  everyMinutes: fc.integer({ min: 1, max: 90 }),
  turns: fc.array(
    fc.record({
      seconds: fc.integer({ min: 0, max: longestTurn }),
      fate: fc.constantFrom('done', 'done', 'done', 'idle', 'fails', 'yields'),
    }),
    { minLength: 1, maxLength: 40 },
  ),
});

/** False when it made room between two pages; a nested turn that could not would begin again at every page of the other. */
async function worked(house: House, seconds: number, { request, hooks }: MadeTurn): Promise<boolean> {
  for (let left = seconds; left > 0; left -= 30) {
    await house.clock.sleep(Math.min(30, left) * second);
    if (hooks.preempted() !== null) return false;
    if (request.look === 'all') await hooks.interlude();
  }
  return true;
}

it('serves every date soon, and never makes two turns at once, whatever comes', async () => {
  await fc.assert(
    fc.asyncProperty(worlds, async (world) => {
      const house = new House({}, world.everyMinutes * minute);
      const endedAt = new Map<Instant, Instant>();
      const servedAt = new Map<Instant, Instant>();
      const open = new Set(world.dates.map((at) => instant(noon + at * second)));
      house.boundaries = [...open];
      const soon = patience(world.mostFailures);
      let failures = 0;
      house.behaviour = async (turn) => {
        const { hooks, nested } = turn;
        const asOf = house.clock.now();
        const due = [...open].filter((at) => at <= asOf);
        // Working out moves a date on, whatever becomes of the turn.
        house.boundaries = house.boundaries.filter((at) => at > asOf);
        const { seconds, fate } = world.turns[house.turns.length % world.turns.length] ?? { seconds: 0, fate: 'done' };
        if (!(await worked(house, seconds, turn))) return 'yielded';
        if (fate === 'fails' && failures < world.mostFailures) {
          failures += 1;
          throw new TenuredError('TEN-2301', 'no answer');
        }
        if (hooks.preempted() !== null || (fate === 'yields' && failures++ < world.mostFailures)) return 'yielded';
        for (const at of due) {
          if (!endedAt.has(at)) endedAt.set(at, house.clock.now());
          if (nested) continue;
          // All of it, not only the ending that an interlude saw to.
          servedAt.set(at, house.clock.now());
          open.delete(at);
        }
        return 'done';
      };
      const running = house.run();
      const events = [
        ...world.files.map((at, index) => ({ at, act: () => (house.file = `file ${String(index)}`) })),
        ...world.wishes.map((at, index) => ({
          at,
          act: () => (house.wishes = { urgent: `E${String(index)}`, other: '' }),
        })),
        ...world.jumps.map(({ at, by }) => ({ at, act: () => house.clock.jump(by * second) })),
      ].sort((one, other) => one.at - other.at);
      let passed = 0;
      for (const { at, act } of events) {
        await house.pass((at - passed) * second);
        passed = at;
        act();
      }
      await house.pass(4 * hour - passed * second + soon * second);
      const jumped = world.jumps.reduce((sum, { by }) => sum + by, 0);
      for (const at of new Set(world.dates.map((seconds) => instant(noon + seconds * second)))) {
        const late = (times: ReadonlyMap<Instant, Instant>): number =>
          ((times.get(at) ?? Infinity) - Math.max(at, noon)) / second;
        const name = `date ${String((at - noon) / second)}`;
        expect(late(endedAt), name).toBeLessThanOrEqual(soon + jumped);
        expect(late(servedAt), name).toBeLessThanOrEqual(soon + jumped);
      }
      expect(house.overlapped).toBe(false);
      house.stop.abort('SIGTERM');
      await house.pass(10 * minute);
      await running;
    }),
    { numRuns: 40 },
  );
});

it('makes no more turns than there is reason for', async () => {
  const house = new House();
  const dates = [10, 2000, 2000, 40_000, 80_000];
  house.boundaries = dates.map((at) => instant(noon + at * second));
  void house.run();
  await house.pass(day);
  const made = house.made().filter((turn) => turn.startsWith('boundary'));
  expect(made).toEqual([10, 2000, 40_000, 80_000].map((at) => `boundary changes ${String(at)}`));
  expect(house.turns).toHaveLength(4 + 1 + 96);
});

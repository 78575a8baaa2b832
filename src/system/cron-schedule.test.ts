import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { createTask, validate } from 'node-cron';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { nextTick, parseCron, type Cron } from '../domain/time/cron.ts';
import { formatInstant, instant, minute } from '../domain/time/instant.ts';
import { zoneId, type ZoneId } from '../domain/time/zone.ts';
import { cronSchedule } from './cron-schedule.ts';

const berlin = zoneId('Europe/Berlin') as ZoneId;

describe('ticks', () => {
  beforeEach(() => {
    vi.useFakeTimers({ now: Date.UTC(2026, 10, 23, 11, 59, 30) });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('at the instants that it names, until it is stopped', async () => {
    const schedule = cronSchedule('*/15 * * * *', berlin);
    const ticks: string[] = [];
    const ticking = schedule.start(() => ticks.push(formatInstant(instant(Date.now())).slice(11, 19)));
    await vi.advanceTimersByTimeAsync(31 * minute);
    expect(ticks).toEqual(['12:00:00', '12:15:00', '12:30:00']);
    ticking.stop();
    await vi.advanceTimersByTimeAsync(60 * minute);
    expect(ticks).toHaveLength(3);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('in its zone', () => {
    const next = cronSchedule('0 7 * * *', berlin).next(instant(Date.now()));
    expect(next === null ? '' : formatInstant(next)).toBe('2026-11-24T06:00:00.000Z');
  });

  it('by nothing that it cannot read', () => {
    expect(() => cronSchedule('* * L * *', berlin)).toThrow('day of the month');
  });
});

it('does not hold the process', () => {
  const module = new URL('cron-schedule.ts', import.meta.url).href;
  const program = `import { cronSchedule } from '${module}'; cronSchedule('* * * * *', 'UTC').start(() => undefined);`;
  const { status, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', program], {
    encoding: 'utf8',
    timeout: 20_000,
  });
  expect([status, stderr]).toEqual([0, '']);
});

/** A field of the shapes that a configuration may have. */
function field(least: number, most: number): fc.Arbitrary<string> {
  const value = fc.integer({ min: least, max: most });
  const range = fc.tuple(value, value).map(([one, other]) => `${Math.min(one, other)}-${Math.max(one, other)}`);
  const step = fc.integer({ min: 1, max: 20 });
  return fc.oneof(
    { weight: 3, arbitrary: fc.constant('*') },
    { weight: 3, arbitrary: fc.uniqueArray(value, { minLength: 1, maxLength: 3 }).map((values) => values.join()) },
    range,
    fc.tuple(range, step).map(([text, every]) => `${text}/${every}`),
    step.map((every) => `*/${every}`),
  );
}

const expressions = fc
  .tuple(field(0, 59), field(0, 23), field(1, 31), field(1, 12), field(0, 7))
  .map((fields) => fields.join(' '));

it('means by an expression what node-cron means by it', () => {
  const minutes = fc.integer({ min: Date.UTC(2026, 0) / minute, max: Date.UTC(2028, 0) / minute });
  fc.assert(
    fc.property(expressions, minutes, (text, at) => {
      const parsed = parseCron(text);
      if (!parsed.ok) return;
      expect(validate(text)).toBe(true);
      const task = createTask(text, () => undefined, { timezone: 'UTC' });
      const here = instant(at * minute);
      expect(matches(parsed.value, here)).toBe(task.match(new Date(here)));
      const next = nextTick(parsed.value, zoneId('UTC') as ZoneId, here);
      expect(next !== null && task.match(new Date(next))).toBe(true);
    }),
    { numRuns: 300 },
  );
});

function matches(cron: Cron, at: number): boolean {
  return nextTick(cron, zoneId('UTC') as ZoneId, instant(at - 1)) === at;
}

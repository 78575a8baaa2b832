import { describe, expect, it } from 'vitest';
import { TenuredError } from '../../src/domain/kernel/errors.ts';
import { hour, instant, minute, second } from '../../src/domain/time/instant.ts';
import { settle } from '../support/virtual-clock.ts';
import { virtualSchedule } from '../support/virtual-schedule.ts';
import type { TurnOutcome } from '../../src/daemon/turn-words.ts';
import { House, noon } from './house.ts';

const unreachable = new TenuredError('TEN-2301', 'Okta does not answer');

function sleepFor(house: House, seconds: number): Promise<void> {
  return house.clock.sleep(seconds * second);
}

describe('wakes', () => {
  it('catches up at the start, and then comes with the schedule', async () => {
    const house = new House();
    void house.run();
    await house.pass(31 * minute);
    expect(house.made()).toEqual(['schedule all 0', 'schedule all 900', 'schedule all 1800']);
  });

  it('comes with the schedule even when every tick is late', async () => {
    const house = new House();
    void house.run({ ...house.tools(), schedule: virtualSchedule(house.clock, 15 * minute, true) });
    await house.pass(16 * minute);
    expect(house.made()).toEqual(['schedule all 0', 'schedule all 900']);
  });

  it('takes a schedule that cannot tell its next time at its word', async () => {
    const house = new House();
    const schedule = { ...virtualSchedule(house.clock, 10 * minute), next: () => null };
    void house.run({ ...house.tools(), schedule });
    await house.pass(11 * minute);
    expect(house.made()).toEqual(['schedule all 0', 'schedule all 600']);
  });

  it('comes at the instant of a date, looking at changes only', async () => {
    const house = new House();
    await house.start();
    house.dateIn(61.234);
    await house.pass(5 * minute);
    expect(house.made()).toEqual(['boundary changes 61.234']);
  });

  it('looks at the file every few seconds, and comes once for a new one at rest', async () => {
    const house = new House();
    await house.start();
    await house.pass(minute);
    house.file = null;
    await house.pass(minute);
    house.file = 'first';
    await house.pass(minute);
    expect(house.made()).toEqual([]);
    house.file = 'second';
    await house.pass(minute);
    expect(house.made()).toEqual(['file all 195']);
  });

  it('hears a person within a second, whatever was said', async () => {
    const house = new House();
    await house.start();
    await house.pass(10_500);
    house.wishes = { urgent: 'E1', other: '' };
    await house.pass(minute);
    house.wishes = { urgent: null, other: 'plan 4 approved' };
    await house.pass(minute);
    expect(house.made()).toEqual(['request changes 11', 'request changes 71']);
  });

  it('does not take what people said before the start for news', async () => {
    const house = new House();
    house.wishes = { urgent: null, other: 'plan 4 approved' };
    void house.run();
    await house.pass(minute);
    expect(house.made()).toEqual(['schedule all 0']);
  });

  it('ends access that a person asked for before the start before it looks at everything', async () => {
    const house = new House();
    house.wishes = { urgent: 'E1', other: '' };
    void house.run();
    await house.pass(minute);
    expect(house.made()).toEqual(['request changes 0', 'schedule all 0']);
  });

  it('does not let a disk that hangs hold anybody up', async () => {
    const house = new House();
    house.dateIn(40);
    void house.run({ ...house.tools(), fileSeen: () => new Promise(() => undefined) });
    await house.pass(minute);
    expect(house.made()).toEqual(['schedule all 5', 'boundary changes 40']);
  });
});

describe('coalescing', () => {
  it('makes one turn of all that came during a turn, dates first', async () => {
    const house = new House();
    await house.start();
    house.behaviour = ({ request }) => (request.trigger === 'file' ? sleepFor(house, 1800).then(() => 'done') : 'done');
    house.file = 'second';
    await house.pass(minute);
    house.dateIn(10);
    house.dateIn(20);
    await house.pass(10 * minute);
    house.file = 'third';
    await house.pass(hour);
    expect(house.made().slice(0, 4)).toEqual([
      'file all 15',
      'boundary changes 1815',
      'schedule all 1815',
      'schedule all 2700',
    ]);
  });

  it('serves a date first that comes with the schedule', async () => {
    const house = new House();
    await house.start();
    house.dateIn(900);
    await house.pass(15 * minute);
    expect(house.made()).toEqual(['boundary changes 900', 'schedule all 900']);
  });

  it('does not let dates that keep coming starve the schedule', async () => {
    const house = new House();
    await house.start();
    house.behaviour = () => sleepFor(house, 20).then(() => 'done');
    for (let at = 880; at < 2000; at += 10) house.dateIn(at);
    await house.pass(20 * minute);
    expect(house.made()).toContain('schedule all 900');
  });
});

describe('a turn that fails', () => {
  it('is tried again for a date after 5 s, 15 s, 60 s and then every 5 min, and told by its code alone', async () => {
    const house = new House({}, 24 * hour);
    await house.start();
    house.dateIn(100);
    house.behaviour = () => {
      throw new TenuredError('TEN-2301', 'Ada Lovelace cannot be read');
    };
    await house.pass(20 * minute);
    expect(house.turns.map(({ at }) => at)).toEqual([100, 105, 120, 180, 480, 780, 1080]);
    house.behaviour = () => 'done';
    await house.pass(hour);
    expect(house.turns.map(({ at }) => at)).toEqual([100, 105, 120, 180, 480, 780, 1080, 1380]);
    expect(house.logged.filter((line) => line.startsWith('error'))).toHaveLength(7);
    expect(house.logged.join()).toContain('"code":"TEN-2301"');
    expect(house.logged.join()).not.toContain('Ada');
  });

  it('is tried again every minute while Okta takes no changes, whoever waits, until it does', async () => {
    const house = new House({}, 24 * hour);
    house.behaviour = () => {
      if (house.clock.now() - noon < 34 * minute) throw new TenuredError('TEN-2330', 'Okta is read-only');
      return 'done';
    };
    void house.run();
    await house.pass(14 * minute);
    expect(house.made().slice(0, 5)).toEqual([
      'schedule all 0',
      'boundary changes 5',
      'boundary changes 20',
      'boundary changes 80',
      'boundary changes 140',
    ]);
    await house.pass(21 * minute);
    const { length } = house.turns;
    expect(house.turns.at(-1)?.at).toBeLessThanOrEqual(35 * 60);
    await house.pass(hour);
    // What looks at everything is still owed; nothing is tried every minute any more.
    expect(
      house
        .made()
        .slice(length)
        .map((made) => made.split(' ')[0]),
    ).toEqual(['schedule']);
  });

  it('does not lose a date that working out has moved on before it failed', async () => {
    const house = new House({}, 24 * hour);
    await house.start();
    house.dateIn(100);
    let tries = 0;
    house.behaviour = () => {
      house.boundaries = [];
      tries += 1;
      if (tries < 3) throw unreachable;
      return 'done';
    };
    await house.pass(hour);
    expect(house.turns.map(({ at }) => at)).toEqual([100, 105, 120]);
  });

  it('serves what fell due while it was off soon, even when catching up fails', async () => {
    const house = new House({}, 24 * hour);
    house.boundaries = [instant(noon - hour)];
    house.behaviour = ({ request }) => {
      house.boundaries = [];
      if (request.look === 'all') throw unreachable;
      return 'done';
    };
    void house.run();
    await house.pass(minute);
    expect(house.made()).toEqual(['schedule all 0', 'boundary changes 5']);
  });

  it('is tried again for people whose access should have ended, though no date is left', async () => {
    const house = new House({}, 24 * hour);
    house.facts = { overdue: 1, paused: false };
    house.behaviour = () => {
      if (house.turns.length === 1) throw unreachable;
      return 'done';
    };
    void house.run();
    await house.pass(minute);
    expect(house.made()).toEqual(['schedule all 0', 'boundary changes 5']);
  });

  it('waits for the next wake when nobody waits, a quarter of an hour at most', async () => {
    const house = new House({}, 24 * hour);
    house.behaviour = () => {
      throw unreachable;
    };
    void house.run();
    await house.pass(16 * minute);
    expect(house.made()).toEqual(['schedule all 0', 'schedule all 900']);
  });

  it('is tried again when it went wrong for somebody overdue only', async () => {
    const house = new House({}, 24 * hour);
    house.facts = { overdue: 1, paused: false };
    await house.start();
    house.dateIn(100);
    house.behaviour = () => {
      if (house.turns.length < 3) return 'partly';
      house.facts = { overdue: 0, paused: false };
      return 'partly';
    };
    await house.pass(hour);
    expect(house.turns.map(({ at }) => at)).toEqual([100, 105, 120]);
  });

  it('says where a defect struck, without its message', async () => {
    const house = new House();
    house.behaviour = () => {
      throw new RangeError('Ada Lovelace');
    };
    void house.run();
    await house.pass(second);
    expect(house.logged.join()).toMatch(/TEN-9001.*loop\.test\.ts/);
    expect(house.logged.join()).not.toContain('Ada');
  });
});

describe('the clock', () => {
  it('serves what came while the host was asleep once, within a second of waking', async () => {
    const house = new House();
    await house.start();
    house.dateIn((2 * hour) / second);
    house.dateIn((3 * hour) / second);
    await house.pass(minute);
    house.clock.jump(8 * hour);
    await house.pass(2 * minute);
    const awake = 61 + (8 * hour) / second;
    expect(house.made()).toEqual([`schedule all ${String(awake)}`]);
  });

  it('set forward, serves the date that was jumped over', async () => {
    const house = new House();
    await house.start();
    house.dateIn(300);
    await house.pass(minute);
    house.clock.jump(6 * minute);
    await house.pass(2 * second);
    expect(house.made()).toEqual(['boundary changes 421']);
  });

  it('set back, neither repeats what it served nor misses what comes', async () => {
    const house = new House();
    await house.start();
    house.dateIn(30);
    await house.pass(minute);
    house.clock.jump(-2 * hour);
    const next = house.dateIn(120);
    house.boundaries = [next];
    await house.pass(20 * minute);
    const back = 60 - (2 * hour) / second;
    expect(house.made()).toEqual([
      'boundary changes 30',
      `boundary changes ${String(back + 120)}`,
      `schedule all ${String(-6300)}`,
    ]);
  });

  it('set back while something waits to be tried again, does not wait for the old time', async () => {
    const house = new House({}, 24 * hour);
    await house.start();
    house.dateIn(10);
    house.behaviour = () => {
      throw unreachable;
    };
    await house.pass(minute);
    const before = house.turns.length;
    house.clock.jump(-24 * hour);
    await house.pass(6 * minute);
    expect(house.turns.length).toBeGreaterThan(before);
    expect(house.turns.length).toBeLessThan(before + 4);
  });
});

describe('a turn that gives way', () => {
  it('is followed at once by another', async () => {
    const house = new House();
    house.behaviour = () => (house.turns.length === 1 ? 'yielded' : 'done');
    void house.run();
    await house.pass(second);
    expect(house.made()).toEqual(['schedule all 0', 'schedule all 0']);
  });

  it('is told so when a person wants access ended, which comes first then', async () => {
    const house = new House();
    await house.start();
    const whys: string[] = [];
    house.behaviour = async ({ request, hooks }): Promise<TurnOutcome> => {
      if (request.trigger !== 'file' || house.turns.length > 1) return 'done';
      for (;;) {
        await sleepFor(house, 0.1);
        const why = hooks.preempted();
        if (why === null) continue;
        whys.push(why);
        return 'yielded';
      }
    };
    house.file = 'second';
    await house.pass(30 * second);
    house.wishes = { urgent: null, other: 'plan 4 approved' };
    await house.pass(10 * second);
    expect(whys).toEqual([]);
    house.wishes = { urgent: 'E1', other: 'plan 4 approved' };
    await house.pass(5 * second);
    expect(whys).toEqual(["a person wants somebody's access ended"]);
    expect(house.made().map((turn) => turn.replace(/ [\d.]+$/, ''))).toEqual([
      'file all',
      'request changes',
      'file all',
    ]);
  });

  it('is told so when the horizon of its plan is over', async () => {
    const house = new House({ horizonHours: 1 }, 24 * hour);
    const whys: (string | null)[] = [];
    house.behaviour = async ({ hooks }) => {
      if (house.turns.length > 1) return 'done';
      whys.push(hooks.preempted());
      await sleepFor(house, 3600);
      whys.push(hooks.preempted());
      return 'yielded';
    };
    void house.run();
    await house.pass(2 * hour);
    expect(whys).toEqual([null, 'the plan looks no further ahead']);
    expect(house.made()).toEqual(['schedule all 0', 'schedule all 3600']);
  });

  it('never makes a busy loop', async () => {
    const house = new House();
    house.behaviour = () => 'yielded';
    void house.run();
    await house.pass(hour);
    expect(house.turns.length).toBeLessThan(25);
    expect(house.turns.length).toBeGreaterThan(10);
  });
});

describe('an interlude', () => {
  const longTurn = (house: House, pages: number): void => {
    house.behaviour = async ({ nested, request, hooks }): Promise<TurnOutcome> => {
      if (nested || request.look !== 'all') return 'done';
      for (let page = 0; page < pages; page += 1) {
        await sleepFor(house, 10);
        await hooks.interlude();
      }
      return 'done';
    };
  };

  it('ends access that falls due during a long turn once, and lets it go on; the rest follows', async () => {
    const house = new House();
    await house.start();
    longTurn(house, 30);
    house.file = 'second';
    await house.pass(20 * second);
    house.dateIn(100);
    house.dateIn(103);
    house.dateIn(200);
    await house.pass(10 * minute);
    expect(house.made()).toEqual([
      'file all 15',
      '(boundary nothing 125)',
      '(boundary nothing 225)',
      'boundary changes 315',
    ]);
    expect(house.turns[1]?.request.endingsOnly).toBe(true);
  });

  it('leaves what does not end access to the turn that follows, though working out has moved the date on', async () => {
    const house = new House({}, 24 * hour);
    await house.start();
    longTurn(house, 5);
    const { behaviour } = house;
    house.behaviour = (turn) => {
      house.boundaries = house.boundaries.filter((at) => at > house.clock.now());
      return behaviour(turn);
    };
    house.file = 'second';
    house.dateIn(30);
    await house.pass(hour);
    expect(house.made()).toEqual(['file all 15', '(boundary nothing 35)', 'boundary changes 65']);
  });

  it('ends first what fell due while the source was looked at', async () => {
    const house = new House({}, 24 * hour);
    house.dateIn(3);
    longTurn(house, 3);
    void house.run({ ...house.tools(), fileSeen: () => new Promise(() => undefined) });
    await house.pass(2 * minute);
    expect(house.made()).toEqual(['schedule all 5', '(boundary nothing 15)']);
  });

  it('ends first what fell due before the turn began', async () => {
    const house = new House();
    house.boundaries = [instant(noon - hour)];
    longTurn(house, 3);
    void house.run();
    await house.pass(2 * minute);
    expect(house.made()).toEqual(['schedule all 0', '(boundary nothing 10)']);
  });

  it('that fails is tried again as rarely as any, and does not end the turn', async () => {
    const house = new House({}, 24 * hour);
    await house.start();
    longTurn(house, 30);
    const { behaviour } = house;
    house.behaviour = (turn) => {
      if (turn.nested && house.turns.length < 4) throw unreachable;
      return behaviour(turn);
    };
    house.file = 'second';
    house.dateIn(20);
    await house.pass(10 * minute);
    expect(house.made()).toEqual([
      'file all 15',
      '(boundary nothing 25)',
      '(boundary nothing 35)',
      '(boundary nothing 55)',
      'boundary changes 315',
    ]);
  });

  it('is none when nobody is due, when another is under way, and after the stop', async () => {
    const house = new House();
    await house.start();
    house.behaviour = async ({ nested, hooks }) => {
      if (nested) return 'done';
      await hooks.interlude();
      house.dateIn(1);
      await sleepFor(house, 1);
      await Promise.all([hooks.interlude(), hooks.interlude()]);
      house.stop.abort('SIGTERM');
      house.dateIn(1);
      await sleepFor(house, 1);
      await hooks.interlude();
      return 'yielded';
    };
    house.file = 'second';
    await house.pass(minute);
    expect(house.made()).toEqual(['file all 15', '(boundary nothing 16)']);
  });
});

describe('stopping', () => {
  it('ends at once when nothing is under way, and gives back what it holds last', async () => {
    const house = new House();
    const { ended } = await house.start();
    house.stop.abort('SIGTERM');
    await settle();
    expect(await ended).toEqual({ reason: 'SIGTERM', inTime: true });
    expect(house.ended).toEqual(['released']);
    await house.pass(hour);
    expect(house.turns).toEqual([]);
    expect(house.clock.steady.next()).toBeNull();
  });

  it('lets what is in flight finish, and tells it to', async () => {
    const house = new House();
    house.behaviour = async ({ hooks }): Promise<TurnOutcome> => {
      await sleepFor(house, 20);
      expect(hooks.preempted()).toBe('the daemon was told to stop');
      return 'yielded';
    };
    const running = house.run();
    await house.pass(10 * second);
    house.stop.abort('SIGINT');
    await house.pass(5 * second);
    expect(house.ended).toEqual([]);
    await house.pass(10 * second);
    expect(await running).toEqual({ reason: 'SIGINT', inTime: true });
    expect(house.turns).toHaveLength(1);
    expect(house.clock.steady.next()).toBeNull();
  });

  it('abandons what does not end within the grace', async () => {
    const house = new House({ shutdownGraceSeconds: 7 });
    house.behaviour = () => new Promise(() => undefined);
    const running = house.run();
    await house.pass(10 * second);
    house.stop.abort('SIGTERM');
    await house.pass(6.9 * second);
    expect(house.ended).toEqual([]);
    await house.pass(2 * second);
    expect(await running).toEqual({ reason: 'SIGTERM', inTime: false });
    expect(house.ended).toEqual(['abandoned', 'released']);
  });

  it('does nothing when it is stopped before it starts', async () => {
    const house = new House();
    house.stop.abort('SIGTERM');
    expect(await house.run()).toEqual({ reason: 'SIGTERM', inTime: true });
    expect(house.turns).toEqual([]);
  });
});

describe('a state that cannot be looked at', () => {
  it('does not end the daemon, and is told once', async () => {
    const house = new House();
    await house.start();
    house.broken = new TenuredError('TEN-4024', 'busy');
    house.dateIn(30);
    await house.pass(2 * minute);
    expect(house.turns).toEqual([]);
    house.broken = null;
    await house.pass(2 * second);
    expect(house.made()).toEqual(['boundary changes 121']);
    expect(house.logged.filter((line) => line.includes('cannot be looked at'))).toHaveLength(2);
  });
});

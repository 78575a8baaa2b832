import { readdirSync } from 'node:fs';
import type { Fault } from '../../src/simulator/index.ts';
import type { VirtualClock } from '../support/virtual-clock.ts';
import { furnish, hour, minute, type Household } from '../support/household.ts';
import { people, type Person } from '../support/people.ts';

/** How big, and how long by the virtual clock. */
export interface Wanted {
  readonly people: number;
  readonly hours: number;
}

/** What the process held at a moment. */
export interface Sample {
  readonly hours: number;
  readonly residentBytes: number;
  readonly heapBytes: number;
  readonly descriptors: number;
}

export interface Soaked {
  readonly samples: readonly Sample[];
  readonly rejections: number;
  readonly exit: number;
  readonly calls: number;
  /** Of them those that met a fault. */
  readonly faulty: number;
  /** Who is not as HR wants it in the end. */
  readonly unsettled: readonly string[];
}

/** One call in a hundred goes wrong, in one way or another. */
const faults: readonly Fault[] = [
  { kind: 'fail', status: 500, errorCode: 'E0000009', chance: 0.002 },
  { kind: 'fail', status: 429, errorCode: 'E0000047', chance: 0.002 },
  { kind: 'reset', when: 'beforeCommit', chance: 0.002 },
  { kind: 'reset', when: 'afterCommit', chance: 0.002 },
  { kind: 'truncate', chance: 0.001 },
  { kind: 'hold', when: 'afterCommit', chance: 0.001 },
  { kind: 'revokeTokens', client: '0oaHousehold', chance: 0.001 },
];

const departments = ['Sales', 'Legal', 'Finance', 'Research'];

/** Every hour some people move to another department. */
function movedBy(staff: readonly Person[], hours: number): readonly Person[] {
  return staff.map((one, index) => {
    const moves = Math.max(0, Math.floor((hours + 24 - (index % 24)) / 24));
    return { ...one, dept: departments[moves % departments.length] ?? 'Sales' };
  });
}

async function company(directory: string, clock: VirtualClock, staff: readonly Person[]): Promise<Household> {
  const home = await furnish(directory, clock, {
    staff,
    manage: true,
    limited: true,
    configuration: {
      consent: { mover: 'autopilot', joiner: 'autopilot', leaver: 'autopilot' },
      guardrails: { columns: { changed: { floor: 10_000 } } },
    },
  });
  home.deliver(staff);
  await home.approve(await home.plan());
  return home;
}

/** Lets the daemon work for so many hours with people who move, one call in a hundred going wrong; the caller ends it all. */
export async function soak(
  directory: string,
  clock: VirtualClock,
  { people: many, hours }: Wanted,
  told: (sample: Sample) => void = () => undefined,
): Promise<Soaked & { readonly home: Household }> {
  const staff = people(many);
  const home = await company(directory, clock, staff);
  const began = home.now();
  const calls = home.okta.requests().length;
  const samples: Sample[] = [];
  const stop = new AbortController();
  let rejections = 0;
  const rejected = (): void => {
    rejections += 1;
  };
  process.on('unhandledRejection', rejected);
  let last: readonly Person[] = staff;
  const living = async (): Promise<void> => {
    // The last half an hour is fair, so that everybody can be settled.
    const end = began + hours * hour;
    for (let step = 1; home.now() < end - hour / 2; step += 1) {
      await clock.sleep(Math.min(hour, end - hour / 2 - home.now()));
      if (step * hour <= end - began - hour / 2) {
        last = movedBy(staff, step);
        home.deliver(last);
      }
      samples.push(sampleOf((home.now() - began) / hour));
      told(samples.at(-1) as Sample);
    }
    home.okta.faults.clear();
    await clock.sleep(end - home.now());
    stop.abort('SIGTERM');
  };
  home.okta.faults.order(...faults);
  const met = (): number => home.okta.faults.list().reduce((sum, one) => sum + one.met, 0);
  let faulty = 0;
  void clock.sleep(hours * hour - hour / 2 - minute).then(() => {
    faulty = met();
  });
  try {
    const life = living();
    const { code } = await home.runUntil(stop.signal, 'run');
    await life;
    const unsettled = last.filter((one) => home.account(one)?.profile['department'] !== one.dept);
    const made = home.okta.requests().length - calls;
    return { home, samples, rejections, exit: code, calls: made, faulty, unsettled: unsettled.map(({ id }) => id) };
  } finally {
    process.off('unhandledRejection', rejected);
  }
}

function sampleOf(hours: number): Sample {
  globalThis.gc?.();
  const { rss, heapUsed } = process.memoryUsage();
  return { hours, residentBytes: rss, heapBytes: heapUsed, descriptors: readdirSync('/proc/self/fd').length };
}

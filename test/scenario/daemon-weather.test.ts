import { describe, expect, it } from 'vitest';
import { freePort } from '../support/free-port.ts';
import { household, minute, type Household, type Outcome, type Wishes } from '../support/household.ts';
import { people } from '../support/people.ts';
import { unreliableNames, type Names } from '../support/names.ts';

const patience = 180_000;
const second = 1000;
/** The end of the last day in Berlin. */
const due = Date.parse('2026-11-23T23:00:00Z');
const staff = people(30);
const leavers = people(8, { end: '2026-11-23', zone: 'Europe/Berlin' }, 'L');
const moved = staff.map((one) => ({ ...one, dept: 'Legal' }));

/** A company whose leavers are announced and approved, an hour before their last day ends. */
async function company(wishes: Wishes = {}): Promise<{ readonly home: Household; readonly port: number }> {
  const port = await freePort();
  const home = await household({
    at: '2026-11-22T20:00:00Z',
    staff: [...staff, ...leavers],
    manage: true,
    limited: true,
    app: { dpopBound: false },
    ...wishes,
    okta: { dpop: false, ...wishes.okta },
    configuration: {
      daemon: { health: { host: '127.0.0.1', port } },
      consent: { mover: 'autopilot' },
      guardrails: { columns: { changed: { floor: 1_000 } } },
    },
  });
  home.deliver([...staff, ...leavers]);
  await home.approve(await home.plan());
  home.later(due - 5 * minute - home.now());
  home.deliver([...staff, ...leavers]);
  return { home, port };
}

interface Happening {
  /** Milliseconds after the daemon's start. */
  readonly after: number;
  readonly act: () => void | Promise<void>;
}

/** The daemon at work for so long by the household's clock, and what happens meanwhile. */
async function daemonFor(home: Household, milliseconds: number, happenings: readonly Happening[]): Promise<Outcome> {
  const stop = new AbortController();
  const happened = happenings.map(({ after, act }) => home.clock.sleep(after).then(act));
  void home.clock.sleep(milliseconds).then(() => {
    stop.abort('SIGTERM');
  });
  const ended = await home.runUntil(stop.signal, 'run');
  await Promise.all(happened);
  return ended;
}

interface Ready {
  readonly status: number;
  readonly codes: readonly string[];
}

async function ready(port: number): Promise<Ready> {
  const answer = await fetch(`http://127.0.0.1:${String(port)}/readyz`);
  const { reasons } = (await answer.json()) as { reasons: readonly { code: string }[] };
  return { status: answer.status, codes: reasons.map(({ code }) => code) };
}

function suspended(home: Household): readonly number[] {
  return home.okta
    .requests()
    .filter(({ path, status }) => path.endsWith('/lifecycle/suspend') && status === 200)
    .map(({ at }) => at);
}

/** The most that fell into any stretch of ten seconds, a second. */
function densest(instants: readonly number[]): number {
  const within = instants.map((from) => instants.filter((at) => at >= from && at < from + 10 * second).length);
  return Math.max(0, ...within) / 10;
}

describe.each([
  ['NXDOMAIN', 'ENOTFOUND'],
  ['SERVFAIL', 'EAI_AGAIN'],
] as const)('a quarter of an hour in which Okta’s name cannot be looked up (%s)', (_, failure) => {
  it(
    'costs no crash and no busy loop, is told as overdue, and everybody loses access once it is over',
    async () => {
      const names: Names = unreliableNames();
      const { home, port } = await company({ fetch: names.fetch });
      const down = due - minute - home.now();
      const seen: Ready[] = [];
      let looked: readonly number[] = [];
      const ended = await daemonFor(home, down + 26 * minute, [
        { after: down, act: () => names.fail(failure, () => home.now()) },
        { after: down + 16 * minute - second, act: async () => void seen.push(await ready(port)) },
        { after: down + 16 * minute, act: () => void (looked = names.heal()) },
        { after: down + 25 * minute, act: async () => void seen.push(await ready(port)) },
      ]);
      expect([ended.code, ended.stderr.includes('TEN-9')]).toEqual([143, false]);
      expect(looked.length).toBeGreaterThan(5);
      expect(densest(looked)).toBeLessThan(2);
      expect(seen[0]?.status).toBe(503);
      expect(seen[0]?.codes).toContain('TEN-7004');
      const times = suspended(home);
      expect(times).toHaveLength(leavers.length);
      expect(Math.max(...times)).toBeLessThan(due + 21 * minute);
      expect(seen[1]).toEqual({ status: 200, codes: [] });
    },
    patience,
  );
});

/** Writes that Okta was sent, token requests left out. */
function writes(home: Household): readonly { readonly at: number; readonly status: number; readonly path: string }[] {
  return home.okta.requests().filter(({ method, path }) => method !== 'GET' && path !== '/oauth2/v1/token');
}

/** How many operations the journal says were done. */
function done(home: Household): number {
  const count = home.withState(({ database }) =>
    database
      .prepare<[], { count: number }>(
        "SELECT count(*) AS count FROM journal WHERE kind = 'outcome' AND outcome = 'done'",
      )
      .get(),
  );
  return count?.count ?? Number.NaN;
}

describe('34 minutes of read-only mode in the middle of a run', () => {
  it.each([1, 12])(
    'are no false success: the daemon resumes by itself, leavers first, and is done 5 minutes later (after %d changes)',
    async (changes) => {
      const { home } = await company();
      home.later(due - 30 * second - home.now());
      home.deliver([...moved, ...leavers]);
      const started = home.now();
      let from = Number.NaN;
      const counted: number[] = [];
      home.okta.faults.order({ kind: 'latency', milliseconds: 3_000, times: 'all', path: '/api/**' });
      const ended = await daemonFor(home, 44 * minute, [
        {
          after: 0,
          act: async () => {
            while (writes(home).length < changes && home.now() < started + 3 * minute) await home.clock.sleep(second);
            from = home.now();
            home.okta.faults.order({ kind: 'maintenance', forSeconds: 34 * 60 });
            await home.clock.sleep(minute);
            counted.push(done(home));
            await home.clock.sleep(33 * minute - 1);
            counted.push(done(home));
          },
        },
      ]);
      const over = from + 34 * minute;
      expect(ended.code).toBe(143);
      const sent = writes(home);
      const [before, during, after] = [
        sent.filter(({ at }) => at < from),
        sent.filter(({ at }) => at >= from && at < over),
        sent.filter(({ at }) => at >= over),
      ];
      expect(before.length).toBeGreaterThan(0);
      expect(before.length).toBeLessThan(moved.length);
      // Not one was taken for done, and Okta was asked now and then only.
      expect(during.filter(({ status }) => status !== 503)).toEqual([]);
      expect(during.length).toBeLessThan(2 * 34);
      expect(counted[1]).toBe(counted[0]);
      const kinds = after.filter(({ status }) => status < 300).map(({ path }) => path.split('/').at(-1));
      // Whoever was not suspended before comes before everybody else.
      const isUpdate = (kind: string | undefined): boolean => kind?.startsWith('00u') === true;
      expect(kinds.lastIndexOf('suspend')).toBeLessThan(kinds.findIndex(isUpdate));
      expect(Math.max(...after.map(({ at }) => at)) - over).toBeLessThanOrEqual(5 * minute);
      expect(leavers.filter((one) => home.account(one)?.status !== 'SUSPENDED')).toEqual([]);
      expect(moved.filter((one) => home.account(one)?.profile['department'] !== 'Legal')).toEqual([]);
      expect(suspended(home)).toHaveLength(leavers.length);
    },
    patience,
  );
});

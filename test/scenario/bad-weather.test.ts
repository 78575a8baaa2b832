import { describe, expect, it } from 'vitest';
import type { Fault } from '../../src/simulator/index.ts';
import { departments, wishesFor, type Case } from '../crash/company.ts';
import { household, minute, type Household } from '../support/household.ts';
import { person } from '../support/people.ts';
import { seen, seenEvents, type Accounts } from '../support/two-sides.ts';

const clientId = '0oaHousehold';
const patience = 120_000;

/** Every kind of change: who comes, who moves, who goes from whatever status. */
const cases: readonly Case[] = [
  ...['N1', 'N2', 'N3'].map((id): Case => ({ who: person(id, { start: '2026-11-17' }), before: null })),
  ...['M1', 'M2', 'M3', 'M4'].map((id): Case => {
    return { who: person(id, { dept: 'Legal' }), before: { status: 'ACTIVE', dept: 'Sales' } };
  }),
  ...(['ACTIVE', 'ACTIVE', 'ACTIVE', 'LOCKED_OUT', 'PROVISIONED'] as const).map((status, number): Case => {
    const who = person(`L${String(number)}`, { end: '2026-11-21' });
    return { who, before: { status, dept: 'Sales' } };
  }),
];

async function company(): Promise<Household> {
  const home = await household({
    ...wishesFor(cases),
    mapping: departments,
    version: '1.0.0',
    limited: true,
    okta: { dpop: false },
    app: { dpopBound: false },
  });
  home.bind(
    cases.flatMap(({ who, before }) => (before === null ? [] : [who])),
    'created',
  );
  home.deliver([...(wishesFor([]).staff ?? []), ...cases.map(({ who }) => who)]);
  await home.approve(await home.plan());
  return home;
}

/** Runs again and again until a plan says that nothing is left to be done. @returns how many runs it took. */
async function untilNothingIsLeft(home: Household): Promise<number> {
  for (let run = 1; run <= 6; run += 1) {
    home.later(6 * minute);
    const plan = await home.plan();
    if (plan.operations.length === 0) return run;
    await home.approve(plan);
    await home.run('apply');
  }
  throw new Error('there is still something to be done');
}

/** Effects on people that must not happen twice. Ending sessions again is harmless, and done when nobody knows. */
function once(home: Household): readonly string[] {
  return seenEvents(home.okta, home.okta.org.log.first)
    .filter((event) => /^(user|group)\./.test(event) && !event.startsWith('user.session.clear'))
    .sort();
}

let fair: Promise<{ readonly accounts: Accounts; readonly events: readonly string[] }> | undefined;

/** What becomes of everybody where nothing goes wrong. */
async function fairWeather(): ReturnType<() => NonNullable<typeof fair>> {
  fair ??= (async () => {
    const home = await company();
    expect((await home.run('apply')).code).toBe(0);
    await untilNothingIsLeft(home);
    return { accounts: seen(home.okta), events: once(home) };
  })();
  return fair;
}

const weather: readonly (readonly [string, readonly Fault[]])[] = [
  ['30 % of 500', [{ kind: 'fail', status: 500, errorCode: 'E0000009', chance: 0.3 }]],
  ['30 % of 429 that contradict their headers', [{ kind: 'fail', status: 429, errorCode: 'E0000047', chance: 0.3 }]],
  [
    'resets',
    [
      { kind: 'reset', when: 'beforeCommit', chance: 0.15 },
      { kind: 'reset', when: 'afterCommit', chance: 0.15 },
    ],
  ],
  ['answers that get lost', [{ kind: 'cutAfterCommit', chance: 0.3 }]],
  [
    'answers that never come, before and after the effect',
    [
      { kind: 'hold', when: 'beforeCommit', chance: 0.1 },
      { kind: 'hold', when: 'afterCommit', chance: 0.1 },
    ],
  ],
  ['answers that take seconds', [{ kind: 'latency', milliseconds: 2_000, jitter: 20_000, times: 'all' }]],
  ['answers that take longer than anybody waits', [{ kind: 'latency', milliseconds: 90_000, chance: 0.1 }]],
  ['a byte a second', [{ kind: 'slowBody', bytesPerSecond: 1, chance: 0.1 }]],
  ['100 bytes a second', [{ kind: 'slowBody', bytesPerSecond: 100, times: 'all' }]],
  ['half answers', [{ kind: 'truncate', chance: 0.3 }]],
  [
    'every write lost after it was done',
    [{ kind: 'cutAfterCommit', pattern: '/(lifecycle|users)', times: 'all', method: 'POST' }],
  ],
  ['all calls failing', [{ kind: 'fail', status: 503, errorCode: 'E0000181', times: 'all' }]],
  ['no connection that lasts', [{ kind: 'reset', times: 'all' }]],
  ['others who use up the windows', [{ kind: 'otherTenants', share: 0.97 }]],
  ['two calls at once', [{ kind: 'concurrency', limit: 2 }]],
  ['rate headers that cannot be read', [{ kind: 'rateHeaders', form: 'duplicated', times: 'all' }]],
  ['tokens revoked every few calls', [{ kind: 'revokeTokens', client: clientId, chance: 0.2 }]],
  ['a key that is taken away', [{ kind: 'keyRevoked', client: clientId }]],
  ['a role that is taken away', [{ kind: 'roleRevoked', client: clientId }]],
  ['read-only mode', [{ kind: 'maintenance' }]],
];

/** Whether a request met any of them; what is so for everybody is met by all. */
function met(home: Household, faults: readonly Fault[]): boolean {
  const ordered = home.okta.faults.list();
  return ordered.length < faults.length || ordered.some((one) => one.met > 0 || !('chance' in one.fault));
}

describe('everybody is settled once it is over', () => {
  it.each(weather)(
    '%s',
    async (_, faults) => {
      const expected = await fairWeather();
      const home = await company();
      const [from, requests] = [home.now(), home.okta.requests().length];
      home.okta.faults.order(...faults);
      const worst = await home.run('apply');
      expect([0, 3, 4, 12, 15]).toContain(worst.code);
      // Neither a busy loop nor a run without an end.
      expect(home.okta.requests().length - requests).toBeLessThan(60 * cases.length);
      expect(home.now() - from).toBeLessThan(45 * minute);
      expect(home.longestCall()).toBeLessThanOrEqual(minute);
      expect(met(home, faults), 'the weather was fair').toBe(true);
      home.okta.faults.clear();
      await untilNothingIsLeft(home);
      expect(seen(home.okta)).toEqual(expected.accounts);
      expect(once(home)).toEqual(expected.events);
    },
    patience,
  );
});

describe('an Okta that becomes read-only in the middle of a run', () => {
  it('is sent no further change, costs nobody anything, and says what to do; the next run carries on', async () => {
    const expected = await fairWeather();
    const home = await company();
    const begun = home.writes().length;
    home.okta.faults.order({ kind: 'maintenance' });
    const stopped = await home.run('apply');
    expect(stopped.code).toBe(15);
    expect(stopped.stderr).toContain('TEN-2330');
    expect(stopped.stderr).toContain('read-only mode');
    expect(stopped.stderr).toContain('https://status.okta.com');
    // Those that were under way when Okta first said so, and not one more.
    const sent = home.writes().length - begun;
    expect(sent).toBeGreaterThan(0);
    expect(sent).toBeLessThanOrEqual(4);
    const ended = home.withState(({ database }) =>
      database.prepare<[], { outcome: string }>("SELECT outcome FROM journal WHERE kind = 'outcome'").all(),
    );
    expect(new Set(ended.map(({ outcome }) => outcome))).toEqual(new Set(['cancelled']));
    expect((await home.plan()).operations.length).toBeGreaterThan(0);
    home.okta.faults.clear();
    home.later(2 * minute);
    const resumed = await home.run('apply');
    expect([resumed.code, resumed.stderr]).toEqual([0, '']);
    await untilNothingIsLeft(home);
    expect(seen(home.okta)).toEqual(expected.accounts);
    expect(once(home)).toEqual(expected.events);
  });
});

describe('what Okta answered to a write that it did not settle', () => {
  it('is kept with its request id, however the write ended', async () => {
    const home = await company();
    home.okta.faults.order({
      kind: 'fail',
      status: 500,
      errorCode: 'E0000009',
      pattern: '^/api/',
      method: 'POST',
      times: 'all',
    });
    await home.run('apply');
    const failed = home.okta.requests().filter(({ method, path }) => method === 'POST' && path !== '/oauth2/v1/token');
    const kept = home.withState(({ database }) =>
      database
        .prepare<[], { told: string }>(
          `SELECT coalesce(request_id, '') || ' ' || coalesce(body, '') AS told FROM journal
           LEFT JOIN journal_payload USING (seq) WHERE kind = 'outcome'`,
        )
        .all()
        .map(({ told }) => told)
        .join('\n'),
    );
    expect(failed.length).toBeGreaterThan(5);
    expect(failed.filter(({ requestId }) => !kept.includes(requestId))).toEqual([]);
  });
});

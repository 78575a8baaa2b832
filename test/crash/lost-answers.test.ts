import { describe, expect, it } from 'vitest';
import type { RequestMatch, UserStatus } from '../../src/simulator/index.ts';
import { everyone, hour, household, type Household } from '../support/household.ts';
import { loginOf, person, type Person } from '../support/people.ts';
import {
  became,
  books,
  bystanders,
  clean,
  demand,
  here,
  leftToDo,
  planAndApprove,
  wishesFor,
  type Became,
  type Case,
} from './company.ts';

const day = 24 * hour;

/** One kind of operation, what leads to it, and what has to be true once it is settled. */
interface Story {
  readonly name: string;
  readonly of: Case;
  /** What happens before the plan in question is made. */
  readonly before?: (home: Household, who: Person) => Promise<void>;
  /** The request whose answer gets lost; `nth` of them where it is not the first. */
  readonly request: RequestMatch;
  readonly becomes: Partial<Became>;
}

function lifecycle(call: string): RequestMatch {
  return { method: 'POST', path: `/api/v1/users/*/lifecycle/${call}` };
}

const sessions: RequestMatch = { method: 'DELETE', path: '/api/v1/users/*/sessions' };
const leo = person('LEO', { end: '2026-11-21' });

function leaverWho(status: UserStatus): Case {
  return { who: leo, before: { status, dept: 'Sales' } };
}

const newcomer: Case = { who: person('NEW', { start: '2026-11-17' }), before: null };
const mover: Case = { who: person('MIA', { dept: 'Legal' }), before: { status: 'ACTIVE', dept: 'Sales' } };

const started: Partial<Became> = {
  status: 'PROVISIONED',
  groups: [everyone, 'Sales'],
  mails: ['activation'],
  effects: {
    'user.lifecycle.create': 1,
    [`group.user_membership.add ${everyone}`]: 1,
    'group.user_membership.add Sales': 1,
    'user.lifecycle.activate': 1,
  },
  bound: true,
};

const moved: Partial<Became> = {
  status: 'ACTIVE',
  dept: 'Legal',
  groups: [everyone, 'Legal'],
  signedIn: true,
  effects: {
    'user.account.update_profile': 1,
    'group.user_membership.add Legal': 1,
    'group.user_membership.remove Sales': 1,
  },
};

const suspended: Partial<Became> = {
  status: 'SUSPENDED',
  signedIn: false,
  groups: [everyone, 'Sales'],
  effects: { 'user.lifecycle.suspend': 1, 'user.session.clear': 1 },
};

const unlockedAndSuspended: Partial<Became> = {
  ...suspended,
  effects: { 'user.account.unlock_by_admin': 1, 'user.lifecycle.suspend': 1, 'user.session.clear': 1 },
};

const deactivated: Partial<Became> = {
  status: 'DEPROVISIONED',
  mails: [],
  effects: { 'user.lifecycle.deactivate': 1, 'user.session.clear': 1 },
};

async function wholeTurn(home: Household): Promise<void> {
  const command = here(home);
  await planAndApprove(command);
  await demand(command, 'apply');
}

/** A person's word about the plan makes the end firm; the next plan says so. */
async function makeFirm(home: Household): Promise<void> {
  await planAndApprove(here(home));
}

async function leaveAndReturn(home: Household, who: Person): Promise<void> {
  await wholeTurn(home);
  home.later(hour);
  home.deliver([...bystanders, { ...who, end: '' }]);
}

async function leaveForGood(home: Household, who: Person): Promise<void> {
  await wholeTurn(home);
  home.later(8 * day);
  home.deliver([...bystanders, who]);
}

const stories: readonly Story[] = [
  { name: 'create', of: newcomer, request: { method: 'POST', path: '/api/v1/users' }, becomes: started },
  { name: 'activate', of: newcomer, request: lifecycle('activate'), becomes: started },
  { name: 'update-profile', of: mover, request: { method: 'POST', path: '/api/v1/users/*' }, becomes: moved },
  { name: 'add-to-group', of: mover, request: { method: 'PUT', path: '/api/v1/groups/*/users/*' }, becomes: moved },
  {
    name: 'remove-from-group',
    of: mover,
    request: { method: 'DELETE', path: '/api/v1/groups/*/users/*' },
    becomes: moved,
  },
  { name: 'disable: suspend', of: leaverWho('ACTIVE'), request: lifecycle('suspend'), becomes: suspended },
  {
    name: 'disable: the suspension that a lock refuses',
    of: leaverWho('LOCKED_OUT'),
    request: lifecycle('suspend'),
    becomes: unlockedAndSuspended,
  },
  { name: 'disable: unlock', of: leaverWho('LOCKED_OUT'), request: lifecycle('unlock'), becomes: unlockedAndSuspended },
  {
    name: 'disable: suspend once unlocked',
    of: leaverWho('LOCKED_OUT'),
    request: { ...lifecycle('suspend'), nth: 2 },
    becomes: unlockedAndSuspended,
  },
  {
    name: 'disable: deactivate who never set a password',
    of: leaverWho('PROVISIONED'),
    request: lifecycle('deactivate'),
    becomes: deactivated,
  },
  {
    name: 'disable: deactivate whose password expired, firmly announced',
    of: leaverWho('PASSWORD_EXPIRED'),
    before: makeFirm,
    request: lifecycle('deactivate'),
    becomes: deactivated,
  },
  {
    name: 'disable: sign out whose password expired, until the end is firm',
    of: leaverWho('PASSWORD_EXPIRED'),
    request: sessions,
    becomes: { status: 'DEPROVISIONED', effects: { 'user.session.clear': 1, 'user.lifecycle.deactivate': 1 } },
  },
  { name: 'clear-sessions', of: leaverWho('ACTIVE'), request: sessions, becomes: suspended },
  {
    name: 'clear-sessions behind a deactivation',
    of: leaverWho('PROVISIONED'),
    request: sessions,
    becomes: { ...deactivated, signedIn: false },
  },
  {
    name: 'unsuspend',
    of: leaverWho('ACTIVE'),
    before: leaveAndReturn,
    request: lifecycle('unsuspend'),
    becomes: {
      status: 'ACTIVE',
      effects: { 'user.lifecycle.suspend': 1, 'user.session.clear': 1, 'user.lifecycle.unsuspend': 1 },
    },
  },
  {
    name: 'deactivate',
    of: leaverWho('ACTIVE'),
    before: leaveForGood,
    request: lifecycle('deactivate'),
    becomes: {
      status: 'DEPROVISIONED',
      groups: [],
      effects: {
        'user.lifecycle.suspend': 1,
        'user.session.clear': 1,
        'user.lifecycle.deactivate': 1,
        [`group.user_membership.remove ${everyone}`]: 1,
        'group.user_membership.remove Sales': 1,
      },
    },
  },
];

const cuts = ['cutBeforeCommit', 'cutAfterCommit'] as const;

/** More than any operation is tried in one run, and its request sent again. */
const everyTime = 20;

/** An effect that is there shows at the first look, however many answers more would get lost. */
const losses = [
  ['cutBeforeCommit', 1],
  ['cutBeforeCommit', everyTime],
  ['cutAfterCommit', 1],
] as const;

const cases = stories.flatMap((story) => losses.map(([cut, times]) => ({ ...story, cut, times })));

describe('an answer that is lost', () => {
  it.each(cases)('$name, $cut × $times', async ({ of, before, request, becomes, cut, times }) => {
    const home = await settled(of);
    await before?.(home, of.who);
    const command = here(home);
    await planAndApprove(command);
    const { faults } = home.okta;
    for (let ordered = 0; ordered < times; ordered += 1) faults[cut](request);
    await command('apply');
    expect(faults.pending).toBeLessThan(times);
    faults.clear();
    if ((await leftToDo(command)).length + books(home).owed > 0) await wholeTurn(home);
    expect(await leftToDo(command)).toEqual([]);
    expect(became(home, of.who)).toMatchObject(becomes);
    expect(became(home, of.who).effects).toEqual(becomes.effects);
    expect(books(home)).toEqual(clean);
  });
});

/** A household by the virtual clock, with somebody who is signed in as people at work are. */
async function settled(of: Case): Promise<Household> {
  const home = await household(wishesFor([of]));
  if (of.before !== null) home.bind([of.who], 'created');
  const { org } = home.okta;
  const found = org.user(loginOf(of.who));
  if (found !== undefined) org.sessions.open(found.id, org.now(), 'oauthTokens');
  home.deliver([...bystanders, of.who]);
  return home;
}

describe('an answer that is lost, and Okta cannot be read after it', () => {
  // The fresh read is answered; of who is locked out also the one behind the refused suspension.
  const unreadable = stories.filter(({ name }) =>
    ['create', 'activate', 'disable: suspend', 'disable: unlock'].includes(name),
  );
  const each = unreadable.flatMap((story) => cuts.map((cut) => ({ ...story, cut })));

  it.each(each)('stays in doubt until it can: $name, $cut', async ({ of, request, becomes, cut, name }) => {
    const home = await settled(of);
    const command = here(home);
    await planAndApprove(command);
    const { faults } = home.okta;
    faults[cut](request);
    const read = { method: 'GET', path: /^\/api\/v1\/users\/[^/]+$/ };
    for (let reads = 0; reads < everyTime; reads += 1) {
      faults.failNext({ ...read, nth: name === 'disable: unlock' ? 3 : 2 }, { status: 503, errorCode: 'E0000009' });
    }
    expect(await command('apply')).toMatchObject({ code: 15 });
    expect(books(home).open).toBe(1);
    faults.clear();
    await wholeTurn(home);
    expect(became(home, of.who)).toMatchObject(becomes);
    expect(became(home, of.who).effects).toEqual(becomes.effects);
    expect(await leftToDo(command)).toEqual([]);
    expect(books(home)).toEqual(clean);
  });
});

describe('a signal while an answer does not come', () => {
  it('ends the run after a while, and the next one settles what was in flight', async () => {
    const home = await settled(leaverWho('ACTIVE'));
    const command = here(home);
    await planAndApprove(command);
    const held = home.okta.faults.hold(lifecycle('suspend'), 'afterCommit');
    const signal = new AbortController();
    const running = home.runUntil(signal.signal, 'apply');
    await held.reached;
    signal.abort('SIGTERM');
    await home.clock.advance(20 * 1000);
    expect(await running).toMatchObject({ code: 143 });
    expect(books(home).open).toBe(1);
    held.release();
    await demand(command, 'apply');
    expect(became(home, leo)).toMatchObject(suspended);
    expect(await leftToDo(command)).toEqual([]);
    expect(books(home)).toEqual(clean);
  });

  it('and nothing is waited for once everything in flight has ended', async () => {
    const home = await settled(leaverWho('ACTIVE'));
    await planAndApprove(here(home));
    const held = home.okta.faults.hold(lifecycle('suspend'), 'afterCommit');
    const signal = new AbortController();
    const running = home.runUntil(signal.signal, 'apply');
    await held.reached;
    signal.abort('SIGTERM');
    held.release();
    expect(await running).toMatchObject({ code: 143 });
    expect(books(home)).toMatchObject({ open: 0, owed: 1 });
    expect(home.clock.busy()).toBe(false);
  });
});

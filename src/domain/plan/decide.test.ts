import { describe, expect, it } from 'vitest';
import type { ObservedUser, UserStatus } from '../identity/observed.ts';
import { userStatuses } from '../identity/observed.ts';
import { oktaGroupId, oktaUserId } from '../kernel/ids.ts';
import type { AccountShape } from '../mapping/compiled.ts';
import type { AccountState } from '../lifecycle/state.ts';
import { day, instant, plus } from '../time/instant.ts';
import { decide, decideAhead } from './decide.ts';
import type { DesiredAccount } from './desired.ts';
import { sessionsAfter } from './effects.ts';
import type { AccountFacts, Situation } from './situation.ts';

const now = instant(Date.UTC(2026, 10, 23, 12));

const shape: AccountShape = {
  attributes: { department: 'Sales', title: null },
  onCreate: { nickName: 'Jo' },
  loginAttributes: [{ name: 'email', on: 'create' }],
  loginCandidates: ['jo.berg@acme.example'],
  groups: ['All', 'Sales'],
  manager: null,
};

function desired(account: AccountState, more: Partial<DesiredAccount> = {}): DesiredAccount {
  const states = {
    none: 'upcoming',
    staged: 'preboarding',
    active: 'active',
    suspended: 'access-stopped',
    closed: 'closed',
    'leave-alone': 'unknown',
  } as const;
  return {
    state: states[account],
    account,
    reason: { rule: 'last-day-ended', at: now },
    since: plus(now, -60_000),
    name: 'Jo Berg',
    inScope: true,
    shortStay: false,
    employedSince: null,
    shape: account === 'staged' || account === 'active' ? shape : null,
    problems: [],
    ...more,
  };
}

function user(status: UserStatus, more: Partial<ObservedUser> = {}): ObservedUser {
  return {
    id: oktaUserId('00u1'),
    status,
    login: 'jo.berg@acme.example',
    email: 'jo.berg@acme.example',
    typeId: 'oty1',
    provider: 'OKTA',
    attributes: { department: 'Sales' },
    lastUpdated: now,
    lastLogin: now,
    ...more,
  };
}

function account(status: UserStatus, more: Partial<AccountFacts> = {}): AccountFacts {
  return {
    user: user(status),
    groups: new Set(['All', 'Sales']),
    protection: null,
    adopted: false,
    suspendedAt: null,
    deactivatedAt: null,
    suspendedForLeave: false,
    ...more,
  };
}

function situation(more: Partial<Situation> = {}): Situation {
  return {
    worker: 'E1',
    standing: 'present',
    desired: desired('active'),
    at: now,
    boundary: null,
    mayEnable: true,
    account: null,
    lostAccount: null,
    match: { kind: 'none' },
    allocateLogin: () => 'jo.berg@acme.example',
    groups: new Map([
      ['All', { usable: true, id: oktaGroupId('00g1') }],
      ['Sales', { usable: true, id: oktaGroupId('00g2') }],
      ['Old', { usable: true, id: oktaGroupId('00g3') }],
      ['Ruled', { usable: false, why: 'group-filled-by-rule' }],
    ]),
    schema: new Set(['department', 'title', 'nickName', 'email']),
    firm: false,
    held: false,
    paused: false,
    toldLate: false,
    staleAfterDays: 14,
    reportMissing: true,
    ...more,
  };
}

/** What is decided, in one word each: operations by kind, then reasons for leaving alone in brackets. */
function words(one: Situation): string {
  const { operations, skips } = decide(one);
  return [...operations.map((op) => op.kind), ...skips.map((skip) => `(${skip.why})`)].join(' ');
}

describe('the table of desired account and Okta status', () => {
  const ours = { suspendedAt: plus(now, -day) };
  const closedByUs = { deactivatedAt: plus(now, -30 * day) };
  const table: [AccountState, UserStatus | 'no user', string, Partial<AccountFacts>?][] = [
    ['none', 'no user', ''],
    ['none', 'STAGED', '(upcoming)'],
    ['none', 'ACTIVE', '(upcoming)'],
    ['none', 'SUSPENDED', '(upcoming)'],
    ['none', 'DEPROVISIONED', ''],
    ['staged', 'no user', 'create'],
    ['staged', 'STAGED', ''],
    ['staged', 'ACTIVE', '(already-as-wanted)'],
    ['staged', 'SUSPENDED', '(already-as-wanted)'],
    ['staged', 'DEPROVISIONED', '(already-as-wanted)'],
    ['active', 'no user', 'create activate'],
    ['active', 'STAGED', 'activate'],
    ['active', 'ACTIVE', ''],
    ['active', 'PROVISIONED', ''],
    ['active', 'RECOVERY', ''],
    ['active', 'PASSWORD_EXPIRED', ''],
    ['active', 'LOCKED_OUT', ''],
    ['active', 'SUSPENDED', '(suspended-by-someone-else)'],
    ['active', 'SUSPENDED', 'unsuspend', ours],
    ['active', 'DEPROVISIONED', '(deactivated-by-someone-else)'],
    ['active', 'DEPROVISIONED', '(deactivated-by-someone-else)', closedByUs],
    ['suspended', 'no user', ''],
    ['suspended', 'STAGED', '(already-as-wanted)'],
    ['suspended', 'ACTIVE', 'disable clear-sessions'],
    ['suspended', 'PROVISIONED', 'disable clear-sessions'],
    ['suspended', 'RECOVERY', 'disable clear-sessions'],
    ['suspended', 'PASSWORD_EXPIRED', 'disable clear-sessions'],
    ['suspended', 'LOCKED_OUT', 'disable clear-sessions'],
    ['suspended', 'SUSPENDED', ''],
    ['suspended', 'DEPROVISIONED', ''],
    ['closed', 'no user', ''],
    ['closed', 'STAGED', 'deactivate remove-from-group remove-from-group'],
    ['closed', 'ACTIVE', 'disable clear-sessions'],
    ['closed', 'SUSPENDED', 'deactivate remove-from-group remove-from-group'],
    ['closed', 'DEPROVISIONED', 'remove-from-group remove-from-group'],
  ];

  it.each(table)('%s × %s → %j', (wanted, status, expected, facts) => {
    const one = situation({
      desired: desired(wanted),
      account: status === 'no user' ? null : account(status, facts),
    });
    expect(words(one)).toBe(expected);
  });

  it('rehires, with a person’s look, only whom our journal closed and who begins after that', () => {
    const back = situation({
      desired: desired('active', { employedSince: plus(now, -day) }),
      account: account('DEPROVISIONED', closedByUs),
    });
    expect(decide(back).operations).toMatchObject([
      { kind: 'activate', lifecycle: 'return', needsApproval: ['rehire'] },
    ]);
  });

  it.each(userStatuses)('leaves an unclear worker alone whose account is %s', (status) => {
    expect(words(situation({ desired: desired('leave-alone'), account: account(status) }))).toBe('(unknown)');
    const aside = situation({ desired: desired('leave-alone'), standing: 'put-aside', account: account(status) });
    expect(words(aside)).toBe('');
  });
});

describe('nobody is touched', () => {
  it.each(['staged', 'active', 'suspended', 'closed'] as const)('who is protected, wanted %s', (wanted) => {
    for (const status of userStatuses) {
      const one = situation({
        desired: desired(wanted),
        account: account(status, {
          protection: 'administrator',
          groups: new Set(),
          user: user(status, { attributes: {} }),
        }),
      });
      expect(decide(one).operations).toEqual([]);
    }
  });

  it('out of scope, or whose rules make no account', () => {
    expect(words(situation({ desired: desired('suspended', { inScope: false }), account: account('ACTIVE') }))).toBe(
      '(out-of-scope)',
    );
    const failed = desired('active', { problems: [{ code: 'TEN-1111', severity: 'error', message: 'no' }] });
    expect(words(situation({ desired: failed, account: account('ACTIVE') }))).toBe('(mapping-failed)');
  });

  it('whose account was deleted in Okta: nothing is created in its place', () => {
    expect(words(situation({ lostAccount: '00u9' }))).toBe('(account-lost)');
  });

  it.each([
    ['an old file', { mayEnable: false }, '(file-too-old)'],
    ['a row that is put aside', { standing: 'put-aside' as const }, ''],
    ['a file that lacks the person', { standing: 'missing' as const }, ''],
  ])('by enabling, from %s', (_case, more, told) => {
    expect(words(situation(more))).toBe(told);
    expect(words(situation({ ...more, account: account('STAGED') }))).toBe(told);
    expect(words(situation({ ...more, account: account('SUSPENDED', { suspendedAt: now }) }))).toBe(told);
  });

  it.each(['staged', 'active', 'suspended', 'closed', 'leave-alone'] as const)('who is paused, wanted %s', (wanted) => {
    const paused = situation({ desired: desired(wanted), paused: true });
    expect(words(paused)).toBe('(paused)');
    const { skips } = decide({ ...paused, account: account('ACTIVE') });
    expect(skips).toMatchObject([{ why: 'paused', detail: 'ACTIVE' }]);
    const later = { ...paused, account: account('ACTIVE'), boundary: plus(now, 60_000) };
    expect(decideAhead(later, decide(later))).toEqual([]);
  });

  it('who is missing from the file, and that is told where it is asked for', () => {
    const missing = { standing: 'missing' as const, account: account('ACTIVE') };
    expect(words(situation(missing))).toBe('(missing-from-file)');
    expect(words(situation({ ...missing, reportMissing: false }))).toBe('');
    expect(words(situation({ ...missing, account: account('SUSPENDED') }))).toBe('(suspended-by-someone-else)');
  });

  it('but an announced end is kept from the last accepted record', () => {
    const gone = { standing: 'put-aside' as const, desired: desired('suspended'), account: account('ACTIVE') };
    expect(words(situation(gone))).toBe('disable clear-sessions');
  });
});

describe('a disable', () => {
  const leaving = (more: Partial<Situation> = {}): Situation =>
    situation({ desired: desired('suspended'), account: account('ACTIVE'), ...more });

  it('comes first, depends on nothing, and its precondition is neither a status nor a time stamp', () => {
    const [first, second] = decide(leaving()).operations;
    expect(first).toMatchObject({
      kind: 'disable',
      dependsOn: [],
      precondition: { kind: 'still-due', okta: '00u1' },
      risk: 'disruptive',
    });
    expect(second).toMatchObject({ kind: 'clear-sessions', dependsOn: [first?.id] });
  });

  it('is asked about when its date is further back than two weeks and was not announced', () => {
    const since = (days: number): Partial<Situation> => ({
      desired: desired('suspended', { since: plus(now, -days * day) }),
    });
    expect(decide(leaving(since(14))).operations[0]?.needsApproval).toEqual([]);
    expect(decide(leaving(since(14.001))).operations[0]?.needsApproval).toEqual(['stale-date']);
    expect(decide(leaving({ ...since(300), firm: true })).operations[0]?.needsApproval).toEqual([]);
    const repeated = { ...since(300), firm: true, toldLate: true };
    expect(decide(leaving(repeated)).operations[0]?.needsApproval).toEqual(['stale-date']);
    expect(decide(leaving({ ...since(14), firm: true, toldLate: true })).operations[0]?.needsApproval).toEqual([]);
  });

  it('waits for a person, its sessions too, when it was announced in a mass', () => {
    expect(decide(leaving({ held: true })).operations.map((op) => op.needsApproval)).toEqual([
      ['announced-in-mass'],
      ['announced-in-mass'],
    ]);
    const old = desired('suspended', { since: plus(now, -300 * day) });
    expect(decide(leaving({ held: true, desired: old })).operations[0]?.needsApproval).toEqual([
      'stale-date',
      'announced-in-mass',
    ]);
  });

  it('that a person asks for by name does not stop at the scope', () => {
    const cut = desired('suspended', { inScope: false, reason: { rule: 'cut-access', at: now } });
    expect(words(leaving({ desired: cut, firm: true }))).toBe('disable clear-sessions');
  });

  it('owes the same clean-up whenever it is asked for', () => {
    const [ended, sessions] = decide(leaving()).operations;
    if (ended === undefined) throw new Error('nothing is decided');
    expect(sessionsAfter(ended, plus(now, day))).toEqual(sessions);
  });

  it('keeps its id whatever else the account or the name says, and another due date is another one', () => {
    const id = (one: Situation): string | undefined => decide(one).operations[0]?.id;
    const renamed = leaving({
      desired: desired('suspended', { name: 'Jo van der Berg' }),
      account: account('LOCKED_OUT'),
    });
    expect(id(renamed)).toBe(id(leaving()));
    expect(id(leaving({ desired: desired('suspended', { since: now }) }))).not.toBe(id(leaving()));
  });

  it('of somebody who never started is a deactivation that a person looks at', () => {
    const noShow = leaving({
      desired: desired('suspended', { shortStay: true }),
      account: account('PROVISIONED', { user: user('PROVISIONED', { lastLogin: null }) }),
    });
    expect(decide(noShow).operations).toMatchObject([{ kind: 'deactivate', needsApproval: ['no-show'] }]);
    const started = leaving({ desired: desired('suspended', { shortStay: true }) });
    expect(words(started)).toBe('disable clear-sessions');
  });

  it('for a leave belongs to the leave', () => {
    const away = leaving({
      desired: desired('suspended', { state: 'on-leave', reason: { rule: 'on-leave', detail: 'unpaid' } }),
    });
    expect(decide(away).operations.map((op) => op.lifecycle)).toEqual(['leave', 'leave']);
  });
});

describe('a creation', () => {
  it('carries login, owned values that are there, and the groups', () => {
    const [made, active] = decide(situation()).operations;
    expect(made?.after).toEqual({
      login: 'jo.berg@acme.example',
      profile: { department: 'Sales', nickName: 'Jo', email: 'jo.berg@acme.example' },
      groups: ['All', 'Sales'],
    });
    expect(active).toMatchObject({ kind: 'activate', dependsOn: [made?.id] });
  });

  it('takes at most twenty groups along; the others follow it', () => {
    const groups = Array.from({ length: 23 }, (_, index) => `G${String(index).padStart(2, '0')}`);
    const { operations } = decide(
      situation({
        desired: desired('staged', { shape: { ...shape, groups } }),
        groups: new Map(groups.map((name) => [name, { usable: true, id: oktaGroupId(name) }])),
      }),
    );
    expect(operations.map((op) => op.kind)).toEqual(['create', 'add-to-group', 'add-to-group', 'add-to-group']);
    expect(operations.slice(1).every((op) => op.dependsOn[0] === operations[0]?.id)).toBe(true);
  });

  it('waits for a person when every login is taken, and names what it tried', () => {
    expect(words(situation({ allocateLogin: () => null }))).toBe('(no-login-free)');
  });

  it('says that no login can be made, and not that it is taken, when the data gives none', () => {
    const nameless = desired('staged', { shape: { ...shape, loginCandidates: [] } });
    expect(words(situation({ desired: nameless, allocateLogin: () => null }))).toBe('(no-login-possible)');
  });

  it('names what Okta cannot take, and creates without it', () => {
    const one = situation({
      desired: desired('staged', { shape: { ...shape, groups: ['Missing', 'Ruled', 'Sales'] } }),
      schema: new Set(['department', 'title', 'email']),
    });
    expect(words(one)).toBe('create (group-missing) (group-filled-by-rule) (attribute-not-in-schema)');
    expect(decide(one).operations[0]?.after).toMatchObject({ groups: ['Sales'] });
  });
});

describe('an account that nobody is bound to', () => {
  const found = (status: UserStatus, wanted: AccountState, protection: string | null = null): Situation =>
    situation({
      desired: desired(wanted),
      match: { kind: 'one', user: user(status), key: 'profile.email', protection },
    });

  it('is taken over before anything else, as an effect of its own', () => {
    expect(decide(found('ACTIVE', 'active')).operations).toMatchObject([
      { kind: 'adopt', needsApproval: ['take-over'], after: { okta: '00u1', key: 'profile.email' } },
    ]);
  });

  it('of somebody who has left is taken over one by one, and told', () => {
    expect(words(found('ACTIVE', 'suspended'))).toBe('adopt (not-adopted)');
    expect(decide(found('ACTIVE', 'suspended')).operations[0]?.needsApproval).toEqual(['left-already']);
    expect(words(found('DEPROVISIONED', 'suspended'))).toBe('');
  });

  it('is left alone when it is protected, several, or another worker’s', () => {
    expect(words(found('ACTIVE', 'active', 'administrator'))).toBe('(protected)');
    expect(words(situation({ match: { kind: 'ambiguous', key: 'profile.email', count: 2 } }))).toBe(
      '(ambiguous-match)',
    );
    expect(words(situation({ match: { kind: 'claimed', user: user('ACTIVE'), by: 'E2' } }))).toBe('(double-claim)');
  });
});

describe('differences', () => {
  it('are written attribute by attribute, before and after, and nothing else', () => {
    const changed = account('ACTIVE', {
      user: user('ACTIVE', { attributes: { department: 'HR', title: 'Clerk', city: 'Rome' } }),
    });
    expect(decide(situation({ account: changed })).operations).toMatchObject([
      {
        kind: 'update-profile',
        before: { department: 'HR', title: 'Clerk' },
        after: { department: 'Sales', title: null },
      },
    ]);
  });

  it('of groups touch managed ones only, and take none from an adopted account', () => {
    const groups = new Set(['All', 'Old', 'Somebody elses']);
    expect(words(situation({ account: account('ACTIVE', { groups }) }))).toBe('add-to-group remove-from-group');
    expect(words(situation({ account: account('ACTIVE', { groups, adopted: true }) }))).toBe('add-to-group');
  });

  it('of groups of somebody who was closed belong to the leaving', () => {
    const { operations } = decide(situation({ desired: desired('closed'), account: account('DEPROVISIONED') }));
    expect(operations.map(({ kind, lifecycle }) => `${kind} ${lifecycle}`)).toEqual([
      'remove-from-group leaver',
      'remove-from-group leaver',
    ]);
  });

  it('are none once they are written', () => {
    expect(words(situation({ account: account('ACTIVE') }))).toBe('');
  });
});

describe('what lies ahead', () => {
  it('is the disable of tomorrow, not before its instant', () => {
    const due = plus(now, 5 * 3_600_000);
    const ahead = situation({
      desired: desired('suspended', { since: due }),
      account: account('ACTIVE'),
      boundary: due,
    });
    expect(decideAhead(ahead, { operations: [], skips: [] })).toMatchObject([
      { kind: 'disable', due: '2026-11-23T17:00:00.000Z', notBefore: '2026-11-23T17:00:00.000Z' },
      { kind: 'clear-sessions', notBefore: '2026-11-23T17:00:00.000Z' },
    ]);
  });

  it('activates after the creation of this very plan', () => {
    const first = decide(situation({ desired: desired('staged') }));
    const due = plus(now, 3_600_000);
    const ahead = situation({ desired: desired('active', { since: due }), boundary: due });
    expect(decideAhead(ahead, first)).toMatchObject([{ kind: 'activate', dependsOn: [first.operations[0]?.id] }]);
  });

  it('holds no difference of attributes: those are looked at when they are there', () => {
    const changed = account('ACTIVE', { user: user('ACTIVE', { attributes: {} }) });
    const ahead = situation({
      desired: desired('active', { since: plus(now, 60_000) }),
      account: changed,
      boundary: plus(now, 60_000),
    });
    expect(decideAhead(ahead, { operations: [], skips: [] })).toEqual([]);
  });
});

import { describe, expect, it } from 'vitest';
import type { Claimed, Claiming } from '../identity/claim.ts';
import { userStatuses, enabledStatuses, type UserStatus } from '../identity/observed.ts';
import { workerId } from '../kernel/ids.ts';
import { claims, heldByClaim, isHandOver, isOperationAbout } from './conversion.ts';
import type { Operation } from './artefact.ts';
import { deactivate, disable, removeFromGroup } from './effects.ts';
import { laneOf, lanes } from './lanes.ts';
import { anOperation, aUser, noon } from './operation.fixture.ts';
import { recheck, type FreshFacts } from './recheck.ts';
import { reverse } from './reverse.ts';
import type { AccountFacts, Situation } from './situation.ts';

function situation(more: Partial<Situation> = {}): Situation {
  return {
    worker: 'E1',
    standing: 'present',
    desired: {
      state: 'access-stopped',
      account: 'suspended',
      reason: { rule: 'last-day-ended' },
      since: noon,
      name: 'Jo Berg',
      inScope: true,
      shortStay: false,
      employedSince: null,
      shape: null,
      problems: [],
    },
    at: noon,
    boundary: null,
    mayEnable: true,
    account: null,
    lostAccount: null,
    match: { kind: 'none' },
    allocateLogin: () => null,
    groups: new Map(),
    schema: null,
    firm: true,
    held: false,
    toldLate: false,
    paused: false,
    staleAfterDays: 14,
    reportMissing: true,
    ...more,
  };
}

function account(status: UserStatus = 'ACTIVE'): AccountFacts {
  return {
    user: aUser(status),
    groups: new Set(),
    protection: null,
    adopted: false,
    suspendedAt: null,
    deactivatedAt: null,
    suspendedForLeave: false,
  };
}

const takes: Claiming & { readonly kind: 'takes' } = {
  kind: 'takes',
  previous: workerId('C1'),
  user: aUser('ACTIVE'),
  protection: null,
  evidence: { column: 'Previous', value: 'C1' },
  lastDay: '2026-11-30',
};

function handOver(status: UserStatus = 'ACTIVE'): Operation {
  const [one] = claims(situation(), { ...takes, user: aUser(status) }).operations;
  if (one === undefined) throw new Error('no hand-over');
  return one;
}

describe('a claim', () => {
  it('asks a person, always, and never makes an account', () => {
    expect(handOver()).toMatchObject({
      kind: 'adopt',
      target: 'C1',
      needsApproval: ['goes-on'],
      before: { status: 'enabled', worker: 'C1' },
      reason: { column: 'Previous', value: 'C1', detail: 'C1, last day 2026-11-30' },
    });
  });

  it.each(userStatuses)('is another question when the account stands elsewhere: %s', (status) => {
    expect(handOver(status).id === handOver('ACTIVE').id).toBe(enabledStatuses.has(status));
  });

  it.each<[string, Claiming, string, string]>([
    ['is protected', { ...takes, protection: 'administrator' }, 'protected', 'administrator'],
    ['waits', { kind: 'waits', previous: takes.previous, why: 'C1 is paused' }, 'claim-waits', 'C1: C1 is paused'],
    [
      'is unclear',
      { kind: 'unclear', ids: [workerId('C1'), workerId('C2')], why: 'several-accounts' },
      'claim-unclear',
      'several ids with an account are the same person by these rows: C1, C2',
    ],
  ])('that %s is told', (_name, claiming, why, detail) => {
    expect(claims(situation(), claiming)).toMatchObject({ operations: [], skips: [{ why, detail }] });
  });

  it('comes behind all that is done to the account under its old id, and is about both ids', () => {
    expect(laneOf(handOver())).toBe(lanes.references);
    expect(laneOf(anOperation('adopt'))).toBe(lanes.rest);
    expect(['E1', 'C1', 'X1'].map((id) => isOperationAbout(handOver(), id))).toEqual([true, true, false]);
  });
});

describe('the end of an account that is claimed', () => {
  const by = [workerId('E9')];
  const held = (claimed: Claimed | undefined, more: Partial<Situation> = {}, status: UserStatus = 'ACTIVE') => {
    const one = situation({ ...more, ...(claimed === undefined ? {} : { claimed }) });
    return heldByClaim(one, account(status), disable(one, account(status)));
  };

  it('is one question with that whose account it is', () => {
    expect(held({ by, asked: true })).toMatchObject({ operations: [], skips: [{ why: 'claimed', detail: 'E9' }] });
  });

  it('is not said of an account that nobody can use', () => {
    const one = situation({ claimed: { by, asked: true } });
    const closing = { operations: [deactivate(one, account('SUSPENDED'), one.desired.reason, [])], skips: [] };
    expect(heldByClaim(one, account('SUSPENDED'), closing)).toEqual({ operations: [], skips: [] });
  });

  it('needs a person where nobody asks that, and is another effect than the same end was before', () => {
    const plain = held(undefined).operations;
    const asked = held({ by, asked: false }).operations;
    expect(asked.map(({ kind, needsApproval }) => [kind, needsApproval])).toEqual([
      ['disable', ['claimed']],
      ['clear-sessions', ['claimed']],
    ]);
    expect(asked[0]?.id).not.toBe(plain[0]?.id);
    expect(asked[1]).toMatchObject({
      dependsOn: [asked[0]?.id],
      precondition: { kind: 'after', operation: asked[0]?.id },
    });
  });

  it('leaves what is no end alone', () => {
    const one = situation({ claimed: { by, asked: true } });
    const moving = removeFromGroup(one, account(), 'Sales', null, { rule: 'group-rule' });
    const decision = { operations: [moving], skips: [] };
    expect(heldByClaim(one, account(), decision).operations).toEqual([moving]);
  });

  it('comes at once when a person asked for it by name', () => {
    const { desired } = situation();
    const cut = { desired: { ...desired, reason: { rule: 'cut-access' } as const } };
    expect(held({ by, asked: true }, cut).operations).toHaveLength(2);
  });
});

describe('a hand-over, looked at once more', () => {
  const facts: FreshFacts = {
    user: aUser('ACTIVE'),
    boundTo: null,
    boundBy: 'C1',
    protection: null,
    wanted: 'active',
    claims: { of: 'C1', taken: true },
  };
  const said = (more: Partial<FreshFacts>, one = handOver()): string => {
    const found = recheck(one, { ...facts, ...more }, noon);
    return found.kind === 'conflict' ? found.why : found.kind;
  };

  it.each<[string, Partial<FreshFacts>, string]>([
    ['as it was', {}, 'go'],
    ['locked meanwhile', { user: aUser('LOCKED_OUT') }, 'go'],
    ['done before', { boundTo: '00u1', boundBy: 'E1' }, 'already'],
    ['suspended meanwhile', { user: aUser('SUSPENDED') }, 'the account is SUSPENDED now'],
    ['gone', { user: null }, 'the account is gone from Okta'],
    ['somebody else’s', { boundBy: 'C2' }, 'the account is not that of C1 any more'],
    ['another account', { boundTo: '00u2' }, 'the person has an account now'],
    ['protected', { protection: 'administrator' }, 'the account is protected: administrator'],
    ['unclear meanwhile', { claims: { of: null, taken: false } }, 'HR does not say any more'],
    ['paused meanwhile', { claims: { of: 'C1', taken: false } }, 'HR does not say any more'],
    ['another claim', { claims: { of: 'C2', taken: true } }, 'HR does not say any more'],
    ['went on elsewhere', { goesOnAs: 'E2' }, 'the worker id goes on as E2'],
  ])('%s', (_name, more, expected) => {
    expect(said(more)).toContain(expected);
  });

  it('nobody claims anything any more', () => {
    const { user, boundTo, boundBy, protection, wanted } = facts;
    expect(recheck(handOver(), { user, boundTo, boundBy, protection, wanted }, noon).kind).toBe('conflict');
  });

  it('a plain take-over and a creation stop at a claim', () => {
    const free = { boundTo: null, boundBy: null };
    expect(said(free, anOperation('adopt'))).toContain('belongs to another one');
    const create = anOperation('create', { precondition: { kind: 'no-account', login: 'jo@acme.test' } });
    expect(said({ ...free, user: null }, create)).toContain('under another worker id');
    expect(said({ ...free, user: null, goesOnAs: 'E2', claims: { of: null, taken: false } }, create)).not.toBe('go');
  });

  it('an end that nobody knew to be claimed stops, and one that was decided in spite of it goes on', () => {
    const bound = { boundTo: '00u1', boundBy: 'E1', wanted: 'suspended', claimedBy: ['E9'] } as const;
    expect(said(bound, anOperation('disable'))).toContain('another worker id claims the account');
    expect(said(bound, anOperation('disable', { needsApproval: ['claimed'] }))).toBe('go');
    expect(said(bound, anOperation('disable', { reason: { rule: 'cut-access' } }))).toBe('go');
  });
});

describe('a hand-over, taken back', () => {
  const found = reverse({ operation: handOver(), effect: 'adopt', okta: '00u1', outcome: 'done' }, 7, noon);
  if (found.kind === 'cannot') throw new Error(found.why);
  const back = found.operation;
  const facts: FreshFacts = {
    user: aUser('ACTIVE'),
    boundTo: null,
    boundBy: 'E1',
    protection: null,
    wanted: 'active',
    goesOnAs: 'E1',
  };

  it('is the same the other way round', () => {
    expect(isHandOver(back)).toBe(true);
    expect(back).toMatchObject({
      subject: { worker: 'C1' },
      target: 'E1',
      before: { worker: 'E1' },
      after: { worker: 'C1' },
      precondition: { kind: 'bound', worker: 'E1' },
      needsApproval: ['undo'],
    });
    expect(recheck(back, facts, noon).kind).toBe('go');
    expect(recheck(back, { ...facts, boundTo: '00u1', boundBy: 'C1' }, noon).kind).toBe('already');
  });

  it.each<[string, Partial<FreshFacts>]>([
    ['went on further', { boundBy: 'E2', goesOnAs: 'E2' }],
    ['stands for itself', { goesOnAs: 'E9' }],
    ['is protected', { protection: 'administrator' }],
  ])('not when it %s', (_name, more) => {
    expect(recheck(back, { ...facts, ...more }, noon).kind).toBe('conflict');
  });

  it('a plain take-over stays', () => {
    const plain = reverse({ operation: anOperation('adopt'), effect: 'adopt', okta: '00u1', outcome: 'done' }, 7, noon);
    expect(plain.kind).toBe('cannot');
  });
});

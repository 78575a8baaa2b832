import { describe, expect, it } from 'vitest';
import { userStatuses, type UserStatus } from '../identity/observed.ts';
import { oktaUserId } from '../kernel/ids.ts';
import type { AccountState } from '../lifecycle/state.ts';
import { hour, plus } from '../time/instant.ts';
import type { Operation } from './artefact.ts';
import type { OperationDraft } from './operation.ts';
import { anOperation, aUser, noon } from './operation.fixture.ts';
import { disableStep, recheck, type FreshFacts } from './recheck.ts';

const accountStates: readonly AccountState[] = ['none', 'staged', 'active', 'suspended', 'closed', 'leave-alone'];

const bound = { boundTo: '00u1', boundBy: 'E1', protection: null } as const;

function facts(status: UserStatus | null, wanted: AccountState | null, more: Partial<FreshFacts> = {}): FreshFacts {
  return { user: status === null ? null : aUser(status), ...bound, wanted, ...more };
}

function said(one: Operation, about: FreshFacts): string {
  const found = recheck(one, about, noon);
  return found.kind === 'conflict' ? `conflict: ${found.why}` : found.kind;
}

const status = (text: string): Partial<OperationDraft> => ({ before: { status: text } });
const enabled = ['PROVISIONED', 'ACTIVE', 'RECOVERY', 'PASSWORD_EXPIRED', 'LOCKED_OUT'] as const;

describe('an operation that is planned ahead', () => {
  it.each(['create', 'disable', 'clear-sessions', 'deactivate', 'update-profile'] as const)('waits: %s', (kind) => {
    const ahead = anOperation(kind, { due: plus(noon, 1) });
    expect(said(ahead, facts('ACTIVE', 'active'))).toBe('later');
  });

  it('is not waited for once its instant has come', () => {
    const ahead = anOperation('disable', { due: plus(noon, hour) });
    expect(recheck(ahead, facts('ACTIVE', 'suspended'), plus(noon, hour - 1)).kind).toBe('later');
    expect(recheck(ahead, facts('ACTIVE', 'suspended'), plus(noon, hour)).kind).toBe('go');
  });
});

describe('a disable', () => {
  const one = anOperation('disable', { due: plus(noon, -hour) });

  it.each([
    ...enabled.map((text) => [text, 'go'] as const),
    ['SUSPENDED', 'already'],
    ['DEPROVISIONED', 'already'],
    ['STAGED', 'conflict: the account is STAGED now'],
    [null, 'conflict: the account is gone from Okta'],
  ] as const)('of an account that is %s: %s', (text, expected) => {
    expect(said(one, facts(text, 'suspended'))).toBe(expected);
  });

  it.each(accountStates)('goes on while the end of access is wanted: %s', (wanted) => {
    const expected = ['suspended', 'closed'].includes(wanted)
      ? 'go'
      : 'conflict: the end of access is not wanted any more';
    expect(said(one, facts('ACTIVE', wanted))).toBe(expected);
  });

  it('does not go on when nobody knows what is wanted', () => {
    expect(said(one, facts('ACTIVE', null))).toMatch(/^conflict/);
  });

  it('looks at nothing but the precondition: another profile and a later change are none of its business', () => {
    const user = aUser('ACTIVE', {
      attributes: { title: 'Boss' },
      lastUpdated: plus(noon, hour),
      login: 'new@acme.test',
    });
    expect(said(one, facts('ACTIVE', 'suspended', { user }))).toBe('go');
  });

  it('spares an account that is protected now, or somebody else’s, or another', () => {
    expect(said(one, facts('ACTIVE', 'suspended', { protection: 'administrator' }))).toBe(
      'conflict: the account is protected: administrator',
    );
    expect(said(one, facts('ACTIVE', 'suspended', { boundTo: null }))).toMatch(/not this person/);
    expect(said(one, facts('ACTIVE', 'suspended', { boundBy: 'E2' }))).toMatch(/not this person/);
    const user = aUser('ACTIVE', { id: oktaUserId('00u2') });
    expect(said(one, facts('ACTIVE', 'suspended', { user }))).toMatch(/another one than planned/);
  });
});

describe('a creation', () => {
  const one = anOperation('create', { precondition: { kind: 'no-account', login: 'jo@acme.test' } });
  const unbound = { boundTo: null, boundBy: null };

  it.each(accountStates)('goes on while an account is wanted: %s', (wanted) => {
    expect(recheck(one, facts(null, wanted, unbound), noon).kind).toBe(
      ['staged', 'active'].includes(wanted) ? 'go' : 'conflict',
    );
  });

  it('never makes a second account', () => {
    expect(said(one, facts('STAGED', 'active', unbound))).toBe('conflict: an account with this login exists now');
    expect(said(one, facts(null, 'active'))).toBe('conflict: the person has an account now');
    expect(said(one, facts('STAGED', 'active'))).toBe('already');
  });
});

describe('an activation', () => {
  const one = anOperation('activate', status('STAGED'));

  it.each([
    ['STAGED', 'go'],
    ...enabled.map((text) => [text, 'already'] as const),
    ['SUSPENDED', 'conflict: the account is SUSPENDED now'],
    ['DEPROVISIONED', 'conflict: the account is DEPROVISIONED now'],
  ] as const)('of an account that is %s: %s', (text, expected) => {
    expect(said(one, facts(text, 'active'))).toBe(expected);
  });

  it('does not go on before it is wanted: the start may have moved', () => {
    for (const wanted of accountStates.filter((each) => each !== 'active')) {
      expect(said(one, facts('STAGED', wanted))).toBe('conflict: access is not wanted any more');
    }
  });

  it('of a creation in the same plan is of the account that is bound now', () => {
    const behind = anOperation('activate', { ...status('STAGED'), subject: { ...one.subject, okta: null } });
    expect(said(behind, facts('STAGED', 'active', { boundBy: null }))).toBe('go');
    expect(said(behind, facts('STAGED', 'active', { boundBy: null, boundTo: null }))).toMatch(/^conflict/);
  });

  it('again, of an account that was closed', () => {
    expect(said(anOperation('activate', status('DEPROVISIONED')), facts('DEPROVISIONED', 'active'))).toBe('go');
  });
});

describe('giving access back', () => {
  it.each([
    ['SUSPENDED', 'go'],
    ...enabled.map((text) => [text, 'already'] as const),
    ['STAGED', 'conflict: the account is STAGED now'],
    ['DEPROVISIONED', 'conflict: the account is DEPROVISIONED now'],
  ] as const)('to an account that is %s: %s', (text, expected) => {
    expect(said(anOperation('unsuspend'), facts(text, 'active'))).toBe(expected);
  });

  it('is not done against the record, unless a person takes something back', () => {
    expect(said(anOperation('unsuspend'), facts('SUSPENDED', 'suspended'))).toMatch(/^conflict/);
    const undone = { reason: { rule: 'undone', detail: 'run 7' } } as const;
    expect(said(anOperation('unsuspend', undone), facts('SUSPENDED', 'suspended'))).toBe('go');
    expect(said(anOperation('disable', undone), facts('ACTIVE', 'active'))).toBe('go');
    expect(said(anOperation('disable', undone), facts('ACTIVE', 'active', { protection: 'administrator' }))).toMatch(
      /protected/,
    );
  });
});

describe('closing', () => {
  it.each(userStatuses)('is of the status that it was planned with: %s', (text) => {
    const expected = text === 'SUSPENDED' ? 'go' : text === 'DEPROVISIONED' ? 'already' : 'conflict';
    expect(recheck(anOperation('deactivate', status('SUSPENDED')), facts(text, 'closed'), noon).kind).toBe(expected);
  });

  it('cannot be taken back, so that a suspension that is wanted is not enough', () => {
    expect(said(anOperation('deactivate', status('SUSPENDED')), facts('SUSPENDED', 'suspended'))).toMatch(/^conflict/);
    const never = { ...status('PROVISIONED'), reason: { rule: 'never-started' } } as const;
    expect(said(anOperation('deactivate', never), facts('PROVISIONED', 'suspended'))).toBe('go');
    expect(said(anOperation('deactivate', never), facts('PROVISIONED', 'active'))).toMatch(/^conflict/);
  });
});

describe('sessions', () => {
  it('are ended whatever the account is, while it is there', () => {
    for (const text of userStatuses) expect(said(anOperation('clear-sessions'), facts(text, 'active'))).toBe('go');
    expect(said(anOperation('clear-sessions'), facts(null, null))).toBe('already');
  });
});

describe('a profile', () => {
  const one = anOperation('update-profile', {
    before: { department: 'HR', title: null, level: 7 },
    after: { department: 'Sales', title: 'Clerk', level: null },
  });
  const held = (attributes: Record<string, string | number | readonly string[]>, text: UserStatus = 'ACTIVE'): string =>
    said(one, facts(text, 'active', { user: aUser(text, { attributes }) }));

  it('is written while it is as it was, absent and null and 7 and "7" being the same', () => {
    expect(held({ department: 'HR', level: 7 })).toBe('go');
    expect(held({ department: 'HR', title: '', level: '7' })).toBe('go');
    expect(held({ department: 'HR', level: 7 }, 'SUSPENDED')).toBe('go');
  });

  it('is left when it is as wanted', () => {
    expect(held({ department: 'Sales', title: 'Clerk' })).toBe('already');
  });

  it('is left when somebody has changed it, naming attributes and no value', () => {
    expect(held({ department: 'Secret', level: 7 })).toBe('conflict: changed in Okta since: department');
    expect(held({ department: 'Sales', title: 'Clerk', level: 7 })).toBe(
      'conflict: changed in Okta since: department, title',
    );
    expect(held({ department: ['HR', 'x'], level: 7 })).toMatch(/department$/);
  });

  it('of a deactivated account cannot be written', () => {
    expect(held({ department: 'HR', level: 7 }, 'DEPROVISIONED')).toBe('conflict: the account is DEPROVISIONED now');
  });
});

describe('a group', () => {
  it.each([
    ['add-to-group', 'ACTIVE', 'go'],
    ['add-to-group', 'DEPROVISIONED', 'conflict: the account is DEPROVISIONED now'],
    ['add-to-group', null, 'conflict: the account is gone from Okta'],
    ['remove-from-group', 'ACTIVE', 'go'],
    ['remove-from-group', 'DEPROVISIONED', 'go'],
    ['remove-from-group', null, 'already'],
  ] as const)('%s of an account that is %s: %s', (kind, text, expected) => {
    expect(said(anOperation(kind, { target: 'Sales' }), facts(text, 'active'))).toBe(expected);
  });

  it('is not touched for a protected account', () => {
    expect(said(anOperation('add-to-group'), facts('ACTIVE', 'active', { protection: 'listed' }))).toMatch(/protected/);
  });
});

describe('taking over', () => {
  const one = anOperation('adopt', { precondition: { kind: 'unbound', okta: '00u1' } });

  it.each([
    ['is done while both are free', { boundTo: null, boundBy: null }, 'go'],
    ['is done already', {}, 'already'],
    ['spares whoever has an account', { boundTo: '00u2', boundBy: null }, 'conflict: the person has an account now'],
    ['spares somebody’s account', { boundTo: null, boundBy: 'E2' }, 'conflict: the account is somebody else’s now'],
    [
      'spares the protected',
      { boundTo: null, boundBy: null, protection: 'administrator' },
      'conflict: the account is protected: administrator',
    ],
    ['needs the account', { user: null, boundTo: null, boundBy: null }, 'conflict: the account is gone from Okta'],
  ] as const)('%s', (_what, more, expected) => {
    expect(said(one, facts('ACTIVE', 'active', more))).toBe(expected);
  });
});

it.each(['rename-login', 'link-manager', 'set-realm'] as const)('%s is carried out by nobody', (kind) => {
  expect(recheck(anOperation(kind), facts('ACTIVE', 'active'), noon).kind).toBe('conflict');
});

describe('how access is ended', () => {
  it.each(userStatuses)('of an account that is %s', (text) => {
    const usable = (enabled as readonly string[]).includes(text);
    expect([disableStep(text, true, false), disableStep(text, false, false)]).toEqual(
      usable ? ['suspend', 'suspend'] : ['none', 'none'],
    );
  });

  it.each([
    ['LOCKED_OUT', 'unlock', 'unlock'],
    ['PROVISIONED', 'deactivate', 'deactivate'],
    ['PASSWORD_EXPIRED', 'deactivate', 'revoke'],
    ['RECOVERY', 'deactivate', 'revoke'],
    ['ACTIVE', 'none', 'none'],
    ['SUSPENDED', 'none', 'none'],
    ['DEPROVISIONED', 'none', 'none'],
    ['STAGED', 'none', 'none'],
  ] as const)('after a refusal, of %s: firm %s, else %s', (text, firm, soft) => {
    expect([disableStep(text, true, true), disableStep(text, false, true)]).toEqual([firm, soft]);
  });
});

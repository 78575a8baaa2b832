import { describe, expect, it } from 'vitest';
import { userStatuses, type UserStatus } from '../identity/observed.ts';
import type { OperationKind } from './artefact.ts';
import { anOperation, aUser } from './operation.fixture.ts';
import { readBack } from './read-back.ts';

const none = new Set<string>();
const enabled: readonly UserStatus[] = ['PROVISIONED', 'ACTIVE', 'RECOVERY', 'PASSWORD_EXPIRED', 'LOCKED_OUT'];

describe('a status tells of', () => {
  it.each<[OperationKind, readonly UserStatus[]]>([
    ['activate', enabled],
    ['unsuspend', enabled],
    ['disable', ['SUSPENDED', 'DEPROVISIONED']],
    ['deactivate', ['DEPROVISIONED']],
  ])('%s', (kind, done) => {
    for (const status of userStatuses) {
      expect(readBack(anOperation(kind), aUser(status), none)).toBe(done.includes(status) ? 'done' : 'not-done');
    }
    expect(readBack(anOperation(kind), null, none)).toBe('not-done');
  });
});

describe('a creation', () => {
  const one = anOperation('create', {
    after: { login: 'jo@acme.test', groups: [], profile: { firstName: 'Jo', hrWorkerId: 'E1', email: 'jo@acme.test' } },
  });
  const found = (attributes: Record<string, string>, login = 'jo@acme.test'): string =>
    readBack(one, aUser('STAGED', { login, attributes }), null);

  it('is there when the account with that login is the one that was asked for', () => {
    expect(found({ firstName: 'Jo', hrWorkerId: 'E1' })).toBe('done');
    expect(found({ firstName: 'Jo', hrWorkerId: 'E1' }, 'JO@acme.test')).toBe('done');
  });

  it('is judged by what can be read', () => {
    expect(found({ firstName: 'Jo' })).toBe('done');
  });

  it('is not there without the account, or with somebody else’s', () => {
    expect(readBack(one, null, null)).toBe('not-done');
    expect(found({ firstName: 'Jo', hrWorkerId: 'E2' })).toBe('not-done');
    expect(found({ firstName: 'Jo', hrWorkerId: 'E1' }, 'jo2@acme.test')).toBe('not-done');
    expect(readBack(one, aUser('STAGED', { email: 'x@acme.test' }), null)).toBe('not-done');
  });
});

it('a profile is there when every attribute is as wanted, cleared ones gone', () => {
  const one = anOperation('update-profile', { before: { a: 'x', b: 'y' }, after: { a: 'z', b: null } });
  expect(readBack(one, aUser('ACTIVE', { attributes: { a: 'z' } }), null)).toBe('done');
  expect(readBack(one, aUser('ACTIVE', { attributes: { a: 'z', b: 'y' } }), null)).toBe('not-done');
  expect(readBack(one, aUser('ACTIVE', { attributes: { a: 'x', b: 'y' } }), null)).toBe('not-done');
  expect(readBack(one, null, null)).toBe('not-done');
});

describe('a membership', () => {
  const add = anOperation('add-to-group', { target: 'Sales' });
  const remove = anOperation('remove-from-group', { target: 'Sales' });
  const user = aUser('ACTIVE');

  it('is read by the group’s name', () => {
    expect([readBack(add, user, new Set(['Sales'])), readBack(add, user, none)]).toEqual(['done', 'not-done']);
    expect([readBack(remove, user, new Set(['Sales'])), readBack(remove, user, none)]).toEqual(['not-done', 'done']);
  });

  it('is not known without the groups, and gone with the account', () => {
    expect([readBack(add, user, null), readBack(remove, user, null)]).toEqual(['unknown', 'unknown']);
    expect([readBack(add, null, null), readBack(remove, null, null)]).toEqual(['not-done', 'done']);
  });
});

it('sessions cannot be read, and an open intent to take over was never carried out', () => {
  expect(readBack(anOperation('clear-sessions'), aUser('SUSPENDED'), none)).toBe('unknown');
  expect(readBack(anOperation('adopt'), aUser('ACTIVE'), none)).toBe('not-done');
  for (const kind of ['rename-login', 'link-manager', 'set-realm'] as const)
    expect(readBack(anOperation(kind), aUser('ACTIVE'), none)).toBe('unknown');
});

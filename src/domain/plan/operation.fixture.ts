import type { ObservedUser, UserStatus } from '../identity/observed.ts';
import { oktaUserId } from '../kernel/ids.ts';
import { instant } from '../time/instant.ts';
import type { LifecycleKind, Operation, OperationKind } from './artefact.ts';
import { operation, type OperationDraft } from './operation.ts';

/** Noon of 23 November 2026, the instant of every operation made here. */
export const noon = instant(Date.UTC(2026, 10, 23, 12));

const lifecycleOf: Readonly<Partial<Record<OperationKind, LifecycleKind>>> = {
  create: 'joiner',
  activate: 'joiner',
  adopt: 'joiner',
  disable: 'leaver',
  'clear-sessions': 'leaver',
  deactivate: 'leaver',
  unsuspend: 'return',
};

/** An operation about Jo Berg (E1), whose account is 00u1, with everything that a test does not care about. */
export function anOperation(kind: OperationKind, more: Partial<OperationDraft> = {}): Operation {
  return operation(
    {
      kind,
      lifecycle: lifecycleOf[kind] ?? 'mover',
      subject: { worker: 'E1', name: 'Jo Berg', okta: kind === 'create' ? null : '00u1', login: 'jo@acme.test' },
      before: null,
      after: null,
      due: null,
      precondition: { kind: 'still-due', okta: '00u1' },
      reason: { rule: 'last-day-ended' },
      ...more,
    },
    noon,
  );
}

/** Jo Berg's account. */
export function aUser(status: UserStatus, more: Partial<ObservedUser> = {}): ObservedUser {
  return {
    id: oktaUserId('00u1'),
    status,
    login: 'jo@acme.test',
    email: 'jo@acme.test',
    typeId: 'oty1',
    provider: 'OKTA',
    attributes: {},
    lastUpdated: noon,
    lastLogin: noon,
    ...more,
  };
}

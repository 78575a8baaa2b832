import type { ObservedUser } from '../../src/domain/identity/observed.ts';
import { oktaUserId, workerId } from '../../src/domain/kernel/ids.ts';
import type { DesiredAccount } from '../../src/domain/plan/desired.ts';
import type { BindingStore, StoredWorker } from '../../src/reconcile/ports.ts';
import { noon } from './operations.ts';

export function desiredAccount(more: Partial<DesiredAccount> = {}): DesiredAccount {
  return {
    state: 'active',
    account: 'active',
    reason: { rule: 'hire-date-reached' },
    since: null,
    name: 'Ada Lovelace',
    inScope: true,
    shortStay: false,
    employedSince: null,
    shape: null,
    problems: [],
    ...more,
  };
}

export function storedWorker(
  id: string,
  more: Partial<StoredWorker> & { readonly desired?: Partial<DesiredAccount> } = {},
): StoredWorker {
  const { desired, ...rest } = more;
  const { state, name, inScope, since } = desiredAccount(desired);
  return {
    id: workerId(id),
    standing: 'present',
    state,
    validUntil: null,
    fingerprint: `f-${id}`,
    snapshot: 1,
    name,
    inScope,
    since,
    workedOutAt: noon,
    record: '[{}]',
    ...rest,
  };
}

export function observedUser(id: string, more: Partial<ObservedUser> = {}): ObservedUser {
  return {
    id: oktaUserId(id),
    status: 'ACTIVE',
    login: `${id}@acme.example`,
    email: `${id}@acme.example`,
    typeId: 'oty1',
    provider: 'OKTA',
    attributes: { hrWorkerId: `W-${id}` },
    lastUpdated: noon,
    lastLogin: null,
    ...more,
  };
}

export function bind(bindings: BindingStore, worker: string, okta: string): void {
  const evidence = 'test';
  bindings.add([{ worker: workerId(worker), okta: oktaUserId(okta), madeBy: 'adopted', madeAt: noon, evidence }]);
}

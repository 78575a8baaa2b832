import type { Permission } from '../auth/permissions.ts';
import { notFound, refuse } from '../http/errors.ts';
import { flag, type Exchange, type Reply, type Route } from '../http/exchange.ts';
import type { UserRecord } from '../org/records.ts';
import type { UserStatus } from '../org/seed.ts';
import { isFederated } from '../org/seeding.ts';
import { outcomeOf, type LifecycleOperation, type Legal } from '../org/transitions.ts';
import { refuseInTransition, respondsAsync, singleUserNow, usersWrite, writableUser } from './user-writes.ts';

/** One lifecycle endpoint: the right it wants, and what it answers once the table let the call pass. */
interface Lifecycle {
  readonly permission: Permission;
  /** Where Okta wants a parameter. */
  readonly requires?: string;
  readonly perform: (user: UserRecord, legal: Legal, exchange: Exchange) => Reply;
}

const lifecycle: Readonly<Record<LifecycleOperation, Lifecycle>> = {
  activate: { permission: 'users.activate', perform: activate },
  reactivate: { permission: 'users.activate', perform: reactivate },
  deactivate: { permission: 'users.deactivate', perform: deactivate },
  suspend: { permission: 'users.suspend', perform: move },
  unsuspend: { permission: 'users.unsuspend', perform: move },
  unlock: { permission: 'users.unlock', perform: unlock },
  expire_password: { permission: 'users.password', perform: expirePassword },
  expire_password_with_temp_password: { permission: 'users.password', perform: setTemporary },
  reset_factors: { permission: 'users.password', perform: resetFactors },
  reset_password: { permission: 'users.password', requires: 'sendEmail', perform: resetPassword },
};

/** `POST /api/v1/users/{id}/lifecycle/…` and DELETE. Okta: User Lifecycle; what is legal when is in `transitions`. */
export const lifecycleRoutes: readonly Route[] = [
  ...Object.entries(lifecycle).map(([operation, { permission }]): Route => ({
    ...usersWrite,
    method: 'POST',
    path: `/api/v1/users/:userId/lifecycle/${operation}`,
    permission,
    answer: (exchange) => perform(operation as LifecycleOperation, exchange),
  })),
  {
    ...usersWrite,
    method: 'DELETE',
    path: '/api/v1/users/:userId',
    permission: 'users.delete',
    answer: deleteUser,
  },
];

function perform(operation: LifecycleOperation, exchange: Exchange): Reply {
  const { permission, requires, perform: answer } = lifecycle[operation];
  const user = writableUser(exchange, permission);
  if (requires !== undefined && exchange.query(requires) === undefined) throw refuse('E0000028');
  refuseInTransition(user);
  const outcome = outcomeOf(operation, user.status, exchange.org.switches);
  if ('to' in outcome) return answer(user, outcome, exchange);
  if (outcome.code === 'E0000007') throw notFound(user.id, 'User');
  throw refuse(outcome.code, operation, outcome.cause === undefined ? [] : [outcome.cause]);
}

function move(user: UserRecord, { to }: Legal, { org, author }: Exchange): Reply {
  org.moveUser(user.id, settled(to, user), author);
  return { body: {} };
}

/** Okta: `{}` when a mail is sent, which it is by default, and the link that it would have carried when it is not. */
function activate(user: UserRecord, { to }: Legal, exchange: Exchange): Reply {
  const { org, author } = exchange;
  org.moveUser(user.id, settled(to, user), author, org.switches.activationMs);
  return invite(user, 'activation', flag(exchange, 'sendEmail', true), exchange);
}

function reactivate(user: UserRecord, _legal: Legal, exchange: Exchange): Reply {
  exchange.org.record('user.lifecycle.reactivate', exchange.author, user);
  return invite(user, 'reactivation', flag(exchange, 'sendEmail', false), exchange);
}

function invite(user: UserRecord, kind: 'activation' | 'reactivation', mails: boolean, exchange: Exchange): Reply {
  if (!mails) {
    const activationToken = exchange.org.newToken();
    return { body: { activationUrl: `${exchange.url}/welcome/${activationToken}`, activationToken } };
  }
  exchange.org.sendMail(kind, user);
  return { body: {} };
}

/** Okta: deactivating is synchronous unless the caller prefers otherwise; memberships stay as they are. */
function deactivate(user: UserRecord, _legal: Legal, exchange: Exchange): Reply {
  const answer = deactivated(user, exchange);
  return { ...answer, body: answer.status === 204 ? undefined : {} };
}

function deactivated(user: UserRecord, exchange: Exchange): { readonly status?: number } {
  const { org, author } = exchange;
  const { respondAsyncMs, respondAsyncStatus } = org.switches;
  const later = respondsAsync(exchange);
  org.moveUser(user.id, 'DEPROVISIONED', author, later ? respondAsyncMs : 0);
  if (flag(exchange, 'sendEmail', false)) org.sendMail('deactivation', user);
  return later ? { status: respondAsyncStatus } : {};
}

/** Okta: unlocking works for users whose password is Okta's own. */
function unlock(user: UserRecord, legal: Legal, exchange: Exchange): Reply {
  if (user.providerType !== 'OKTA') throw refuse('E0000032');
  return move(user, legal, exchange);
}

function expirePassword(user: UserRecord, { to }: Legal, exchange: Exchange): Reply {
  exchange.org.moveUser(user.id, settled(to, user), exchange.author);
  return { body: singleUserNow(user.id, exchange) };
}

/** Okta: the temporary password is told once, here; sessions end where asked for. */
function setTemporary(user: UserRecord, { to }: Legal, exchange: Exchange): Reply {
  const { org, author } = exchange;
  const tempPassword = org.newToken().slice(0, 12);
  org.moveUser(user.id, settled(to, user), author);
  org.secrets.setPassword(user.id, tempPassword);
  if (flag(exchange, 'revokeSessions', false)) org.sessions.clear(user.id, false);
  return { body: { tempPassword } };
}

function resetFactors(user: UserRecord, _legal: Legal, { org, author }: Exchange): Reply {
  org.record('user.mfa.factor.reset_all', author, user);
  return { body: {} };
}

function resetPassword(user: UserRecord, { to }: Legal, exchange: Exchange): Reply {
  const { org, author, url } = exchange;
  if (user.status === to) org.record('user.account.reset_password', author, user);
  else org.moveUser(user.id, settled(to, user), author);
  if (flag(exchange, 'revokeSessions', false)) org.sessions.clear(user.id, false);
  if (!flag(exchange, 'sendEmail', true))
    return { body: { resetPasswordUrl: `${url}/reset/${exchange.org.newToken()}` } };
  org.sendMail('passwordReset', user);
  return { body: {} };
}

/** Okta: the first DELETE deactivates, the second erases; both answer 204. */
function deleteUser(exchange: Exchange): Reply {
  const user = writableUser(exchange, 'users.delete');
  refuseInTransition(user);
  if (user.status !== 'DEPROVISIONED') deactivated(user, exchange);
  else exchange.org.removeUser(user.id, exchange.author);
  return { status: 204, body: undefined };
}

/** Okta: who has a password, or a provider that answers for it, is ACTIVE once activated; everybody else PROVISIONED. */
function settled(to: Legal['to'], user: UserRecord): UserStatus {
  if (to === 'UNCHANGED') return user.status;
  if (to !== 'ENABLED') return to;
  return user.hasPassword || isFederated(user.providerType) ? 'ACTIVE' : 'PROVISIONED';
}

import { invalid, refuse } from '../http/errors.ts';
import { bodyOf, flag, objectOf, type Exchange, type Reply, type Route } from '../http/exchange.ts';
import type { UserRecord } from '../org/records.ts';
import type { UserStatus } from '../org/seed.ts';
import { credentials } from '../views/user-view.ts';
import { refuseInTransition, usersWrite, writableUser } from './user-writes.ts';

const post = { ...usersWrite, method: 'POST', permission: 'users.password' } as const;
const below = '/api/v1/users/:userId/credentials';

/** What a user signs in with. Okta: User Credentials. */
export const credentialRoutes: readonly Route[] = [
  { ...post, path: `${below}/change_password`, answer: changePassword },
  { ...post, path: `${below}/change_recovery_question`, answer: changeQuestion },
  { ...post, path: `${below}/forgot_password`, answer: forgotPassword },
];

/** Okta: the statuses in which a password can be changed; RECOVERY and PASSWORD_EXPIRED end by it. */
const changeable = new Set<UserStatus>(['STAGED', 'ACTIVE', 'PASSWORD_EXPIRED', 'RECOVERY']);
const endedBy = new Set<UserStatus>(['PASSWORD_EXPIRED', 'RECOVERY']);

function userIn(exchange: Exchange, statuses: ReadonlySet<UserStatus>): UserRecord {
  const user = writableUser(exchange, 'users.password');
  refuseInTransition(user);
  if (!statuses.has(user.status)) throw refuse('E0000038');
  return user;
}

function passwordIn(value: unknown, name: string): string {
  const text = objectOf(value)?.['value'];
  if (typeof text !== 'string' || text === '') throw invalid(name, `${name}: The field cannot be left blank`);
  return text;
}

function changePassword(exchange: Exchange): Reply {
  const { org, author } = exchange;
  const user = userIn(exchange, changeable);
  const body = bodyOf(exchange);
  const before = passwordIn(body['oldPassword'], 'oldPassword');
  const after = passwordIn(body['newPassword'], 'newPassword');
  // Okta's catalogue has the code; the cause's wording is inferred.
  if (!org.secrets.fitsPassword(user.id, before)) throw refuse('E0000014', '', ['Old Password is not correct']);
  org.secrets.setPassword(user.id, after);
  if (flag(exchange, 'revokeSessions', false)) org.sessions.clear(user.id, false);
  const changed = org.changeUser(
    user.id,
    {
      hasPassword: true,
      passwordChanged: org.wholeNow(),
      ...(endedBy.has(user.status) ? { status: 'ACTIVE' as const } : {}),
    },
    author,
  );
  return { body: credentials(changed) };
}

function changeQuestion(exchange: Exchange): Reply {
  const { org, author } = exchange;
  const user = userIn(exchange, changeable);
  const body = bodyOf(exchange);
  const { question, answer } = objectOf(body['recovery_question']) ?? {};
  if (typeof question !== 'string' || typeof answer !== 'string') {
    throw invalid('recovery_question', 'recovery_question: The field cannot be left blank');
  }
  if (!org.secrets.fitsPassword(user.id, passwordIn(body['password'], 'password'))) {
    throw refuse('E0000014', '', ['Password is not correct']);
  }
  org.secrets.setAnswer(user.id, answer);
  return { body: credentials(org.changeUser(user.id, { recoveryQuestion: question }, author)) };
}

/** Okta: for ACTIVE users that have a recovery question; the status stays, and a mail goes out unless told otherwise. */
function forgotPassword(exchange: Exchange): Reply {
  const { org, url } = exchange;
  const user = userIn(exchange, new Set<UserStatus>(['ACTIVE']));
  if (user.recoveryQuestion === undefined) throw refuse('E0000038');
  if (!flag(exchange, 'sendEmail', true)) return { body: { resetPasswordUrl: `${url}/reset/${org.newToken()}` } };
  org.sendMail('passwordReset', user);
  return { body: {} };
}

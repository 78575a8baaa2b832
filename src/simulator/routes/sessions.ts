import { flag, type Exchange, type Reply, type Route } from '../http/exchange.ts';
import { usersWrite, writableUser } from './user-writes.ts';

/** The sessions of a user. Okta: revoke all user sessions; apps' OAuth tokens only where asked for. */
export const sessionRoutes: readonly Route[] = [
  {
    ...usersWrite,
    method: 'DELETE',
    path: '/api/v1/users/:userId/sessions',
    permission: 'users.sessions',
    answer: clearSessions,
  },
];

function clearSessions(exchange: Exchange): Reply {
  const user = writableUser(exchange, 'users.sessions');
  exchange.org.sessions.clear(user.id, flag(exchange, 'oauthTokens', false));
  exchange.org.record('user.session.clear', exchange.author, user);
  return { status: 204, body: undefined };
}

import type { Exchange, Reply, Route } from '../http/exchange.ts';
import { userOf } from './users.ts';

/** The apps of a user. Okta: list all assigned app links. */
export const appLinkRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/api/v1/users/:userId/appLinks',
    scope: 'okta.users.read',
    permission: 'users',
    answer: listAppLinks,
  },
];

function listAppLinks(exchange: Exchange): Reply {
  const { org, url } = exchange;
  const user = userOf(exchange);
  return {
    body: org.appAssignments.of(user.id).map(({ id, label }, sortOrder) => ({
      id: `${id}${user.id}`,
      label,
      linkUrl: `${url}/home/${id}`,
      logoUrl: `${url}/assets/img/logos/app.png`,
      appName: label.toLowerCase(),
      appInstanceId: id,
      appAssignmentId: `0ua${user.id.slice(3)}`,
      credentialsSetup: false,
      hidden: false,
      sortOrder,
    })),
  };
}

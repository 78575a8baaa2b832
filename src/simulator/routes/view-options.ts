import type { Exchange } from '../http/exchange.ts';
import type { UserRecord } from '../org/records.ts';
import type { UserViewOptions } from '../views/user-view.ts';

/**
 * What the caller is shown of a user. Okta: on GETs of users, `Content-Type: application/json; okta-response=omitCredentials,…` makes answers
 * cheaper, and the conditions of custom roles hide attributes.
 */
export function viewOptions(exchange: Exchange): (user: UserRecord) => UserViewOptions {
  const asked = /okta-response="?([A-Za-z,]+)/.exec(exchange.header('content-type') ?? '')?.[1] ?? '';
  const names = asked.split(',');
  const asAsked = {
    omitCredentials: names.includes('omitCredentials'),
    omitCredentialsLinks: names.includes('omitCredentialsLinks'),
    omitTransitioningToStatus: names.includes('omitTransitioningToStatus'),
  };
  return (user) => ({ ...asAsked, shows: exchange.access.attributes('users', user) });
}

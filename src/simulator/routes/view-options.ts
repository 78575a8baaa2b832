import type { Exchange } from '../http/exchange.ts';
import type { UserViewOptions } from '../views/user-view.ts';

/** Okta: on GETs of users, `Content-Type: application/json; okta-response=omitCredentials,…` makes answers cheaper. */
export function viewOptions(exchange: Exchange): UserViewOptions {
  const asked = /okta-response="?([A-Za-z,]+)/.exec(exchange.header('content-type') ?? '')?.[1] ?? '';
  const names = asked.split(',');
  return {
    omitCredentials: names.includes('omitCredentials'),
    omitTransitioningToStatus: names.includes('omitTransitioningToStatus'),
  };
}

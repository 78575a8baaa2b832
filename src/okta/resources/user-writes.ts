import type { Json } from '../../domain/kernel/canonical-json.ts';
import type { OktaUserId } from '../../domain/kernel/ids.ts';
import type { NewUser } from '../../reconcile/ports.ts';
import { address } from './address.ts';
import { readUser, sameLogin } from './users.ts';
import { ifTrusted, type Write } from './write.ts';

/** [Okta: error codes, E0000093] */
const mostGroups = 20;

/**
 * Creates a user STAGED and in its groups: with `activate=false` no mail is sent and nobody can sign in. Okta has no
 * idempotency key, so it is never sent twice; without a body that shows the new account's id, or with somebody else in
 * it, nobody knows what was made, and it has to be looked up by its login. [Okta: createUser]
 * @throws RangeError for more than 20 groups: whoever plans has to add the rest one by one.
 */
export function createUser(origin: string, { profile, groups }: NewUser, attributes: readonly string[]): Write {
  if (groups.length > mostGroups) throw new RangeError(`an account is created in at most ${String(mostGroups)} groups`);
  return {
    claim: { effect: 'create', user: null, groups: [...groups], attributes: Object.keys(profile) },
    call: {
      method: 'POST',
      url: address(origin, ['api', 'v1', 'users'], { activate: 'false' }),
      bucket: 'POST /api/v1/users',
      body: JSON.stringify({ profile, ...(groups.length === 0 ? {} : { groupIds: groups }) }),
      repeatable: false,
    },
    account: (body) => {
      const user = ifTrusted(() => readUser(body, attributes));
      const login = profile['login'];
      return user !== null && typeof login === 'string' && sameLogin(user.login, login) ? user : 'unknown';
    },
  };
}

/**
 * Changes attributes of a user and no others: POST is partial, where PUT would delete what it does not name; null
 * clears. A body that is no account takes nothing from what Okta acknowledged; one that is another account does.
 * [Okta: updateUser]
 * @throws RangeError when there is nothing to change.
 */
export function updateUser(
  origin: string,
  user: OktaUserId,
  changes: Readonly<Record<string, Json>>,
  attributes: readonly string[],
): Write {
  const names = Object.keys(changes);
  if (names.length === 0) throw new RangeError('an update changes at least one attribute');
  return {
    claim: { effect: 'update-profile', user, groups: [], attributes: names },
    call: {
      method: 'POST',
      url: address(origin, ['api', 'v1', 'users', user]),
      bucket: 'POST /api/v1/users/{id}',
      body: JSON.stringify({ profile: changes }),
      repeatable: false,
    },
    account: (body) => {
      const shown = ifTrusted(() => readUser(body, attributes));
      return shown === null || shown.id === user ? shown : 'unknown';
    },
  };
}

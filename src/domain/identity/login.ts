/**
 * What Okta compares logins by: without case and without diacritics, across accounts of every status.
 * [Okta: UserProfile.login]
 */
export function loginKey(login: string): string {
  return login.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}

/** Whether a login, or its part before the `@`, is one that nobody is ever given. `reserved` is in lower case. */
export function isReserved(login: string, reserved: ReadonlySet<string>): boolean {
  const key = loginKey(login);
  const at = key.indexOf('@');
  return reserved.has(key) || (at > 0 && reserved.has(key.slice(0, at)));
}

/**
 * A login as Okta compares it: case and diacritics do not count, so `isáàc.bröck` and `isaac.brock` are one login.
 * Okta: UserProfile.login.
 */
export function foldLogin(login: string): string {
  const lower = login.toLowerCase();
  // Most logins are plain ASCII, and normalising 300,000 of them is what makes a large org slow to build.
  // eslint-disable-next-line no-control-regex
  return /^[\x00-\x7f]*$/.test(lower) ? lower : lower.normalize('NFD').replace(/\p{M}/gu, '');
}

import type { Brand } from './brand.ts';

/** The stable id HR gives a person, byte-exact: `E1` and `e1` are two ids, and a data problem. */
export type WorkerId = Brand<string, 'WorkerId'>;

/** Okta's user id, `00u…`, case-sensitive. */
export type OktaUserId = Brand<string, 'OktaUserId'>;

/** Okta's group id, `00g…`, case-sensitive. */
export type OktaGroupId = Brand<string, 'OktaGroupId'>;

/** SHA-256 in lower-case hexadecimal, 64 characters. */
export type Sha256 = Brand<string, 'Sha256'>;

export function workerId(text: string): WorkerId {
  return text as WorkerId;
}

export function oktaUserId(text: string): OktaUserId {
  return text as OktaUserId;
}

export function oktaGroupId(text: string): OktaGroupId {
  return text as OktaGroupId;
}

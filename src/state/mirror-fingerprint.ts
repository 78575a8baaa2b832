import { sha256 } from '../domain/kernel/hash.ts';

/** 32 hexadecimal digits over everything about an account that a decision may depend on. */
export function mirrorFingerprint(status: string, profile: string, managedGroups: readonly string[]): string {
  return sha256(`${status}\n${profile}\n${managedGroups.join(' ')}`).slice(0, 32);
}

/** What of an account its own listing gives, beside the status. */
export interface ProfileFacts {
  readonly login: string;
  readonly email: string | null;
  readonly provider: string;
  readonly typeId: string;
  readonly realmId: string | null;
  /** The attributes as JSON. */
  readonly attributes: string;
}

/** The part of a mirrored account's fingerprint that its own listing gives. */
export function profileFacts({ login, email, provider, typeId, realmId, attributes }: ProfileFacts): string {
  return `${login}\n${email ?? ''}\n${provider}\n${typeId} ${realmId ?? ''}\n${attributes}`;
}

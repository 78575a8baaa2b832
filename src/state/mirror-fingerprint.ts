import { sha256 } from '../domain/kernel/hash.ts';

/** 32 hexadecimal digits over everything about an account that a decision may depend on. */
export function mirrorFingerprint(status: string, profile: string, managedGroups: readonly string[]): string {
  return sha256(`${status}\n${profile}\n${managedGroups.join(' ')}`).slice(0, 32);
}

/** The part of a mirrored account's fingerprint that its own listing gives. */
export function profileFacts(login: string, email: string | null, provider: string, attributes: string): string {
  return `${login}\n${email ?? ''}\n${provider}\n${attributes}`;
}

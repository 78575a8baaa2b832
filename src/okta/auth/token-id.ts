import type { Random } from '../../domain/kernel/random.ts';

/** A `jti` that no other has: 128 random bits. */
export function tokenId(random: Random): string {
  return Buffer.from(random.bytes(16)).toString('base64url');
}

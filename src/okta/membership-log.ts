import { TenuredError } from '../domain/kernel/errors.ts';
import { hour, type Instant } from '../domain/time/instant.ts';
import type { DirectoryReader } from '../reconcile/ports.ts';
import { readMembershipChanges } from './resources/membership-log.ts';
import type { Connection } from './transport/connection.ts';

/** Not part of what planning takes: an app that was not granted it works, and reads large groups whole. */
export const logScopes = ['okta.logs.read'] as const;

/** An app that may not read the log is not asked about for so long. */
const notAskedFor = hour;

/** Reads memberships from the System Log, with a token of its own, as long as Okta lets the app. */
export function membershipLog(connection: Connection, clientId: string | null): DirectoryReader['membershipChanges'] {
  const session = connection.open(logScopes);
  const { clock } = connection.tools;
  let refusedAt: Instant | null = null;
  return async (group, since) => {
    // The log tells own changes apart by the app, which an API token is not.
    if (clientId === null) return null;
    if (refusedAt !== null && clock.now() - refusedAt < notAskedFor) return null;
    try {
      return await readMembershipChanges(session, clientId, group, since);
    } catch (error) {
      if (!(error instanceof TenuredError) || !error.code.startsWith('TEN-22')) throw error;
      refusedAt = clock.now();
      return null;
    }
  };
}

import { TenuredError } from '../domain/kernel/errors.ts';
import type { Authority, DirectoryWriter, WriteOutcome } from '../reconcile/ports.ts';
import { Gate } from './gate.ts';
import type { OktaOptions } from './options.ts';
import { readScopes } from './reader.ts';
import { activate, deactivate, suspend, unlock, unsuspend } from './resources/lifecycle.ts';
import { addMember, removeMember } from './resources/memberships.ts';
import { readRolesOf } from './resources/roles.ts';
import { clearSessions } from './resources/sessions.ts';
import { createUser, updateUser } from './resources/user-writes.ts';
import { outcomeOf, type Write } from './resources/write.ts';
import type { OktaTools } from './tools.ts';
import { roleWatch } from './role-refusal.ts';
import { connect, type Connection } from './transport/connection.ts';
import { openWriteSession } from './transport/write-session.ts';

/** What carrying a plan out takes: everything that planning reads, and users and groups to manage. */
export const writeScopes = [...readScopes, 'okta.users.manage', 'okta.groups.manage'] as const;

/** The writer and what the caller watches beside it. */
export interface OktaWriter extends DirectoryWriter {
  readonly scopes: readonly string[];
  /** Requests sent so far, those of the gate included, without those to the token endpoint. */
  calls(): number;
}

/**
 * Makes the one object that writes to an organisation, with a connection of its own. Nothing is sent before the first
 * method is called.
 * @throws TenuredError TEN-20xx when the options cannot work.
 */
export function createWriter(options: OktaOptions, tools: OktaTools, authority: Authority): OktaWriter {
  return writerOn(connect(options, tools), authority);
}

/** Every write takes the one way through `perform`, and that way leads through the gate. */
export function writerOn(connection: Connection, authority: Authority): OktaWriter {
  if (!connection.credentials.mayWrite) throw onlyToLook();
  const session = openWriteSession(connection, writeScopes);
  const { clock } = connection.tools;
  const gate = new Gate(authority, clock, (user, patience) => readRolesOf(session, user, patience));
  const judged = roleWatch(session, connection.credentials.clientId, () => clock.now());
  const perform = async (describe: (origin: string) => Write): Promise<WriteOutcome> => {
    const write = describe(session.origin);
    const outcome = outcomeOf(await session.write(write.call, gate.permit(write.claim)), write);
    return judged(outcome, write.claim.effect);
  };
  return {
    scopes: writeScopes,
    calls: () => session.calls(),
    create: (user, attributes) => perform((origin) => createUser(origin, user, attributes)),
    activate: (user, sendEmail) => perform((origin) => activate(origin, user, sendEmail)),
    updateProfile: (user, changes, attributes) => perform((origin) => updateUser(origin, user, changes, attributes)),
    suspend: (user) => perform((origin) => suspend(origin, user)),
    unlock: (user) => perform((origin) => unlock(origin, user)),
    unsuspend: (user) => perform((origin) => unsuspend(origin, user)),
    deactivate: (user) => perform((origin) => deactivate(origin, user)),
    clearSessions: (user) => perform((origin) => clearSessions(origin, user)),
    addToGroup: (group, user) => perform((origin) => addMember(origin, group, user)),
    removeFromGroup: (group, user) => perform((origin) => removeMember(origin, group, user)),
  };
}

function onlyToLook(): TenuredError {
  return new TenuredError('TEN-2057', 'Nothing is carried out with an API token: okta.auth.unsafeApply is not set.', {
    why: 'Such a token holds all the rights of whoever made it, is bound to nothing, and dies with that account.',
    hint: 'Use a service app with a key of its own: docs/it/okta-setup.md',
  });
}

import { untilOf } from './transport/retry.ts';
import { TenuredError } from '../domain/kernel/errors.ts';
import { scopesBeyondNeed } from './manage-scopes.ts';
import { readScopes } from './reader.ts';
import { reach } from './probe-reach.ts';
import { ok, warn, type Outcome, type ProbeResult } from './probe-result.ts';
import {
  leastToWrite,
  missingToWrite,
  permissionsBeyondNeed,
  readOwnRights,
  type OwnRights,
} from './resources/own-rights.ts';
import type { Connection } from './transport/connection.ts';

type Run = (name: string, check: () => Promise<Outcome>) => Promise<ProbeResult>;

const toWrite = ['okta.users.manage', 'okta.groups.manage'] as const;

/** What the least rights are, for whoever sets the app up. */
export const leastPrivilege = {
  plan: { scopes: readScopes, roles: ['Read-only Administrator'] },
  apply: {
    scopes: [...readScopes, ...toWrite],
    roles: ['Read-only Administrator', 'a custom role'],
    permissions: leastToWrite,
    resourceSet: ['all users', 'the groups that the mapping names'],
  },
} as const;

/** Scopes and permissions for carrying out, each by itself, and whatever is in excess. Nothing is written. */
export async function* rightsChecks(
  connection: Connection,
  run: Run,
  groups: readonly string[],
): AsyncGenerator<ProbeResult, void, undefined> {
  const { clientId } = connection.credentials;
  if (clientId === null) return;
  let planOnly = false;
  for (const scope of toWrite) {
    const checked = await run(`scope ${scope.split('.')[1] ?? ''}.manage`, () => granted(connection, scope));
    planOnly ||= checked.level === 'warn';
    yield checked;
  }
  let rights: OwnRights | null = null;
  yield await run('own role', async () => {
    rights = await readOwnRights(connection.open(['okta.roles.read']), clientId);
    return ownRole(rights, planOnly);
  });
  yield await run('reach', () => reach(connection, rights, groups));
  yield await run('excess', async () => excess(await grantedOf(connection, scopesBeyondNeed), rights));
}

async function granted(connection: Connection, scope: (typeof toWrite)[number]): Promise<Outcome> {
  if ((await grantedOf(connection, [scope])).length > 0) return ok(`${scope} is granted`);
  const works = scope === 'okta.users.manage' ? 'accounts are neither made nor ended' : 'memberships do not change';
  return warn({
    code: 'TEN-2061',
    message: `${scope} is not granted: this app is for planning alone.`,
    why: `Without it apply and run stop before they begin: ${works}.`,
    hint: `To carry out, grant it in the Okta admin console, on the app's "Okta API Scopes" tab: ${scope}`,
  });
}

/** Which of these scopes the app has. Each is asked for by itself: what Okta makes of a part of them is not documented. */
async function grantedOf(connection: Connection, scopes: readonly string[]): Promise<readonly string[]> {
  const granted = await Promise.all(scopes.map((scope) => isGranted(connection, scope)));
  return scopes.filter((_, index) => granted[index] === true);
}

async function isGranted(connection: Connection, scope: string): Promise<boolean> {
  const { clock } = connection.tools;
  const tokens = connection.credentials.tokens([scope], (make) =>
    connection.send('POST /oauth2/v1/token', untilOf(clock.now(), connection.patience), make),
  );
  try {
    await tokens.get();
    return true;
  } catch (error) {
    if (!(error instanceof TenuredError) || error.code !== 'TEN-2201') throw error;
    return false;
  }
}

function ownRole(rights: OwnRights | null, planOnly: boolean): Outcome {
  if (rights === null) return ok('Okta does not say');
  if (rights.types.includes('SUPER_ADMIN')) {
    return warn({
      code: 'TEN-2060',
      message: 'The app is a super administrator.',
      why: 'Whoever gets hold of its key owns the organisation.',
      hint: 'Give it the roles named below, then take Super Administrator away on its "Admin roles" tab.',
    });
  }
  const held = rights.types.length === 0 ? 'none of its own' : rights.types.join(', ');
  const missing = missingToWrite(rights);
  if (missing.length === 0 || planOnly) return ok(held);
  return warn({
    code: 'TEN-2061',
    message: `The app may not carry everything out (${held}).`,
    why: `Okta would refuse what needs: ${missing.join(', ')}.`,
    hint: "Add these permissions to the app's custom role: Security > Administrators > Roles in the Okta admin console.",
  });
}

function excess(scopes: readonly string[], rights: OwnRights | null): Outcome {
  const permissions = rights === null ? [] : permissionsBeyondNeed(rights);
  if (scopes.length + permissions.length === 0) return ok('no scope and no permission beyond need');
  return warn({
    code: 'TEN-2060',
    message: `More than tenured needs: ${[...scopes, ...permissions].join(', ')}.`,
    why: 'Whoever gets hold of the key can do this, too.',
    hint: 'Revoke the scopes on the app\'s "Okta API Scopes" tab, and take the permissions out of its custom role.',
  });
}

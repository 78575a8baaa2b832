import { err, ok, type Result } from '../../domain/kernel/result.ts';
import { refuse, type Refused } from '../http/errors.ts';
import type { Org } from '../org/org.ts';
import type { RoleSeed, UserStatus } from '../org/seed.ts';
import type { AccessToken } from './access-token.ts';

const dormant: ReadonlySet<UserStatus> = new Set(['STAGED', 'SUSPENDED', 'DEPROVISIONED']);

/**
 * Judges `Authorization: SSWS …`. Okta: an API token has no scopes, acts with the rights that its maker has at the time
 * of the call, and is refused with E0000011 once its maker is no longer active.
 */
export function verifyApiToken(text: string, org: Org): Result<AccessToken, Refused> {
  const token = org.apiTokens.use(text, org.now());
  const maker = token === undefined ? undefined : org.user(token.userId);
  if (token === undefined || maker === undefined || dormant.has(maker.status)) return err(refuse('E0000011'));
  return ok({ text, clientId: token.id, scopes: [], thumbprint: undefined, actsAs: maker.id });
}

/** The admin roles of whoever calls: those of the app, or with an API token those of its maker, a group's included. */
export function rolesOfCaller({ clientId, actsAs }: AccessToken, org: Org): readonly RoleSeed[] {
  if (actsAs === undefined) return org.app(clientId)?.roles ?? [];
  const maker = org.user(actsAs);
  if (maker === undefined) return [];
  const groups = org.memberships.groupsOf(maker.position).map((position) => org.groups.at(position)?.id);
  const holders = new Set<string | undefined>([maker.id, ...groups]);
  return org.roles.filter(({ assignee }) => holders.has(assignee)).map(({ role }) => role);
}

import type { Route } from '../http/exchange.ts';
import { appCredentialRoutes } from './app-credentials.ts';
import { appGrantRoutes } from './app-grants.ts';
import { appLinkRoutes } from './app-links.ts';
import { groupCreateRoutes } from './group-create.ts';
import { groupUpdateRoutes } from './group-update.ts';
import { groupRoutes } from './groups.ts';
import { iamRoleRoutes } from './iam-roles.ts';
import { lifecycleRoutes } from './lifecycle.ts';
import { linkedObjectRoutes } from './linked-objects.ts';
import { logRoutes } from './logs.ts';
import { membershipRoutes } from './memberships.ts';
import { realmRoutes } from './realms.ts';
import { resourceSetRoutes } from './resource-sets.ts';
import { roleAssignmentRoutes } from './role-assignments.ts';
import { rolePermissionRoutes } from './role-permissions.ts';
import { roleRoutes } from './roles.ts';
import { ruleWriteRoutes } from './rule-writes.ts';
import { ruleRoutes } from './rules.ts';
import { schemaRoutes } from './schemas.ts';
import { sessionRoutes } from './sessions.ts';
import { userCreateRoutes } from './user-create.ts';
import { credentialRoutes } from './user-credentials.ts';
import { userLinkRoutes } from './user-links.ts';
import { userListRoutes } from './user-list.ts';
import { userTypeRoutes } from './user-types.ts';
import { userUpdateRoutes } from './user-update.ts';
import { userRoutes } from './users.ts';

/** Every endpoint behind a scope. A fixed path stands before the pattern that would also match it. */
export const routes: readonly Route[] = [
  ...userListRoutes,
  ...userCreateRoutes,
  ...userRoutes,
  ...userUpdateRoutes,
  ...lifecycleRoutes,
  ...sessionRoutes,
  ...credentialRoutes,
  ...userLinkRoutes,
  ...appLinkRoutes,
  ...ruleRoutes,
  ...ruleWriteRoutes,
  ...groupRoutes,
  ...groupCreateRoutes,
  ...groupUpdateRoutes,
  ...membershipRoutes,
  ...roleRoutes,
  ...roleAssignmentRoutes,
  ...iamRoleRoutes,
  ...rolePermissionRoutes,
  ...resourceSetRoutes,
  ...linkedObjectRoutes,
  ...schemaRoutes,
  ...userTypeRoutes,
  ...realmRoutes,
  ...appCredentialRoutes,
  ...appGrantRoutes,
  ...logRoutes,
];

import type { Route } from '../http/exchange.ts';
import { groupCreateRoutes } from './group-create.ts';
import { groupRoutes } from './groups.ts';
import { lifecycleRoutes } from './lifecycle.ts';
import { logRoutes } from './logs.ts';
import { membershipRoutes } from './memberships.ts';
import { roleRoutes } from './roles.ts';
import { ruleRoutes } from './rules.ts';
import { schemaRoutes } from './schemas.ts';
import { sessionRoutes } from './sessions.ts';
import { userCreateRoutes } from './user-create.ts';
import { userListRoutes } from './user-list.ts';
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
  ...ruleRoutes,
  ...groupRoutes,
  ...groupCreateRoutes,
  ...membershipRoutes,
  ...roleRoutes,
  ...schemaRoutes,
  ...logRoutes,
];

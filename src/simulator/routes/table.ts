import type { Route } from '../http/exchange.ts';
import { groupRoutes } from './groups.ts';
import { logRoutes } from './logs.ts';
import { roleRoutes } from './roles.ts';
import { ruleRoutes } from './rules.ts';
import { schemaRoutes } from './schemas.ts';
import { userListRoutes } from './user-list.ts';
import { userRoutes } from './users.ts';

/** Every endpoint behind a scope. A fixed path stands before the pattern that would also match it. */
export const routes: readonly Route[] = [
  ...userListRoutes,
  ...userRoutes,
  ...ruleRoutes,
  ...groupRoutes,
  ...roleRoutes,
  ...schemaRoutes,
  ...logRoutes,
];

import { expect, it } from 'vitest';
import { bucketOf, limitOf } from './rate-buckets.ts';

it.each([
  ['GET', '/api/v1/users', '/api/v1/users', 600],
  ['GET', '/api/v1/users/00u1', 'GET /api/v1/users/{idOrLogin}', 2000],
  ['POST', '/api/v1/users/00u1', '/api/v1/users/{id}', 600],
  ['POST', '/api/v1/users/00u1/lifecycle/suspend', '/api/v1', 1200],
  ['GET', '/api/v1/groups', '/api/v1/groups', 500],
  ['GET', '/api/v1/groups/00g1', '/api/v1/groups/{id}', 1000],
  ['GET', '/api/v1/groups/rules', '/api/v1', 1200],
  ['GET', '/api/v1/groups/00g1/users', '/api/v1', 1200],
  ['GET', '/api/v1/logs', '/api/v1/logs', 120],
  ['GET', '/api/v1/apps', '/api/v1/apps*', 100],
  ['GET', '/api/v1/apps/0oa1', '/api/v1/apps/{id}', 500],
  ['GET', '/api/v1/apps/0oa1/grants', '/api/v1/apps*', 100],
  ['GET', '/oauth2/v1/clients/0oa1/roles', '/oauth2/v1/clients', 100],
  ['POST', '/oauth2/v1/token', '/oauth2/v1', 2000],
  ['GET', '/.well-known/okta-organization', '/.well-known', 1_000_000],
])('%s %s counts as %s', (method, path, name, limit) => {
  const bucket = bucketOf(method, path);
  expect(bucket.name).toBe(name);
  expect(limitOf(bucket, 'workforce')).toBe(limit);
});

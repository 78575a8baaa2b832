/** Ready sets of limits. `unlimited` still counts and still sends headers, but nobody reaches its end. */
export type LimitPreset = OrgType | 'unlimited';

/** Okta: the kinds of org that its tables of rate limits tell apart. */
export type OrgType = 'devFree' | 'devPaid' | 'oneApp' | 'enterprise' | 'workforce';

/** Requests that share a window: a pattern of paths, and the requests a minute that an org allows there. */
export interface Bucket {
  readonly name: string;
  readonly limits: Readonly<Record<OrgType, number>>;
}

const anywhere = 1_000_000;

/** Limits in the order of the columns of Okta's tables. */
function bucket(name: string, ...limits: readonly [number, number, number, number, number]): Bucket {
  const [devFree, devPaid, oneApp, enterprise, workforce] = limits;
  return { name, limits: { devFree, devPaid, oneApp, enterprise, workforce } };
}

// Okta's last published tables (Management and authentication rate limits by org type); an org's own differ.
const users = bucket('/api/v1/users', 100, 600, 600, 600, 600);
const userRead = bucket('GET /api/v1/users/{idOrLogin}', 100, 300, 300, 1000, 2000);
const userWrite = bucket('/api/v1/users/{id}', 100, 600, 600, 600, 600);
const groups = bucket('/api/v1/groups', 100, 600, 600, 600, 500);
const groupById = bucket('/api/v1/groups/{id}', 100, 600, 600, 600, 1000);
const logs = bucket('/api/v1/logs', 20, 50, 50, 50, 120);
const apps = bucket('/api/v1/apps*', 20, 100, 100, 100, 100);
const appById = bucket('/api/v1/apps/{id}', 100, 600, 600, 600, 500);
const clients = bucket('/oauth2/v1/clients', 25, 100, 100, 100, 100);
const oauth = bucket('/oauth2/v1', 300, 1200, 1200, 1200, 2000);
const other = bucket('/api/v1', 100, 600, 600, 600, 1200);
/** Okta: metadata endpoints are exempt. */
const metadata = bucket('/.well-known', anywhere, anywhere, anywhere, anywhere, anywhere);

/** The bucket of a request. Okta: an exact path match goes before the longest prefix. */
export function bucketOf(method: string, path: string): Bucket {
  if (path === '/api/v1/users') return users;
  if (/^\/api\/v1\/users\/[^/]+$/.test(path)) return method === 'GET' ? userRead : userWrite;
  if (path === '/api/v1/groups') return groups;
  if (/^\/api\/v1\/groups\/(?!rules$)[^/]+$/.test(path)) return groupById;
  if (path === '/api/v1/logs') return logs;
  if (/^\/api\/v1\/apps\/[^/]+$/.test(path)) return appById;
  if (path.startsWith('/api/v1/apps')) return apps;
  if (path.startsWith('/oauth2/v1/clients')) return clients;
  if (path.startsWith('/oauth2/v1')) return oauth;
  return path.startsWith('/.well-known') ? metadata : other;
}

export function limitOf(bucket: Bucket, preset: LimitPreset): number {
  return preset === 'unlimited' ? anywhere : bucket.limits[preset];
}

/**
 * How many requests an org answers at the same time, and how many of them one app may have under way. Okta:
 * concurrency limits; half of the org's for one app.
 */
export function concurrencyOf(preset: LimitPreset): { readonly org: number; readonly app: number } {
  if (preset === 'unlimited') return { org: Infinity, app: Infinity };
  return preset === 'devFree' ? { org: 35, app: 17 } : { org: 75, app: 37 };
}

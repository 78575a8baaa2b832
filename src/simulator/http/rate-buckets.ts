/** Ready sets of limits. `unlimited` still counts and still sends headers, but nobody reaches its end. */
export type LimitPreset = 'workforce' | 'enterprise' | 'devFree' | 'unlimited';

/** Requests that share a window: a pattern of paths, and the requests a minute that an org allows there. */
export interface Bucket {
  readonly name: string;
  readonly limits: Readonly<Record<Exclude<LimitPreset, 'unlimited'>, number>>;
}

const anywhere = 1_000_000;

function bucket(name: string, devFree: number, enterprise: number, workforce: number): Bucket {
  return { name, limits: { devFree, enterprise, workforce } };
}

// Okta's last published tables (Management and authentication rate limits by org type); an org's own differ.
const users = bucket('/api/v1/users', 100, 600, 600);
const userRead = bucket('GET /api/v1/users/{idOrLogin}', 100, 1000, 2000);
const userWrite = bucket('/api/v1/users/{id}', 100, 600, 600);
const groups = bucket('/api/v1/groups', 100, 600, 500);
const groupById = bucket('/api/v1/groups/{id}', 100, 600, 1000);
const logs = bucket('/api/v1/logs', 20, 50, 120);
const apps = bucket('/api/v1/apps*', 20, 100, 100);
const appById = bucket('/api/v1/apps/{id}', 100, 600, 500);
const clients = bucket('/oauth2/v1/clients', 25, 100, 100);
const oauth = bucket('/oauth2/v1', 300, 1200, 2000);
const other = bucket('/api/v1', 100, 600, 1200);
const metadata = bucket('/.well-known', 100, 600, 1200);

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

import type { ServiceApp } from '../org/apps.ts';
import type { Org } from '../org/org.ts';
import type { StandingFault } from './vocabulary.ts';

/** What the HTTP side asks on every request; everybody meets it as long as it lasts. */
export interface Climate {
  maintenance: boolean;
  /** Requests that may be under way at once; undefined leaves it to the kind of org. */
  concurrency: number | undefined;
  readonly tenants: Set<{ readonly share: number; readonly bucket: string | undefined }>;
  readonly lostScopes: Set<{ readonly client: string; readonly scopes: readonly string[] }>;
}

export function fairClimate(): Climate {
  return { maintenance: false, concurrency: undefined, tenants: new Set(), lostScopes: new Set() };
}

/**
 * Begins a standing fault and returns what ends it. What the org had before is given back, as far as nobody else has
 * changed it in the meantime.
 * @throws Error for a client that there is not.
 */
export function begin(fault: StandingFault, org: Org, climate: Climate): () => void {
  switch (fault.kind) {
    case 'lag':
      return lag(fault.milliseconds, org);
    case 'maintenance':
      return set(climate, 'maintenance', true);
    case 'concurrency':
      return set(climate, 'concurrency', fault.limit);
    case 'otherTenants':
      return add(climate.tenants, { share: fault.share, bucket: fault.bucket });
    case 'scopeRevoked':
      return add(climate.lostScopes, { client: clientOf(fault.client, org).clientId, scopes: fault.scopes });
    case 'keyRevoked':
      return revokeKeys(clientOf(fault.client, org), fault.kid);
    case 'roleRevoked':
      return revokeRoles(clientOf(fault.client, org), fault.role);
    case 'grantRevoked':
      return revokeGrants(clientOf(fault.client, org), fault.scopes);
  }
}

function lag(milliseconds: number, org: Org): () => void {
  const before = org.switches.searchLagMs;
  org.switches = { ...org.switches, searchLagMs: milliseconds };
  return () => {
    org.switches = { ...org.switches, searchLagMs: before };
  };
}

function set<Name extends 'maintenance' | 'concurrency'>(
  climate: Climate,
  name: Name,
  value: Climate[Name],
): () => void {
  const before = climate[name];
  climate[name] = value;
  return () => {
    climate[name] = before;
  };
}

function add<Item>(to: Set<Item>, item: Item): () => void {
  to.add(item);
  return () => {
    to.delete(item);
  };
}

function revokeKeys(app: ServiceApp, kid: string | undefined): () => void {
  const hit = app.keys.filter((key) => key.status !== 'INACTIVE' && (kid === undefined || key.kid === kid));
  const withStatus = (status: 'ACTIVE' | 'INACTIVE'): void => {
    const concerned = (key: (typeof hit)[number]): boolean => hit.some((one) => one.kid === key.kid);
    app.keys = app.keys.map((key) => (concerned(key) ? { ...key, status } : key));
  };
  withStatus('INACTIVE');
  return () => {
    withStatus('ACTIVE');
  };
}

function revokeRoles(app: ServiceApp, type: string | undefined): () => void {
  const lost = app.roles.filter((role) => type === undefined || role.type === type);
  app.roles = app.roles.filter((role) => !lost.includes(role));
  return () => {
    app.roles = [...app.roles, ...lost];
  };
}

function revokeGrants(app: ServiceApp, scopes: readonly string[]): () => void {
  const lost = scopes.filter((scope) => app.grantedScopes.has(scope));
  app.revoke(...lost);
  return () => {
    app.grant(...lost);
  };
}

function clientOf(clientId: string, org: Org): ServiceApp {
  const app = org.app(clientId);
  if (app === undefined) throw new Error(`there is no client ${clientId}`);
  return app;
}

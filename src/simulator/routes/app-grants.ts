import { invalid, notFound } from '../http/errors.ts';
import { bodyOf, type Exchange, type Reply, type Route } from '../http/exchange.ts';
import { isOktaScope } from '../auth/scopes.ts';
import type { ServiceApp } from '../org/apps.ts';
import { idFor } from '../org/ids.ts';
import { printed } from '../views/format.ts';
import { appIn } from './app-credentials.ts';

const all = '/api/v1/apps/:appId/grants';
const one = `${all}/:grantId`;
const reading = { scope: 'okta.appGrants.read', permission: 'apps' } as const;
const managing = { scope: 'okta.appGrants.manage', permission: 'apps.manage' } as const;

/** The Okta scopes granted to a service app. Okta: for super administrators alone. */
export const appGrantRoutes: readonly Route[] = [
  { ...reading, method: 'GET', path: all, answer: listGrants },
  { ...managing, method: 'POST', path: all, answer: grant },
  { ...reading, method: 'GET', path: one, answer: (exchange) => ({ body: view(scopeIn(exchange), exchange) }) },
  { ...managing, method: 'DELETE', path: one, answer: revoke },
];

function idOf(app: ServiceApp, scope: string): string {
  return idFor('grant', `${app.clientId}\n${scope}`);
}

function view(scopeId: string, exchange: Exchange): unknown {
  const app = appIn(exchange);
  const at = printed(exchange.org.created);
  const id = idOf(app, scopeId);
  const own = `${exchange.url}/api/v1/apps/${app.clientId}`;
  return {
    ...{ id, status: 'ACTIVE', created: at, lastUpdated: at, issuer: exchange.url, clientId: app.clientId },
    ...{ scopeId, source: 'ADMIN' },
    _links: { self: { href: `${own}/grants/${id}` }, app: { href: own, title: app.label } },
  };
}

function scopeIn(exchange: Exchange): string {
  const app = appIn(exchange);
  const id = exchange.param('grantId');
  const scope = [...app.grantedScopes].find((each) => idOf(app, each) === id);
  if (scope === undefined) throw notFound(id, 'OAuth2ScopeConsentGrant');
  return scope;
}

function listGrants(exchange: Exchange): Reply {
  return { body: [...appIn(exchange).grantedScopes].map((scope) => view(scope, exchange)) };
}

function grant(exchange: Exchange): Reply {
  const { scopeId, issuer } = bodyOf(exchange);
  if (typeof scopeId !== 'string' || !isOktaScope(scopeId)) throw invalid('scopeId', 'scopeId: is not a scope');
  if (issuer !== exchange.url) throw invalid('issuer', 'issuer: must be the address of the org');
  const app = appIn(exchange);
  app.grant(scopeId);
  const becomesAdmin = exchange.org.switches.publicClientAdmins && app.roles.length === 0;
  if (becomesAdmin) app.roles = [{ type: 'SUPER_ADMIN' }];
  return { status: 201, body: view(scopeId, exchange) };
}

function revoke(exchange: Exchange): Reply {
  appIn(exchange).revoke(scopeIn(exchange));
  return { status: 204, body: undefined };
}

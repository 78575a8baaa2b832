import { err, ok, type Result } from '../../domain/kernel/result.ts';
import type { ServiceApp } from '../org/apps.ts';
import type { Switches } from '../org/switches.ts';
import { tokenErrors, type OAuthError } from './oauth-errors.ts';

/** The resources with Okta scopes of their own, `okta.<resource>.read` and `.manage`. Okta: OAuth 2.0 scopes. */
const resources = new Set([
  'agentPools',
  'apiTokens',
  'appGrants',
  'apps',
  'authenticators',
  'authorizationServers',
  'behaviors',
  'brands',
  'captchas',
  'deviceAssurance',
  'devices',
  'domains',
  'emailDomains',
  'eventHooks',
  'events',
  'factors',
  'features',
  'governance',
  'groups',
  'identitySources',
  'idps',
  'inlineHooks',
  'linkedObjects',
  'logStreams',
  'logs',
  'networkZones',
  'oauthIntegrations',
  'orgs',
  'policies',
  'principalRateLimits',
  'profileMappings',
  'pushProviders',
  'rateLimits',
  'realmAssignments',
  'realms',
  'riskEvents',
  'riskProviders',
  'roles',
  'schemas',
  'sessions',
  'templates',
  'threatInsights',
  'trustedOrigins',
  'uischemas',
  'userRisk',
  'userTypes',
  'users',
]);

const openidScopes = new Set([
  'openid',
  'profile',
  'email',
  'address',
  'phone',
  'offline_access',
  'groups',
  'device_sso',
]);

const okta = /^okta\.([A-Za-z]+)\.(read|manage)$/;

/** The scopes a token gets for the `scope` of a client_credentials request. */
export function grantScopes(
  requested: string | undefined,
  app: ServiceApp,
  switches: Switches,
): Result<readonly string[], OAuthError> {
  const scopes = [...new Set((requested ?? '').split(/\s+/).filter((scope) => scope !== ''))];
  if (scopes.length === 0) return err(tokenErrors.noScope);
  if (scopes.some((scope) => openidScopes.has(scope))) return err(tokenErrors.openidScope);
  if (scopes.some((scope) => scope.endsWith('.self'))) return err(tokenErrors.selfScope);
  if (!scopes.every(isOktaScope)) return err(tokenErrors.unknownScope);
  const granted = scopes.filter((scope) => app.grantedScopes.has(scope));
  const refused = switches.partialScopes === 'refuse' && granted.length < scopes.length;
  return granted.length === 0 || refused ? err(tokenErrors.nothingGranted) : ok(granted);
}

/** Okta: a `.manage` scope implies the `.read` of the same resource. */
export function includesScope(granted: readonly string[], needed: string): boolean {
  return granted.includes(needed) || granted.includes(needed.replace(/\.read$/, '.manage'));
}

/** Whether this is the name of an Okta scope. */
export function isOktaScope(scope: string): boolean {
  const resource = okta.exec(scope)?.[1];
  return resource !== undefined && resources.has(resource);
}

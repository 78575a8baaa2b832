import { invalid, notFound } from '../http/errors.ts';
import { bodyOf, type Exchange, type Reply, type Route } from '../http/exchange.ts';
import type { ServiceApp } from '../org/apps.ts';
import { idFor } from '../org/ids.ts';
import type { SigningKeySeed } from '../org/seed.ts';
import { printed } from '../views/format.ts';

const keys = '/api/v1/apps/:appId/credentials/jwks';
const one = `${keys}/:keyId`;
const reading = { scope: 'okta.apps.read', permission: 'apps' } as const;
const managing = { scope: 'okta.apps.manage', permission: 'apps.manage' } as const;

/** The signing keys of a service app. Okta: add a key, sign with it, deactivate the old one, delete it. */
export const appCredentialRoutes: readonly Route[] = [
  { ...reading, method: 'GET', path: keys, answer: listKeys },
  { ...managing, method: 'POST', path: keys, answer: addKey },
  { ...reading, method: 'GET', path: one, answer: (exchange) => shown(exchange, keyIn(exchange)) },
  { ...managing, method: 'DELETE', path: one, answer: removeKey },
  { ...managing, method: 'POST', path: `${one}/lifecycle/activate`, answer: (exchange) => turn(exchange, 'ACTIVE') },
  {
    ...managing,
    method: 'POST',
    path: `${one}/lifecycle/deactivate`,
    answer: (exchange) => turn(exchange, 'INACTIVE'),
  },
];

/** The app that a path names. */
export function appIn(exchange: Exchange): ServiceApp {
  const id = exchange.param('appId');
  const app = exchange.org.app(id);
  if (app === undefined) throw notFound(id, 'AppInstance');
  return app;
}

function idOf(app: ServiceApp, key: SigningKeySeed): string {
  return idFor('key', `${app.clientId}\n${key.kid ?? JSON.stringify(key)}`);
}

function view(app: ServiceApp, key: SigningKeySeed, { org, url }: Exchange): unknown {
  const { status = 'ACTIVE', kid, kty, alg, use, e, n, x, y, crv } = key;
  const id = idOf(app, key);
  const at = printed(org.created);
  const self = `${url}/api/v1/apps/${app.clientId}/credentials/jwks/${id}`;
  const verb = status === 'ACTIVE' ? 'deactivate' : 'activate';
  return {
    ...{ id, kid, kty, alg, use: use ?? 'sig', e, n, x, y, crv, status, created: at, lastUpdated: at },
    _links: { [verb]: { href: `${self}/lifecycle/${verb}`, hints: { allow: ['POST'] } } },
  };
}

function keyIn(exchange: Exchange): SigningKeySeed {
  const app = appIn(exchange);
  const id = exchange.param('keyId');
  const key = app.keys.find((each) => idOf(app, each) === id);
  if (key === undefined) throw notFound(id, 'JsonWebKey');
  return key;
}

function shown(exchange: Exchange, key: SigningKeySeed): Reply {
  return { body: view(appIn(exchange), key, exchange) };
}

function listKeys(exchange: Exchange): Reply {
  const app = appIn(exchange);
  return { body: { keys: app.keys.map((key) => view(app, key, exchange)) } };
}

function addKey(exchange: Exchange): Reply {
  const app = appIn(exchange);
  const key: SigningKeySeed = bodyOf(exchange);
  if (typeof key.kid !== 'string' || (key.kty !== 'RSA' && key.kty !== 'EC')) throw wrongKey();
  try {
    app.addKey(key);
  } catch {
    throw wrongKey();
  }
  return { status: 201, body: view(app, key, exchange) };
}

/** Okta: the words of every refusal about an app's keys. */
function wrongKey(): Error {
  return invalid('JsonWebKey');
}

/** Okta: the only active key of a private_key_jwt app cannot be deactivated. */
function turn(exchange: Exchange, status: 'ACTIVE' | 'INACTIVE'): Reply {
  const app = appIn(exchange);
  const key = keyIn(exchange);
  const others = app.keys.filter((each) => each !== key && each.status !== 'INACTIVE');
  if (status === 'INACTIVE' && others.length === 0) throw wrongKey();
  app.setKeyStatus(String(key.kid), status);
  return shown(exchange, { ...key, status });
}

/** Okta: a key is deactivated before it is deleted. */
function removeKey(exchange: Exchange): Reply {
  const key = keyIn(exchange);
  if (key.status !== 'INACTIVE') throw wrongKey();
  appIn(exchange).removeKey(String(key.kid));
  return { status: 204, body: undefined };
}

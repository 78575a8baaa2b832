import * as oauth from 'oauth4webapi';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { instant } from '../../src/domain/time/instant.ts';
import { emptyOrg, serviceApp, startSimulator, user, type Simulator } from '../../src/simulator/index.ts';
import { observe } from '../support/openapi/observer.ts';
import { seededRandom } from './caller.ts';

// A client that somebody else wrote from the RFCs, so that the simulator is not only right about our own.

const client: oauth.Client = { client_id: '0oaSomebodyElse000x7' };
// The simulator speaks plain http on loopback, which is what the option is there for.
// eslint-disable-next-line @typescript-eslint/no-deprecated
const insecure = { [oauth.allowInsecureRequests]: true } as const;

let simulator: Simulator;
let server: oauth.AuthorizationServer;
let clientKeys: oauth.CryptoKeyPair;

beforeAll(async () => {
  clientKeys = await oauth.generateKeyPair('RS256', { extractable: true });
  const jwk = await crypto.subtle.exportKey('jwk', clientKeys.publicKey);
  simulator = await startSimulator({
    // The library takes the time from the host, so here the org does too.
    clock: { now: () => instant(Date.now()), sleep: () => Promise.resolve() },
    random: seededRandom(),
    observe,
    org: emptyOrg('Acme', {
      users: [user('ada@example.com')],
      apps: [serviceApp(client.client_id, [{ ...(jwk as Record<string, unknown>), kid: 'k1' }])],
    }),
  });
  server = { issuer: simulator.url, token_endpoint: `${simulator.url}/oauth2/v1/token` };
});
afterAll(() => simulator.close());

function clientAuthentication(change: (claims: Record<string, unknown>) => void = () => undefined): oauth.ClientAuth {
  return oauth.PrivateKeyJwt(
    { key: clientKeys.privateKey, kid: 'k1' },
    {
      [oauth.modifyAssertion]: (_header, claims) => {
        claims['aud'] = server.token_endpoint;
        change(claims);
      },
    },
  );
}

async function askToken(handle: oauth.DPoPHandle, authentication = clientAuthentication()): Promise<Response> {
  const parameters = new URLSearchParams({ scope: 'okta.users.read' });
  const options = { ...insecure, DPoP: handle };
  return oauth.clientCredentialsGrantRequest(server, client, authentication, parameters, options);
}

async function token(handle: oauth.DPoPHandle): Promise<oauth.TokenEndpointResponse> {
  try {
    return await oauth.processClientCredentialsResponse(server, client, await askToken(handle));
  } catch (error) {
    if (!oauth.isDPoPNonceError(error)) throw error;
    return oauth.processClientCredentialsResponse(server, client, await askToken(handle));
  }
}

it.each(['ES256', 'RS256'])('completes the nonce dance and reads a user with a %s proof key', async (algorithm) => {
  const handle = oauth.DPoP(client, await oauth.generateKeyPair(algorithm));
  const answer = await token(handle);
  expect(answer).toMatchObject({ token_type: 'dpop', expires_in: 3600, scope: 'okta.users.read' });
  const url = new URL(`${simulator.url}/api/v1/users/ada@example.com`);
  const options = { ...insecure, DPoP: handle };
  const response = await oauth.protectedResourceRequest(answer.access_token, 'GET', url, undefined, null, options);
  expect(await response.json()).toMatchObject({ status: 'ACTIVE', profile: { login: 'ada@example.com' } });
});

it.each([
  [
    'aud',
    'https://elsewhere.example',
    'The audience claim for client_assertion must be the endpoint invoked for the request.',
  ],
  ['sub', 'somebody', 'The subject claim for client_assertion is not a valid client_id.'],
  ['exp', 1, 'The client_assertion token is expired.'],
])('is told what is wrong with its %s', async (claim, value, description) => {
  const handle = oauth.DPoP(client, await oauth.generateKeyPair('ES256'));
  const authentication = clientAuthentication((claims) => {
    claims[claim] = value;
  });
  const response = await askToken(handle, authentication);
  expect(response.status).toBe(401);
  expect(await response.json()).toEqual({ error: 'invalid_client', error_description: description });
});

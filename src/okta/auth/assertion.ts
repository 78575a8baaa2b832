import { SignJWT } from 'jose';
import type { Random } from '../../domain/kernel/random.ts';
import type { OktaTime } from '../transport/okta-time.ts';
import type { ClientKey } from './key.ts';
import { tokenId } from './token-id.ts';

/** Seconds that an assertion lives; Okta takes up to an hour. [Okta: Implement OAuth for Okta with a service app] */
const lifetime = 300;

/**
 * Signs a client assertion for `private_key_jwt`: issuer and subject are the client id, the audience is the whole token
 * URL. Okta takes a `jti` once, so every request needs its own. [Okta: Implement OAuth for Okta with a service app]
 */
export async function signAssertion(
  client: { readonly clientId: string; readonly tokenUrl: string },
  key: ClientKey,
  time: OktaTime,
  random: Random,
): Promise<string> {
  const issuedAt = time.issuedAt();
  return new SignJWT({ jti: tokenId(random) })
    .setProtectedHeader({ alg: key.algorithm, kid: key.kid })
    .setIssuer(client.clientId)
    .setSubject(client.clientId)
    .setAudience(client.tokenUrl)
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + lifetime)
    .sign(key.key);
}

import { TenuredError } from '../../domain/kernel/errors.ts';
import type { OktaOptions } from '../options.ts';
import type { OktaTools } from '../tools.ts';
import type { OktaTime } from '../transport/okta-time.ts';
import { ApiTokenSource } from './api-token.ts';
import { DpopProver } from './dpop.ts';
import { KeyRing } from './key-ring.ts';
import { TokenSource, type Tokens, type TokenTools } from './token.ts';

/** As whom a connection asks, shared by all its sessions. */
export interface Credentials {
  /** The keys of the service app; null with an API token. */
  readonly keys: KeyRing | null;
  /** The service app's client id; null with an API token. */
  readonly clientId: string | null;
  /** Null when tokens are not bound to a proof. */
  readonly prover: DpopProver | null;
  /** False when nothing may be written as this client. */
  readonly mayWrite: boolean;
  /** Tokens with these scopes and no others; an API token has none, and all. */
  tokens(scopes: readonly string[], send: TokenTools['send']): Tokens;
}

/**
 * Prepares what a connection asks with. Nothing is sent.
 * @throws TenuredError TEN-2001 and TEN-205x key, TEN-2003 client id.
 */
export function credentialsFrom(options: OktaOptions, origin: string, tools: OktaTools, time: OktaTime): Credentials {
  const { apiToken } = options;
  if (apiToken !== undefined) {
    const source = new ApiTokenSource(apiToken);
    return { keys: null, clientId: null, prover: null, mayWrite: apiToken.mayWrite, tokens: () => source };
  }
  const { clientId, privateKey, nextKey, dpop } = options;
  if (!/^[\w-]{1,64}$/.test(clientId)) {
    throw new TenuredError('TEN-2003', "The client id is not one of Okta's.", {
      hint: 'Copy it from the app in the Okta admin console; it looks like 0oa….',
    });
  }
  const keys = new KeyRing({ current: privateKey, next: nextKey ?? (() => null) }, tools.log);
  const prover = dpop ? new DpopProver(time, tools.random) : null;
  const { clock, random, log } = tools;
  return {
    keys,
    clientId,
    prover,
    mayWrite: true,
    tokens: (scopes, send) =>
      new TokenSource(
        { clientId, keys, tokenUrl: `${origin}/oauth2/v1/token`, scopes, dpop: prover },
        { clock, random, time, send, ...(log === undefined ? {} : { log }) },
      ),
  };
}

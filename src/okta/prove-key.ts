import { untilOf } from './transport/retry.ts';
import { second } from '../domain/time/instant.ts';
import type { KeySource } from './auth/key.ts';
import type { ServiceAppOptions } from './options.ts';
import type { OktaTools } from './tools.ts';
import { connect } from './transport/connection.ts';

/** A person waits for the answer. */
const patience = { faults: 10 * second, throttling: 90 * second };

/** The least that a token can be asked for. */
const scope = 'okta.users.read';

/**
 * Proves that Okta takes a key: gets a token with it and with no other, and throws that away.
 * @throws TenuredError TEN-21xx when Okta refuses it, TEN-2001 and TEN-205x when it cannot be used at all.
 */
export async function proveKey(options: ServiceAppOptions, tools: OktaTools, key: KeySource): Promise<void> {
  const connection = connect({ ...options, privateKey: key, nextKey: () => null }, tools, patience);
  const tokens = connection.credentials.tokens([scope], (make) =>
    connection.send('POST /oauth2/v1/token', untilOf(tools.clock.now(), patience), make),
  );
  await tokens.get();
}

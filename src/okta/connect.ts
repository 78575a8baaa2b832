import type { Authority } from '../reconcile/ports.ts';
import type { OktaOptions } from './options.ts';
import { readerOn, type OktaReader } from './reader.ts';
import type { OktaTools } from './tools.ts';
import { connect } from './transport/connection.ts';
import { writerOn, type OktaWriter } from './writer.ts';

/** One process's connection with an organisation. */
export interface OktaConnection {
  /** Planning is given this and nothing else of the connection: its token cannot write. */
  reader(): OktaReader;
  /**
   * Its own token, with the scopes that carrying out takes, is fetched with its first call.
   * @throws TenuredError TEN-2057 with an API token that was not allowed to write.
   */
  writer(authority: Authority): OktaWriter;
}

/**
 * Prepares a connection whose reader and writer share what a process should have once: the rate limit windows, Okta's
 * time and the keys. Nothing is sent before a method of either is called.
 * @throws TenuredError TEN-20xx when the options cannot work.
 */
export function connectOkta(options: OktaOptions, tools: OktaTools): OktaConnection {
  const connection = connect(options, tools);
  return {
    reader: () => readerOn(connection),
    writer: (authority) => writerOn(connection, authority),
  };
}

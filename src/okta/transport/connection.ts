import { credentialsFrom, type Credentials } from '../auth/credentials.ts';
import { TenuredError } from '../../domain/kernel/errors.ts';
import type { OktaOptions } from '../options.ts';
import type { OktaTools } from '../tools.ts';
import { createCaller, type Caller, type Line } from './caller.ts';
import { createHttp, type Answer } from './http.ts';
import { OktaTime } from './okta-time.ts';
import { orgOrigin } from './org-url.ts';
import { Pacer } from './pacer.ts';
import { openSession, type Session } from './session.ts';
import { Transient } from './transient.ts';
import { exhausted, usualPatience, type Patience } from './retry.ts';

/** What all sessions of a process with one organisation share: its time, its windows, as whom they ask. */
export interface Connection extends Line {
  readonly credentials: Credentials;
  readonly time: OktaTime;
  readonly pacer: Pacer;
  readonly patience: Patience;
  /** A session for reading whose token has these scopes and no others. */
  open(scopes: readonly string[]): Session;
  /** What a session goes through: calls with a token that has these scopes and no others. */
  caller(scopes: readonly string[]): Caller;
}

/**
 * Prepares everything that talks to the organisation. Nothing is sent yet.
 * @throws TenuredError TEN-2001 and TEN-205x key, TEN-2002 URL, TEN-2003 client id or share.
 */
export function connect(options: OktaOptions, tools: OktaTools, patience: Patience = usualPatience): Connection {
  check(options);
  const origin = orgOrigin(options.orgUrl);
  const time = new OktaTime(tools.clock);
  const pacer = new Pacer(tools, options.share);
  const http = createHttp(tools, origin, time);
  const credentials = credentialsFrom(options, origin, tools, time);
  const send: Connection['send'] = async (bucket, deadline, make, lane) => {
    if (!(await pacer.enter(bucket, deadline, lane)))
      throw exhausted(new Transient('throttled', 'no call is free in time'));
    let answer: Answer | null = null;
    try {
      answer = await http(await make());
      return answer;
    } finally {
      pacer.leave(bucket, answer);
    }
  };
  const connection: Connection = {
    origin,
    credentials,
    time,
    pacer,
    tools,
    send,
    patience,
    open: (scopes) => openSession(connection, connection.caller(scopes), patience),
    caller: (scopes) => {
      const tokens = credentials.tokens(scopes, (make) =>
        send('POST /oauth2/v1/token', tools.clock.now() + patience.throttling, make),
      );
      return createCaller(connection, tokens, credentials.prover);
    },
  };
  return connection;
}

function check(options: OktaOptions): void {
  if (!(options.share > 0 && options.share <= 1)) {
    throw new TenuredError('TEN-2003', 'The share of the rate limits must be more than 0 and at most 1.', {
      hint: 'Leave okta.share out for one half.',
    });
  }
}

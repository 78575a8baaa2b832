import { credentialsFrom, type Credentials } from '../auth/credentials.ts';
import { TenuredError } from '../../domain/kernel/errors.ts';
import type { OktaOptions } from '../options.ts';
import type { OktaTools } from '../tools.ts';
import type { CallEnd } from './breaker.ts';
import { createCaller, type Caller, type Line } from './caller.ts';
import { createHttp, type Answer } from './http.ts';
import { LastFaults } from './last-faults.ts';
import { OktaTime } from './okta-time.ts';
import { orgOrigin } from './org-url.ts';
import { Pacer } from './pacer.ts';
import { ReadOnlyMode, saysReadOnly } from './read-only-mode.ts';
import { openSession, type Session } from './session.ts';
import { Transient } from './transient.ts';
import { exhausted, untilOf, usualPatience, type Patience } from './retry.ts';
import { RetryBudget } from './retry-budget.ts';

/** What all sessions of a process with one organisation share: its time, its windows, as whom they ask. */
export interface Connection extends Line {
  readonly credentials: Credentials;
  readonly time: OktaTime;
  readonly pacer: Pacer;
  readonly readOnly: ReadOnlyMode;
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
  const faults = new LastFaults();
  const http = createHttp(tools, origin, time);
  const credentials = credentialsFrom(options, origin, tools, time);
  const send: Connection['send'] = async (bucket, until, make, lane) => {
    if (!(await pacer.enter(bucket, until.throttling, lane, until.faults))) throw heldTooLong(pacer, faults, bucket);
    const call: { answer: Answer | null; end: CallEnd } = { answer: null, end: 'nothing' };
    try {
      const request = await make();
      call.answer = await http(request);
      call.end = endOf(call.answer);
      if (call.end === 'failing') faults.answered(bucket, call.answer);
      return call.answer;
    } catch (error) {
      if (error instanceof Transient && error.kind === 'network') {
        call.end = error.late ? 'failing' : 'unreachable';
        faults.lost(bucket, error);
      }
      throw error;
    } finally {
      const { answer } = call;
      pacer.leave(bucket, answer === null ? null : { ...answer, date: answer.date ?? time.now() }, call.end);
    }
  };
  const connection: Connection = {
    origin,
    credentials,
    time,
    pacer,
    tools,
    retries: new RetryBudget(),
    readOnly: new ReadOnlyMode((on) => tools.log?.({ type: 'okta-read-only', on })),
    send,
    patience,
    open: (scopes) => openSession(connection, connection.caller(scopes), patience),
    caller: (scopes) => {
      const tokens = credentials.tokens(scopes, (make) =>
        // Every call waits for it, those for leavers among them: refused once, it is asked for again as soon as they are.
        send('POST /oauth2/v1/token', untilOf(tools.clock.now(), patience), make, 'leavers'),
      );
      return createCaller(connection, tokens, credentials.prover);
    },
  };
  return connection;
}

/** A 503 that says that Okta is read-only is an answer like any other: reading goes on. */
function endOf(answer: Answer): CallEnd {
  return answer.status >= 500 && !saysReadOnly(answer) ? 'failing' : 'answered';
}

function heldTooLong(pacer: Pacer, faults: LastFaults, bucket: string): TenuredError {
  const because = pacer.heldBecause(bucket);
  return exhausted(
    because === null ? new Transient('throttled', 'no call is free in time') : faults.of(bucket, because),
  );
}

function check(options: OktaOptions): void {
  if (!(options.share > 0 && options.share <= 1)) {
    throw new TenuredError('TEN-2003', 'The share of the rate limits must be more than 0 and at most 1.', {
      hint: 'Leave okta.share out for one half.',
    });
  }
}

import type { OktaEvent } from './events.ts';

/** An event in the words of a log line, and what of it is to be counted. */
export interface EventLine {
  readonly level: 'info' | 'warn' | 'debug';
  readonly message: string;
  readonly fields: Readonly<Record<string, string | number | boolean | null>>;
  readonly measure: Measure | null;
}

type Measure =
  | { readonly kind: 'call'; readonly bucket: string; readonly status: number }
  | { readonly kind: 'wait'; readonly reason: string; readonly milliseconds: number }
  | { readonly kind: 'retry'; readonly bucket: string; readonly milliseconds: number }
  | { readonly kind: 'concurrency'; readonly limit: number }
  | { readonly kind: 'breaker'; readonly bucket: string | null; readonly open: boolean }
  | { readonly kind: 'read-only'; readonly on: boolean };

type OfType<Type extends OktaEvent['type']> = Extract<OktaEvent, { type: Type }>;

const lines: { readonly [Type in OktaEvent['type']]: (event: OfType<Type>) => EventLine } = {
  'okta-call': ({ bucket, status, milliseconds, requestId }) => ({
    level: 'debug',
    message: 'Okta answered',
    fields: { bucket, status, milliseconds, requestId },
    measure: { kind: 'call', bucket, status },
  }),
  'okta-wait': ({ bucket, milliseconds, reason }) => ({
    level: 'info',
    message: 'waiting for Okta',
    fields: { bucket, milliseconds, reason },
    measure: { kind: 'wait', reason, milliseconds },
  }),
  'okta-retry': ({ bucket, attempt, reason, milliseconds }) => ({
    level: 'warn',
    message: 'asking Okta again',
    fields: { bucket, attempt, reason, milliseconds },
    measure: { kind: 'retry', bucket, milliseconds },
  }),
  'okta-token': ({ scopes }) => ({
    level: 'debug',
    message: 'Okta gave a token',
    fields: { scopes: scopes.join(' ') },
    measure: null,
  }),
  // Told however quiet it is otherwise: the next key to die may be the last.
  'okta-key': ({ kid, what, instead, why }) => ({
    level: 'warn',
    message:
      what === 'refused'
        ? 'Okta refuses one key, another one is used'
        : 'a key cannot be read, what was read before is used as long as it works',
    fields: { code: 'TEN-2056', kid, ...(what === 'refused' ? { instead } : { why: why ?? null }) },
    measure: null,
  }),
  'okta-concurrency': ({ limit }) => ({
    level: 'debug',
    message: 'calls to Okta at once',
    fields: { limit },
    measure: { kind: 'concurrency', limit },
  }),
  'okta-breaker': ({ bucket, state, milliseconds }) => ({
    level: state === 'open' ? 'warn' : 'info',
    message: state === 'open' ? 'Okta keeps failing, calls are held back' : 'Okta answers again',
    fields: { bucket: bucket ?? 'all', milliseconds },
    measure: { kind: 'breaker', bucket, open: state === 'open' },
  }),
  'okta-read-only': ({ on }) => ({
    level: on ? 'warn' : 'info',
    message: on ? 'Okta is read-only, nothing is written' : 'Okta takes changes again',
    fields: {},
    measure: { kind: 'read-only', on },
  }),
};

/** What an event is logged and counted as. Nothing of a body, a header or a person is in it. */
export function eventLine<Type extends OktaEvent['type']>(event: OfType<Type>): EventLine {
  const { type } = event as { type: Type };
  return lines[type](event);
}

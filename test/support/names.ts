import { lookup } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { Agent, buildConnector, fetch as undiciFetch } from 'undici';

/** A resolver that can be made to fail, and a `fetch` that asks it before every request. */
export interface Names {
  readonly fetch: typeof fetch;
  /** From now on no name is found. */
  fail(code: 'ENOTFOUND' | 'EAI_AGAIN', now: () => number): void;
  /** @returns when it was asked in vain. */
  heal(): readonly number[];
}

interface Asked {
  readonly status: number;
  readonly headers: [string, string][];
  readonly body: ArrayBuffer;
}

/** Node's own look-ups, until they are made to fail as Node lets a resolver's answer show. */
export function unreliableNames(): Names {
  let failing: { readonly code: string; readonly now: () => number } | null = null;
  let asked: number[] = [];
  const find: LookupFunction = (host, options, done) => {
    if (failing === null) {
      lookup(host, options, done);
      return;
    }
    asked.push(failing.now());
    const { code } = failing;
    const error = Object.assign(new Error(`getaddrinfo ${code} ${host}`), { code, syscall: 'getaddrinfo' });
    setImmediate(done, error, '', 0);
  };
  const connector = buildConnector({ lookup: find });
  // No connection is kept, so that every request has to ask; and for a name, which is what an address has no need of.
  const dispatcher = new Agent({
    pipelining: 0,
    connect: (options, done) => {
      connector({ ...options, hostname: 'localhost' }, done);
    },
  });
  const send: typeof fetch = async (input, init) => {
    const { status, headers, ...answer } = await ask(input instanceof Request ? input.url : input, init);
    return new Response(status === 204 ? null : answer.body, { status, headers });
  };
  const ask = async (url: string | URL, init: RequestInit = {}): Promise<Asked> => {
    const answer = await undiciFetch(url, { ...(init as object), dispatcher });
    return { status: answer.status, headers: [...answer.headers], body: await answer.arrayBuffer() };
  };
  return {
    fetch: send,
    fail: (code, now) => {
      failing = { code, now };
      asked = [];
    },
    heal: () => {
      failing = null;
      return asked;
    },
  };
}

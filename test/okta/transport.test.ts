import { describe, expect, it } from 'vitest';
import { createReader } from '../../src/okta/index.ts';
import { settle, VirtualClock } from '../support/virtual-clock.ts';
import { collect, FakeOkta, options, origin, rawUser, settled, type Seen } from './fake-okta.ts';

function world(): { clock: VirtualClock; okta: FakeOkta; reader: ReturnType<typeof createReader> } {
  const clock = new VirtualClock();
  const okta = new FakeOkta(clock);
  return { clock, okta, reader: createReader(options, okta.tools) };
}

describe('a call', () => {
  it('says who calls, and what it takes', async () => {
    const { clock, okta, reader } = world();
    okta.api = () => okta.json(rawUser('00u1', 'a@acme.test'));
    await settled(clock, reader.user('00u1', []));
    const headers = okta.calls[0]?.headers;
    expect(headers?.get('accept')).toBe('application/json');
    expect(headers?.get('user-agent')).toBe('tenured/1.2.3');
    expect(headers?.get('content-type')).toMatch(/^application\/json; okta-response=/);
    expect(headers?.get('content-type')).not.toContain('omitCredentials,');
  });

  it.each([500, 502, 503, 504, 408])(
    'is tried again after %i, with growing pauses, and tells Okta so',
    async (status) => {
      const { clock, okta, reader } = world();
      const times: number[] = [];
      okta.api = () => {
        times.push(clock.now());
        return times.length < 5 ? okta.raw('', status) : okta.json(rawUser('00u1', 'a@acme.test'));
      };
      await settled(clock, reader.user('00u1', []));
      const pauses = times.slice(1).map((time, index) => time - (times[index] ?? 0));
      expect(pauses).toHaveLength(4);
      pauses.forEach((pause, index) => {
        expect(pause).toBeGreaterThanOrEqual(500 * 2 ** index);
        expect(pause).toBeLessThanOrEqual(1000 * 2 ** index);
      });
      expect(okta.calls.at(-1)?.headers.get('x-okta-retry-count')).toBe('4');
      expect(okta.calls.at(-1)?.headers.get('x-okta-retry-for')).toMatch(/^req\d+$/);
    },
  );

  it.each([400, 403, 405, 406, 409, 414, 422, 401])('is not tried again after %i', async (status) => {
    const { clock, okta, reader } = world();
    okta.api = () => okta.json({ errorCode: 'E0000001', errorSummary: 'secret body' }, status);
    const failure = await settled(clock, reader.user('00u1', [])).catch((error: unknown) => error as Error);
    expect(failure).toMatchObject({ name: 'TenuredError' });
    expect((failure as Error).message).not.toContain('secret');
    expect(okta.calls).toHaveLength(status === 401 ? 2 : 1);
  });

  it('gives up after two minutes of failures, and says what failed', async () => {
    const { clock, okta, reader } = world();
    const start = clock.now();
    okta.api = () => okta.raw('', 503);
    await expect(settled(clock, reader.user('00u1', []))).rejects.toMatchObject({ code: 'TEN-2302', exitCode: 15 });
    expect(clock.now() - start).toBeLessThanOrEqual(120_000);
    expect(okta.calls.length).toBeLessThan(15);
  });

  it('gives up after two minutes without a connection', async () => {
    const { clock, okta, reader } = world();
    okta.token = () => {
      throw new TypeError('fetch failed', { cause: Object.assign(new Error('no'), { code: 'ECONNREFUSED' }) });
    };
    await expect(settled(clock, reader.user('00u1', []))).rejects.toMatchObject({
      code: 'TEN-2301',
      message: 'Okta cannot be reached: ECONNREFUSED.',
    });
    expect(okta.tokens.length).toBeLessThan(15);
  });

  it('does not knock again at a certificate that is not trusted', async () => {
    const { clock, okta, reader } = world();
    okta.token = () => {
      throw new TypeError('fetch failed', { cause: Object.assign(new Error('no'), { code: 'CERT_HAS_EXPIRED' }) });
    };
    await expect(settled(clock, reader.user('00u1', []))).rejects.toMatchObject({ code: 'TEN-2304' });
    expect(okta.seen).toHaveLength(1);
  });

  it('outlives a storm of 429 without hammering, and gives up after ten minutes of it', async () => {
    const { clock, okta, reader } = world();
    let storm = 3;
    okta.api = () =>
      (storm -= 1) >= 0 ? okta.raw('', 429, okta.rate(600, 0, 30)) : okta.json(rawUser('00u1', 'a@acme.test'));
    await settled(clock, reader.user('00u1', []));
    expect(okta.calls).toHaveLength(4);
    storm = Infinity;
    const start = clock.now();
    await expect(settled(clock, reader.user('00u1', []))).rejects.toMatchObject({ code: 'TEN-2303', exitCode: 15 });
    expect(clock.now() - start).toBeLessThanOrEqual(600_000);
    expect(okta.calls.length).toBeLessThan(4 + 25);
  });

  it('is given a minute, then counts as failed', async () => {
    const { clock, okta, reader } = world();
    let calls = 0;
    okta.api = () => {
      calls += 1;
      return calls === 1 ? hang(okta.signals.at(-1)) : okta.json(rawUser('00u1', 'a@acme.test'));
    };
    const user = reader.user('00u1', []);
    while (calls === 0) await settle();
    await clock.advance(59_000);
    expect(calls).toBe(1);
    await clock.advance(1000);
    await settled(clock, user);
    expect(calls).toBe(2);
  });

  it.each([301, 302, 303, 307, 308])('follows no redirect (%i)', async (status) => {
    const { clock, okta, reader } = world();
    okta.api = () => okta.raw(null, status, { location: 'https://evil.test/api/v1/users' });
    await expect(settled(clock, reader.user('00u1', []))).rejects.toMatchObject({ code: 'TEN-2305' });
    expect(okta.calls).toHaveLength(1);
  });

  it.each([
    ['is not JSON', '<html>'],
    ['is not UTF-8', new Uint8Array([0x22, 0xff, 0x22])],
    ['is larger than 10 MB', 'x'.repeat(10 * 1024 * 1024 + 1)],
    ['has no end', ''],
  ])('trusts no answer that %s', async (_, body) => {
    const { clock, okta, reader } = world();
    okta.api = () => new Response(body, { headers: { date: new Date(okta.okta).toUTCString() } });
    await expect(settled(clock, reader.user('00u1', []))).rejects.toMatchObject({ code: 'TEN-2306' });
    expect(okta.calls).toHaveLength(1);
  });

  it('trusts no answer without a date', async () => {
    const { clock, okta, reader } = world();
    okta.api = () => Response.json(rawUser('00u1', 'a@acme.test'));
    await expect(settled(clock, reader.user('00u1', []))).rejects.toMatchObject({ code: 'TEN-2306' });
  });

  it('never logs a person, a token or a query', async () => {
    const { clock, okta, reader } = world();
    okta.api = () => okta.json(rawUser('00u1', 'ann@acme.test'));
    await settled(clock, reader.user('ann@acme.test', []));
    expect(okta.log.map(({ type }) => type)).toEqual(['okta-call', 'okta-token', 'okta-call']);
    expect(JSON.stringify(okta.log)).not.toMatch(/ann|at-1|eyJ|00u1/);
  });
});

describe('the clock of Okta', () => {
  it('is told from every answer', async () => {
    const { clock, okta, reader } = world();
    expect(reader.clockSkew()).toBeNull();
    okta.api = () => okta.json(rawUser('00u1', 'a@acme.test'));
    okta.ahead = -90_000;
    await settled(clock, reader.user('00u1', []));
    expect(Math.abs((reader.clockSkew() ?? 0) - 90_000)).toBeLessThanOrEqual(1000);
  });

  it('is not judged by an answer that took half a minute', async () => {
    const { clock, okta, reader } = world();
    okta.api = () => {
      clock.set(clock.now() + 900_000);
      return okta.raw(JSON.stringify(rawUser('00u1', 'a@acme.test')), 200, {
        date: new Date(okta.okta - 900_000).toUTCString(),
      });
    };
    await settled(clock, reader.user('00u1', []));
    expect(Math.abs(reader.clockSkew() ?? NaN)).toBeLessThanOrEqual(1000);
  });
});

describe('a listing', () => {
  const next = (url: string): Record<string, string> => ({ link: `<${url}>; rel="next"` });
  const page = (okta: FakeOkta, ids: string[], headers: Record<string, string> = {}): Response =>
    okta.json(
      ids.map((id) => rawUser(id, `${id}@acme.test`)),
      200,
      headers,
    );

  it('goes on while there is a next link, past short and empty pages, and follows the link as it is', async () => {
    const { clock, okta, reader } = world();
    const cursor = `${origin}/api/v1/users?after=a%2Cb;c&x=%22`;
    const answers = [
      (): Response => page(okta, ['00u1'], next(cursor)),
      (): Response => page(okta, [], next('/api/v1/users?after=2')),
      (): Response => page(okta, ['00u2']),
    ];
    okta.api = () => answers.shift()?.() ?? okta.raw('', 500);
    const pages = await settled(clock, collect(reader.users(null, [])));
    expect(pages.map(({ items }) => items.map(({ id }) => id))).toEqual([['00u1'], [], ['00u2']]);
    const [first, second, third] = okta.calls.map(({ url }) => url);
    expect(new URL(first ?? '').searchParams.get('search')).toBe('created ge "1970-01-01T00:00:00.000Z"');
    expect(new URL(first ?? '').searchParams.get('limit')).toBe('200');
    expect([second, third]).toEqual([cursor, `${origin}/api/v1/users?after=2`]);
    expect(reader.calls()).toBe(3);
  });

  it.each([
    'https://evil.test/api/v1/users?after=2',
    'http://acme.okta.test/api/v1/users?after=2',
    'https://acme.okta.test:8443/api/v1/users',
    'https://x@acme.okta.test/api/v1/users',
    '//evil.test/api/v1/users',
    'https://acme.okta.test.evil.test/',
    'data:application/json,[]',
  ])('goes nowhere else (%s), and hands out no page as the last', async (target) => {
    const { clock, okta, reader } = world();
    okta.api = () => page(okta, ['00u1'], next(target));
    const got: unknown[] = [];
    const read = async (): Promise<void> => {
      for await (const one of reader.users(null, [])) got.push(one);
    };
    await expect(settled(clock, read())).rejects.toMatchObject({ code: 'TEN-2307', exitCode: 15 });
    expect(got).toEqual([]);
    expect(okta.calls).toHaveLength(1);
  });

  it.each([
    ['the same next page again', `<${origin}/api/v1/users?after=2>; rel="next"`, 2],
    ['a header that breaks off', `<${origin}/api/v1/users?after=2`, 1],
    ['two next pages', '<https://acme.okta.test/a>; rel="next", <https://acme.okta.test/b>; rel="next"', 1],
  ])('is incomplete after %s', async (_, link, calls) => {
    const { clock, okta, reader } = world();
    okta.api = () => page(okta, ['00u1'], { link });
    await expect(settled(clock, collect(reader.users(null, [])))).rejects.toMatchObject({ code: 'TEN-2307' });
    expect(okta.calls).toHaveLength(calls);
  });

  it('is no answer when it is empty as a whole; a part of it may be', async () => {
    const { clock, okta, reader } = world();
    okta.api = () => page(okta, []);
    await expect(settled(clock, collect(reader.users(null, [])))).rejects.toMatchObject({ code: 'TEN-2203' });
    const pages = await settled(clock, collect(reader.users(clock.now(), [])));
    expect(pages.map(({ items }) => items)).toEqual([[]]);
  });

  it('of administrators finds its next page in the body, on the same origin only', async () => {
    const { clock, okta, reader } = world();
    const assignees = (ids: string[], href?: string): Response =>
      okta.json({ value: ids.map((id) => ({ id })), _links: href === undefined ? {} : { next: { href } } });
    const api = (href: string) => (seen: Seen) => {
      if (seen.path !== '/api/v1/iam/assignees/users') return okta.json([]);
      return seen.url.includes('after') ? assignees(['00u2']) : assignees(['00u1'], href);
    };
    okta.api = api(`${origin}/api/v1/iam/assignees/users?after=1`);
    expect(await settled(clock, reader.assignees())).toEqual(['00u1', '00u2']);
    okta.api = api('https://evil.test/api/v1/iam/assignees/users?after=1');
    await expect(settled(clock, reader.assignees())).rejects.toMatchObject({ code: 'TEN-2307' });
    expect(okta.calls.every(({ url }) => url.startsWith(origin))).toBe(true);
  });
});

function hang(signal: AbortSignal | undefined): Promise<Response> {
  return new Promise((_, reject) => {
    signal?.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });
}

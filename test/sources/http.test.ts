import { mkdirSync, readdirSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { TenuredError } from '../../src/domain/kernel/errors.ts';
import { csvFile, jsonFile } from '../../src/sources/options.fixture.ts';
import type { SourceMemory, SourceOptions } from '../../src/sources/index.ts';
import { basisOf, readAll, refusal, SourceFolder } from './reading.ts';

const folder = new SourceFolder();
afterAll(() => {
  folder.remove();
});
const basis = basisOf(['Id', 'Name']);
const people = 'Id,Name\nE1,Ann\n';

type Handler = (request: IncomingMessage, response: ServerResponse, count: number) => void;
type Http = Extract<SourceOptions['transport'], { kind: 'http' }>;

let server: Server;
let handler: Handler = () => undefined;
let requests: IncomingMessage[] = [];
let origin = '';

beforeEach(async () => {
  requests = [];
  server = createServer((request, response) => {
    requests.push(request);
    handler(request, response, requests.length);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

function http(more: Partial<Http> = {}, path = '/people.csv?key=s3cret'): Http {
  return { kind: 'http', url: origin + path, auth: null, patienceSeconds: 30, pages: null, ...more };
}

function csv(more: Partial<Http> = {}, options: Partial<SourceOptions> = {}): SourceOptions {
  return { ...csvFile(''), transport: http(more), settleSeconds: 0, ...options };
}

function api(pages: Http['pages'], format: object = {}): SourceOptions {
  const transport = http({ pages }, '/workers?size=2&key=s3cret');
  return { ...jsonFile('', {}, { records: 'data', ...format }), transport, settleSeconds: 0 };
}

async function ids(options: SourceOptions, memory?: SourceMemory): Promise<readonly string[]> {
  const source = folder.open(options, memory);
  try {
    await source.look();
    return (await readAll(source, basis)).rows.map(({ cells }) => cells[0] ?? '');
  } finally {
    await source.close?.();
  }
}

function left(): readonly string[] {
  mkdirSync(join(folder.path, 'state'), { recursive: true });
  return readdirSync(join(folder.path, 'state'));
}

describe('a file behind HTTP', () => {
  it.each<[string, Http['auth'], string]>([
    ['a bearer token', { kind: 'bearer', token: { material: 'abc\n' } }, 'Bearer abc'],
    ['user and password', { kind: 'basic', user: 'hr', password: { material: 'pä ss\n' } }, 'Basic aHI6cMOkIHNz'],
  ])('is read with %s, and leaves nothing on disk', async (_what, auth, header) => {
    handler = (_request, response) => response.end(gzipSync(people));
    expect(await ids(csv({ auth }))).toEqual(['E1']);
    expect(requests.map(({ headers }) => headers.authorization)).toEqual([header]);
    expect(left()).toEqual([]);
  });

  it('is not fetched again while the server says that it is the same, but when it has to be read', async () => {
    const modified = new Date(folder.clock.now() - 7_200_000).toUTCString();
    handler = (request, response) => {
      const same = request.headers['if-none-match'] === '"v1"';
      response.writeHead(same ? 304 : 200, { etag: '"v1"', 'last-modified': modified });
      response.end(same ? undefined : people);
    };
    const memory: SourceMemory = new Map();
    const look = async (): Promise<unknown> => {
      const source = folder.open(csv({}, { settleSeconds: 60 }), memory);
      const found = { file: await source.look(), digest: await source.digest() };
      await source.close?.();
      return found;
    };
    const first = await look();
    expect(first).toMatchObject({ file: { bytes: people.length, modifiedAt: Date.parse(modified) } });
    expect(await look()).toEqual(first);
    expect(requests.map(({ headers }) => headers['if-none-match'])).toEqual([undefined, '"v1"']);
    expect(await ids(csv(), memory)).toEqual(['E1']);
    expect(requests.at(-1)?.headers['if-none-match']).toBeUndefined();
  });

  it.each<[string, number | null, string | null, string | null]>([
    ['no time', null, null, null],
    ['no time, and a mark', null, '"v1"', null],
    ['a time long past', 7200, '"v1"', null],
    ['a time just now', 5, '"v1"', 'TEN-3012'],
  ])('with %s has to have rested no longer than it can say', async (_what, age, etag, code) => {
    handler = (request, response) => {
      const time = age === null ? {} : { 'last-modified': new Date(folder.clock.now() - age * 1000).toUTCString() };
      const same = etag !== null && request.headers['if-none-match'] === etag;
      response.writeHead(same ? 304 : 200, { ...time, ...(etag === null ? {} : { etag }) });
      response.end(same ? undefined : people);
    };
    const memory: SourceMemory = new Map();
    for (let look = 0; look < 2; look += 1) {
      const found = await ids(csv({}, { settleSeconds: 60 }), memory).catch(
        (error: unknown) => (error as TenuredError).code,
      );
      expect(found).toEqual(code ?? ['E1']);
    }
  });

  it('is followed within its origin and nowhere else', async () => {
    handler = (request, response) => {
      if (request.url?.startsWith('/people') === true) response.writeHead(302, { location: '/real' }).end();
      else response.end(people);
    };
    expect(await ids(csv())).toEqual(['E1']);
    handler = (_request, response) => response.writeHead(302, { location: 'https://evil.example/' }).end();
    requests = [];
    const token = { material: 'abc' };
    const error = await refusal(() => ids(csv({ auth: { kind: 'bearer', token } })));
    expect(error.code).toBe('TEN-3032');
    expect(requests).toHaveLength(1);
    handler = (_request, response) => response.writeHead(302, { location: '/people.csv' }).end();
    expect((await refusal(() => ids(csv()))).code).toBe('TEN-3032');
  });

  it.each<[string, Handler, string]>([
    ['a sign-in page', (_, response) => response.setHeader('content-type', 'text/html').end('<html>'), 'TEN-3031'],
    ['no right', (_, response) => response.writeHead(401).end('Ann Secret'), 'TEN-3031'],
    ['nothing there', (_, response) => response.writeHead(404).end(), 'TEN-3001'],
    ['an empty answer', (_, response) => response.end(), 'TEN-3003'],
    ['an answer too large', (_, response) => response.end(Buffer.alloc(2000, 0x61)), 'TEN-3024'],
    ['an answer without an end', (_, response) => endless(response), 'TEN-3033'],
  ])('with %s is refused, without its query', async (_case, answer, code) => {
    handler = answer;
    const error = await refusal(() => ids(csv({}, { largestBytes: 1000 })));
    expect(error.code).toBe(code);
    expect(error.where).toEqual({ file: `${origin}/people.csv` });
    expect(JSON.stringify(error) + error.message).not.toMatch(/s3cret|Secret/);
    expect(left()).toEqual([]);
  });

  it('a token that would break out of its header is refused before anything is asked', async () => {
    const error = await refusal(() => ids(csv({ auth: { kind: 'bearer', token: { material: 'a\r\nx: y' } } })));
    expect(error.code).toBe('TEN-1006');
    expect(error.message).not.toContain('x: y');
    expect(requests).toEqual([]);
  });
});

/** An answer of HTTP/1.0: the connection's end is its end. */
function endless(response: ServerResponse): void {
  response.socket?.end(`HTTP/1.0 200 OK\r\ncontent-type: text/csv\r\n\r\n${people}`);
}

/** Does the work while the clock moves whenever somebody waits. */
async function withTime<T>(work: Promise<T>): Promise<T> {
  const state = { done: false };
  const finished = work.finally(() => {
    state.done = true;
  });
  finished.catch(() => undefined);
  for (let turn = 0; turn < 20_000 && !state.done; turn += 1) {
    await new Promise((resolve) => setImmediate(resolve));
    if (turn % 50 === 49) await folder.clock.advance(1000);
  }
  return finished;
}

describe('a server that is busy or away', () => {
  it('is asked again as late as it says, and what came half comes whole', async () => {
    handler = (_request, response, count) => {
      if (count === 1) response.writeHead(429, { 'retry-after': '7' }).end();
      else if (count === 2) response.writeHead(200, { 'content-length': '99' }).write(people, () => response.destroy());
      else response.end(people);
    };
    const before = folder.clock.now();
    expect(await withTime(ids(csv()))).toEqual(['E1']);
    expect(requests).toHaveLength(3);
    expect(folder.clock.now() - before).toBeGreaterThanOrEqual(9000);
  });

  it('is given up after four times, or when it says nothing', async () => {
    handler = (_request, response) => response.writeHead(503).end();
    expect((await refusal(() => withTime(ids(csv())))).code).toBe('TEN-3030');
    expect(requests).toHaveLength(4);
    handler = () => undefined;
    const error = await refusal(() => withTime(ids(csv({ patienceSeconds: 1 }))));
    expect(error.code).toBe('TEN-3030');
    expect(error.message).toContain('says nothing');
  });

  it('is told apart from one that nobody can trust', async () => {
    handler = (_request, response) => response.end(people);
    const secure = { ...http(), url: http().url.replace('http:', 'https:') };
    const error = await refusal(() => withTime(ids({ ...csv(), transport: secure })));
    expect(['TEN-3030', 'TEN-3034']).toContain(error.code);
  });
});

/** Five people, two a page. */
const workers = ['E1', 'E2', 'E3', 'E4', 'E5'].map((Id) => ({ Id, Name: `N ${Id}` }));
const polite = { most: 100, pauseMilliseconds: 0 };

function page(from: number, more: object = {}): string {
  return JSON.stringify({ data: workers.slice(from, from + 2), ...more });
}

function query(request: IncomingMessage, name: string): string | null {
  return new URL(request.url ?? '', origin).searchParams.get(name);
}

describe('an API in pages', () => {
  it.each<[string, NonNullable<Http['pages']>, Handler]>([
    [
      'by the next address in the answer',
      { kind: 'next', path: '$.links.next', ...polite },
      (request, response) => {
        const from = Number(query(request, 'from') ?? 0);
        const next = from < 4 ? `/workers?from=${String(from + 2)}` : null;
        response.end(page(from, { links: { next } }));
      },
    ],
    [
      'by the Link header',
      { kind: 'link', ...polite },
      (request, response) => {
        const from = Number(query(request, 'from') ?? 0);
        const links = ['</workers>; rel="first"', `</workers?from=${String(from + 2)}>; rel="next"`];
        response.setHeader('link', from < 4 ? links.join(', ') : (links[0] ?? '')).end(page(from));
      },
    ],
    [
      'by a mark',
      { kind: 'cursor', path: 'after', parameter: 'after', ...polite },
      (request, response) => {
        expect(query(request, 'size')).toBe('2');
        const from = Number(query(request, 'after') ?? 0);
        response.end(page(from, from < 4 ? { after: from + 2 } : {}));
      },
    ],
    [
      'by their number',
      { kind: 'number', parameter: 'page', first: 1, ...polite },
      (request, response) => response.end(page((Number(query(request, 'page')) - 1) * 2)),
    ],
    [
      'by what came so far, up to an answer without content',
      { kind: 'offset', parameter: 'skip', ...polite },
      (request, response) => {
        const skip = Number(query(request, 'skip'));
        if (skip >= workers.length) response.writeHead(204).end();
        else response.end(page(skip));
      },
    ],
  ])('%s, is read to its end', async (_how, pages, answer) => {
    handler = answer;
    expect(await ids(api(pages))).toEqual(['E1', 'E2', 'E3', 'E4', 'E5']);
    expect(left()).toEqual([]);
  });

  const byNumber = { kind: 'number', parameter: 'page', first: 1, ...polite } as const;

  it.each<[string, NonNullable<Http['pages']>, Handler, string]>([
    ['whose pages are always the same', byNumber, (_, response) => response.end(page(0)), 'TEN-3033'],
    [
      'that never ends',
      { ...byNumber, most: 3 },
      (request, response) => response.end(JSON.stringify({ data: [{ Id: query(request, 'page'), Name: 'N' }] })),
      'TEN-3033',
    ],
    [
      'that leads back',
      { kind: 'next', path: 'next', ...polite },
      (request, response) =>
        response.end(
          page(query(request, 'b') === null ? 0 : 2, { next: query(request, 'b') === null ? '?b=1' : '?a=1' }),
        ),
      'TEN-3033',
    ],
    [
      'that leads elsewhere',
      { kind: 'next', path: 'next', ...polite },
      (_, response) => response.end(page(0, { next: 'http://127.0.0.1:1/steal' })),
      'TEN-3032',
    ],
    [
      'with an error on one page',
      byNumber,
      (request, response) => response.end(query(request, 'page') === '2' ? '{"error":"x"}' : page(0)),
      'TEN-3028',
    ],
    [
      'cut off on one page',
      byNumber,
      (request, response) => response.end(query(request, 'page') === '2' ? '{"data":[{"Id"' : page(0)),
      'TEN-3013',
    ],
  ])('%s, is refused', async (_case, pages, answer, code) => {
    handler = answer;
    expect((await refusal(() => ids(api(pages)))).code).toBe(code);
    expect(left()).toEqual([]);
  });

  it('is held to the number of people that it tells', async () => {
    let told = 5;
    handler = (request, response) =>
      response.end(page((Number(query(request, 'page')) - 1) * 2, { meta: { total: told } }));
    expect(await ids(api(byNumber, { total: 'meta.total' }))).toHaveLength(5);
    told = 6;
    expect((await refusal(() => ids(api(byNumber, { total: 'meta.total' })))).code).toBe('TEN-3021');
  });

  it('waits between pages as long as it is told to', async () => {
    handler = (request, response) => response.end(page((Number(query(request, 'page')) - 1) * 2));
    const before = folder.clock.now();
    expect(await withTime(ids(api({ ...byNumber, pauseMilliseconds: 2000 })))).toHaveLength(5);
    expect(folder.clock.now() - before).toBeGreaterThanOrEqual(6000);
  });
});

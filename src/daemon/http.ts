import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { TenuredError } from '../domain/kernel/errors.ts';
import type { Health } from './health.ts';

/** What is served. Neither carries anything about a person. */
export interface Served {
  readonly health: () => Health;
  readonly metrics: () => Promise<{ readonly contentType: string; readonly text: string }>;
}

export interface HealthServer {
  readonly port: number;
  /** Hangs up on everybody. */
  readonly close: () => Promise<void>;
}

/**
 * Serves `/livez`, `/readyz` and `/metrics`, for looking only.
 * @param port 0 takes a free one.
 * @throws TenuredError TEN-7001 when the address cannot be used.
 */
export async function serveHealth(address: { host: string; port: number }, served: Served): Promise<HealthServer> {
  const server = createServer({ requestTimeout: 10_000, keepAliveTimeout: 5000 }, (request, response) => {
    answer(served, request, response).catch(() => {
      response.destroy();
    });
  });
  return { port: await listen(server, address), close: () => close(server) };
}

async function answer(served: Served, request: IncomingMessage, response: ServerResponse): Promise<void> {
  // What somebody sends along is of no interest.
  request.resume();
  const { status, type, text } = await answerTo(served, request.method ?? '', request.url ?? '');
  response.writeHead(status, {
    'content-type': type,
    'content-length': Buffer.byteLength(text),
    'cache-control': 'no-store',
    ...(status === 405 ? { allow: 'GET, HEAD' } : {}),
  });
  response.end(request.method === 'HEAD' ? undefined : text);
}

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly text: string;
}

async function answerTo(served: Served, method: string, url: string): Promise<Answer> {
  const [path] = url.split('?');
  if (path !== '/livez' && path !== '/readyz' && path !== '/metrics') return json(404, { error: 'not found' });
  if (method !== 'GET' && method !== 'HEAD') return json(405, { error: 'for looking only' });
  if (path === '/metrics') {
    const { contentType, text } = await served.metrics();
    return { status: 200, type: contentType, text };
  }
  const { live, ready, reasons, paused } = served.health();
  return path === '/livez' ? json(live ? 200 : 503, { live }) : json(ready ? 200 : 503, { ready, reasons, paused });
}

function json(status: number, body: unknown): Answer {
  return { status, type: 'application/json', text: `${JSON.stringify(body)}\n` };
}

function listen(server: Server, { host, port }: { host: string; port: number }): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(
        new TenuredError('TEN-7001', `health cannot be served on ${host}:${String(port)}`, {
          why: whys[error.code ?? ''] ?? error.message,
          hint: 'set `daemon.health.host` and `daemon.health.port`, or `daemon.health: false`',
          cause: error,
        }),
      );
    });
    server.listen(port, host, () => {
      resolve((server.address() as AddressInfo).port);
    });
  });
}

const whys: Readonly<Record<string, string>> = {
  EADDRINUSE: 'another process listens there already',
  EACCES: 'this user may not listen there',
  EADDRNOTAVAIL: 'this host has no such address',
  ENOTFOUND: 'no such host is known',
};

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => {
      resolve();
    });
    server.closeAllConnections();
  });
}

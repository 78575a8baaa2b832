import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Clock } from '../../domain/kernel/clock.ts';
import { second } from '../../domain/time/instant.ts';

/** Node's own request and response, beside the web ones, for what those cannot tell or do. */
export interface NodeBindings {
  readonly incoming: IncomingMessage;
  readonly outgoing: ServerResponse;
  /** The answer's text, which may be long, past the web response that would encode and decode it once more. */
  text?: string;
  /** How the answer is to be sent, when not as usual. */
  delivery?: Delivery;
}

/** An answer on a bad line. */
export interface Delivery {
  /** The connection ends after so many bytes of the body. */
  readonly endAfter?: number | 'half';
  readonly bytesPerSecond?: number;
}

/** Answers a web request. */
export type Answer = (request: Request, bindings: NodeBindings) => Response | Promise<Response>;

/** What a server shows of itself over TLS, in PEM: its key, and its certificate with those between it and the authority. */
export interface Certificate {
  readonly key: string;
  readonly cert: string;
}

/** A listening server. */
export interface Listening {
  readonly port: number;
  close(): Promise<void>;
}

/** Far more than is answered, so that too much of it is refused in the org's words and not in Node's. */
const longestHead = 1 << 18;

/**
 * Milliseconds of real time that an idle connection stays open. Node's five seconds are over while a machine is busy, and
 * a request that meets a connection as it closes is lost, which would be a fault that nobody ordered.
 */
const idleFor = 65_000;

/** Serves on one address, path and headers handed on as they came. */
export async function serve(
  answer: Answer,
  at: { port: number; host: string; clock: Clock; tls: Certificate | undefined },
): Promise<Listening> {
  const handle = (incoming: IncomingMessage, outgoing: ServerResponse): void => {
    respond(answer, { incoming, outgoing }, at.clock).catch((error: unknown) => {
      outgoing.destroy(error instanceof Error ? error : undefined);
    });
  };
  const server =
    at.tls === undefined
      ? createServer({ maxHeaderSize: longestHead }, handle)
      : createSecureServer({ ...at.tls, maxHeaderSize: longestHead }, handle);
  server.keepAliveTimeout = idleFor;
  return { port: await listen(server, at.port, at.host), close: () => close(server) };
}

async function respond(answer: Answer, bindings: NodeBindings, clock: Clock): Promise<void> {
  const { incoming, outgoing } = bindings;
  const method = incoming.method ?? 'GET';
  const headers = new Headers();
  for (const [name, value] of Object.entries(incoming.headers)) {
    if (typeof value === 'string') headers.set(name, value);
  }
  const body = await read(incoming);
  const hasBody = method !== 'GET' && method !== 'HEAD';
  const request = new Request(`http://localhost${incoming.url ?? '/'}`, {
    method,
    headers,
    ...(hasBody ? { body } : {}),
  });
  const response = await answer(request, bindings);
  const text = bindings.text ?? (response.body === null ? '' : await response.text());
  for (const [name, value] of response.headers) outgoing.setHeader(name, value);
  outgoing.setHeader('content-length', Buffer.byteLength(text));
  outgoing.writeHead(response.status);
  if (bindings.delivery === undefined) outgoing.end(text);
  else await deliver(Buffer.from(text), outgoing, bindings.delivery, clock);
}

const drips = 10;

/** Sends a body in small pieces, and perhaps not to its end. */
async function deliver(body: Buffer, outgoing: ServerResponse, how: Delivery, clock: Clock): Promise<void> {
  const wanted = how.endAfter === 'half' ? body.length >> 1 : (how.endAfter ?? body.length);
  const end = Math.min(body.length, wanted);
  const rate = how.bytesPerSecond ?? Infinity;
  const piece = Math.min(end, Math.max(1, Math.floor(rate / drips)));
  outgoing.flushHeaders();
  for (let at = 0; at < end && !outgoing.destroyed; at += piece) {
    if (rate < Infinity) await clock.sleep((piece / rate) * second);
    await sent(outgoing, body.subarray(at, Math.min(end, at + piece)));
  }
  if (how.endAfter === undefined) outgoing.end();
  else outgoing.destroy();
}

function sent(outgoing: ServerResponse, piece: Buffer): Promise<void> {
  return new Promise((resolve) => {
    outgoing.write(piece, () => {
      resolve();
    });
  });
}

async function read(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      resolve((server.address() as AddressInfo).port);
    });
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.close((error) => {
      if (error === undefined) resolve();
      else reject(error);
    });
    server.closeAllConnections();
  });
}

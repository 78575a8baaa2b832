import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Node's own request and response, beside the web ones, for what those cannot tell or do. */
export interface NodeBindings {
  readonly incoming: IncomingMessage;
  readonly outgoing: ServerResponse;
}

/** Answers a web request. */
export type Answer = (request: Request, bindings: NodeBindings) => Response | Promise<Response>;

/** A listening server. */
export interface Listening {
  readonly port: number;
  close(): Promise<void>;
}

/** Serves on one address, path and headers handed on as they came. */
export async function serve(answer: Answer, port: number, host: string): Promise<Listening> {
  const server = createServer((incoming, outgoing) => {
    respond(answer, { incoming, outgoing }).catch((error: unknown) => {
      outgoing.destroy(error instanceof Error ? error : undefined);
    });
  });
  return { port: await listen(server, port, host), close: () => close(server) };
}

async function respond(answer: Answer, { incoming, outgoing }: NodeBindings): Promise<void> {
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
  const response = await answer(request, { incoming, outgoing });
  const text = response.body === null ? '' : await response.text();
  for (const [name, value] of response.headers) outgoing.setHeader(name, value);
  outgoing.setHeader('content-length', Buffer.byteLength(text));
  outgoing.writeHead(response.status).end(text);
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

import { createServer, type IncomingMessage, type Server } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

/** A proxy that connects (RFC 9110, 9.3.6), as a company's does, on loopback. */
export interface ConnectProxy {
  /** `http://127.0.0.1:PORT`. */
  readonly url: string;
  /** What it was asked to connect to: `127.0.0.1:8443`. */
  readonly asked: readonly string[];
  /** The `Proxy-Authorization` of each of these, null without. */
  readonly credentials: readonly (string | null)[];
  /** Every connection through it is cut after so many bytes from the far side; null: never. */
  cutAfter: number | null;
  /** It answers this instead of connecting; null: it connects. */
  refuse: number | null;
  close(): Promise<void>;
}

/** Starts a proxy; with `wants`, "user:password", it lets nobody else through. */
export async function connectProxy(wants: string | null = null): Promise<ConnectProxy> {
  const asked: string[] = [];
  const credentials: (string | null)[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((_, answer) => answer.writeHead(405).end());
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  const proxy = {
    url: '',
    asked,
    credentials,
    cutAfter: null as number | null,
    refuse: null as number | null,
    close: () => closed(server, sockets),
  };
  server.on('connect', (request: IncomingMessage, near: Socket) => {
    near.on('error', () => undefined);
    asked.push(request.url ?? '');
    const given = request.headers['proxy-authorization'] ?? null;
    credentials.push(given);
    const known = wants === null || given === `Basic ${Buffer.from(wants).toString('base64')}`;
    const status = proxy.refuse ?? (known ? null : 407);
    if (status === null) tunnel(request.url ?? '', near, sockets, () => proxy.cutAfter);
    else
      near.end(`HTTP/1.1 ${String(status)} No\r\nProxy-Authenticate: Basic realm="acme"\r\nContent-Length: 0\r\n\r\n`);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  proxy.url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  onTestFinished(() => closed(server, sockets));
  return proxy;
}

function tunnel(target: string, near: Socket, sockets: Set<Socket>, cutAfter: () => number | null): void {
  const { hostname, port } = new URL(`http://${target}`);
  const far = connect(Number(port), hostname, () => near.write('HTTP/1.1 200 Connection established\r\n\r\n'));
  sockets.add(far);
  let passed = 0;
  const end = (): void => {
    near.destroy();
    far.destroy();
  };
  far.on('data', (piece: Buffer) => {
    passed += piece.length;
    const limit = cutAfter();
    if (limit !== null && passed > limit) end();
    else near.write(piece);
  });
  near.on('data', (piece: Buffer) => far.write(piece));
  for (const socket of [near, far]) socket.on('close', end).on('error', end);
}

function closed(server: Server, sockets: ReadonlySet<Socket>): Promise<void> {
  for (const socket of sockets) socket.destroy();
  return new Promise((resolve) => {
    server.close(() => {
      resolve();
    });
  });
}

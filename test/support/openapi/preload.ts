import { subscribe } from 'node:diagnostics_channel';
import { appendFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type * as Observer from './observer.ts';

// Preloaded by programs that tests start: every answer that a simulator in there gives is held against Okta's OpenAPI
// document, and what is wrong is written to the file that TENURED_FINDINGS names, at once, since programs get killed.

const file = process.env['TENURED_FINDINGS'] ?? '';
/** Loaded with the first answer: most programs never serve one. */
let observer: Promise<typeof Observer> | undefined;
let told = 0;

subscribe('http.server.request.start', (message) => {
  const { request, response } = message as { readonly request: IncomingMessage; readonly response: ServerResponse };
  const parts: Buffer[] = [];
  for (const name of ['write', 'end'] as const) {
    const original = response[name].bind(response) as (...all: readonly unknown[]) => unknown;
    response[name] = ((...all: readonly unknown[]) => {
      const [part] = all;
      if (typeof part === 'string' || part instanceof Uint8Array) parts.push(Buffer.from(part));
      return original(...all);
    }) as never;
  }
  response.once('finish', () => {
    // Only answers of a simulated Okta have one.
    if (response.getHeader('x-okta-request-id') !== undefined) void judge(request, response, Buffer.concat(parts));
  });
});

async function judge({ method, url = '' }: IncomingMessage, response: ServerResponse, body: Buffer): Promise<void> {
  observer ??= import('./observer.ts');
  const { findings, observe } = await observer;
  const text = body.toString();
  observe({
    method: method ?? 'GET',
    path: url.split('?')[0] ?? '',
    status: response.statusCode,
    headers: new Headers(),
    body: text === '' ? undefined : JSON.parse(text),
  });
  const { unexplained } = findings();
  const lines = unexplained.slice(told).map((one) => `${one}\n`);
  told = unexplained.length;
  // A line for every answer that was judged, empty when it was as described.
  appendFileSync(file, lines.length === 0 ? '\n' : lines.join(''));
}

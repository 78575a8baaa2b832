import { createHash } from 'node:crypto';
import { TenuredError } from '../../domain/kernel/errors.ts';
import { instant, type Instant } from '../../domain/time/instant.ts';
import type { Transport } from '../bytes/raw-file.ts';
import type { HttpAuth, HttpOptions, PageOptions, Secret, SourceOptions } from '../options.ts';
import type { SourceTools } from '../tools.ts';
import { get, withinOrigin, type Answer, type HttpCaller } from './http-client.ts';
import { noAnswer, webPage } from './http-errors.ts';
import type { Fetched } from './memory.ts';
import { linkedNext, PageGuard, PageReader, type PageTold } from './pages.ts';
import { Staging } from './staging.ts';
import { remoteTransport, type Fetch, type Remote } from './transport.ts';

/** A file or an API behind HTTP. Pages of an API are fetched one after the other and read as one. */
export function httpTransport(http: HttpOptions, options: SourceOptions, tools: SourceTools): Transport {
  const { origin, pathname } = new URL(http.url);
  const caller: HttpCaller = {
    tools,
    shown: origin + pathname,
    origin,
    patience: http.patienceSeconds * 1000,
    headers: () => ({ 'accept-encoding': 'identity', ...authorization(http.auth) }),
  };
  const remote: Remote = {
    address: `${options.name} ${http.url}`,
    fetch: (known) => withStaging(caller, options, (staging) => fetchInto(caller, http, options, staging, known)),
    beside: () => Promise.resolve(null),
    close: () => Promise.resolve(),
  };
  return remoteTransport(remote, tools.memory);
}

async function withStaging(
  caller: HttpCaller,
  options: SourceOptions,
  work: (staging: Staging) => Promise<Fetch>,
): Promise<Fetch> {
  const staging = await Staging.open(options.fetchInto, caller.shown, options.largestBytes);
  let kept = false;
  try {
    const fetched = await work(staging);
    kept = fetched.kind === 'new';
    return fetched;
  } finally {
    if (!kept) await staging.handle.close();
  }
}

async function fetchInto(
  caller: HttpCaller,
  http: HttpOptions,
  options: SourceOptions,
  staging: Staging,
  known: Fetched | null,
): Promise<Fetch> {
  const asked = caller.tools.clock.now();
  if (http.pages !== null) {
    await fetchPages(caller, http.url, http.pages, recordsPath(options), staging);
    const file = { file: caller.shown, bytes: staging.bytes, modifiedAt: asked };
    return { kind: 'new', file, mark: '', staging, undated: true };
  }
  const answer = await get(caller, http.url, bodyInto(staging), conditions(known));
  if (answer.status === 304 && known !== null) {
    const modifiedAt = lastModified(answer) ?? (known.mark.includes('\n') ? known.file.modifiedAt : asked);
    return {
      kind: 'same',
      file: { ...known.file, modifiedAt },
      undated: lastModified(answer) === null && known.undated,
    };
  }
  assertData(caller, answer, options.format.kind === 'json');
  staging.endPart();
  const modifiedAt = lastModified(answer);
  const file = { file: caller.shown, bytes: staging.bytes, modifiedAt: modifiedAt ?? asked };
  return { kind: 'new', file, mark: markOf(answer), staging, undated: modifiedAt === null };
}

function bodyInto(staging: Staging): Parameters<typeof get>[2] {
  return {
    take: (chunk) => staging.write(chunk),
    again: () => {
      staging.restartPart();
    },
  };
}

/** Entity tag, and behind a line break the date: the second only where the server gave one. */
function markOf({ headers }: Answer): string {
  const date = headers.get('last-modified');
  return (headers.get('etag') ?? '') + (date === null ? '' : `\n${date}`);
}

function conditions(known: Fetched | null): Record<string, string> {
  const [tag = '', date = ''] = (known?.mark ?? '').split('\n');
  if (tag !== '') return { 'if-none-match': tag };
  return date === '' ? {} : { 'if-modified-since': date };
}

function lastModified({ headers }: Answer): Instant | null {
  const at = Date.parse(headers.get('last-modified') ?? '');
  return Number.isNaN(at) ? null : instant(at);
}

function recordsPath({ format }: SourceOptions): string {
  return format.kind === 'csv' ? '$' : format.records;
}

async function fetchPages(
  caller: HttpCaller,
  start: string,
  pages: PageOptions,
  records: string,
  staging: Staging,
): Promise<void> {
  const guard = new PageGuard(caller.shown, pages.most);
  let taken = 0;
  let number = 0;
  for (let url: string | null = firstAddress(start, pages); url !== null; number += 1) {
    if (number > 0 && pages.pauseMilliseconds > 0) await caller.tools.clock.sleep(pages.pauseMilliseconds);
    guard.ask(url);
    const page = await fetchPage(caller, url, pages, records, staging);
    guard.came(page.digest, page.told.records);
    taken += page.told.records;
    url = nextAddress(caller, pages, { start, number, records: taken, ...page });
  }
}

interface Page {
  readonly answer: Answer;
  readonly told: PageTold;
  readonly digest: string;
}

async function fetchPage(
  caller: HttpCaller,
  url: string,
  pages: PageOptions,
  records: string,
  staging: Staging,
): Promise<Page> {
  let reader = new PageReader(caller.shown, records, pages);
  let digest = createHash('sha256');
  const answer = await get(caller, url, {
    take: async (chunk) => {
      reader.push(chunk);
      digest.update(chunk);
      await staging.write(chunk);
    },
    again: () => {
      staging.restartPart();
      reader = new PageReader(caller.shown, records, pages);
      digest = createHash('sha256');
    },
  });
  if (answer.status === 204) return { answer, told: { records: 0, next: null }, digest: '' };
  assertData(caller, answer, true);
  const told = reader.finish();
  staging.endPart();
  return { answer, told, digest: digest.digest('hex') };
}

function firstAddress(start: string, pages: PageOptions): string {
  if (pages.kind === 'number') return withParameter(start, pages.parameter, String(pages.first));
  return pages.kind === 'offset' ? withParameter(start, pages.parameter, '0') : start;
}

function nextAddress(
  caller: HttpCaller,
  pages: PageOptions,
  at: Page & { readonly start: string; readonly number: number; readonly records: number },
): string | null {
  switch (pages.kind) {
    case 'next':
      return at.told.next === null ? null : withinOrigin(caller, at.told.next, at.answer.url);
    case 'link': {
      const next = linkedNext(at.answer.headers.get('link'));
      return next === null ? null : withinOrigin(caller, next, at.answer.url);
    }
    case 'cursor':
      return at.told.next === null ? null : withParameter(at.start, pages.parameter, at.told.next);
    case 'number':
      if (at.told.records === 0) return null;
      return withParameter(at.start, pages.parameter, String(pages.first + at.number + 1));
    case 'offset':
      return at.told.records === 0 ? null : withParameter(at.start, pages.parameter, String(at.records));
  }
}

function withParameter(address: string, name: string, value: string): string {
  const url = new URL(address);
  url.searchParams.set(name, value);
  return url.href;
}

function authorization(auth: HttpAuth | null): Record<string, string> {
  if (auth === null) return {};
  if (auth.kind === 'bearer') return { authorization: `Bearer ${plainSecret(auth.token)}` };
  const pair = `${auth.user}:${auth.password.material.replace(/\r?\n$/, '')}`;
  return { authorization: `Basic ${Buffer.from(pair).toString('base64')}` };
}

/** A header with a line break in it would be shown by whoever refuses it. @throws TenuredError TEN-1006 */
function plainSecret(secret: Secret): string {
  const text = secret.material.trim();
  if (/^[\x21-\x7e]+$/.test(text)) return text;
  throw new TenuredError('TEN-1006', 'the bearer token has letters that no token has', {
    hint: 'the file holds the token alone, on one line',
  });
}

/** @throws TenuredError TEN-3031 for a web page, TEN-3033 when the end of the answer may be anywhere. */
function assertData(caller: HttpCaller, { headers }: Answer, endsItself: boolean): void {
  if (/^text\/html\b/i.test(headers.get('content-type') ?? '')) throw webPage(caller.shown);
  if (endsItself || headers.has('content-length') || headers.has('transfer-encoding')) return;
  throw noAnswer(caller.shown, 'it does not tell where it ends');
}

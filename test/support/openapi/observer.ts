import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ObservedAnswer } from '../../../src/simulator/index.ts';
import type { Fetch } from '../../../src/okta/index.ts';
import { explanation, isExplained } from './deviations.ts';
import { judgeRequestsBy, type RequestJudge, type SentRequest } from './request-judge.ts';
import { judgeBy, type Judge, type Specification } from './validator.ts';

const file = join(import.meta.dirname, '../../../../shared/okta/openapi-subset.json');

/** Why nothing is held against the specification; undefined when it is there. */
export const missing = existsSync(file)
  ? undefined
  : `SKIPPED: no answer of the simulator is held against Okta's OpenAPI document: there is no ${file}`;

let specification: Specification | undefined;
let judge: Judge | undefined;
const found = new Map<string, number>();
let observed = 0;

/** Give this to `startSimulator`: it holds every answer against Okta's OpenAPI document and remembers what is wrong. */
export function observe(answer: ObservedAnswer): void {
  if (missing !== undefined) return;
  judge ??= judgeBy(read());
  const violations = judge(answer);
  if (violations === undefined) return;
  observed += 1;
  for (const violation of violations) {
    if (explanation(violation) !== undefined) continue;
    const where = violation.where.replaceAll(/\/\d+/g, '/*');
    const text = `${violation.operation} ${String(violation.status)}: ${where} ${violation.what}`;
    found.set(text, (found.get(text) ?? 0) + 1);
  }
}

function read(): Specification {
  specification ??= JSON.parse(readFileSync(file, 'utf8')) as Specification;
  return specification;
}

/** Every operation of the document: `GET /api/v1/users/{userId}`. */
export function operations(): readonly string[] {
  return Object.entries(read().paths).flatMap(([path, item]) =>
    Object.keys(item).map((method) => `${method.toUpperCase()} ${path}`),
  );
}

/** How many answers were judged, and what no known deviation explains. */
export interface Findings {
  readonly observed: number;
  readonly unexplained: readonly string[];
}

const elsewhere: (() => Findings)[] = [];

/** Takes in what another process finds about its own simulators. */
export function alsoFrom(source: () => Findings): void {
  elsewhere.push(source);
}

/** What has been found so far, here and in other processes. */
export function findings(): Findings {
  const here = { observed, unexplained: [...found].map(([text, times]) => `${text} (${String(times)} times)`) };
  return [here, ...elsewhere.map((source) => source())].reduce((sum, one) => ({
    observed: sum.observed + one.observed,
    unexplained: [...sum.unexplained, ...one.unexplained],
  }));
}

let requestJudge: RequestJudge | undefined;
const requested = new Map<string, number>();
const wrong = new Map<string, number>();

/** OAuth's, not the management API's: no part of the document. */
const outside = new Set(['/oauth2/v1/token']);

/** Give this to our client in place of `fetch`: it holds every request against Okta's OpenAPI document before it is sent. */
export function watching(fetch: Fetch): Fetch {
  return (url, init) => {
    const { body } = init;
    const sent = { method: init.method ?? 'GET', url, headers: new Headers(init.headers) };
    if (missing === undefined) examine({ ...sent, body: typeof body === 'string' ? body : undefined });
    return fetch(url, init);
  };
}

function examine(request: SentRequest): void {
  if (outside.has(new URL(request.url).pathname)) return;
  requestJudge ??= judgeRequestsBy(read());
  const violations = requestJudge(request).filter((one) => !isExplained(one));
  const endpoint = `${request.method} ${new URL(request.url).pathname.replaceAll(/\/00[a-z]\w+/g, '/*')}`;
  requested.set(endpoint, (requested.get(endpoint) ?? 0) + 1);
  for (const { operation, where, what } of violations) {
    const text = `${operation}: ${where} ${what}`;
    wrong.set(text, (wrong.get(text) ?? 0) + 1);
  }
}

/** What our client has asked for so far, by endpoint, and what no known deviation explains. */
export function requests(): { readonly asked: readonly string[]; readonly unexplained: readonly string[] } {
  return {
    asked: [...requested.keys()],
    unexplained: [...wrong].map(([text, times]) => `${text} (${String(times)} times)`),
  };
}

import type { Access, Permission } from '../auth/permissions.ts';
import type { Org } from '../org/org.ts';
import type { Author } from '../org/system-log.ts';
import { refuse } from './errors.ts';
import type { ListRequest } from './paging.ts';

/** What a route knows of the request it answers. */
export interface Exchange {
  readonly org: Org;
  /** The org's address, without a slash at the end. */
  readonly url: string;
  readonly path: string;
  readonly clientId: string;
  readonly access: Access;
  /** The caller, as the System Log names who changed something. */
  readonly author: Author;
  /** The text that was sent. */
  readonly text: string;
  /** A path parameter, decoded. */
  param(name: string): string;
  query(name: string): string | undefined;
  header(name: string): string | undefined;
}

/** What a route answers; status 200 and JSON unless it says otherwise. */
export interface Reply {
  readonly status?: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Values of the `link` header, each sent on a line of its own. */
  readonly links?: readonly string[];
}

/** One endpoint: where it is, which scope opens it, which admin permission it wants, and what it does. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly scope: string;
  /** Of several, one is enough. */
  readonly permission: Permission | readonly Permission[];
  /** Okta: a caller without any admin role gets an empty list of users rather than a refusal. */
  readonly answersWithoutRole?: boolean;
  answer(exchange: Exchange): Reply;
}

/**
 * The JSON object that was sent; an empty one when nothing was.
 * @throws Refused E0000003 for what is no JSON object, E0000021 for what does not say that it is JSON.
 */
export function bodyOf(exchange: Exchange): Readonly<Record<string, unknown>> {
  if (exchange.text === '') return {};
  if (exchange.header('content-type')?.startsWith('application/json') !== true) throw refuse('E0000021');
  const body = objectOf(parsed(exchange.text));
  if (body === undefined) throw refuse('E0000003');
  return body;
}

/** The value when it is a JSON object. */
export function objectOf(value: unknown): Readonly<Record<string, unknown>> | undefined {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isObject ? (value as Readonly<Record<string, unknown>>) : undefined;
}

/** A query parameter that is true or false. */
export function flag(exchange: Exchange, name: string, standard: boolean): boolean {
  const value = exchange.query(name)?.toLowerCase();
  return value === 'true' || (value !== 'false' && standard);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The list request of an exchange, with those of its parameters that select. */
export function listRequest(exchange: Exchange, names: readonly string[]): ListRequest {
  const parameters = Object.fromEntries(names.map((name) => [name, exchange.query(name)]));
  return { url: exchange.url, path: exchange.path, parameters };
}

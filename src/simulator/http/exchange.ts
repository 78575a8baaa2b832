import type { Access, Permission } from '../auth/permissions.ts';
import type { Org } from '../org/org.ts';
import type { ListRequest } from './paging.ts';

/** What a route knows of the request it answers. */
export interface Exchange {
  readonly org: Org;
  /** The org's address, without a slash at the end. */
  readonly url: string;
  readonly path: string;
  readonly clientId: string;
  readonly access: Access;
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
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
  readonly scope: string;
  readonly permission: Permission;
  /** Okta: a caller without any admin role gets an empty list of users rather than a refusal. */
  readonly answersWithoutRole?: boolean;
  answer(exchange: Exchange): Reply;
}

/** The list request of an exchange, with those of its parameters that select. */
export function listRequest(exchange: Exchange, names: readonly string[]): ListRequest {
  const parameters = Object.fromEntries(names.map((name) => [name, exchange.query(name)]));
  return { url: exchange.url, path: exchange.path, parameters };
}

import type { LogEvent, OrgSeed, RoleSeed, SimulatorOptions } from '../../src/simulator/index.ts';
import { bench, testApp, type Bench } from './caller.ts';

/** What came back, with the parts of Okta's error object at hand. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
  readonly code: string | undefined;
  readonly summary: string | undefined;
  readonly causes: readonly string[];
}

/** A caller with the scopes to change users and groups, and the role of a super administrator unless told otherwise. */
export interface Writer extends Bench {
  send(method: string, path: string, body?: unknown, headers?: Readonly<Record<string, string>>): Promise<Answer>;
  status(login: string): string | undefined;
  /** The events of the log since the last time somebody asked. */
  news(): readonly LogEvent[];
}

const writeScopes = 'okta.users.manage okta.groups.manage okta.logs.read okta.schemas.read';

/** Every scope of an endpoint that there is. */
export const everyScope = [
  ...['users', 'groups', 'schemas', 'userTypes', 'linkedObjects', 'realms', 'roles', 'apps', 'appGrants'].map(
    (resource) => `okta.${resource}.manage`,
  ),
  'okta.logs.read',
].join(' ');

interface Wishes {
  readonly roles?: readonly RoleSeed[];
  readonly scopes?: string;
  readonly options?: Partial<Omit<SimulatorOptions, 'org'>>;
}

export async function writer(org: Partial<OrgSeed> = {}, wishes: Wishes = {}): Promise<Writer> {
  const { roles = [{ type: 'SUPER_ADMIN' }], scopes = writeScopes, options = {} } = wishes;
  const app = testApp({ roles, grantedScopes: scopes.split(' ') });
  const self = await bench({ apps: [app], ...org }, options);
  const token = await self.token(scopes);
  const state = self.simulator.org;
  let read = state.log.end;
  return {
    ...self,
    get: (path, more = {}) => self.get(path, { token, ...more }),
    json: (path, more = {}) => self.json(path, { token, ...more }),
    send: async (method, path, body, headers = {}) => {
      const json = body === undefined ? {} : { 'content-type': 'application/json' };
      const text = typeof body === 'string' ? body : JSON.stringify(body);
      const response = await self.get(path, {
        method,
        token,
        headers: { ...json, ...headers },
        ...(body === undefined ? {} : { body: text }),
      });
      const answered = await response.text();
      const parsed: unknown = answered === '' ? undefined : JSON.parse(answered);
      const error = (parsed ?? {}) as {
        errorCode?: string;
        errorSummary?: string;
        errorCauses?: { errorSummary: string }[];
      };
      return {
        status: response.status,
        headers: response.headers,
        body: parsed,
        code: error.errorCode,
        summary: error.errorSummary,
        causes: (error.errorCauses ?? []).map(({ errorSummary }) => errorSummary),
      };
    },
    status: (login) => state.user(login)?.status,
    news: () => {
      const events: LogEvent[] = [];
      for (; read < state.log.end; read += 1) {
        const event = state.log.at(read);
        if (event !== undefined) events.push(event);
      }
      return events;
    },
  };
}

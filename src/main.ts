import { readFileSync } from 'node:fs';
import {
  runCommandLine,
  type OpenState,
  type RunningSimulator,
  type SimulatorRequest,
  type TrafficEvent,
  type World,
} from './cli/index.ts';
import { runDemo } from './demo/index.ts';
import { createReader, generateKey, probe, publicJwk, type OktaEvent, type OktaTools } from './okta/index.ts';
import { emptyOrg, group, idFor, provisioningScopes, serviceApp, startSimulator, user } from './simulator/index.ts';
import { csvSource } from './sources/index.ts';
import { leaseStore, openState, openStores } from './state/index.ts';
import { breathe, stopSignal, streamOutput, systemClock, systemRandom } from './system/index.ts';

/** The composition root: the only file that builds adapters. */
const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
  readonly version: string;
};
const clock = systemClock();
const random = systemRandom();

const world: World = {
  version,
  clock,
  random,
  environment: process.env,
  stdout: streamOutput(process.stdout),
  stderr: streamOutput(process.stderr),
  stop: stopSignal(),
  openState: buildState,
  source: (options) => csvSource(options, clock),
  directory: (options, log) =>
    createReader(
      options,
      oktaTools((event) => {
        log(toTraffic(event));
      }),
    ),
  probe: (options, wants) => probe(options, oktaTools(), wants),
  generateKey: async (kind, kid) => {
    const { privatePem, publicJwk: key } = await generateKey(kind, kid);
    return { privatePem, publicJwk: { ...key } };
  },
  publicJwk: (material, kid) => Promise.resolve({ ...publicJwk(material, kid) }),
  simulate,
  demo: (directory) => runDemo({ ...world, command: (arguments_) => runCommandLine(world, arguments_) }, directory),
  breathe,
};

function either(one: AbortSignal | null | undefined, other: AbortSignal): AbortSignal {
  return one instanceof AbortSignal ? AbortSignal.any([one, other]) : other;
}

/** Whatever waits for Okta stops waiting when the process is asked to stop. */
function oktaTools(log?: (event: OktaEvent) => void): OktaTools {
  const { stop } = world;
  return {
    clock: { now: () => clock.now(), sleep: (ms, signal) => clock.sleep(ms, either(signal, stop)) },
    random,
    fetch: (url, init) => fetch(url, { ...init, signal: either(init.signal, stop) }),
    version,
    ...(log === undefined ? {} : { log }),
  };
}

function toTraffic(event: OktaEvent): TrafficEvent {
  switch (event.type) {
    case 'okta-call': {
      const { bucket, status, milliseconds, requestId } = event;
      return { level: 'debug', message: 'Okta answered', fields: { bucket, status, milliseconds, requestId } };
    }
    case 'okta-wait': {
      const { bucket, milliseconds, reason } = event;
      return { level: 'info', message: 'waiting for Okta', fields: { bucket, milliseconds, reason } };
    }
    case 'okta-retry': {
      const { bucket, attempt, reason } = event;
      return { level: 'warn', message: 'asking Okta again', fields: { bucket, attempt, reason } };
    }
    case 'okta-token':
      return { level: 'debug', message: 'Okta gave a token', fields: { scopes: event.scopes.join(' ') } };
  }
}

function buildState(directory: string): OpenState {
  const state = openState({ directory });
  const { database } = state;
  return {
    stores: openStores(database),
    leases: leaseStore(database),
    close: () => {
      state.close();
    },
  };
}

const manager = { grantedScopes: provisioningScopes, roles: [{ type: 'ORG_ADMIN' }] } as const;

async function simulate(request: SimulatorRequest): Promise<RunningSimulator> {
  const { organisation } = request;
  const simulator = await startSimulator({
    clock: request.clock ?? clock,
    random,
    port: request.port,
    readOnly: request.readOnly,
    org: emptyOrg(organisation.name, {
      users: organisation.users.map(({ login, status, profile }) => user(login, { status, profile })),
      groups: organisation.groups.map(({ name }) => group(name)),
      memberships: organisation.groups.map(({ name, members }) => ({ group: idFor('group', name), users: members })),
      rules: organisation.rules.map(({ name, expression, groups }) => ({
        name,
        expression,
        groupIds: groups.map((one) => idFor('group', one)),
      })),
      roles: organisation.administrators.map((assignee) => ({ assignee, role: { type: 'SUPER_ADMIN' } })),
      apps: [serviceApp(request.clientId, request.keys, request.manage === true ? manager : {})],
    }),
  });
  return {
    url: simulator.url,
    requests: () => simulator.requests(),
    violations: () => simulator.violations(),
    userId: (login) => idFor('user', login),
    close: () => simulator.close(),
  };
}

process.exitCode = await runCommandLine(world, process.argv.slice(2));

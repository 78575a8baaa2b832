import { readFileSync } from 'node:fs';
import {
  runCommandLine,
  type DaemonParts,
  type OpenState,
  type Output,
  type RunningSimulator,
  type SimulatorRequest,
  type TrafficEvent,
  type World,
} from './cli/index.ts';
import { createMetrics, runDaemon, turnEnd } from './daemon/index.ts';
import { runDemo, type DaemonWatcher, type DemoOkta, type DemoTools } from './demo/index.ts';
import {
  connectOkta,
  eventLine,
  generateKey,
  keyProblems,
  leastPrivilege,
  probe,
  proveKey,
  publicJwk,
  type OktaEvent,
  type OktaTools,
} from './okta/index.ts';
import type { Clock } from './domain/kernel/clock.ts';
import { formatInstant } from './domain/time/instant.ts';
import {
  emptyOrg,
  group,
  hostSimulator,
  idFor,
  provisioningScopes,
  serviceApp,
  startSimulator,
  user,
  type Simulator,
} from './simulator/index.ts';
import { openSource, openUnknownTable, type SourceMemory } from './sources/index.ts';
import { auditLog, copyState, leaseStore, openState, openStores, operationJournal } from './state/index.ts';
import {
  breathe,
  cronSchedule,
  networkFetch,
  osUser,
  pauseFile,
  stopSignal,
  streamOutput,
  systemClock,
  systemRandom,
  terminalQuestions,
  type NetworkOptions,
} from './system/index.ts';

/** The composition root: the only file that builds adapters. */
const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
  readonly version: string;
};
const random = systemRandom();
/** What sources have fetched, for as long as this process runs. */
const memory: SourceMemory = new Map();

/** What may differ between commands that this process runs. */
interface Surroundings {
  readonly clock: Clock;
  readonly stdout: Output;
  readonly stderr: Output;
  readonly stop: AbortSignal;
  /** Looks over the daemon's shoulder. */
  readonly watch?: DaemonWatcher;
}

function worldIn(around: Surroundings): World {
  const { clock, stdout, stderr, stop, watch } = around;
  return {
    version,
    clock,
    random,
    environment: process.env,
    stdout,
    stderr,
    stop,
    openState: buildState,
    source: (options) => openSource(options, { ...outside(clock, stop, options), memory }),
    openUnknownTable,
    directory: (options, log) => connectOkta(options, oktaTools(clock, stop, options, told(log))).reader(),
    connect: (options, log, cut) => connectOkta(options, oktaTools(clock, cut, options, told(log))),
    probe: (options, wants) => probe(options, oktaTools(clock, stop, options), wants),
    leastPrivilege,
    generateKey: makeKey,
    keyProblems,
    proveKey: (okta, key) => proveOne(okta, key, oktaTools(clock, stop, okta)),
    publicJwk: (material, kid) => Promise.resolve({ ...publicJwk(material, kid) }),
    simulate: (request) => hosted(request, clock),
    user: osUser,
    ask: terminalQuestions(stop),
    pauseFile,
    daemon: (parts, until) => daemon(watch === undefined ? parts : watched(parts, watch), until),
    demo: (directory, looks) => demo(around, directory, looks),
    breathe,
  };
}

function proveOne(...[okta, key, tools]: [...Parameters<World['proveKey']>, OktaTools]): Promise<void> {
  if (okta.apiToken !== undefined) throw new Error('an API token has no key');
  return proveKey(okta, tools, key);
}

async function makeKey(kind: 'rsa' | 'ec', kid: string | null): ReturnType<World['generateKey']> {
  const { privatePem, publicJwk: key } = await generateKey(kind, kid);
  return { privatePem, publicJwk: { ...key } };
}

function daemon(parts: DaemonParts, until: AbortSignal): Promise<unknown> {
  const metrics = createMetrics(version);
  const { schedule, turn, ...rest } = parts;
  return runDaemon(
    {
      ...rest,
      schedule: cronSchedule(schedule.expression, schedule.zone),
      metrics,
      turn: async (request, hooks) => {
        const made = await turn(request, hooks, metrics);
        return made === null ? { outcome: 'yielded' } : turnEnd(made);
      },
    },
    until,
  );
}

/** The same daemon with somebody who watches: nothing of what it does is different. */
function watched(parts: DaemonParts, watch: DaemonWatcher): DaemonParts {
  return {
    ...parts,
    fileSeen: () => watch.look(parts.fileSeen),
    turn: (request, hooks, counted) => {
      const took = (event: Parameters<typeof counted.took>[0]): void => {
        watch.took(event);
        counted.took(event);
      };
      return watch.turn(() => parts.turn(request, hooks, { ...counted, took }));
    },
  };
}

function demo(around: Surroundings, directory: string, looks: Parameters<World['demo']>[1]): Promise<number> {
  const { clock, stdout, stop } = around;
  return runDemo(
    {
      ...looks,
      clock,
      stdout,
      stop,
      openState: buildState,
      generateKey: makeKey,
      simulate,
      command: (arguments_, inside) => runCommandLine(worldIn({ ...around, ...inside }), arguments_),
    },
    directory,
  );
}

function either(one: AbortSignal | null | undefined, other: AbortSignal): AbortSignal {
  return one instanceof AbortSignal ? AbortSignal.any([one, other]) : other;
}

/** Connections are kept for as long as the settings that they were made by. */
const ways = new WeakMap<NetworkOptions, ReturnType<typeof networkFetch>>();

/** The way to other hosts, by the configured network; whatever waits there stops waiting when `cut` says so. */
function outside(
  clock: Clock,
  cut: AbortSignal,
  { network }: { readonly network: NetworkOptions },
): Pick<OktaTools, 'clock' | 'fetch'> {
  const send = ways.get(network) ?? networkFetch(network);
  ways.set(network, send);
  return {
    clock: { now: () => clock.now(), sleep: (ms, signal) => clock.sleep(ms, either(signal, cut)) },
    fetch: (url, init) => send(url, { ...init, signal: either(init.signal, cut) }),
  };
}

function oktaTools(
  clock: Clock,
  cut: AbortSignal,
  options: { readonly network: NetworkOptions },
  log?: (event: OktaEvent) => void,
): OktaTools {
  return { ...outside(clock, cut, options), random, version, ...(log === undefined ? {} : { log }) };
}

function told(log: (event: TrafficEvent) => void): (event: OktaEvent) => void {
  return (event) => {
    log(eventLine(event));
  };
}

function buildState(directory: string): OpenState {
  const state = openState({ directory });
  const { database } = state;
  return {
    stores: { ...openStores(database), audit: auditLog(database, random) },
    history: operationJournal(database, random, null),
    leases: leaseStore(database),
    journal: (lease) => operationJournal(database, random, lease),
    copy: async () => {
      const copy = await copyState(state);
      return {
        stores: openStores(copy.database),
        close: () => {
          copy.close();
        },
      };
    },
    close: () => {
      state.close();
    },
  };
}

async function hosted(request: SimulatorRequest, clock: Clock): Promise<RunningSimulator> {
  const simulator = await hostSimulator({ ...request, clock, random });
  const { url, from, org } = simulator;
  return {
    url,
    from,
    counts: { users: org.users.count, groups: org.groups.size },
    requests: () => simulator.requests(),
    close: () => simulator.close(),
  };
}

const manager = { grantedScopes: provisioningScopes, roles: [{ type: 'ORG_ADMIN' }] } as const;

async function simulate(request: Parameters<DemoTools['simulate']>[0]): Promise<DemoOkta> {
  const { organisation } = request;
  const simulator = await startSimulator({
    clock: request.clock,
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
      apps: [serviceApp(request.clientId, request.keys, request.manage ? manager : {})],
    }),
  });
  return {
    url: simulator.url,
    requests: () => simulator.requests(),
    userId: (login) => idFor('user', login),
    accounts: () => accountsOf(simulator),
    close: () => simulator.close(),
  };
}

/** What the organisation holds, as its own console would show it. */
function accountsOf({ org }: Simulator): ReturnType<DemoOkta['accounts']> {
  const groups = [...org.groups.all()];
  return [...org.users.all()].map((one) => ({
    login: String(one.profile['login']),
    status: one.status,
    statusChanged: one.statusChanged === null ? null : formatInstant(one.statusChanged),
    department: one.profile['department'] === undefined ? null : String(one.profile['department']),
    groups: groups.filter((group) => org.isMember(group, one)).map(({ profile }) => String(profile['name'])),
  }));
}

const world = worldIn({
  clock: systemClock(),
  stdout: streamOutput(process.stdout),
  stderr: streamOutput(process.stderr),
  stop: stopSignal(),
});
process.exitCode = await runCommandLine(world, process.argv.slice(2));

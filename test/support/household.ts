import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statfsSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { stringify } from 'yaml';
import { runCommandLine, type OpenState, type Output, type World } from '../../src/cli/index.ts';
import { createMetrics, runDaemon, turnEnd } from '../../src/daemon/index.ts';
import type { Clock } from '../../src/domain/kernel/clock.ts';
import type { Random } from '../../src/domain/kernel/random.ts';
import { oktaUserId, workerId } from '../../src/domain/kernel/ids.ts';
import type { FindingLine, Operation, PlanEnvelope, PlanHeader, Provenance } from '../../src/domain/plan/artefact.ts';
import type { DataProblem, Skip } from '../../src/domain/plan/artefact.ts';
import { instant, parseInstant, type Instant } from '../../src/domain/time/instant.ts';
import {
  connectOkta,
  generateKey,
  keyProblems,
  leastPrivilege,
  probe,
  proveKey,
  publicJwk,
  type OktaTools,
} from '../../src/okta/index.ts';
import type { Binding } from '../../src/reconcile/ports.ts';
import {
  emptyOrg,
  group,
  idFor,
  provisioningScopes,
  serviceApp,
  startSimulator,
  user,
  type Mail,
  type OrgSeed,
  type ServiceAppSeed,
  type Simulator,
  type UserSeed,
} from '../../src/simulator/index.ts';
import { openSource, openUnknownTable, type SourceMemory } from '../../src/sources/index.ts';
import {
  auditLog,
  bindingStore,
  copyState,
  leaseStore,
  openState,
  openStores,
  operationJournal,
  type State,
} from '../../src/state/index.ts';
import { breathe, cronSchedule, pauseFile, systemRandom } from '../../src/system/index.ts';
import { seededRandom } from './seeded-random.ts';
import { accountOf, file, loginOf, type Person } from './people.ts';
import { Flow } from './flow.ts';
import { ServerClock, type Server } from './server-clock.ts';
import { observe, watching } from './openapi/observer.ts';
import { VirtualClock } from './virtual-clock.ts';

/** Noon in UTC: in Auckland the day is over, in Honolulu it has hardly begun. */
export const noon = '2026-11-23T12:00:00Z';

export const hour = 3_600_000;
export const minute = 60_000;

const clientId = '0oaHousehold';
const key = await generateKey('ec', null);
/** A key that no app has ever been told of. */
export const strangeKey = await generateKey('ec', null);

export const administrator = 'root.admin@acme.test';
export const everyone = 'Everyone at Acme';

/** The mapping of every household; tests replace parts of its text. */
export const mapping = `version: 1
worker:
  workerId: { column: EmpNo, required: true }
  givenName: { column: First, required: true }
  familyName: { column: Last, required: true }
  hireDate: { column: Start, format: yyyy-MM-dd, required: true }
  lastDay: { column: End, format: yyyy-MM-dd }
  department: Dept
  zone: Zone
employment:
  hire: hireDate
  end: { field: lastDay, means: lastDay }
timezone: { field: zone, default: Europe/Berlin }
match:
  - { okta: profile.hrWorkerId, field: workerId }
login:
  candidates:
    - mailbox(w.workerId) + "@acme.test"
profile:
  hrWorkerId: w.workerId
  firstName: w.givenName
  lastName: w.familyName
  department: { value: w.department, onBlank: clear }
  email: { value: login, on: create }
groups:
  - { group: ${everyone} }
`;

/** What a household differs in from the plainest one. */
export interface Wishes {
  /** When it is, ISO 8601; noon of 23 November 2026 when left out. */
  readonly at?: string;
  /** People with an account that is as wanted, bound to them as if adopted earlier. */
  readonly staff?: readonly Person[];
  /** Accounts of `staff` by worker id that are otherwise. */
  readonly accounts?: Readonly<Record<string, Partial<Omit<UserSeed, 'profile'>>>>;
  readonly org?: Partial<OrgSeed>;
  readonly app?: Partial<ServiceAppSeed>;
  /** Okta's clock ahead of this host's. */
  readonly dateSkewMs?: number;
  /** Members of the configuration, put over the plain ones. */
  readonly configuration?: Readonly<Record<string, unknown>>;
  readonly source?: Readonly<Record<string, unknown>>;
  readonly okta?: Readonly<Record<string, unknown>>;
  /** The mapping's text. */
  readonly mapping?: string;
  /** Read from another file than the household's own. */
  readonly mappingFile?: string;
  readonly version?: string;
  /** The simulated Okta accepts writes, and the app has the rights to make them. */
  readonly manage?: boolean;
  /** Okta speaks TLS with this certificate; commands in a process of their own have to trust it. */
  readonly tls?: { readonly key: string; readonly cert: string };
  /** Okta limits what it is asked, as an ordinary organisation's does; time passes when everybody waits for it. */
  readonly limited?: boolean;
  /** Of the dice that Okta's faults and the client's jitter are thrown with; others each time when left out. */
  readonly seed?: number;
  /** What requests to a limited Okta go out by, instead of the global `fetch`. */
  readonly fetch?: typeof fetch;
}

/** Who runs the household's commands. */
export const operator = 'olga.ops';

/** Somebody's account as the simulated Okta has it, read there and not through tenured. */
export interface SeenAccount {
  readonly status: string;
  readonly profile: Readonly<Record<string, unknown>>;
  /** Names of the groups that the account is in, but for the built-in one. */
  readonly groups: readonly string[];
  readonly sessions: number;
  readonly mails: readonly Mail['kind'][];
}

/** What a command did: its exit code and all that it wrote, the household's folder written as `~`. */
export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

type Placed<Line> = Line & { readonly provenance: Provenance | null };

/** A plan as `plan --json` prints it. */
export interface PlanDocument {
  readonly envelope: Omit<PlanEnvelope, 'header'>;
  readonly header: PlanHeader;
  readonly operations: readonly Placed<Operation>[];
  readonly skips: readonly Placed<Skip>[];
  readonly problems: readonly Placed<DataProblem>[];
  readonly findings: readonly Placed<FindingLine>[];
}

export interface Planned extends Outcome, PlanDocument {}

/**
 * A company of its own in a folder of its own: configuration, mapping, HR file, key, state, and a simulated Okta on
 * loopback that refuses and records everything but reading. Commands run in this process through `runCommandLine`, on a
 * clock that stands still but for what somebody waits for.
 */
export class Household {
  readonly directory: string;
  readonly clock: VirtualClock;
  readonly hostClock: Clock;
  readonly okta: Simulator;
  readonly configurationFile: string;
  readonly mappingFile: string;
  readonly source: string;
  readonly keyFile: string;
  state: string;
  readonly #wishes: Wishes;
  #version: string;
  readonly #memory: SourceMemory = new Map();
  readonly #answers: (string | (() => string))[] = [];
  /** As wide as a terminal is for the next commands; null for as wide as suits a command's tests. */
  columns: number | null = null;
  readonly #flow: Flow | null;
  /** One for all commands: what one of them has signed, another must not sign again. */
  readonly #random: Random;

  constructor(directory: string, clock: VirtualClock, okta: Simulator, wishes: Wishes) {
    this.directory = directory;
    this.clock = clock;
    this.#flow = wishes.limited === true ? new Flow(clock, wishes.fetch) : null;
    this.hostClock = this.#flow === null ? passing(clock) : clock;
    this.okta = okta;
    this.configurationFile = join(directory, 'tenured.yaml');
    this.mappingFile = join(directory, 'people.yaml');
    this.source = join(directory, 'people.csv');
    this.keyFile = join(directory, 'okta.pem');
    this.state = join(directory, 'state');
    this.#wishes = wishes;
    this.#random = wishes.seed === undefined ? systemRandom() : seededRandom(wishes.seed);
    this.#version = wishes.version ?? '1.0.0';
    this.useKey(key.privatePem);
    this.useMapping(wishes.mapping ?? mapping);
    this.configure();
    if (wishes.staff !== undefined) this.bind(wishes.staff);
  }

  /** Writes the configuration, with these members over the household's own. */
  configure(more: Pick<Wishes, 'configuration' | 'source' | 'okta'> = {}): void {
    const { configuration, source, okta, mappingFile } = this.#wishes;
    const text = stringify({
      version: 1,
      name: 'Acme',
      timezone: 'Europe/Berlin',
      okta: {
        orgUrl: this.okta.url,
        clientId,
        privateKey: { file: this.keyFile },
        ...okta,
        ...more.okta,
      },
      sources: [
        {
          name: 'people',
          type: 'csv',
          path: this.source,
          roster: 'all',
          mapping: mappingFile ?? this.mappingFile,
          ...source,
          ...more.source,
        },
      ],
      state: { dir: this.state },
      ...configuration,
      ...more.configuration,
    });
    writeFileSync(this.configurationFile, text);
  }

  useKey(pem: string): void {
    writeFileSync(this.keyFile, pem, { mode: 0o600 });
    chmodSync(this.keyFile, 0o600);
  }

  useMapping(text: string): void {
    writeFileSync(this.mappingFile, text);
  }

  /** From now on another state, empty but for the bindings of the staff: as if tenured had never run. */
  forget(): void {
    this.state = mkdtempSync(join(this.directory, 'state-'));
    this.configure();
    if (this.#wishes.staff !== undefined) this.bind(this.#wishes.staff);
  }

  /** From now on the commands are those of another release. */
  upgrade(version: string): void {
    this.#version = version;
  }

  /** Puts the HR file in its place, at rest for ten minutes by the household's clock. */
  deliver(content: string | Buffer | readonly Person[], restingMs = 10 * minute): void {
    const bytes = typeof content === 'string' || Buffer.isBuffer(content) ? content : file(content);
    rmSync(this.source, { force: true, recursive: true });
    writeFileSync(this.source, bytes);
    this.age(restingMs);
  }

  /** Makes the HR file so old. */
  age(restingMs: number): void {
    const modified = (this.clock.now() - restingMs) / 1000;
    utimesSync(this.source, modified, modified);
  }

  /** Lets time go by with nobody waiting for it. */
  later(milliseconds: number): void {
    this.clock.set(this.clock.now() + milliseconds);
  }

  now(): Instant {
    return this.clock.now();
  }

  /** Runs a command. */
  async run(...arguments_: readonly string[]): Promise<Outcome> {
    return this.runUntil(new AbortController().signal, ...arguments_);
  }

  /** Runs a command that `stop` may end. */
  async runUntil(stop: AbortSignal, ...arguments_: readonly string[]): Promise<Outcome> {
    // Plans are shown as wide as a terminal; problems so wide that each is told in one line.
    const stdout = capture(this.columns ?? columnsOf[arguments_[0] ?? ''] ?? 2000);
    const stderr = capture(2000);
    const begin = (): Promise<number> => runCommandLine(this.#world(stdout, stderr, stop), arguments_);
    const code = await (this.#flow === null ? begin() : this.#flow.until(begin));
    await breathe();
    return { code, stdout: this.#relative(stdout.text()), stderr: this.#relative(stderr.text()) };
  }

  /** Runs `plan --json` and reads what it says. */
  async plan(...more: readonly string[]): Promise<Planned> {
    const outcome = await this.run('plan', '--json', ...more);
    if (outcome.stdout === '') throw new Error(`no plan was made: ${outcome.stderr}`);
    return { ...outcome, ...(JSON.parse(outcome.stdout) as PlanDocument) };
  }

  /** Binds people to the accounts with their login, as a take-over of existing accounts would have done. */
  bind(persons: readonly Person[], madeBy: Binding['madeBy'] = 'adopted'): void {
    const bindings = persons.map((one) => ({
      worker: workerId(one.id),
      okta: oktaUserId(idFor('user', loginOf(one))),
      madeBy,
      madeAt: instant(this.clock.now() - 90 * 24 * hour),
      evidence: 'profile.hrWorkerId',
    }));
    this.withState((state) => {
      bindingStore(state.database).add(bindings);
    });
  }

  /** A person's consent to a whole plan. */
  approve(plan: PlanDocument): Promise<Outcome> {
    return this.#decide('approve', plan);
  }

  /** A person's refusal, likewise: the next run makes a plan of its own, even when it says the same. */
  reject(plan: PlanDocument): Promise<Outcome> {
    return this.#decide('reject', plan);
  }

  async #decide(decision: 'approve' | 'reject', { envelope }: PlanDocument): Promise<Outcome> {
    const outcome = await this.run('plan', decision, String(envelope.number), '--yes');
    if (outcome.code !== 0) throw new Error(`plan ${String(envelope.number)}: ${outcome.stderr}`);
    return outcome;
  }

  /** What the next questions on the terminal are answered with, or whatever happens before; without any there is no terminal. */
  answer(...answers: readonly (string | (() => string))[]): void {
    this.#answers.push(...answers);
  }

  /** The account with this person's login; undefined when there is none. */
  account(person: Pick<Person, 'id'>): SeenAccount | undefined {
    const { org } = this.okta;
    const record = org.user(loginOf(person));
    if (record === undefined) return undefined;
    const { id, status, profile } = record;
    const groups = [...org.groups.all()].filter((one) => one.type !== 'BUILT_IN' && org.isMember(one, record));
    const mails = org.mails().filter(({ userId }) => userId === id);
    return {
      status,
      profile: { ...profile },
      groups: groups.map((one) => String(one.profile['name'])).sort(),
      sessions: org.sessions.of(id).length,
      mails: mails.map(({ kind }) => kind),
    };
  }

  /** Requests that would have changed something, whether they were let or not. */
  writes(): readonly string[] {
    return this.calls().filter((call) => !call.startsWith('GET '));
  }

  /** Opens the state between two commands, to look into it. */
  withState<Value>(work: (state: State) => Value): Value {
    const state = openState({ directory: this.state });
    try {
      return work(state);
    } finally {
      state.close();
    }
  }

  /** Milliseconds that the longest request to a limited Okta took. */
  longestCall(): number {
    return this.#flow?.longestCall ?? 0;
  }

  /** Requests to Okta so far, without those to the token endpoint. */
  calls(): readonly string[] {
    return this.okta
      .requests()
      .filter(({ path }) => path !== '/oauth2/v1/token')
      .map(({ method, path }) => `${method} ${path}`);
  }

  /** The reports beside the state, by name. */
  report(name: string): string {
    return readFileSync(join(this.state, 'reports', name), 'utf8');
  }

  reports(): readonly string[] {
    return readdirSync(join(this.state, 'reports'));
  }

  #relative(text: string): string {
    return text.replaceAll(this.directory, '~');
  }

  #world(stdout: Output, stderr: Output, stop: AbortSignal): World {
    const clock = this.hostClock;
    const random = this.#random;
    const tools: OktaTools = { clock, random, version: this.#version, fetch: watching(this.#flow?.fetch ?? fetch) };
    const answers = this.#answers;
    return {
      version: this.#version,
      clock,
      random,
      environment: { TENURED_CONFIG: this.configurationFile, LANG: 'C.UTF-8' },
      stdout,
      stderr,
      stop,
      openState: buildState,
      source: (options) => openSource(options, { clock, fetch, memory: this.#memory }),
      openUnknownTable,
      directory: (options) => connectOkta(options, tools).reader(),
      connect: (options, _log, cut) => connectOkta(options, within(tools, cut)),
      user: () => operator,
      ask: answers.length === 0 ? null : () => Promise.resolve(answered(answers.shift() ?? '')),
      pauseFile,
      probe: (options, wants) => probe(options, tools, wants),
      leastPrivilege,
      generateKey: async (kind, kid) => {
        const pair = await generateKey(kind, kid);
        return { privatePem: pair.privatePem, publicJwk: { ...pair.publicJwk } };
      },
      keyProblems,
      proveKey: (okta, one) => {
        if (okta.apiToken !== undefined) throw new Error('an API token has no key');
        return proveKey(okta, tools, one);
      },
      publicJwk: (material, kid) => Promise.resolve({ ...publicJwk(material, kid) }),
      daemon: (parts, until) => {
        const metrics = createMetrics(this.#version);
        const { schedule, turn, ...rest } = parts;
        return runDaemon(
          {
            ...rest,
            clock: this.clock,
            schedule: cronSchedule(schedule.expression, schedule.zone),
            metrics,
            turn: async (request, hooks) => {
              const made = await turn(request, hooks, metrics);
              return made === null ? { outcome: 'yielded' } : turnEnd(made);
            },
          },
          until,
        );
      },
      simulate: () => Promise.reject(new Error('a household has its own Okta')),
      demo: () => Promise.reject(new Error('a household is no demo')),
      breathe,
    };
  }
}

/** Sets a household up; it goes with the test, and fails it when anything but reading was asked of Okta. */
export async function household(wishes: Wishes = {}): Promise<Household> {
  const clock = new VirtualClock(parseInstant(wishes.at ?? noon) ?? Number.NaN);
  const home = await furnish(temporaryFolder(), clock, wishes);
  const { okta } = home;
  // A test may have closed it already.
  onTestFinished(() => okta.close().catch(() => undefined));
  onTestFinished(() => {
    expect(okta.violations(), 'planning asked Okta for something else than reading').toEqual([]);
  });
  return home;
}

/** Sets a household up in a folder and by a clock; whoever asked for it closes its Okta and removes the folder. */
export async function furnish(directory: string, clock: VirtualClock, wishes: Wishes): Promise<Household> {
  const served = wishes.limited === true ? new ServerClock(() => clock.now()) : null;
  const okta = await startSimulator({
    clock: served ?? clock,
    random: wishes.seed === undefined ? systemRandom() : seededRandom(1_000 + wishes.seed),
    org: organisation(wishes),
    presetLimits: wishes.limited === true ? 'workforce' : 'unlimited',
    readOnly: wishes.manage !== true,
    dateSkewMs: wishes.dateSkewMs ?? 0,
    ...(wishes.tls === undefined ? {} : { tls: wishes.tls }),
    observe,
  });
  if (served !== null) {
    clock.serve(served, true);
    clock.serve(heldBy(okta), true);
  }
  return new Household(directory, clock, okta, wishes);
}

/** Requests that stand still until their sender gives up. */
function heldBy({ faults }: Simulator): Server {
  return {
    waiting: () =>
      faults
        .list()
        .filter(({ state }) => state === 'holding')
        .map((_, id) => ({ id, wakeAt: Infinity })),
    wake: () => undefined,
  };
}

/** A file system in memory: there a write is durable at once, and thousands of them need no patience. */
const memory = '/dev/shm';

function hasRoom(path: string): boolean {
  if (!existsSync(path)) return false;
  const { bavail, bsize } = statfsSync(path);
  return bavail * bsize > 1024 ** 3;
}

/** A folder that goes with the test. */
export function temporaryFolder(): string {
  const folder = realpathSync(mkdtempSync(join(hasRoom(memory) ? memory : tmpdir(), 'tenured-scenario-')));
  onTestFinished(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}

/** An organisation with an administrator, the staff's accounts as they should be, and the mapping's group. */
function organisation({ staff = [], accounts = {}, org = {}, app = {}, manage = false }: Wishes): OrgSeed {
  const rights = manage ? { grantedScopes: provisioningScopes, roles: [{ type: 'ORG_ADMIN' as const }] } : {};
  const { users = [], groups = [], memberships = [], roles = [], ...rest } = org;
  const times = { lastUpdated: '2026-01-05T09:00:00.000Z', lastMembershipUpdated: '2026-01-05T09:00:00.000Z' };
  return emptyOrg('acme', {
    apps: [serviceApp(clientId, [publicJwk(key.privatePem, null)], { ...rights, ...app })],
    users: [
      user(administrator, { lastUpdated: '2026-01-05T09:00:00.000Z' }),
      ...staff.map((one) => accountOf(one, accounts[one.id])),
      ...users,
    ],
    groups: [group(everyone, times), ...groups],
    memberships: [{ group: everyone, users: staff.map(loginOf) }, ...memberships],
    roles: [{ assignee: administrator, role: { type: 'SUPER_ADMIN' } }, ...roles],
    ...rest,
  });
}

/** What waits for Okta stops waiting with the signal, as in the program itself. */
function within(tools: OktaTools, cut: AbortSignal): OktaTools {
  const either = (one: AbortSignal | null | undefined): AbortSignal =>
    one instanceof AbortSignal ? AbortSignal.any([one, cut]) : cut;
  return { ...tools, fetch: (url, init) => tools.fetch(url, { ...init, signal: either(init.signal) }) };
}

function answered(answer: string | (() => string)): string {
  return typeof answer === 'string' ? answer : answer();
}

/** Screens that a test looks at as a terminal shows them; all others are so wide that nothing is wrapped. */
const columnsOf: Readonly<Record<string, number>> = { plan: 120, status: 80, mapping: 80, problems: 80 };

/** The virtual clock, on which time passes exactly when somebody waits without a way to be called off. */
function passing(clock: VirtualClock): Clock {
  return {
    now: () => clock.now(),
    sleep: (ms, signal) => (signal === undefined ? clock.advance(ms) : clock.sleep(ms, signal)),
  };
}

function capture(columns: number): Output & { text(): string } {
  let written = '';
  return {
    isTerminal: false,
    columns,
    text: () => written,
    write: (text) => {
      written += text;
      return Promise.resolve();
    },
  };
}

function buildState(directory: string): OpenState {
  const state = openState({ directory });
  const { database } = state;
  return {
    stores: { ...openStores(database), audit: auditLog(database, systemRandom()) },
    history: operationJournal(database, systemRandom(), null),
    leases: leaseStore(database),
    journal: (lease) => operationJournal(database, systemRandom(), lease),
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

/** The finding of a guardrail. */
export function finding(plan: PlanDocument, guardrail: FindingLine['guardrail']): FindingLine {
  const found = plan.findings.filter((one) => one.guardrail === guardrail);
  if (found.length !== 1 || found[0] === undefined)
    throw new Error(`${guardrail} has ${String(found.length)} findings`);
  return found[0];
}

/** `disable E1`, in the plan's order. */
export function steps(plan: PlanDocument): readonly string[] {
  return plan.operations.map(({ kind, subject }) => `${kind} ${subject.worker}`);
}

/** `protected E1`, in the plan's order. */
export function skipped(plan: PlanDocument): readonly string[] {
  return plan.skips.map(({ why, subject }) => `${why} ${subject.worker}`);
}

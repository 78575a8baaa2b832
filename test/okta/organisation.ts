import { onTestFinished } from 'vitest';
import { oktaGroupId, oktaUserId, type OktaGroupId, type OktaUserId } from '../../src/domain/kernel/ids.ts';
import type { Instant } from '../../src/domain/time/instant.ts';
import {
  connectOkta,
  generateKey,
  publicJwk,
  type OktaEvent,
  type OktaOptions,
  type OktaReader,
  type OktaWriter,
} from '../../src/okta/index.ts';
import type { Authority, DirectoryWriter, WriteOutcome } from '../../src/reconcile/ports.ts';
import {
  emptyOrg,
  group,
  provisioningScopes,
  serviceApp,
  user,
  type OrgSeed,
  type RecordedRequest,
  type ServiceAppSeed,
  type Simulator,
  type SimulatorOptions,
  type UserStatus,
} from '../../src/simulator/index.ts';
import { changesIn } from '../support/changes.ts';
import { observe, watching } from '../support/openapi/observer.ts';
import { startSimulator } from '../support/simulated/start.ts';
import { VirtualClock } from '../support/virtual-clock.ts';
import { seededRandom } from '../support/seeded-random.ts';

export const clientId = '0oaTenured';
const key = await generateKey('ec', 'k1');

export const staff = oktaGroupId('00gStaff');
export const sales = oktaGroupId('00gSales');
export const admins = oktaGroupId('00gAdmins');

/** What a test lets the gate answer; everything about the usual accounts is allowed until it says otherwise. */
export class Wardens implements Authority {
  stop: string | null = null;
  readonly bound: Set<string>;
  readonly protections = new Map<string, string>();
  readonly cuts = new Set<string>();
  readonly groups = new Set<string>([staff, sales]);
  readonly attributes = new Set(['firstName', 'lastName', 'email', 'title', 'city', 'mobilePhone', 'hrWorkerId']);
  listedAt: Instant | null = null;
  rulesUnknown: string | null = null;
  administratorsUnknown: string | null = null;

  constructor(bound: Iterable<string>) {
    this.bound = new Set(bound);
  }

  stopped(): string | null {
    return this.stop;
  }
  protection(account: OktaUserId): string | null {
    return this.protections.get(account) ?? null;
  }
  mayCutProtected(account: OktaUserId): boolean {
    return this.cuts.has(account);
  }
  isBound(account: OktaUserId): boolean {
    return this.bound.has(account);
  }
  isManagedGroup(id: OktaGroupId): boolean {
    return this.groups.has(id);
  }
  owns(attribute: string): boolean {
    return this.attributes.has(attribute);
  }
  administratorsReadAt(): Instant | null {
    return this.listedAt;
  }
  groupsStopped(): string | null {
    return this.rulesUnknown;
  }
  suspendsOnly(): string | null {
    return this.administratorsUnknown;
  }
}

/** One account of every status, `00uACTIVE` and so on, each with a title, in Staff. */
export const statuses: readonly UserStatus[] = [
  'STAGED',
  'PROVISIONED',
  'ACTIVE',
  'RECOVERY',
  'PASSWORD_EXPIRED',
  'LOCKED_OUT',
  'SUSPENDED',
  'DEPROVISIONED',
];

export const idOf = (status: UserStatus): OktaUserId => oktaUserId(`00u${status}`);
export const administrator = oktaUserId('00uRoot');

function everybody(more: Wishes['more'] = {}): Partial<OrgSeed> {
  const { users: others = [], groups = [], memberships = [], roles = [] } = more;
  const users = statuses.map((status) =>
    user(`${status.toLowerCase()}.person@acme.test`, { id: idOf(status), status, profile: { title: 'Clerk' } }),
  );
  return {
    users: [...users, user('root.admin@acme.test', { id: administrator }), ...others],
    groups: [group('Staff', { id: staff }), group('Sales', { id: sales }), group('Admins', { id: admins }), ...groups],
    memberships: [
      { group: staff, users: users.map(({ id }) => id ?? '') },
      { group: admins, users: [administrator] },
      ...memberships,
    ],
    roles: [{ assignee: admins, role: { type: 'SUPER_ADMIN' } }, ...roles],
  };
}

export interface Organisation {
  readonly clock: VirtualClock;
  readonly simulator: Simulator;
  readonly authority: Wardens;
  readonly reader: OktaReader;
  readonly writer: OktaWriter;
  /** What the client told of its work, and when. */
  readonly heard: readonly Heard[];
  /** Requests that could change something, in their order. */
  writes(): readonly RecordedRequest[];
  /** What the app did, by the System Log. */
  events(): readonly string[];
}

/** An event of the client. */
export interface Heard {
  readonly at: number;
  readonly event: OktaEvent;
}

export interface Wishes {
  readonly org?: Partial<OrgSeed>;
  /** Beside everybody who is there anyway. */
  readonly more?: Pick<OrgSeed, 'users' | 'groups' | 'memberships' | 'roles'>;
  readonly app?: Partial<ServiceAppSeed>;
  readonly simulator?: Partial<SimulatorOptions>;
}

/** How the app of an organisation gets at it. */
export function options({ url }: Simulator): OktaOptions & { readonly apiToken?: undefined } {
  const privateKey = { material: key.privatePem, kid: 'k1' };
  return { orgUrl: url, clientId, dpop: true, share: 0.5, privateKey };
}

/** A simulated organisation with an app that may write, and a reader and a writer of one connection. */
export async function organisation(wishes: Wishes = {}): Promise<Organisation> {
  const clock = new VirtualClock();
  const app = serviceApp(clientId, [publicJwk(key.privatePem, 'k1')], {
    grantedScopes: provisioningScopes,
    roles: [{ type: 'ORG_ADMIN' }],
    ...wishes.app,
  });
  const simulator = await startSimulator({
    clock,
    random: seededRandom(7),
    org: emptyOrg('acme', { ...everybody(wishes.more), apps: [app], ...wishes.org }),
    presetLimits: 'unlimited',
    observe,
    ...wishes.simulator,
  });
  onTestFinished(() => simulator.close().catch(() => undefined));
  const heard: Heard[] = [];
  const tools = {
    clock,
    log: (event: OktaEvent) => void heard.push({ at: clock.now(), event }),
    random: seededRandom(),
    version: '1.2.3',
    fetch: watching((url, init) => fetch(url, init)),
  };
  const connection = connectOkta(options(simulator), tools);
  const authority = new Wardens(statuses.map(idOf));
  return {
    clock,
    simulator,
    authority,
    heard,
    reader: connection.reader(),
    writer: connection.writer(authority),
    writes: () => simulator.requests().filter(({ method, path }) => method !== 'GET' && path !== '/oauth2/v1/token'),
    events: () =>
      changesIn(simulator.org)
        .filter(({ author }) => author.id === clientId)
        .map((event) => event.eventType),
  };
}

export const newcomer = {
  firstName: 'Nora',
  lastName: 'Newman',
  login: 'nora.newman@acme.test',
  email: 'nora.newman@acme.test',
  title: 'Analyst',
};

/** One write as the tests make it of each kind, where it legally can be made. */
export interface Case {
  readonly name: keyof DirectoryWriter;
  readonly account: OktaUserId | null;
  /** As the request line shows it. */
  readonly request: string;
  readonly event: string;
  readonly repeatable: boolean;
  call(writer: OktaWriter): Promise<WriteOutcome>;
  /** Whether it has happened. */
  happened(simulator: Simulator): boolean;
}

const active = idOf('ACTIVE');
const status =
  (id: OktaUserId, wanted: UserStatus): ((simulator: Simulator) => boolean) =>
  ({ org }) =>
    org.user(id)?.status === wanted;
const isMember = ({ org }: Simulator, id: OktaGroupId, account: OktaUserId): boolean => {
  const [found, person] = [org.group(id), org.user(account)];
  return found !== undefined && person !== undefined && org.isMember(found, person);
};

export const cases: readonly Case[] = [
  {
    name: 'create',
    account: null,
    request: 'POST /api/v1/users?activate=false',
    event: 'user.lifecycle.create',
    repeatable: false,
    call: (writer) => writer.create({ profile: newcomer, groups: [staff, sales] }, ['title']),
    happened: (simulator: Simulator): boolean => {
      const made = simulator.org.user(newcomer.login);
      return made?.status === 'STAGED' && isMember(simulator, staff, oktaUserId(made.id));
    },
  },
  {
    name: 'activate',
    account: idOf('STAGED'),
    request: 'POST /api/v1/users/00uSTAGED/lifecycle/activate?sendEmail=false',
    event: 'user.lifecycle.activate',
    repeatable: false,
    call: (writer) => writer.activate(idOf('STAGED'), false),
    happened: status(idOf('STAGED'), 'PROVISIONED'),
  },
  {
    name: 'updateProfile',
    account: active,
    request: 'POST /api/v1/users/00uACTIVE',
    event: 'user.account.update_profile',
    repeatable: false,
    call: (writer) => writer.updateProfile(active, { city: 'Bonn', title: null }, ['city', 'title']),
    happened: ({ org }) =>
      org.user(active)?.profile['city'] === 'Bonn' && !('title' in (org.user(active)?.profile ?? {})),
  },
  {
    name: 'suspend',
    account: active,
    request: 'POST /api/v1/users/00uACTIVE/lifecycle/suspend',
    event: 'user.lifecycle.suspend',
    repeatable: false,
    call: (writer) => writer.suspend(active),
    happened: status(active, 'SUSPENDED'),
  },
  {
    name: 'unlock',
    account: idOf('LOCKED_OUT'),
    request: 'POST /api/v1/users/00uLOCKED_OUT/lifecycle/unlock',
    event: 'user.account.unlock_by_admin',
    repeatable: false,
    call: (writer) => writer.unlock(idOf('LOCKED_OUT')),
    happened: status(idOf('LOCKED_OUT'), 'ACTIVE'),
  },
  {
    name: 'unsuspend',
    account: idOf('SUSPENDED'),
    request: 'POST /api/v1/users/00uSUSPENDED/lifecycle/unsuspend',
    event: 'user.lifecycle.unsuspend',
    repeatable: false,
    call: (writer) => writer.unsuspend(idOf('SUSPENDED')),
    happened: status(idOf('SUSPENDED'), 'ACTIVE'),
  },
  {
    name: 'deactivate',
    account: active,
    request: 'POST /api/v1/users/00uACTIVE/lifecycle/deactivate?sendEmail=false',
    event: 'user.lifecycle.deactivate',
    repeatable: false,
    call: (writer) => writer.deactivate(active),
    happened: status(active, 'DEPROVISIONED'),
  },
  {
    name: 'clearSessions',
    account: active,
    request: 'DELETE /api/v1/users/00uACTIVE/sessions?oauthTokens=true',
    event: 'user.session.clear',
    repeatable: true,
    call: (writer) => writer.clearSessions(active),
    happened: ({ org }) => org.sessions.of(active).length === 0,
  },
  {
    name: 'addToGroup',
    account: active,
    request: 'PUT /api/v1/groups/00gSales/users/00uACTIVE',
    event: 'group.user_membership.add',
    repeatable: true,
    call: (writer) => writer.addToGroup(sales, active),
    happened: (simulator) => isMember(simulator, sales, active),
  },
  {
    name: 'removeFromGroup',
    account: active,
    request: 'DELETE /api/v1/groups/00gStaff/users/00uACTIVE',
    event: 'group.user_membership.remove',
    repeatable: true,
    call: (writer) => writer.removeFromGroup(staff, active),
    happened: (simulator) => !isMember(simulator, staff, active),
  },
];

/** Opens sessions of everybody, so that ending them can be seen. */
export function signIn({ org }: Simulator): void {
  for (const state of statuses) {
    org.sessions.open(idOf(state), org.now());
    org.sessions.open(idOf(state), org.now(), 'oauthTokens');
  }
}

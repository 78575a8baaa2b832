import type { SchemaAttribute } from '../domain/identity/observed.ts';
import { TenuredError } from '../domain/kernel/errors.ts';
import type { Problem } from '../domain/kernel/problem.ts';
import { second } from '../domain/time/instant.ts';
import type { OktaOptions } from './options.ts';
import { address } from './resources/address.ts';
import { listGroupRules } from './resources/group-rules.ts';
import { readOrganisation } from './resources/organisation.ts';
import { listAssignees, readOwnRoles } from './resources/roles.ts';
import { readSchema } from './resources/schema.ts';
import { list } from './resources/trust.ts';
import { nobodyVisible } from './resources/users.ts';
import type { OktaTools } from './tools.ts';
import { connect, type Connection } from './transport/connection.ts';
import type { Session } from './transport/session.ts';

/** One line of `tenured doctor`. */
export interface ProbeResult {
  readonly name: string;
  readonly level: 'ok' | 'warn' | 'fail';
  readonly detail: string;
  readonly problem?: Problem;
}

/** What the mapping needs of the schema. */
export interface ProbeWants {
  /** Attributes that the mapping writes or matches by. */
  readonly attributes: readonly string[];
  /** The attribute that ties an account to a worker; null when there is none. */
  readonly anchor: string | null;
}

type Outcome = Omit<ProbeResult, 'name'>;

/** A person waits for the answer. */
const patience = { faults: 10 * second, throttling: 90 * second };

/** Skew that is worth a word; far more than that is refused by the connection itself. */
const noticeableSkew = 60 * second;

/**
 * Proves, one by one and by harmless reads, what tenured needs of Okta: the key, the organisation, the clock, a token,
 * each scope alone together with the role behind it, the wanted attributes, and headroom under the rate limits. A failure
 * ends the round only where nothing after it could work.
 */
export async function* probe(
  options: OktaOptions,
  tools: OktaTools,
  wants: ProbeWants = { attributes: [], anchor: null },
): AsyncGenerator<ProbeResult, void, undefined> {
  const connection = yield* prepare(options, tools);
  if (connection === null) return;
  const reached = await run('organisation', () => organisation(connection));
  yield reached;
  if (reached.level === 'fail') return;
  yield clock(connection);
  for (const [name, scope, check] of checks(options, wants)) {
    yield await run(name, () => check(connection.open([scope])));
  }
  yield headroom(connection);
}

async function* prepare(
  options: OktaOptions,
  tools: OktaTools,
): AsyncGenerator<ProbeResult, Connection | null, undefined> {
  let connection: Connection | null = null;
  yield await run('key', () => {
    connection = connect(options, tools, patience);
    return Promise.resolve(key(connection));
  });
  return connection;
}

type Check = readonly [name: string, scope: string, check: (session: Session) => Promise<Outcome>];

/** Each check gets a token with the one scope that it needs, so that a missing scope names itself. */
function checks(options: OktaOptions, wants: ProbeWants): readonly Check[] {
  return [
    ['users', 'okta.users.read', users],
    ['groups', 'okta.groups.read', groups],
    ['group rules', 'okta.groups.read', rules],
    ['schema', 'okta.schemas.read', (session) => schema(session, wants)],
    ['administrators', 'okta.roles.read', roles],
    [
      'own role',
      'okta.roles.read',
      (session) => ownRole(session, options.apiToken === undefined ? options.clientId : ''),
    ],
  ];
}

async function run(name: string, check: () => Promise<Outcome>): Promise<ProbeResult> {
  try {
    return { name, ...(await check()) };
  } catch (error) {
    if (!(error instanceof TenuredError)) throw error;
    return { name, level: 'fail', detail: error.message, problem: toProblem(error) };
  }
}

function toProblem({ code, message, why, hint }: TenuredError): Problem {
  return {
    code,
    severity: 'error',
    message,
    ...(why === undefined ? {} : { why }),
    ...(hint === undefined ? {} : { hint }),
  };
}

function ok(detail: string): Outcome {
  return { level: 'ok', detail };
}

function warn(problem: Omit<Problem, 'severity'>): Outcome {
  return { level: 'warn', detail: problem.message, problem: { ...problem, severity: 'warning' } };
}

function key(connection: Connection): Outcome {
  const held = connection.credentials.keys?.current;
  if (held === undefined) return ok('an API token');
  const { kind, kid, rsaBits } = held;
  if (rsaBits === null || rsaBits >= 3072) return ok(`${kind}, kid ${kid}`);
  return warn({
    code: 'TEN-2001',
    message: `The key is ${kind}; 3,072 bits or EC P-256 are today's choice.`,
    hint: 'Make a new one with tenured keys generate and register it beside the old one.',
  });
}

async function organisation(connection: Connection): Promise<Outcome> {
  const { id } = await readOrganisation(connection.open([]));
  return ok(`${connection.origin}, organisation ${id}`);
}

function clock(connection: Connection): ProbeResult {
  const skew = connection.time.skew();
  if (skew === null) return { name: 'clock', level: 'warn', detail: "Okta's time could not be read." };
  const seconds = (Math.abs(skew) / second).toFixed(1);
  if (Math.abs(skew) <= noticeableSkew) return { name: 'clock', ...ok(`${seconds} s from Okta's`) };
  const message = `The clock of this host is ${seconds} s ${skew > 0 ? 'ahead of' : 'behind'} Okta's.`;
  const hint = 'Turn on time synchronisation: timedatectl set-ntp true';
  return { name: 'clock', ...warn({ code: 'TEN-2107', message, hint }) };
}

async function users(session: Session): Promise<Outcome> {
  const url = address(session.origin, ['api', 'v1', 'users'], { limit: '1' });
  const answer = await session.get({ url, bucket: 'GET /api/v1/users', what: 'users' });
  if (list(answer.json, 'users', 'the page').length === 0) throw nobodyVisible();
  return ok('okta.users.read, and the role shows people');
}

async function groups(session: Session): Promise<Outcome> {
  const url = address(session.origin, ['api', 'v1', 'groups'], { limit: '1' });
  const answer = await session.get({ url, bucket: 'GET /api/v1/groups', what: 'groups' });
  if (list(answer.json, 'groups', 'the page').length > 0) return ok('okta.groups.read, and the role shows groups');
  return warn({
    code: 'TEN-2202',
    message: 'Okta shows not a single group to this app.',
    hint: "Widen the resource set of the app's admin role if the mapping names groups.",
  });
}

async function rules(session: Session): Promise<Outcome> {
  const found = await listGroupRules(session);
  return ok(`${String(found.filter(({ active }) => active).length)} active of ${String(found.length)}`);
}

async function schema(session: Session, wants: ProbeWants): Promise<Outcome> {
  const attributes = new Map((await readSchema(session)).map((attribute) => [attribute.name, attribute]));
  const names = new Set([...wants.attributes, ...(wants.anchor === null ? [] : [wants.anchor])]);
  const missing = [...names].filter((name) => !attributes.has(name));
  if (missing.length > 0) {
    throw new TenuredError('TEN-2308', `The Okta user profile has no attribute ${missing.join(', ')}.`, {
      hint: 'Add it in the Okta admin console under Directory > Profile Editor > User (default).',
    });
  }
  const anchor = wants.anchor === null ? undefined : attributes.get(wants.anchor);
  return (anchor === undefined ? null : anchorWarning(anchor)) ?? ok(`${String(attributes.size)} attributes`);
}

/** Okta enforces uniqueness of custom attributes only; `employeeNumber` never is unique. [Okta: Schema] */
function anchorWarning(anchor: SchemaAttribute): Outcome | null {
  if (!anchor.unique) {
    return warn({
      code: 'TEN-2308',
      message: `Okta does not keep ${anchor.name} unique.`,
      why: 'Two accounts could claim the same worker.',
      hint: 'Use a custom attribute with "Unique" turned on, such as hrWorkerId.',
    });
  }
  if (!anchor.userEditable) return null;
  return warn({
    code: 'TEN-2308',
    message: `Users may edit ${anchor.name} themselves.`,
    why: "Somebody could take over another worker's account.",
    hint: 'Set its user permission to "Read only" or "Hide" in the Profile Editor.',
  });
}

/** Roles of groups are left out here: they are told by the listing of groups, which is another scope. */
async function roles(session: Session): Promise<Outcome> {
  const found = await listAssignees(session);
  return ok(`okta.roles.read, ${String(found.length)} administrators`);
}

/** Reading the app's own roles takes more than reading users does; not being allowed to is no fault. */
async function ownRole(session: Session, clientId: string): Promise<Outcome> {
  const held = await readOwnRoles(session, clientId).catch(notAllowed);
  if (held === null) return ok('Okta does not say');
  if (!held.includes('SUPER_ADMIN')) return ok(held.length === 0 ? 'none of its own' : held.join(', '));
  return warn({
    code: 'TEN-2202',
    message: 'The app is a super administrator.',
    why: 'Whoever gets hold of its key owns the organisation.',
    hint: 'Give it a custom role with the users and groups that tenured manages, and take SUPER_ADMIN away.',
  });
}

function notAllowed(error: unknown): null {
  if (error instanceof TenuredError && error.code === 'TEN-2202') return null;
  throw error;
}

function headroom(connection: Connection): ProbeResult {
  const windows = connection.pacer.headroom();
  const tight = windows.find(({ limit, remaining }) => remaining < limit / 4);
  if (tight === undefined) {
    const seen = windows.map(({ bucket, limit, remaining }) => `${bucket} ${String(remaining)}/${String(limit)}`);
    return { name: 'rate limits', ...ok(seen.join(', ')) };
  }
  const message = `Only ${String(tight.remaining)} of ${String(tight.limit)} calls are left for ${tight.bucket}.`;
  const hint = 'See Reports > Rate limits in the Okta admin console for who uses them.';
  return { name: 'rate limits', ...warn({ code: 'TEN-2303', message, hint }) };
}

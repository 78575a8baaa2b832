import type { SchemaAttribute } from '../domain/identity/observed.ts';
import { TenuredError } from '../domain/kernel/errors.ts';
import type { Problem } from '../domain/kernel/problem.ts';
import { second } from '../domain/time/instant.ts';
import type { KeySource } from './auth/key.ts';
import type { OktaOptions } from './options.ts';
import { proveKey } from './prove-key.ts';
import { ok, warn, type Outcome, type ProbeResult } from './probe-result.ts';
import { address } from './resources/address.ts';
import { listGroupRules } from './resources/group-rules.ts';
import { readOrganisation } from './resources/organisation.ts';
import { listAssignees } from './resources/roles.ts';
import { readSchema } from './resources/schema.ts';
import { list } from './resources/trust.ts';
import { canaryGone, getUser, nobodyVisible } from './resources/users.ts';
import { logScopes } from './membership-log.ts';
import { rightsChecks } from './probe-rights.ts';
import type { OktaTools } from './tools.ts';
import { connect, type Connection } from './transport/connection.ts';
import { untilOf } from './transport/retry.ts';
import type { Session } from './transport/session.ts';

/** What the mapping needs of the schema. */
export interface ProbeWants {
  /** Attributes that the mapping writes or matches by. */
  readonly attributes: readonly string[];
  /** The attribute that ties an account to a worker; null when there is none. */
  readonly anchor: string | null;
  /** The configured canary; null when there is none. */
  readonly canary: string | null;
  /** Names of the groups that the mapping writes to; none when left out. */
  readonly groups?: readonly string[];
}

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
  wants: ProbeWants = { attributes: [], anchor: null, canary: null },
): AsyncGenerator<ProbeResult, void, undefined> {
  const connection = yield* prepare(options, tools);
  if (connection === null) return;
  const reached = await run('organisation', () => organisation(connection));
  yield reached;
  if (reached.level === 'fail') return;
  yield clock(connection);
  if (options.apiToken === undefined) yield await run('DPoP', () => possession(connection));
  const next = options.apiToken === undefined ? (options.nextKey?.() ?? null) : null;
  if (next !== null) yield await run('next key', () => nextKey(options, tools, next));
  for (const [name, scope, loses, check] of checks(wants)) {
    yield withLoss(await run(name, () => check(connection.open([scope]))), loses);
  }
  if (wants.canary !== null) yield await run('canary', () => canary(connection, String(wants.canary)));
  yield await run('system log', () => systemLog(connection));
  yield* rightsChecks(connection, run, wants.groups ?? []);
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

type Check = readonly [name: string, scope: string, loses: string, check: (session: Session) => Promise<Outcome>];

/** Each check gets a token with the one scope that it needs, so that a missing scope names itself. */
function checks(wants: ProbeWants): readonly Check[] {
  return [
    ['users', 'okta.users.read', 'Without it nothing works: no plan, no apply.', users],
    ['groups', 'okta.groups.read', 'Without it there is no plan: groups and their members are not known.', groups],
    ['group rules', 'okta.groups.read', 'Without it there is no plan: groups that a rule fills are not told.', rules],
    [
      'schema',
      'okta.schemas.read',
      'Without it there is no plan: what can be written is not known.',
      (session) => schema(session, wants),
    ],
    [
      'administrators',
      'okta.roles.read',
      'Without it there is no plan: administrators could not be left alone.',
      roles,
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

function key({ credentials: { keys } }: Connection): Outcome {
  if (keys === null) return ok('none: an API token is used');
  const all = keys.candidates();
  const said = all.map(({ kind, kid }) => `${kind}, kid ${kid}`).join('; next: ');
  const short = all.find(({ rsaBits }) => rsaBits !== null && rsaBits < 3072);
  if (short === undefined) return ok(said);
  return warn({
    code: 'TEN-2001',
    message: `The key is ${short.kind}; 3,072 bits or EC P-256 are today's choice.`,
    hint: 'Change it: tenured keys rotate',
  });
}

/** The key that is to come is no failure while the current one works. */
async function nextKey(options: OktaOptions, tools: OktaTools, key: KeySource): Promise<Outcome> {
  if (options.apiToken !== undefined) throw new Error('an API token has no key');
  try {
    await proveKey(options, tools, key);
    return ok('Okta takes it');
  } catch (error) {
    if (!(error instanceof TenuredError)) throw error;
    const { message, hint = 'Add its public half to the app.' } = error;
    return warn({ code: 'TEN-2056', message, why: 'Until Okta takes it, the current key is the only one.', hint });
  }
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

/** Whether what is read as a token is of no use to whoever steals it. [Okta: DPoP guide] */
async function possession(connection: Connection): Promise<Outcome> {
  const { credentials, tools } = connection;
  const bucket = 'POST /oauth2/v1/token';
  const scopes = ['okta.users.read'];
  await credentials
    .tokens(scopes, (make) => connection.send(bucket, untilOf(tools.clock.now(), connection.patience), make))
    .get()
    .catch((error: unknown) => {
      // Whatever comes after the proof has a line of its own.
      if (!(error instanceof TenuredError) || !error.code.startsWith('TEN-22')) throw error;
    });
  if (credentials.prover !== null) return ok('tokens are bound to a key of this process');
  return warn({
    code: 'TEN-2105',
    message: 'Tokens are bound to no key: okta.dpop is false.',
    why: 'Whoever gets hold of a token can use it until it expires.',
    hint: 'Turn on "Require Demonstrating Proof of Possession (DPoP)" in the app, and take okta.dpop out.',
  });
}

/** Not needed: what it is good for is said where it is missing. */
async function systemLog(connection: Connection): Promise<Outcome> {
  const session = connection.open(logScopes);
  const url = address(session.origin, ['api', 'v1', 'logs'], { limit: '1' });
  try {
    await session.get({ url, bucket: 'GET /api/v1/logs', what: 'the System Log' });
    return ok('okta.logs.read: large groups are followed without reading them');
  } catch (error) {
    if (!(error instanceof TenuredError) || !error.code.startsWith('TEN-22')) throw error;
    return ok(
      'not readable: what others change in a group of more than 1,000 members is seen up to an hour late; ' +
        'okta.logs.read and a role with reports would mend it',
    );
  }
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
  return ok(`okta.roles.read, ${String(found.length)} administrator${found.length === 1 ? '' : 's'}`);
}

async function canary(connection: Connection, idOrLogin: string): Promise<Outcome> {
  const { user } = await getUser(connection.open(['okta.users.read']), idOrLogin, []);
  if (user === null) throw canaryGone(idOrLogin);
  return ok(`${idOrLogin} is visible`);
}

/** What stops working without what failed, where the failure does not say so itself. */
function withLoss(result: ProbeResult, loses: string): ProbeResult {
  const { problem } = result;
  if (result.level !== 'fail' || problem === undefined) return result;
  const why = problem.why === undefined ? loses : `${loses} ${problem.why}`;
  return { ...result, problem: { ...problem, why } };
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

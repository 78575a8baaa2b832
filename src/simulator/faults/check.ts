import { didYouMean } from '../../domain/kernel/nearest.ts';
import type { Fault, FaultKind } from './vocabulary.ts';

/** Says what is wrong with a value, or nothing. */
type Check = (value: unknown) => string | undefined;

interface Member {
  readonly check: Check;
  readonly required?: true;
}

type MembersOf<Kind extends FaultKind> = {
  readonly [Name in Exclude<keyof Extract<Fault, { kind: Kind }>, 'kind'>]-?: Member;
};

/** Something that is wrong with a fault: where in it, and what. */
export interface FaultProblem {
  readonly at: string;
  readonly problem: string;
}

function wanted(what: string, fits: (value: unknown) => boolean): Check {
  return (value) => (fits(value) ? undefined : `must be ${what}`);
}

function number(what: string, from: number, to = Number.MAX_SAFE_INTEGER): Check {
  return wanted(what, (value) => typeof value === 'number' && value >= from && value <= to);
}

function whole(from: number, to = Number.MAX_SAFE_INTEGER): Check {
  const what = to === Number.MAX_SAFE_INTEGER ? `of ${String(from)} or more` : `from ${String(from)} to ${String(to)}`;
  return wanted(
    `a whole number ${what}`,
    (value) => Number.isInteger(value) && Number(value) >= from && Number(value) <= to,
  );
}

function oneOf(...values: readonly string[]): Check {
  return wanted(`one of ${values.join(', ')}`, (value) => typeof value === 'string' && values.includes(value));
}

function must(check: Check): Member {
  return { check, required: true };
}

function may(check: Check): Member {
  return { check };
}

const text = wanted('a text', (value) => typeof value === 'string' && value !== '');
const truth = wanted('true or false', (value) => typeof value === 'boolean');
const seconds = number('a number of seconds, not negative', 0);
const share = number('a number from 0 to 1', 0, 1);
const scalar = wanted('a text or a number', (value) => ['string', 'number'].includes(typeof value));
const texts = wanted(
  'a list of texts that is not empty',
  (value) => Array.isArray(value) && value.length > 0 && value.every((each) => typeof each === 'string'),
);
const times: Check = (value) =>
  value === 'all' || whole(1)(value) === undefined ? undefined : 'must be a whole number of 1 or more, or "all"';
const regularExpression: Check = (value) => {
  if (typeof value !== 'string') return 'must be a regular expression as a text';
  try {
    new RegExp(value);
    return undefined;
  } catch (error) {
    return `is no regular expression: ${error instanceof Error ? error.message : ''}`;
  }
};
const origin: Check = (value) =>
  typeof value === 'string' && URL.canParse(value) && new URL(value).origin === value
    ? undefined
    : 'must be an origin such as https://elsewhere.example';
const profile: Check = (value) => {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isObject && Object.values(value).every(isProfileValue) ? undefined : 'must be an object of profile attributes';
};

function isProfileValue(value: unknown): boolean {
  const flat = (each: unknown): boolean => each === null || ['string', 'number', 'boolean'].includes(typeof each);
  return Array.isArray(value) ? value.every(flat) : flat(value);
}

const methods = oneOf('GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'get', 'post', 'put', 'patch', 'delete');
const status = oneOf(
  ...['STAGED', 'PROVISIONED', 'ACTIVE', 'RECOVERY', 'PASSWORD_EXPIRED', 'LOCKED_OUT', 'SUSPENDED', 'DEPROVISIONED'],
);
const side = oneOf('beforeCommit', 'afterCommit');
const stretch = { afterSeconds: may(seconds), forSeconds: may(seconds) };
const aim = {
  ...stretch,
  method: may(methods),
  path: may(wanted('a path that begins with /', (value) => typeof value === 'string' && value.startsWith('/'))),
  pattern: may(regularExpression),
  nth: may(whole(1)),
  times: may(times),
  chance: may(share),
};
const deed = {
  ...aim,
  when: may(side),
  everySeconds: may(number('a number of seconds of 1 or more', 1)),
};
const whose = { user: must(text) };
const ofClient = { ...stretch, client: must(text) };

/** What each kind of fault may and must say. */
const kinds: { readonly [Kind in FaultKind]: MembersOf<Kind> } = {
  fail: { ...aim, status: must(whole(400, 599)), errorCode: must(text) },
  cutBeforeCommit: aim,
  cutAfterCommit: aim,
  reset: { ...aim, when: may(side) },
  truncate: { ...aim, bytes: may(whole(0)) },
  hold: { ...aim, when: must(side) },
  latency: { ...aim, milliseconds: must(whole(0)), jitter: may(whole(0)) },
  slowBody: { ...aim, bytesPerSecond: must(whole(1)) },
  dateSkew: { ...aim, milliseconds: must(whole(-1e12, 1e12)) },
  rateHeaders: {
    ...aim,
    form: may(oneOf('duplicated', 'missing', 'absurd')),
    limit: may(scalar),
    remaining: may(scalar),
    reset: may(scalar),
  },
  foreignNext: { ...aim, origin: must(origin) },
  shrink: { ...aim, keep: must(share) },
  lag: { ...stretch, milliseconds: must(whole(0)) },
  maintenance: stretch,
  concurrency: { ...stretch, limit: must(whole(0)) },
  otherTenants: { ...stretch, share: must(share), bucket: may(text) },
  keyRevoked: { ...ofClient, kid: may(text) },
  roleRevoked: { ...ofClient, role: may(text) },
  grantRevoked: { ...ofClient, scopes: must(texts) },
  scopeRevoked: { ...ofClient, scopes: must(texts) },
  rotateNonce: deed,
  revokeTokens: { ...deed, client: must(text) },
  adminCreate: { ...deed, profile: must(profile), status: may(status) },
  adminEdit: { ...deed, ...whose, profile: must(profile) },
  adminMove: { ...deed, ...whose, status: must(status) },
  adminDelete: { ...deed, ...whose },
  adminMembership: { ...deed, ...whose, group: must(text), member: must(truth) },
  signIn: { ...deed, ...whose, outcome: may(oneOf('success', 'passwordExpired', 'lockedOut', 'forgotPassword')) },
  import: { ...deed, ...whose, profile: may(profile), status: may(status) },
};

/** Every kind of fault there is. */
export const faultKinds: readonly string[] = Object.keys(kinds);

export type Checked =
  | { readonly ok: true; readonly faults: readonly Fault[] }
  | { readonly ok: false; readonly problems: readonly FaultProblem[] };

/** Reads one fault or a list of them; of what is wrong everything is told at once. */
export function checkFaults(value: unknown): Checked {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  const problems = list.flatMap((each, index) => problemsOf(each, Array.isArray(value) ? `[${String(index)}]` : ''));
  return problems.length === 0 ? { ok: true, faults: list as readonly Fault[] } : { ok: false, problems };
}

function problemsOf(value: unknown, at: string): readonly FaultProblem[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return [{ at: at === '' ? 'fault' : at, problem: 'must be an object with a kind' }];
  }
  const fault = value as Readonly<Record<string, unknown>>;
  const where = (name: string): string => (at === '' ? name : `${at}.${name}`);
  const kind = fault['kind'];
  if (typeof kind !== 'string' || !Object.hasOwn(kinds, kind)) {
    const hint = didYouMean(typeof kind === 'string' ? kind : '', Object.keys(kinds));
    return [{ at: where('kind'), problem: `is no kind of fault. ${hint ?? ''}`.trim() }];
  }
  const members: Readonly<Record<string, Member>> = kinds[kind as FaultKind];
  return [
    ...Object.entries(members).flatMap(([name, member]) => memberProblem(fault[name], member, where(name))),
    ...strangers(fault, members).map((name) => ({
      at: where(name),
      problem: `is not known of ${kind}. ${didYouMean(name, Object.keys(members)) ?? ''}`.trim(),
    })),
  ];
}

function memberProblem(value: unknown, { check, required }: Member, at: string): readonly FaultProblem[] {
  if (value === undefined) return required === true ? [{ at, problem: 'is missing' }] : [];
  const problem = check(value);
  return problem === undefined ? [] : [{ at, problem }];
}

function strangers(fault: object, members: object): readonly string[] {
  return Object.keys(fault).filter((name) => name !== 'kind' && !Object.hasOwn(members, name));
}

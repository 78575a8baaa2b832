import type { UserRecord } from './records.ts';
import type { Profile, ProfileValue } from './seed.ts';
import type { Switches } from './switches.ts';
import { isUnique, type Attribute, type UserSchema } from './user-schema.ts';
import type { UserTable } from './user-table.ts';
import { valueProblems } from './value-check.ts';

/** Why a profile is not taken. */
export interface ProfileProblem {
  readonly code: 'E0000001' | 'E0000023' | 'E0000077' | 'E0000078' | 'E0000179';
  /** What fills the text of the error. */
  readonly about: string;
  readonly causes: readonly string[];
}

/** A write of a profile: what was sent, and how what is there already is to be treated. */
export interface ProfileWrite {
  readonly sent: Readonly<Record<string, unknown>>;
  /** Okta: POST leaves alone what it does not name, PUT and a new user start from nothing. */
  readonly kind: 'create' | 'merge' | 'replace';
  /** The user as it is; undefined for a new one. */
  readonly user: UserRecord | undefined;
}

interface Rules {
  readonly schema: UserSchema;
  readonly users: UserTable;
  readonly switches: Switches;
  readonly now: number;
}

type Judged = { readonly profile: Profile } | { readonly problem: ProfileProblem };

const taken = 'An object with this field already exists in the current organization';

/**
 * The profile that a write leads to, or why it is refused. Okta: the live user schema decides, one bad attribute
 * fails the whole write, and a write that touches an attribute sourced elsewhere is refused whatever it says.
 */
export function judgeProfile(write: ProfileWrite, rules: Rules): Judged {
  const before = write.user?.profile ?? {};
  const sent = cleared(write.sent, rules.switches);
  const unknown = Object.keys(sent).find((name) => !isWritable(rules.schema.attributes.get(name), rules));
  if (unknown !== undefined) {
    const about = write.kind === 'create' ? 'newUser' : 'user';
    return invalid(about, [`Property name '${unknown}' is not defined in profile`]);
  }
  const profile = withDefaults({ ...(write.kind === 'merge' ? before : {}), ...sent } as Profile, write, rules.schema);
  const touched = touchedBy(write.kind, before, sent, rules.schema);
  const guarded = newcomerProblem(write, rules.schema) ?? guardedProblem(touched, before, profile, write.user);
  if (guarded !== undefined) return { problem: guarded };
  const causes = touched.flatMap((attribute) =>
    problemsOf(attribute, profile[attribute.name], write.user, rules).map((text) => ({ attribute, text })),
  );
  const [first] = causes;
  if (first === undefined) return { profile };
  return invalid(
    first.attribute.name,
    causes.map(({ attribute, text }) => `${attribute.name}: ${text}`),
  );
}

/** Okta: changes of a schema are eventually visible, so an attribute may be there before it can be written. */
function isWritable(attribute: Attribute | undefined, { now, switches }: Rules): boolean {
  return attribute !== undefined && (attribute.since ?? -Infinity) + switches.schemaLagMs <= now;
}

function invalid(about: string, causes: readonly string[]): Judged {
  return { problem: { code: 'E0000001', about, causes } };
}

function cleared(sent: Readonly<Record<string, unknown>>, switches: Switches): Readonly<Record<string, unknown>> {
  if (switches.emptyString === 'store') return sent;
  return Object.fromEntries(Object.entries(sent).map(([name, value]) => [name, value === '' ? null : value]));
}

/** Which attributes a write is about: those it names and, unless it merges, those it wipes or must have. */
function touchedBy(
  kind: ProfileWrite['kind'],
  before: Profile,
  sent: Readonly<Record<string, unknown>>,
  schema: UserSchema,
): readonly Attribute[] {
  const whole = kind !== 'merge';
  return [...schema.attributes.values()].filter(
    ({ name, required }) =>
      name in sent || (whole && (required === true || (before[name] !== undefined && before[name] !== null))),
  );
}

/** Okta: an attribute's default stands in for a value that a write would leave empty. */
function withDefaults(profile: Profile, { sent, kind }: ProfileWrite, { attributes }: UserSchema): Profile {
  const filled: Record<string, ProfileValue> = { ...profile };
  for (const { name, default: standard } of attributes.values()) {
    const empty = (profile[name] ?? null) === null && (kind !== 'merge' || name in sent);
    if (standard !== undefined && standard !== null && empty) filled[name] = standard as ProfileValue;
  }
  return filled;
}

function guardedProblem(
  touched: readonly Attribute[],
  before: Profile,
  after: Profile,
  user: UserRecord | undefined,
): ProfileProblem | undefined {
  if (touched.some((attribute) => isSourced(attribute, user))) return { code: 'E0000023', about: '', causes: [] };
  const changed = (name: string): boolean =>
    JSON.stringify(before[name] ?? null) !== JSON.stringify(after[name] ?? null);
  for (const { name, title = name, mutability } of touched) {
    if (!changed(name)) continue;
    if (mutability === 'READ_ONLY') return { code: 'E0000077', about: title, causes: [] };
    if (mutability === 'IMMUTABLE' && user !== undefined && (before[name] ?? null) !== null) {
      return { code: 'E0000078', about: title, causes: [] };
    }
  }
  return undefined;
}

/** Okta: E0000179, nobody can be made here who would lack what only another system may supply. */
function newcomerProblem({ kind }: ProfileWrite, { attributes }: UserSchema): ProfileProblem | undefined {
  if (kind !== 'create') return undefined;
  const lacks = [...attributes.values()].some(
    (attribute) => attribute.required === true && isSourced(attribute, undefined),
  );
  return lacks ? { code: 'E0000179', about: '', causes: [] } : undefined;
}

const sourcedUsers = new Set(['ACTIVE_DIRECTORY', 'LDAP', 'IMPORT']);

/**
 * Whether another system masters this attribute of this user. Okta: `master` PROFILE_MASTER inherits from the user's
 * profile source, OKTA keeps the attribute with Okta, OVERRIDE names its own sources, the first of which counts here.
 */
function isSourced({ master = {} }: Attribute, user: UserRecord | undefined): boolean {
  if (master['type'] === 'OKTA') return false;
  if (master['type'] === 'OVERRIDE') {
    const [first] = (master['priority'] ?? []) as readonly { readonly type?: string }[];
    return first !== undefined && first.type !== 'OKTA';
  }
  return user !== undefined && sourcedUsers.has(user.providerType);
}

function problemsOf(
  attribute: Attribute,
  value: unknown,
  user: UserRecord | undefined,
  rules: Rules,
): readonly string[] {
  if (value === undefined || value === null) {
    return attribute.required === true ? ['The field cannot be left blank'] : [];
  }
  const problems = valueProblems(attribute, value);
  return problems.length > 0 || !isTaken(attribute, value as ProfileValue, user, rules) ? problems : [taken];
}

/** Okta: logins are unique over users of every status, without regard to case and diacritics; see `foldLogin`. */
function isTaken(attribute: Attribute, value: ProfileValue, user: UserRecord | undefined, rules: Rules): boolean {
  const { users } = rules;
  if (attribute.name === 'login') {
    const holder = users.byLogin(String(value));
    return holder !== undefined && holder.id !== user?.id;
  }
  if (!isUnique(attribute)) return false;
  const holders = (users.positionsByUnique(attribute.name, String(value)) ?? []).map((position) => users.at(position));
  return holders.some((holder) => holder?.id !== user?.id && String(holder?.profile[attribute.name]) === String(value));
}

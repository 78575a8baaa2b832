import type { Random } from '../../domain/kernel/random.ts';
import { isFederated } from '../org/seeding.ts';
import type { Org } from '../org/org.ts';
import type { UserChange, UserRecord } from '../org/records.ts';
import type { Profile, UserStatus } from '../org/seed.ts';
import { atTheConsole, userTarget, type Author } from '../org/system-log.ts';
import type { Deed, SignInOutcome } from './vocabulary.ts';

/** What somebody else acts upon. */
export interface Stage {
  readonly org: Org;
  readonly random: Random;
  readonly rotateNonce: () => unknown;
}

/** Who runs imports from another directory. */
const importer: Author = { id: '0oaSimulatedImport01', type: 'SystemPrincipal', requestId: 'import' };

type OfKind<Kind extends Deed['kind']> = Extract<Deed, { kind: Kind }>;

/** What each kind of deed does. */
const deeds: { readonly [Kind in Deed['kind']]: (deed: OfKind<Kind>, stage: Stage) => unknown } = {
  rotateNonce: (_, stage) => stage.rotateNonce(),
  revokeTokens({ client }, { org }) {
    org.revokeTokens(client);
  },
  adminCreate: ({ profile, status }, { org }) => org.addUser({ profile, ...(status === undefined ? {} : { status }) }),
  adminEdit(deed, stage) {
    const user = someone(deed.user, stage, anybody);
    stage.org.changeUser(user.id, { profile: edited(user, deed.profile) });
  },
  adminMove({ user, status }, stage) {
    const moved = someone(user, stage, (one) => one.status !== status);
    stage.org.moveUser(moved.id, status, atTheConsole);
  },
  adminDelete({ user }, stage) {
    stage.org.removeUser(someone(user, stage, anybody).id);
  },
  adminMembership({ user, group, member }, stage) {
    const { id } = someone(user, stage, anybody);
    if (member) stage.org.addMember(group, id);
    else stage.org.removeMember(group, id);
  },
  signIn({ user, outcome = 'success' }, stage) {
    const chosen = someone(user, stage, outcome === 'success' ? maySignIn : isActive);
    if (!maySignIn(chosen)) throw new Error(`nobody signs in who is ${chosen.status}`);
    signIn(chosen, outcome, stage.org);
  },
  import(deed, stage) {
    imported(someone(deed.user, stage, isSuspended), deed, stage.org);
  },
};

/**
 * Carries out what somebody else does: an administrator at the console, a user who signs in, an import.
 * @throws Error when there is nobody or nothing to do it to.
 */
export function perform<Kind extends Deed['kind']>(deed: OfKind<Kind>, stage: Stage): void {
  const { kind } = deed as { kind: Kind };
  deeds[kind](deed, stage);
}

function edited({ profile }: UserRecord, changes: Profile): Profile {
  return { ...profile, ...changes };
}

/** Okta: an import updates the profile, and one that reactivates undoes a suspend that was made in Okta. */
function imported(user: UserRecord, changes: Extract<Deed, { kind: 'import' }>, org: Org): void {
  const status = changes.status ?? (changes.profile === undefined ? 'ACTIVE' : undefined);
  const change: UserChange = {
    ...(status === undefined ? {} : { status }),
    ...(changes.profile === undefined ? {} : { profile: edited(user, changes.profile) }),
  };
  org.changeUser(user.id, change, importer);
}

const movedBy: Readonly<Record<Exclude<SignInOutcome, 'success'>, UserStatus>> = {
  passwordExpired: 'PASSWORD_EXPIRED',
  lockedOut: 'LOCKED_OUT',
  forgotPassword: 'RECOVERY',
};

/** Okta: password expiry is noticed only at a sign-in, too many failed ones lock out, and the first one activates. */
function signIn(user: UserRecord, outcome: SignInOutcome, org: Org): void {
  const { displayName: name } = userTarget(user);
  const author: Author = { id: user.id, type: 'User', requestId: org.newToken(), name };
  if (outcome !== 'success') {
    org.changeUser(user.id, { status: movedBy[outcome] }, author);
    return;
  }
  const now = org.wholeNow();
  const enters = user.status !== 'ACTIVE';
  const setsPassword = enters && !isFederated(user.providerType);
  const change: UserChange = {
    lastLogin: now,
    ...(enters ? { status: 'ACTIVE' } : { lastUpdated: user.lastUpdated }),
    ...(setsPassword ? { hasPassword: true, passwordChanged: now } : {}),
  };
  org.sessions.open(user.id, org.now());
  org.record('user.session.start', author, org.changeUser(user.id, change, author));
}

function anybody(): boolean {
  return true;
}

function maySignIn({ status }: UserRecord): boolean {
  return ['ACTIVE', 'PROVISIONED', 'PASSWORD_EXPIRED', 'RECOVERY', 'LOCKED_OUT'].includes(status);
}

function isActive({ status }: UserRecord): boolean {
  return status === 'ACTIVE';
}

function isSuspended({ status }: UserRecord): boolean {
  return status === 'SUSPENDED';
}

/** The user meant, or, for `*`, one that the dice choose among those whom it can be done to. */
function someone(who: string, { org, random }: Stage, fits: (user: UserRecord) => boolean): UserRecord {
  if (who !== '*') {
    const user = org.user(who);
    if (user === undefined) throw new Error(`there is no user ${who}`);
    return user;
  }
  const start = Math.floor(random.next() * org.users.size);
  for (let step = 0; step < org.users.size; step += 1) {
    const user = org.users.at((start + step) % org.users.size);
    if (user !== undefined && fits(user)) return user;
  }
  throw new Error('there is nobody whom it could be done to');
}

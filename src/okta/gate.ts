import type { Clock } from '../domain/kernel/clock.ts';
import type { Code } from '../domain/kernel/codes.ts';
import { TenuredError } from '../domain/kernel/errors.ts';
import type { OktaUserId } from '../domain/kernel/ids.ts';
import { day, minute, second } from '../domain/time/instant.ts';
import type { Authority } from '../reconcile/ports.ts';
import type { Claim, Effect } from './resources/write.ts';
import type { Patience } from './transport/retry.ts';
import type { Permit } from './transport/write-session.ts';

/** Reads the roles that an account holds now, as patiently as any read unless told; throws TenuredError when it cannot. */
export type RolesOf = (user: OktaUserId, patience?: Patience) => Promise<readonly string[]>;

/** What a person may ask for even where an account is protected. Unlocking comes before suspending who is locked out. */
const endsAccess: ReadonlySet<Effect> = new Set(['suspend', 'deactivate', 'clear-sessions', 'unlock']);

/** Before these the account's admin roles are read from Okta: the mirror may not know of a role given a minute ago. */
const needsRoles: ReadonlySet<Effect> = new Set(['suspend', 'deactivate']);

/** What may be done while it is not known who is an administrator. */
const suspending: ReadonlySet<Effect> = new Set(['suspend', 'clear-sessions', 'unlock']);

/** A disable that takes two calls asks once. */
const rolesHold = minute;

/** Roles that cannot be read: the last whole list will do this long, and for suspending only. */
const listHolds = day;

/** A suspension does not wait long for an answer that it can do without. */
const hurry: Patience = { faults: 10 * second, throttling: 30 * second };

/**
 * The last gate: every write passes it, whoever asks and whatever was planned. It answers from this side's own stores
 * and, before access ends, from Okta; what it refuses is not sent.
 */
export class Gate {
  readonly #authority: Authority;
  readonly #clock: Clock;
  readonly #rolesOf: RolesOf;
  readonly #roles = new Map<OktaUserId, { readonly held: readonly string[]; readonly readAt: number }>();

  constructor(authority: Authority, clock: Clock, rolesOf: RolesOf) {
    this.#authority = authority;
    this.#clock = clock;
    this.#rolesOf = rolesOf;
  }

  /**
   * What has to allow a write: `ask` is the whole gate, `confirm` all of it that needs no read.
   * Both throw TenuredError. TEN-2401: everything is stopped, nothing else is worth trying. TEN-2402 to 2405: this
   * subject only. TEN-2406: all but suspensions wait; these too once the list of administrators is a day old. TEN-2351:
   * groups wait.
   */
  permit(claim: Claim): Permit {
    return {
      ask: async () => {
        this.#judge(claim);
        const { user, effect } = claim;
        if (user !== null && needsRoles.has(effect)) await this.#demandNoRole(user, effect);
      },
      confirm: () => {
        this.#judge(claim);
      },
    };
  }

  #judge(claim: Claim): void {
    const stopped = this.#authority.stopped();
    if (stopped !== null) throw refuse('TEN-2401', `Nothing is written to Okta: ${stopped}.`);
    if (claim.user !== null) this.#judgeAccount(claim.user, claim.effect);
    this.#judgeKnowledge(claim);
    this.#judgeGroups(claim);
    this.#judgeAttributes(claim);
  }

  #judgeAccount(user: OktaUserId, effect: Effect): void {
    if (!this.#authority.isBound(user)) {
      throw refuse('TEN-2402', `The account ${user} was neither created nor adopted by tenured.`);
    }
    const protection = this.#authority.protection(user);
    if (protection !== null && !this.#mayCut(user, effect)) {
      throw refuse('TEN-2403', `The account ${user} is protected: ${protection}.`);
    }
  }

  /** What cannot be read from Okta forbids: without administrators all but suspending, without rules all groups. */
  #judgeKnowledge({ user, effect, groups }: Claim): void {
    const blind = suspending.has(effect) || (user !== null && this.#mayCut(user, effect));
    const only = blind ? null : this.#authority.suspendsOnly();
    if (only !== null) throw refuse('TEN-2406', `Only suspending is allowed: ${only}.`);
    const why = groups.length === 0 ? null : this.#authority.groupsStopped();
    if (why !== null) throw refuse('TEN-2351', `No group is written to: ${why}.`);
  }

  #mayCut(user: OktaUserId, effect: Effect): boolean {
    return endsAccess.has(effect) && this.#authority.mayCutProtected(user);
  }

  #judgeGroups({ groups }: Claim): void {
    const foreign = groups.find((group) => !this.#authority.isManagedGroup(group));
    if (foreign !== undefined) throw refuse('TEN-2404', `The group ${foreign} is not one that tenured manages.`);
  }

  /** A login is given once, at creation: changing it locks people out of what they sign in to. */
  #judgeAttributes({ effect, attributes }: Claim): void {
    const mayWrite = (name: string): boolean => (name === 'login' ? effect === 'create' : this.#authority.owns(name));
    const foreign = attributes.find((name) => !mayWrite(name));
    if (foreign !== undefined) throw refuse('TEN-2405', `The attribute ${foreign} is not tenured's to write.`);
  }

  /** A person's word about a protected account covers its roles: they are why it is protected. */
  async #demandNoRole(user: OktaUserId, effect: Effect): Promise<void> {
    if (this.#mayCut(user, effect)) return;
    const held = await this.#freshRoles(user, effect).catch((error: unknown) => this.#withoutRoles(error, effect));
    if (held.length > 0) throw refuse('TEN-2403', `The account ${user} holds an admin role: ${held.join(', ')}.`);
  }

  async #freshRoles(user: OktaUserId, effect: Effect): Promise<readonly string[]> {
    const known = this.#roles.get(user);
    if (known !== undefined && this.#isYoung(known.readAt, rolesHold)) return known.held;
    const readAt = this.#clock.now();
    const held = await this.#rolesOf(user, effect === 'suspend' ? hurry : undefined);
    for (const [other, entry] of this.#roles) if (!this.#isYoung(entry.readAt, rolesHold)) this.#roles.delete(other);
    this.#roles.set(user, { held, readAt });
    return held;
  }

  /** The roles cannot be read; `protection` has already said that the last list does not name the account. */
  #withoutRoles(error: unknown, effect: Effect): readonly string[] {
    if (!(error instanceof TenuredError) || error.code.startsWith('TEN-21')) throw error;
    const listedAt = this.#authority.administratorsReadAt();
    if (effect === 'suspend' && listedAt !== null && this.#isYoung(listedAt, listHolds)) return [];
    throw refuse('TEN-2406', 'Whether the account is an administrator cannot be read from Okta.', error);
  }

  #isYoung(since: number, most: number): boolean {
    const age = this.#clock.now() - since;
    return age >= 0 && age <= most;
  }
}

const hints: Readonly<Record<Extract<Code, `TEN-24${string}` | 'TEN-2351'>, string>> = {
  'TEN-2351': 'Only groups wait. They must be readable: see tenured doctor. The next run tries again.',
  'TEN-2401': 'Nothing at all is written while it lasts. End it with tenured resume, or remove the pause file.',
  'TEN-2402': 'Only this worker waits. Adopt the account by an approved plan if it is to be managed.',
  'TEN-2403': 'Only this worker waits. If access has to end now: tenured cut-access --protected, or by hand in Okta.',
  'TEN-2404': 'Only this worker waits. Name the group in the mapping, and see that no active rule or role is on it.',
  'TEN-2405': 'Only this worker waits. The mapping decides which attributes are written; a login never changes here.',
  'TEN-2406':
    'Suspensions go on while the last list of administrators is at most 24 hours old; all else waits. See tenured doctor.',
};

function refuse(code: keyof typeof hints, message: string, cause?: TenuredError): TenuredError {
  return new TenuredError(code, message, {
    hint: hints[code],
    ...(cause === undefined ? {} : { cause, why: cause.message }),
  });
}

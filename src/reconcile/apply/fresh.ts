import type { ObservedUser } from '../../domain/identity/observed.ts';
import { membersOf } from '../../domain/plan/access.ts';
import type { Operation } from '../../domain/plan/artefact.ts';
import type { FreshFacts } from '../../domain/plan/recheck.ts';
import type { Claiming } from '../../domain/identity/claim.ts';
import { second, type Instant } from '../../domain/time/instant.ts';
import type { AccountState } from '../../domain/lifecycle/state.ts';
import { claimBook, type ClaimBook } from '../plan/claims.ts';
import { protectionOf, type Protection } from '../plan/protection.ts';
import { accountAt, type WorkOutTools } from '../workers/work-out.ts';
import type { ApplyTools } from './tools.ts';

/** How long an answer of Okta's counts as fresh: long enough for one person's operations in a row. */
const freshFor = 10 * second;
const mostKept = 500;

/** Reads what an operation relies on, just before it is begun. One read serves all that is done to one person in a row. */
export class FreshReads {
  readonly #tools: ApplyTools;
  readonly #workOut: WorkOutTools;
  readonly #attributes: readonly string[];
  readonly #protection: Protection;
  readonly #claimBook: ClaimBook;
  readonly #kept = new Map<string, { readonly user: ObservedUser; readonly at: Instant }>();

  constructor(tools: ApplyTools, workOut: WorkOutTools) {
    this.#tools = tools;
    this.#workOut = workOut;
    this.#attributes = tools.stores.mirror.state().attributes;
    this.#protection = protectionOf(tools.stores.mirror, tools.options.protection);
    this.#claimBook = claimBook({ ...workOut, ...tools.stores, protection: this.#protection });
  }

  /** Attributes that accounts are read with. */
  get attributes(): readonly string[] {
    return this.#attributes;
  }

  async facts(operation: Operation): Promise<FreshFacts> {
    const { bindings, controls } = this.#tools.stores;
    const { worker } = operation.subject;
    const { okta } = operation.subject;
    const user = await this.#userOf(operation);
    const cutAnyway = controls.cutOf(worker)?.evenProtected === true;
    return {
      user,
      boundTo: bindings.byWorker(worker)?.okta ?? null,
      boundBy: okta === null ? null : (bindings.byUser(okta)?.worker ?? null),
      protection: user === null || cutAnyway ? null : this.#protection(user),
      wanted: this.#wanted(worker),
      ...this.#claims(operation),
    };
  }

  /** Whose the account is by HR's rows, as far as the operation depends on it. */
  #claims({ kind, lifecycle, subject: { worker } }: Operation): Pick<FreshFacts, 'claims' | 'claimedBy' | 'goesOnAs'> {
    const now = this.#tools.clock.now();
    if (kind === 'create' || kind === 'adopt') {
      const goesOnAs = this.#claimBook.goesOnAs(worker);
      const claiming = this.#claimBook.claiming(worker, now);
      return {
        ...(goesOnAs === null ? {} : { goesOnAs }),
        ...(claiming === null ? {} : { claims: claimOf(claiming) }),
      };
    }
    const claimed = lifecycle === 'leaver' ? this.#claimBook.claimed(worker, now) : null;
    return claimed === null ? {} : { claimedBy: claimed.by };
  }

  /** Asks Okta, whatever is kept. */
  async again(okta: string, lane: 'leavers' | 'others' = 'leavers'): Promise<ObservedUser | null> {
    const user = await this.#tools.directory.user(okta, this.#attributes, lane);
    if (user === null) this.#kept.delete(okta);
    else this.note(user);
    return user;
  }

  /** Keeps what Okta has just said of an account. */
  note(user: ObservedUser): void {
    this.#kept.delete(user.id);
    this.#kept.set(user.id, { user, at: this.#tools.clock.now() });
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > mostKept && oldest !== undefined) this.#kept.delete(oldest);
  }

  forget(okta: string): void {
    this.#kept.delete(okta);
  }

  async #userOf({ kind, subject, after }: Operation): Promise<ObservedUser | null> {
    if (kind === 'create') return this.#tools.directory.user(loginIn(after), this.#attributes);
    if (subject.okta === null) return null;
    const kept = this.#kept.get(subject.okta);
    const leaving = kind === 'disable' || kind === 'deactivate';
    if (!leaving && kept !== undefined && this.#tools.clock.now() - kept.at <= freshFor) return kept.user;
    return this.again(subject.okta, leaving ? 'leavers' : 'others');
  }

  /** What the worker's account should be at this very moment, by the last accepted record. */
  #wanted(worker: string): AccountState | null {
    const stored = this.#tools.stores.workers.get(worker);
    return stored === null ? null : accountAt(this.#workOut, stored, this.#tools.clock.now());
  }
}

function claimOf(claiming: Claiming): NonNullable<FreshFacts['claims']> {
  return claiming.kind === 'unclear'
    ? { of: null, taken: false }
    : { of: claiming.previous, taken: claiming.kind === 'takes' };
}

function loginIn(after: Operation['after']): string {
  const { login } = membersOf(after);
  if (typeof login !== 'string') throw new Error('a creation without a login');
  return login;
}

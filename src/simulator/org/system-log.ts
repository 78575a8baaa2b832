import type { Instant } from '../../domain/time/instant.ts';
import type { GroupRecord, UserRecord } from './records.ts';
import type { Profile } from './seed.ts';

/** Who changes something, and by which request. */
export interface Author {
  readonly id: string;
  readonly type: 'PublicClientApp' | 'User' | 'SystemPrincipal';
  /** Okta: `X-Okta-Request-Id` equals the log's `transaction.id`. */
  readonly requestId: string;
  /** How people call it; its id where nothing is said. */
  readonly name?: string;
  /** The request itself, where there was one over HTTP. */
  readonly request?: { readonly uri: string; readonly userAgent: string };
}

/** Somebody at the administrator's console: who changes the org past the API. */
export const atTheConsole: Author = {
  id: '00uConsoleAdmin00000',
  type: 'User',
  requestId: 'console',
  name: 'Console Admin',
};

/** Okta itself, in the course of somebody's request. */
export function oktaItself(cause: Author): Author {
  return { id: 'system', type: 'SystemPrincipal', requestId: cause.requestId, name: 'Okta System' };
}

export interface LogTarget {
  readonly id: string;
  readonly type: string;
  readonly alternateId: string;
  readonly displayName: string;
  readonly detailEntry?: Readonly<Record<string, string>>;
  /** What was changed of it, before and after. Okta: not every event has it, and it cannot be searched. */
  readonly changeDetails?: ChangeDetails;
}

export interface ChangeDetails {
  readonly from: Profile;
  readonly to: Profile;
}

/** What an event says besides who did what to whom. */
export interface EventDetails {
  /** What came of it; SUCCESS where nothing is said. */
  readonly outcome?: { readonly result: 'FAILURE' | 'DENY' | 'RATE_LIMIT'; readonly reason: string };
  /** Okta: `debugContext.debugData`, whose members are texts and may change. */
  readonly debug?: Readonly<Record<string, string>>;
}

/** One event of the System Log. */
export interface LogEvent extends EventDetails {
  readonly uuid: string;
  readonly published: Instant;
  readonly eventType: string;
  readonly author: Author;
  readonly targets: readonly LogTarget[];
}

const kept = 200_000;

/** What changed, in the order it was stored; positions only ever grow, and the oldest events are let go. */
export class SystemLog {
  #events: LogEvent[] = [];
  #first = 0;
  #onTheWay: { readonly arrives: number; readonly event: LogEvent }[] = [];

  /** The position of the oldest event there is. */
  get first(): number {
    return this.#first;
  }

  /** The position that the next event will get. */
  get end(): number {
    return this.#first + this.#events.length;
  }

  /** Every event kept, oldest first. */
  get events(): readonly LogEvent[] {
    return this.#events;
  }

  at(position: number): LogEvent | undefined {
    return this.#events[position - this.#first];
  }

  /** Goes on after these events. */
  takeOver(events: readonly LogEvent[]): void {
    for (const event of events) this.#store(event);
  }

  /** Stores an event, `delayMs` later when it is to come late. Okta: events may be stored out of their order. */
  record(event: LogEvent, delayMs = 0): void {
    if (delayMs > 0) this.#onTheWay.push({ arrives: event.published + delayMs, event });
    else this.#store(event);
  }

  /** Stores what has arrived by now. */
  arrive(now: Instant): void {
    if (this.#onTheWay.length === 0) return;
    const due = this.#onTheWay.filter(({ arrives }) => arrives <= now);
    this.#onTheWay = this.#onTheWay.filter(({ arrives }) => arrives > now);
    due.sort((one, other) => one.arrives - other.arrives);
    for (const { event } of due) this.#store(event);
  }

  #store(event: LogEvent): void {
    if (this.#events.length >= 2 * kept) {
      this.#first += this.#events.length - kept;
      this.#events = this.#events.slice(-kept);
    }
    this.#events.push(event);
  }
}

export function userTarget(user: UserRecord, changeDetails?: ChangeDetails): LogTarget {
  const { login, firstName, lastName } = user.profile;
  const displayName = [firstName, lastName].filter((name) => typeof name === 'string').join(' ');
  const changed = changeDetails === undefined ? {} : { changeDetails };
  return { id: user.id, type: 'User', alternateId: String(login), displayName, ...changed };
}

export function groupTarget({ id, profile }: GroupRecord, changeDetails?: ChangeDetails): LogTarget {
  const changed = changeDetails === undefined ? {} : { changeDetails };
  return { id, type: 'UserGroup', alternateId: 'unknown', displayName: String(profile['name']), ...changed };
}

import { parseInstant, second, type Instant } from '../domain/time/instant.ts';
import type { ZoneId } from '../domain/time/zone.ts';
import type { Screen } from '../report/index.ts';
import { fullClock, placeOf } from './clocks.ts';
import type { DemoState, OktaAccount } from './tools.ts';

/** Somebody whose access ended because a date had come, by tenured's journal. */
export interface Departure {
  readonly name: string;
  readonly login: string;
  /** The instant at which it had to end. */
  readonly due: Instant;
  /** When Okta had acknowledged it. */
  readonly at: Instant;
  readonly zone: ZoneId;
}

const runsOfAWeek = 1_000;

/** Everybody whose access ended by date in runs that began at `since` or later, in the order in which it did. */
export function departuresSince({ stores, history }: DemoState, since: Instant): readonly Departure[] {
  const runs = stores.runs.latest(runsOfAWeek).filter(({ startedAt }) => startedAt >= since);
  const found: Departure[] = [];
  for (const { id } of runs) {
    for (const { operation, outcome, at } of history.ofRun(id)) {
      const { kind, lifecycle, subject, due, reason } = operation;
      const instant = due === null ? undefined : parseInstant(due);
      if (kind !== 'disable' || lifecycle !== 'leaver' || outcome !== 'done' || instant === undefined) continue;
      found.push({ name: subject.name, login: subject.login ?? '', due: instant, at, zone: reason.zone ?? utc });
    }
  }
  return found.sort((one, other) => one.at - other.at);
}

const utc = 'UTC' as ZoneId;
const nameWidth = 17;
const clockWidth = 30;
const utcWidth = 22;

/** Who, the instant on their own clock and in UTC, and how long after it Okta had ended the access. */
export function* departureLines(
  to: Screen,
  departures: readonly Departure[],
  accounts: readonly OktaAccount[],
): Generator<string> {
  yield* to.heading(
    `${to.pad('LAST DAY OVER', nameWidth)} ${to.pad('on their own clock', clockWidth)}${to.pad('UTC', utcWidth)}done after`,
  );
  for (const { name, due, at, zone } of departures) {
    const own = to.pad(`${fullClock(due, zone)} ${placeOf(zone)}`, clockWidth);
    yield `${to.pad(name, nameWidth)} ${own}${to.pad(fullClock(due), utcWidth)}${((at - due) / second).toFixed(2)} s`;
  }
  const statuses = new Map(accounts.map(({ login, status }) => [login, status]));
  const enabled = departures.filter(({ login }) => statuses.get(login) !== 'SUSPENDED');
  yield* enabled.length === 0
    ? to.lines('+ Okta shows all of them SUSPENDED.', 0, 'good')
    : to.lines(`x Okta does not show suspended: ${enabled.map(({ name }) => name).join(', ')}`, 0, 'stop');
}

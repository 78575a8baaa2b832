import type { Clock } from '../../domain/kernel/clock.ts';
import { TenuredError } from '../../domain/kernel/errors.ts';
import { instant, minute, second, type Instant } from '../../domain/time/instant.ts';

/** Beyond this the host's clock is refused: Okta itself refuses proofs older than five minutes. [Okta: DPoP guide] */
const largestSkew = 5 * minute;

/** An answer that took longer says too little about its moment, as when the host slept meanwhile. */
const longestFlight = 30 * second;

/** Proofs and assertions are dated back a little: how far ahead of its own time Okta accepts one is not documented. */
const margin = 2 * second;

/** Okta's time as this host can tell it, learned from the `Date` header of every answer, refused ones included. */
export class OktaTime {
  readonly #clock: Clock;
  #skew: number | null = null;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Milliseconds that the host's clock is ahead of Okta's; null before the first answer. */
  skew(): number | null {
    return this.#skew;
  }

  /** Okta's time now; the host's own until an answer was seen. */
  now(): Instant {
    return instant(this.#clock.now() - (this.#skew ?? 0));
  }

  /** The whole second of Okta's time that goes into `iat`, never ahead of Okta. */
  issuedAt(): number {
    return Math.floor((this.now() - margin) / second);
  }

  /**
   * Takes in the `Date` of an answer to a request that was sent and answered at these instants of the host.
   * @throws TenuredError TEN-2107 when the host's clock is more than five minutes off.
   */
  learn(date: Instant, sent: Instant, received: Instant): void {
    const flight = received - sent;
    if (flight < 0 || flight > longestFlight) return;
    // `Date` has whole seconds, cut off: on average it is half a second late.
    const skew = Math.round(sent + flight / 2 - (date + second / 2));
    this.#skew = skew;
    if (Math.abs(skew) > largestSkew) throw clockOff(skew);
  }
}

function clockOff(skew: number): TenuredError {
  const minutes = Math.round(Math.abs(skew) / minute);
  return new TenuredError(
    'TEN-2107',
    `The clock of this host is about ${String(minutes)} minutes ${skew > 0 ? 'ahead of' : 'behind'} Okta's.`,
    {
      why: 'People would gain and lose access at the wrong time, and Okta refuses what is signed with a wrong time.',
      hint: 'Turn on time synchronisation: timedatectl set-ntp true',
    },
  );
}

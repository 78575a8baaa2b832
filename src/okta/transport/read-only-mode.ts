import { TenuredError } from '../../domain/kernel/errors.ts';
import { minute } from '../../domain/time/instant.ts';
import { errorCode } from './errors.ts';
import { inBrackets } from './in-brackets.ts';
import type { Answer } from './http.ts';
import { Transient } from './transient.ts';

/** How long nothing is written before one write is tried. */
const pause = minute;

/** Okta: reads, tokens and sign-ins go on, writes answer this. [Okta: error codes, E0000010] */
const code = 'E0000010';

/** Whether an answer says that Okta takes no changes at the moment; then it has made none. */
export function saysReadOnly(answer: Answer): boolean {
  return answer.status === 503 && errorCode(answer) === code;
}

/** The one write that is under way to see whether the mode is over. */
export interface Trial {
  /** To be called once it is answered, or will not be. */
  end(): void;
}

/**
 * Okta's read-only mode, in maintenance and after a fail-over. From the first write that is refused for it no other is
 * sent; one a minute is let through to see whether it is over, and whoever wants to write meanwhile waits for its answer.
 */
export class ReadOnlyMode {
  readonly #onChange: (on: boolean) => void;
  #on: { until: number; readonly requestId: string | null } | null = null;
  #trial: PromiseWithResolvers<undefined> | null = null;

  constructor(onChange: (on: boolean) => void) {
    this.#onChange = onChange;
  }

  /** Resolves at once, or when the write that is being tried is answered. */
  async tried(): Promise<void> {
    await this.#trial?.promise;
  }

  /**
   * To be asked in the moment of sending a write.
   * @returns the trial that the write is; null when Okta takes changes.
   * @throws TenuredError TEN-2330 while nothing is to be written.
   * @throws Transient while another write is being tried.
   */
  demandWritable(now: number): Trial | null {
    if (this.#on === null) return null;
    if (this.#trial !== null) throw new Transient('throttled', 'another write is being tried');
    if (now < this.#on.until) throw readOnly(this.#on.requestId);
    this.#on.until = now + pause;
    const trial = Promise.withResolvers<undefined>();
    this.#trial = trial;
    return {
      end: () => {
        this.#trial = null;
        trial.resolve(undefined);
      },
    };
  }

  /** Okta refused a write for it. */
  met({ requestId }: Answer, now: number): TenuredError {
    if (this.#on === null) this.#onChange(true);
    this.#on = { until: now + pause, requestId };
    return readOnly(requestId);
  }

  /** A write was answered in any other way that only a writable Okta answers. */
  over(): void {
    if (this.#on !== null) this.#onChange(false);
    this.#on = null;
  }
}

function readOnly(requestId: string | null): TenuredError {
  return new TenuredError(
    'TEN-2330',
    `Okta is in read-only mode and takes no changes${inBrackets({ code, requestId })}.`,
    {
      why: 'Okta does this during maintenance and after a fail-over; reading and signing in go on meanwhile.',
      hint: 'Nothing is lost: the next run carries out what is left. See https://status.okta.com; who must go now is cut off by hand once Okta allows it.',
    },
  );
}

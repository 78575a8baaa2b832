import { instant, type Instant } from '../../src/domain/time/instant.ts';
import { systemClock } from '../../src/system/index.ts';
import { VirtualClock } from './virtual-clock.ts';

/** The host's own clock, for households whose commands are processes: nobody moves it, and waiting takes its time. */
export class HostClock extends VirtualClock {
  readonly #host = systemClock();

  override now(): Instant {
    return instant(Date.now());
  }

  override sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return this.#host.sleep(ms, signal);
  }

  override advance(ms: number): Promise<void> {
    return this.#host.sleep(ms);
  }

  override set(): void {
    throw new Error("the host's clock is not a test's to set");
  }
}

import { second } from '../domain/time/instant.ts';
import { codeOf } from './failure.ts';
import type { DaemonTools } from './tools.ts';

/** A disk that does not answer must hold nobody up. */
const patience = 5 * second;

/** Looks at the source's file; null while there is none at rest, or none that can be looked at. */
export class SourceLook {
  readonly #tools: DaemonTools;
  #pending = false;

  constructor(tools: DaemonTools) {
    this.#tools = tools;
  }

  async look(): Promise<string | null> {
    if (this.#pending) return null;
    this.#pending = true;
    const looking = this.#take().finally(() => {
      this.#pending = false;
    });
    const called = new AbortController();
    const waited = this.#tools.clock.sleep(patience, called.signal).then(
      () => null,
      () => null,
    );
    const seen = await Promise.race([looking, waited]);
    called.abort();
    return seen;
  }

  async #take(): Promise<string | null> {
    try {
      return await this.#tools.fileSeen();
    } catch (error) {
      // The turn that reads it says what is wrong with it.
      this.#tools.log.debug('the source cannot be looked at', { code: codeOf(error) });
      return null;
    }
  }
}

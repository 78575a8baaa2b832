import type { Clock } from '../../domain/kernel/clock.ts';
import { second } from '../../domain/time/instant.ts';

export interface AttendTools {
  readonly clock: Clock;
  readonly interlude: () => Promise<void>;
}

/** How long a page may keep everybody waiting before somebody looks whose date has come. */
const patience = 5 * second;

/**
 * The pages of a listing, with an interlude behind each of them, and every few seconds while one does not come: Okta
 * may throttle a listing for minutes, and whoever falls due meanwhile needs none of it.
 */
export async function* attended<Page>(tools: AttendTools, pages: AsyncIterable<Page>): AsyncGenerator<Page> {
  const iterator = pages[Symbol.asyncIterator]();
  try {
    for (;;) {
      const next = iterator.next();
      while (!(await comesSoon(tools.clock, next))) await tools.interlude();
      const result = await next;
      if (result.done === true) return;
      yield result.value;
      await tools.interlude();
    }
  } finally {
    await iterator.return?.();
  }
}

/** True once it has come or failed; false when the patience is over. */
async function comesSoon(clock: Clock, next: Promise<unknown>): Promise<boolean> {
  const called = new AbortController();
  const came = next.then(
    () => true,
    () => true,
  );
  const waited = clock.sleep(patience, called.signal).then(
    () => false,
    () => true,
  );
  try {
    return await Promise.race([came, waited]);
  } finally {
    called.abort();
  }
}

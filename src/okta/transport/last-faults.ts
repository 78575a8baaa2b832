import type { Answer } from './http.ts';
import { Transient } from './transient.ts';

/** What failed last, so that a call that is held back for it can say what Okta's trouble is. */
export class LastFaults {
  #unreachable: Transient | null = null;
  readonly #failing = new Map<string, Transient>();

  /** Okta could not be reached at all, or an endpoint gave no answer in time. */
  lost(bucket: string, fault: Transient): void {
    if (fault.late) this.#failing.set(bucket, fault);
    else this.#unreachable = fault;
  }

  /** An endpoint answered that it fails. */
  answered(bucket: string, { status, requestId }: Pick<Answer, 'status' | 'requestId'>): void {
    this.#failing.set(bucket, new Transient('server', String(status), { requestId }));
  }

  /** Why calls to a bucket are held back; in general words where nothing is known. */
  of(bucket: string, because: 'unreachable' | 'failing'): Transient {
    const known = because === 'unreachable' ? this.#unreachable : this.#failing.get(bucket);
    const kind = because === 'unreachable' ? 'network' : 'server';
    return known ?? new Transient(kind, 'one call after another failed');
  }
}

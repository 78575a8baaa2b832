import type { Instant } from '../../domain/time/instant.ts';
import type { Standing } from '../../domain/worker/standing.ts';

/** A source in whose newest accepted snapshot a worker does not simply stand. */
export interface SourceStanding {
  readonly source: string;
  readonly standing: Exclude<Standing, 'present'>;
  /** When the snapshot was read that first said so. */
  readonly since: Instant;
}

/** What the state knows of the sources, and where workers stand in each. Who is present in a source is not listed. */
export interface StandingStore {
  /**
   * Notes which sources are configured: of those that are not any more, since when. The first of the first time is `home`.
   */
  configured(names: readonly string[], at: Instant): void;
  /** The source whose name stored records leave out; null before the first run. */
  home(): string | null;
  /** Every source that was ever configured, with the time since when it is not; null for one that is. */
  known(): ReadonlyMap<string, Instant | null>;
  of(worker: string): readonly SourceStanding[];
  /** Keeps the time at which the standing was the same already. */
  set(worker: string, one: SourceStanding): void;
  /** The worker stands in the source as everybody does. */
  clear(worker: string, source: string): void;
  /** Whether anybody does not simply stand in the source. */
  any(source: string): boolean;
  /** Who is missing from the source since an instant up to `until`. */
  missingUntil(source: string, until: Instant): readonly { readonly worker: string; readonly since: Instant }[];
  /** Ids of every worker put aside in the source. */
  putAside(source: string): readonly string[];
}

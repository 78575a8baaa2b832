import type { Mappings } from '../../domain/mapping/mappings.ts';
import { instant, type Instant } from '../../domain/time/instant.ts';
import type { WorkerId } from '../../domain/kernel/ids.ts';
import type { Spell, WorkerRecord } from '../../domain/worker/record.ts';
import type { FeedStore, SourceStanding, Standing, StandingStore } from '../ports.ts';
import { toWorker, type StoredRecord } from './stored-record.ts';

/** The sources that records may hold periods of. */
export interface SourcesInForce {
  /** The source whose name stored records leave out. */
  readonly home: string;
  /** Whether records may hold periods of more than one source. */
  readonly several: boolean;
  /** Sources that are not configured any more, and since when. */
  readonly removed: ReadonlyMap<string, Instant>;
  readonly standings: (id: string) => readonly SourceStanding[];
  /** When the source's newest accepted snapshot was read; null before the first. */
  acceptedAt(source: string): Instant | null;
}

/** One source, of which no state tells anything. */
export function aloneInForce(source: string): SourcesInForce {
  return { home: source, several: false, removed: new Map(), standings: () => [], acceptedAt: () => null };
}

/** What the state and the configuration say of the sources together. */
export function sourcesInForce(
  stores: { readonly feed: Pick<FeedStore, 'accepted'>; readonly standings: StandingStore },
  mappings: Mappings,
): SourcesInForce {
  const removed = new Map<string, Instant>();
  for (const [name, since] of stores.standings.known()) {
    if (mappings.of(name) === undefined) removed.set(name, since ?? instant(0));
  }
  const accepted = new Map<string, Instant | null>();
  return {
    home: stores.standings.home() ?? mappings.all[0]?.source ?? '',
    several: mappings.all.length > 1 || removed.size > 0,
    removed,
    standings: (id) => stores.standings.of(id),
    acceptedAt(source) {
      let at = accepted.get(source);
      if (at === undefined) accepted.set(source, (at = stores.feed.accepted(source)?.readAt ?? null));
      return at;
    },
  };
}

/** What it takes to know which source a period is of. */
export interface SourceTools {
  readonly mappings: Mappings;
  readonly sources: SourcesInForce;
}

/** The source that a period came from. */
export function sourceOf({ sources }: Pick<SourceTools, 'sources'>, { source }: { readonly source?: string }): string {
  return source ?? sources.home;
}

/** The worker's periods, where they are of several sources or ids with what the choice among them depends on. */
export function workerOf({ mappings, sources }: SourceTools, id: WorkerId, record: StoredRecord): WorkerRecord {
  if (!sources.several && !hasEarlierIds(record)) return toWorker(id, record);
  const standings = new Map<string, readonly SourceStanding[]>();
  const standingsOf = (one: WorkerId): readonly SourceStanding[] => {
    let known = standings.get(one);
    if (known === undefined) standings.set(one, (known = sources.standings(one)));
    return known;
  };
  return {
    id,
    spells: record.map(({ spell, of, source = sources.home }): Spell => {
      const since = missingSince(sources, standingsOf(of ?? id), source);
      return {
        ...spell,
        ...(sources.several ? { source, precedence: mappings.precedenceOf(source) } : {}),
        ...(of === undefined ? {} : { of }),
        ...(since === null ? {} : { missingSince: since }),
      };
    }),
  };
}

/** True when some of the periods stand under an id that the worker had before. */
export function hasEarlierIds(record: StoredRecord): boolean {
  return record.some(({ of }) => of !== undefined);
}

function missingSince(
  { removed }: SourcesInForce,
  standings: readonly SourceStanding[],
  source: string,
): Instant | null {
  const known = standings.find((one) => one.source === source && one.standing === 'missing')?.since ?? null;
  return known ?? removed.get(source) ?? null;
}

/** Where a worker with a period of the source stands in it. */
export function standingIn({ removed, standings }: SourcesInForce, id: string, source: string): Standing {
  if (removed.has(source)) return 'missing';
  return standings(id).find((one) => one.source === source)?.standing ?? 'present';
}

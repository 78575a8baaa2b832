import type { Mappings } from '../../domain/mapping/mappings.ts';
import { instant, type Instant } from '../../domain/time/instant.ts';
import type { WorkerId } from '../../domain/kernel/ids.ts';
import {
  absenceOf,
  missingSoFar,
  type AbsencePolicy,
  type FileRead,
  type Missing,
} from '../../domain/worker/absence.ts';
import type { Spell, WorkerRecord } from '../../domain/worker/record.ts';
import type { SourceIdentity } from '../options.ts';
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
  /** What absence from its files means, where it ends access. */
  readonly absences: ReadonlyMap<string, AbsencePolicy>;
  /** The source's accepted files since an instant, each content once. */
  filesSince(source: string, since: Instant): readonly FileRead[];
}

/** One source, of which no state tells anything. */
export function aloneInForce(source: string): SourcesInForce {
  return {
    home: source,
    several: false,
    removed: new Map(),
    standings: () => [],
    acceptedAt: () => null,
    absences: new Map(),
    filesSince: () => [],
  };
}

/** What the state and the configuration say of the sources together. */
export function sourcesInForce(
  stores: { readonly feed: Pick<FeedStore, 'accepted' | 'filesSince'>; readonly standings: StandingStore },
  mappings: Mappings,
  configured: readonly Pick<SourceIdentity, 'name' | 'missing' | 'missingFor'>[],
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
    absences: new Map(
      configured.flatMap(({ name, missing, missingFor }) =>
        missing === 'endAccess' && missingFor !== undefined ? [[name, missingFor]] : [],
      ),
    ),
    filesSince: (source, since) => stores.feed.filesSince(source, since),
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
  if (!sources.several && !hasEarlierIds(record)) return ofOneSource(sources, id, record);
  const standings = new Map<string, readonly SourceStanding[]>();
  const standingsOf = (one: WorkerId): readonly SourceStanding[] => {
    let known = standings.get(one);
    if (known === undefined) standings.set(one, (known = sources.standings(one)));
    return known;
  };
  return {
    id,
    spells: record.map(({ spell, of, source = sources.home }): Spell => {
      return {
        ...spell,
        ...(sources.several ? { source, precedence: mappings.precedenceOf(source) } : {}),
        ...(of === undefined ? {} : { of }),
        ...missingIn(sources, standingsOf(of ?? id), source),
      };
    }),
  };
}

/** True when some of the periods stand under an id that the worker had before. */
export function hasEarlierIds(record: StoredRecord): boolean {
  return record.some(({ of }) => of !== undefined);
}

/** Where there is one source, who is missing from it matters only when that ends access. */
function ofOneSource(sources: SourcesInForce, id: WorkerId, record: StoredRecord): WorkerRecord {
  const worker = toWorker(id, record);
  if (sources.absences.size === 0) return worker;
  const missing = missingIn(sources, sources.standings(id), sources.home);
  return missing.missingSince === undefined
    ? worker
    : { ...worker, spells: worker.spells.map((spell) => ({ ...spell, ...missing })) };
}

/** How far a worker's absence from a source has come that would end access; null where none does, or it has. */
export function absenceSoFar(sources: SourcesInForce, id: string, source: string): Missing | null {
  const policy = sources.absences.get(source);
  if (policy === undefined) return null;
  const { missingSince: since, absence } = missingIn(sources, sources.standings(id), source);
  if (since === undefined || absence !== undefined) return null;
  return missingSoFar(since, sources.filesSince(source, since), policy);
}

function missingIn(
  sources: SourcesInForce,
  standings: readonly SourceStanding[],
  source: string,
): Pick<Spell, 'missingSince' | 'absence'> {
  const since = missingSince(sources, standings, source);
  if (since === null) return {};
  const policy = sources.absences.get(source);
  const absence = policy === undefined ? null : absenceOf(since, sources.filesSince(source, since), policy);
  return { missingSince: since, ...(absence === null ? {} : { absence }) };
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

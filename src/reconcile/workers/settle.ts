import { massAnnouncement } from '../../domain/guardrails/announcements.ts';
import type { CompiledMapping } from '../../domain/mapping/compiled.ts';
import { workerId, type WorkerId } from '../../domain/kernel/ids.ts';
import type { DataProblem } from '../../domain/plan/artefact.ts';
import { day, hour, plus, type Instant } from '../../domain/time/instant.ts';
import { absenceOf } from '../../domain/worker/absence.ts';
import { keyTrouble, type Conflicts } from '../ingest/conflicts.ts';
import type {
  AcceptedDraft,
  AnnouncementStore,
  ClaimStore,
  ConversionStore,
  ImageRow,
  Snapshot,
  SourceStanding,
  StandingStore,
  StoredWorker,
  WorkerStore,
} from '../ports.ts';
import { isAnotherPerson } from './another-person.ts';
import { movedEnds } from './moved-ends.ts';
import { brokenRow, cellProblem, keyProblem, repeatedRow, uncountedRows } from './row-problems.ts';
import { announcedEnd } from './announced-end.ts';
import { ownPeriods, successorsOf, withEarlier } from './going-on.ts';
import { asksForLinks, noteLinks } from './links.ts';
import { withOtherSources } from './other-sources.ts';
import { sourceOf } from './sources-in-force.ts';
import { fromText, toText, type StoredRecord, type StoredSpell } from './stored-record.ts';
import { unknownWorker, workOut, workOutAgain, type WorkOutTools } from './work-out.ts';

export interface SettleTools extends WorkOutTools {
  readonly workers: WorkerStore;
  readonly announcements: AnnouncementStore;
  readonly standings: StandingStore;
  readonly claims: ClaimStore;
  readonly conversions: ConversionStore;
  /** The mapping of the source that is settled. */
  readonly mapping: CompiledMapping;
  /** How many workers of the source have an account: what a mass of announcements is held against. */
  readonly boundWorkers: (source: string) => number;
  /** Lets others run between two chunks. */
  readonly breathe: () => Promise<void>;
}

const chunkSize = 500;

/**
 * Works out what an accepted snapshot means for each worker whose rows are new, changed or gone. May be repeated after a
 * crash: every step writes what follows from the snapshot alone.
 */
export async function settleSnapshot(
  tools: SettleTools,
  accepted: AcceptedDraft,
  at: Instant,
  conflicts: Conflicts,
): Promise<void> {
  const settling = new Settling(tools, accepted, at, conflicts);
  await settling.newAndChangedRows();
  await settling.crowdedKeys();
  await settling.endedRows();
  holdMass(tools, accepted.snapshot);
  tools.announcements.holdOf(await movedEnds(accepted, tools.mapping, tools.breathe));
  expireAbsent(tools, accepted.snapshot);
  const { id, source, readAt } = accepted.snapshot;
  tools.announcements.confirmRepeated(source, id, readAt);
  accepted.finish(tools.standings.putAside(source).length);
}

/** Whose access ends by this very file, because they do not stand in it either, is worked out again. */
function expireAbsent({ workers, standings, sources }: SettleTools, { source, firstReadAt }: Snapshot): void {
  const policy = sources.absences.get(source);
  if (policy === undefined) return;
  const decided = standings
    .missingUntil(source, plus(firstReadAt, -policy.hours * hour))
    .filter(({ since }) => absenceOf(since, sources.filesSince(source, since), policy)?.at === firstReadAt);
  workers.expire(
    decided.map(({ worker }) => worker),
    firstReadAt,
  );
}

/** G20: ends that come in a mass do not become firm by being repeated; a person has to say so. */
function holdMass({ announcements, boundWorkers, options }: SettleTools, accepted: Snapshot): void {
  const weekAgo = plus(accepted.readAt, -7 * day);
  const { snapshot, recent } = announcements.newIn(accepted, weekAgo);
  if (!massAnnouncement(snapshot, recent, boundWorkers(accepted.source), options.guardrails)) return;
  // A mass that comes in small parts is known as one by its last part: what is not firm yet waits with it.
  announcements.hold(accepted, weekAgo);
}

class Settling {
  readonly #tools: SettleTools;
  readonly #accepted: AcceptedDraft;
  readonly #at: Instant;
  readonly #conflicts: Conflicts;
  readonly #crowded = new Set<string>();
  readonly #anybodyKnown: boolean;
  readonly #source: string;
  /** Some ids go on as others; and rows may say so, or somebody's did. */
  readonly #goesOn: boolean;
  readonly #links: boolean;
  /** Whoever has to be looked at again once those of this step are stored. */
  readonly #lookedAt = new Set<string>();
  readonly #unsettling = {
    unsettle: (ids: readonly string[]): void => {
      for (const id of ids) this.#lookedAt.add(id);
    },
  };
  #anyStanding: boolean;
  #workers: StoredWorker[] = [];

  constructor(tools: SettleTools, accepted: AcceptedDraft, at: Instant, conflicts: Conflicts) {
    this.#tools = tools;
    this.#accepted = accepted;
    this.#at = at;
    this.#conflicts = conflicts;
    this.#anybodyKnown = tools.workers.counts().present > 0;
    this.#source = accepted.snapshot.source;
    this.#anyStanding = tools.standings.any(this.#source);
    this.#goesOn = tools.conversions.any();
    this.#links = asksForLinks(tools.mappings) || tools.claims.any();
  }

  async newAndChangedRows(): Promise<void> {
    let after = 0;
    for (;;) {
      const rows = this.#accepted.stagedAfter(after, chunkSize);
      const last = rows.at(-1);
      if (last === undefined) return;
      after = last.id;
      this.#together(() => {
        for (const row of rows) this.#newOrChanged(row);
      });
      await this.#tools.breathe();
    }
  }

  /** Workers with several rows, with a new and an old one, or put aside so far are looked at as a whole. */
  async crowdedKeys(): Promise<void> {
    // Whoever was put aside before is looked at again: what stood in the way may be gone with another's row.
    const keys = [...new Set([...this.#crowded, ...this.#tools.standings.putAside(this.#source)])].sort();
    for (let from = 0; from < keys.length; from += chunkSize) {
      this.#together(() => {
        for (const key of keys.slice(from, from + chunkSize)) this.#again(key);
      });
      await this.#tools.breathe();
    }
  }

  /** A worker whose last row is gone is missing: reported, and nothing else. */
  async endedRows(): Promise<void> {
    let after = 0;
    for (;;) {
      const ended = this.#accepted.endedKeys(after, chunkSize);
      const last = ended.at(-1);
      if (last === undefined) return;
      after = last.id;
      this.#together(() => {
        for (const { key } of ended) this.#ended(key);
      });
      await this.#tools.breathe();
    }
  }

  #ended(key: string): void {
    if (!this.#crowded.has(key)) this.#again(key);
  }

  #again(key: string): void {
    const rows = this.#accepted.imageRows(key);
    for (const row of rows) this.#accepted.setProblems(row.id, null, []);
    if (rows.length > 0) this.#worker(key, rows);
    else this.#stands(key, 'missing');
  }

  #newOrChanged(row: ImageRow): void {
    if (this.#conflicts.crowded.has(row.key)) this.#crowded.add(row.key);
    else this.#worker(row.key, [row]);
  }

  #worker(key: string, rows: readonly ImageRow[]): void {
    const trouble = this.#troubleOf(key);
    if (trouble !== null) {
      this.#putAside(key, rows, () => [keyProblem(this.#tools.mapping, key, trouble.trouble, trouble.others)]);
      return;
    }
    const distinct = rows.filter((row, index) => rows.findIndex((other) => other.hash === row.hash) === index);
    const readings = distinct.map((row) => this.#read(key, row));
    if (readings.some((reading) => reading.spell === null)) {
      this.#putAside(key, distinct, (row) => readings[distinct.indexOf(row)]?.problems ?? []);
      return;
    }
    if (!readings.some(({ counts }) => counts)) {
      this.#putAside(key, distinct, () => [uncountedRows(this.#tools.mapping, key)]);
      return;
    }
    const stranger = this.#strangerTo(key, readings);
    if (stranger !== null) {
      const whose = stranger === this.#source ? [] : [stranger, this.#source];
      this.#putAside(key, rows, () => [keyProblem(this.#tools.mapping, key, 'another-person', whose)]);
      return;
    }
    if (rows.length > distinct.length) readings[0]?.problems.push(repeatedRow(this.#tools.mapping, key, rows.length));
    distinct.forEach((row, index) => {
      this.#note(row, key, readings[index]?.problems ?? []);
    });
    this.#accept(
      key,
      readings.flatMap(({ spell, counts }) => (spell === null || !counts ? [] : [spell])),
    );
  }

  #troubleOf(key: string): Troubled | null {
    const own = keyTrouble(key);
    if (own !== null) return { trouble: own, others: [] };
    return this.#conflicts.troubled.get(key) ?? null;
  }

  /**
   * The source in which the id stands for somebody else, this one included; null when there is none. Asked of nobody while
   * a first file is settled.
   */
  #strangerTo(key: string, readings: readonly { readonly spell: StoredSpell | null }[]): string | null {
    const known = this.#anybodyKnown ? this.#tools.workers.get(key) : null;
    if (known === null) return null;
    const { mapping } = this.#tools;
    const now = readings.flatMap(({ spell }) => (spell === null ? [] : [spell.spell]));
    const before = Map.groupBy(ownPeriods(fromText(known.record)), (one) => sourceOf(this.#tools, one));
    for (const [source, record] of before) {
      // What a source said that nobody reads any more is no claim to the id.
      if (this.#tools.sources.removed.has(source)) continue;
      const spells = record.map(({ spell }) => spell);
      if (isAnotherPerson(mapping, workerId(key), spells, now)) return source;
    }
    return null;
  }

  #read(key: string, row: ImageRow): Read {
    const { mapping } = this.#tools;
    if (row.cells.length === 0) return { spell: null, counts: true, problems: [brokenRow(key)] };
    const reading = mapping.readRow(row.cells);
    if (!reading.ok) {
      const problems = reading.error.problems.map((cell) => cellProblem(mapping, key, cell, 'put-aside'));
      return { spell: null, counts: true, problems };
    }
    const found = mapping.dateColumnsIn(row.cells);
    const { hire, end } = found;
    const spell: StoredSpell = {
      spell: reading.value.spell,
      row: row.id,
      fileRow: row.fileRow,
      hireText: row.cells[hire] ?? '',
      endText: row.cells[end] ?? '',
      ...(found === mapping.dateColumns ? {} : { dateColumns: found }),
    };
    const problems = reading.value.warnings.map((cell) => cellProblem(mapping, key, cell, 'warning'));
    return { spell, counts: reading.value.counts, problems };
  }

  /** Its rows cannot be used: the worker keeps the last accepted record, an announced end included. */
  #putAside(key: string, rows: readonly ImageRow[], problemsOf: (row: ImageRow) => readonly DataProblem[]): void {
    for (const row of rows) this.#note(row, key, problemsOf(row));
    if (keyTrouble(key) === 'blank') return;
    this.#stands(key, 'put-aside');
  }

  /** The worker keeps the last accepted record. Where other sources tell of them too, it has to be weighed anew. */
  #stands(key: string, standing: SourceStanding['standing']): void {
    const { workers, standings } = this.#tools;
    const { id, source, readAt } = this.#accepted.snapshot;
    const known = workers.get(key);
    if (known === null && standing === 'missing') return;
    standings.set(key, { source, standing, since: readAt });
    this.#anyStanding = true;
    if (known === null) {
      this.#workers.push(unknownWorker(key, id, standing, this.#at));
    } else if (this.#tools.sources.several && known.record !== '[]') {
      this.#workers.push(workOutAgain(this.#tools, known, this.#at));
      this.#announce(known.id, fromText(known.record));
    } else {
      workers.setStanding([key], standing);
    }
    if (known !== null) this.#lookFurther(known.id, fromText(known.record));
  }

  #note(row: ImageRow, key: string, problems: readonly DataProblem[]): void {
    if (problems.length === 0) return;
    this.#accepted.setProblems(
      row.id,
      keyTrouble(key) === null ? key : null,
      problems.map((problem) => JSON.stringify(problem)),
    );
  }

  #accept(key: string, own: StoredRecord): void {
    const { snapshot } = this.#accepted;
    if (this.#anyStanding) this.#tools.standings.clear(key, this.#source);
    const goesOn = this.#goesOn && this.#tools.conversions.predecessor(key) !== null;
    // Periods of the earlier id may have been worked out in this very step.
    if (goesOn) this.#store();
    const record = withOtherSources({ ...this.#tools, goesOn }, key, this.#source, own);
    const worker = workOut(this.#tools, workerId(key), record, this.#at, snapshot.id);
    this.#workers.push(worker);
    this.#announce(worker.id, record);
    this.#lookFurther(worker.id, record);
  }

  /** What follows for others: for the ids that go on from this one, and for whoever its rows are about. */
  #lookFurther(id: WorkerId, record: StoredRecord): void {
    if (this.#links) noteLinks({ ...this.#tools, workers: this.#unsettling }, id, record);
    if (!this.#goesOn) return;
    const successors = successorsOf(this.#tools.conversions, id);
    if (successors.length > 0) this.#store();
    let earlier = { id, record };
    for (const successor of successors) {
      const known = this.#tools.workers.get(successor);
      if (known === null) return;
      const now = withEarlier(fromText(known.record), earlier.id, earlier.record);
      this.#workers.push(workOutAgain(this.#tools, { ...known, record: toText(now) }, this.#at));
      this.#announce(successor, now);
      earlier = { id: successor, record: now };
    }
  }

  #announce(key: WorkerId, record: StoredRecord): void {
    const { snapshot } = this.#accepted;
    this.#tools.announcements.note(key, announcedEnd(this.#tools, key, record), snapshot, snapshot.readAt);
  }

  #together(work: () => void): void {
    this.#accepted.together(() => {
      work();
      this.#store();
      this.#tools.workers.unsettle([...this.#lookedAt]);
      this.#lookedAt.clear();
    });
  }

  #store(): void {
    if (this.#workers.length > 0) this.#tools.workers.put(this.#workers);
    this.#workers = [];
  }
}

/** What a row gives: its period of employment, whether it counts as one, and what is wrong. */
interface Read {
  readonly spell: StoredSpell | null;
  readonly counts: boolean;
  readonly problems: DataProblem[];
}

type Troubled = NonNullable<ReturnType<Conflicts['troubled']['get']>>;

import { massAnnouncement } from '../../domain/guardrails/announcements.ts';
import { workerId } from '../../domain/kernel/ids.ts';
import { spellInstants } from '../../domain/worker/employment.ts';
import type { DataProblem } from '../../domain/plan/artefact.ts';
import { day, instant, plus, type Instant } from '../../domain/time/instant.ts';
import { keyTrouble, type Conflicts } from '../ingest/conflicts.ts';
import type { AcceptedDraft, AnnouncementStore, ImageRow, Snapshot, StoredWorker, WorkerStore } from '../ports.ts';
import { isAnotherPerson } from './another-person.ts';
import { movedEnds } from './moved-ends.ts';
import { brokenRow, cellProblem, keyProblem, repeatedRow, uncountedRows } from './row-problems.ts';
import { fromText, type StoredRecord, type StoredSpell } from './stored-record.ts';
import { isOpen, unknownWorker, workOut, type WorkOutTools } from './work-out.ts';

export interface SettleTools extends WorkOutTools {
  readonly workers: WorkerStore;
  readonly announcements: AnnouncementStore;
  /** How many workers have an account: what a mass of announcements is held against. */
  readonly boundWorkers: () => number;
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
  tools.announcements.confirmRepeated(accepted.snapshot.id, accepted.snapshot.readAt);
  accepted.finish(tools.workers.counts()['put-aside']);
}

/** G20: ends that come in a mass do not become firm by being repeated; a person has to say so. */
function holdMass({ announcements, boundWorkers, options }: SettleTools, { id, readAt }: Snapshot): void {
  const weekAgo = plus(readAt, -7 * day);
  const { snapshot, recent } = announcements.newIn(id, weekAgo);
  if (!massAnnouncement(snapshot, recent, boundWorkers(), options.guardrails)) return;
  // A mass that comes in small parts is known as one by its last part: what is not firm yet waits with it.
  announcements.hold(id, weekAgo);
}

class Settling {
  readonly #tools: SettleTools;
  readonly #accepted: AcceptedDraft;
  readonly #at: Instant;
  readonly #conflicts: Conflicts;
  readonly #crowded = new Set<string>();
  readonly #anybodyKnown: boolean;
  #workers: StoredWorker[] = [];

  constructor(tools: SettleTools, accepted: AcceptedDraft, at: Instant, conflicts: Conflicts) {
    this.#tools = tools;
    this.#accepted = accepted;
    this.#at = at;
    this.#conflicts = conflicts;
    this.#anybodyKnown = tools.workers.counts().present > 0;
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
    const keys = [...new Set([...this.#crowded, ...this.#tools.workers.putAside()])].sort();
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
    else this.#tools.workers.setStanding([key], 'missing');
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
    if (this.#isAnother(key, readings)) {
      this.#putAside(key, rows, () => [keyProblem(this.#tools.mapping, key, 'another-person', [])]);
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

  /** Asked of nobody while a first file is settled. */
  #isAnother(key: string, readings: readonly { readonly spell: StoredSpell | null }[]): boolean {
    if (!this.#anybodyKnown) return false;
    const known = this.#tools.workers.get(key);
    if (known === null) return false;
    const now = readings.flatMap(({ spell }) => (spell === null ? [] : [spell.spell]));
    const before = fromText(known.record).map(({ spell }) => spell);
    return isAnotherPerson(this.#tools.mapping, workerId(key), before, now);
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
    if (this.#tools.workers.get(key) === null) {
      this.#workers.push(unknownWorker(key, this.#accepted.snapshot.id, 'put-aside', this.#at));
    } else {
      this.#tools.workers.setStanding([key], 'put-aside');
    }
  }

  #note(row: ImageRow, key: string, problems: readonly DataProblem[]): void {
    if (problems.length === 0) return;
    this.#accepted.setProblems(
      row.id,
      keyTrouble(key) === null ? key : null,
      problems.map((problem) => JSON.stringify(problem)),
    );
  }

  #accept(key: string, record: StoredRecord): void {
    const { snapshot } = this.#accepted;
    const worker = workOut(this.#tools, workerId(key), record, this.#at, snapshot.id);
    this.#workers.push(worker);
    this.#tools.announcements.note(key, announcedEnd(this.#tools, record), snapshot.id, snapshot.readAt);
  }

  #together(work: () => void): void {
    this.#accepted.together(() => {
      work();
      this.#tools.workers.put(this.#workers);
      this.#workers = [];
    });
  }
}

/** What a row gives: its period of employment, whether it counts as one, and what is wrong. */
interface Read {
  readonly spell: StoredSpell | null;
  readonly counts: boolean;
  readonly problems: DataProblem[];
}

type Troubled = NonNullable<ReturnType<Conflicts['troubled']['get']>>;

/** The instant at which access is announced to end; null while any employment is open, or when no date gives it. */
function announcedEnd(tools: WorkOutTools, record: StoredRecord): Instant | null {
  if (record.some(({ spell }) => spell.effect === undefined && isOpen(spell))) return null;
  let latest = 0;
  for (const timed of spellInstants(
    record.map((one) => one.spell),
    tools.options.lifecycle,
  )) {
    if (timed.handedOver) continue;
    if (timed.end === null) return null;
    latest = Math.max(latest, timed.end);
  }
  return latest > 0 ? instant(latest) : null;
}

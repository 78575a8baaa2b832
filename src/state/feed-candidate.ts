import type { Database } from 'better-sqlite3';
import { TenuredError } from '../domain/kernel/errors.ts';
import type { CandidateSnapshot } from '../reconcile/ports.ts';
import { toSnapshot, type SnapshotRow } from './feed-snapshot.ts';

/** Complete reads that wait for a person's word. */
interface Candidates {
  candidate(source: string): CandidateSnapshot | null;
  /** What a person accepted is settled from now on: it is the accepted snapshot, and what follows is to be worked out. */
  settleChosen(source: string): void;
  /** A newer delivery says something else: nobody is asked about it any more, and the next read undoes it. */
  giveUp(source: string): void;
}

/**
 * A person may accept a candidate while a run is under way. It becomes the accepted snapshot when the next run begins, so
 * that no run goes by a snapshot of which nothing has been worked out.
 */
export function candidates(database: Database): Candidates {
  const waiting = database.prepare<[string], SnapshotRow>(
    `SELECT * FROM snapshot WHERE source = ? AND status = 'candidate' ORDER BY snapshot_id DESC LIMIT 1`,
  );
  const choose = database.prepare<[number, number]>(
    `UPDATE snapshot SET status = 'chosen', decided_at = ? WHERE snapshot_id = ? AND status = 'candidate'`,
  );
  const settle = database.prepare<[string]>(
    `UPDATE snapshot SET status = 'settling' WHERE source = ? AND status = 'chosen'`,
  );
  const giveUp = database.prepare<[string]>(
    `UPDATE snapshot SET status = 'reading' WHERE source = ? AND status = 'candidate'`,
  );
  return {
    candidate(source) {
      const row = waiting.get(source);
      if (row === undefined) return null;
      return {
        snapshot: toSnapshot(row),
        accept(at) {
          if (choose.run(at, row.snapshot_id).changes !== 1) throw replaced(row.file);
        },
      };
    },
    settleChosen: (source) => void settle.run(source),
    giveUp: (source) => void giveUp.run(source),
  };
}

function replaced(file: string): TenuredError {
  return new TenuredError('TEN-5014', 'the file that was to be accepted has been replaced', {
    where: { file },
    why: 'what a person looked at is not what would be accepted now',
    hint: 'make a new plan with `tenured plan`',
  });
}

/**
 * A new read is compared with the accepted one. While a person's choice is still to be settled, there is none to compare
 * with.
 * @throws TenuredError TEN-4014.
 */
export function refuseUnsettled(database: Database, source: string): void {
  const found = database
    .prepare<[string], { file: string }>(
      `SELECT file FROM snapshot WHERE source = ? AND status IN ('settling', 'chosen') LIMIT 1`,
    )
    .get(source);
  if (found === undefined) return;
  throw new TenuredError('TEN-4014', 'A person accepted the waiting file just now; the next run begins with it.', {
    where: { file: found.file },
    why: 'What follows from it has to be worked out before the next file can be compared with it.',
    hint: 'Run again.',
  });
}

import { cpSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { instant } from '../../src/domain/time/instant.ts';
import { acceptedStatistics } from '../../src/reconcile/ingest/accepted-statistics.ts';
import { statisticsFrom } from '../../src/reconcile/ingest/column-statistics.ts';
import { feedStore, openState } from '../../src/state/index.ts';
import { temporaryFolder } from './temporary-state.ts';

const shipped = join(import.meta.dirname, '../../migrations');
const now = instant(1_800_000_000_000);

/** A folder with the first so many migrations alone. */
function firstMigrations(count: number): string {
  const folder = temporaryFolder();
  for (const name of readdirSync(shipped).filter((one) => /^\d{4}-/.test(one) && Number(one.slice(0, 4)) <= count)) {
    cpSync(join(shipped, name), join(folder, name));
  }
  return folder;
}

it('a state made by the first migration keeps its file, whose columns are counted once from the stored rows', async () => {
  const directory = join(temporaryFolder(), 'state');
  const old = openState({ directory, migrationsDirectory: firstMigrations(1) });
  old.database.exec(`
    INSERT INTO snapshot (snapshot_id, source, status, file, bytes, modified_at, sha256, basis, first_row_id, rows,
      rows_digest, put_aside, letters, read_at, decided_at, findings)
    VALUES (1, 'people', 'accepted', 'people.csv', 9, 1, 'aa', 'basis', 1, 3, '3-1-1', 0, '["A","B"]', 1, 1, '[]');
    INSERT INTO feed_row (row_id, source, key, hash) VALUES (1, 'people', 'E1', 'h1'), (2, 'people', 'E2', 'h2'), (3, 'people', 'E3', 'h3');
    INSERT INTO feed_cells (row_id, file_row, cells) VALUES (1, 2, '["E1","Sales"]'), (2, 3, '["E2",""]'), (3, 4, '["E3","Sales"]');
  `);
  old.close();
  const state = openState({ directory });
  const feed = feedStore(state.database);
  const accepted = feed.accepted('people');
  expect([accepted?.rows, feed.statistics(1)]).toEqual([3, null]);
  const draft = feed.begin('people', { file: 'people.csv', bytes: 1, modifiedAt: now }, 'basis', now);
  const breathe = (): Promise<void> => Promise.resolve();
  const basis = { text: 'basis', columns: ['Id', 'Dept'] };
  const counted = statisticsFrom((await acceptedStatistics({ feed, draft, breathe }, accepted, basis)) ?? '[]');
  expect([counted.blanks(0), counted.distinct(0), counted.blanks(1), counted.distinct(1)]).toEqual([0, 3, 1, 1]);
  // Read by another mapping since, nobody can say which column a cell was of.
  expect(await acceptedStatistics({ feed, draft, breathe }, accepted, { ...basis, text: 'another' })).toBeNull();
  state.close();
});

import { readdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { expect, it } from 'vitest';
import { copyState, openState } from '../../src/state/index.ts';
import { temporaryState } from './temporary-state.ts';

it('has all that the state has, and keeps nothing of what is written to it', async () => {
  const { directory } = temporaryState();
  const state = openState({ directory });
  const insert = "INSERT INTO login_claim (login_key, login, worker_id, claimed_at) VALUES (?, 'x', 'W1', 0)";
  state.database.prepare(insert).run('one');
  const copy = await copyState(state);
  const count = 'SELECT count(*) FROM login_claim';
  expect(copy.database.prepare(count).pluck().get()).toBe(1);
  copy.database.prepare(insert).run('two');
  expect(state.database.prepare(count).pluck().get()).toBe(1);
  expect(statSync(copy.file).mode & 0o077).toBe(0);
  copy.close();
  expect(readdirSync(dirname(state.file)).filter((name) => name.startsWith('copy-'))).toEqual([]);
  state.close();
});

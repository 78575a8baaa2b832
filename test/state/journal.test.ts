import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { instant } from '../../src/domain/time/instant.ts';
import { compact, journal, type Database, type Journal } from '../../src/state/index.ts';
import { systemRandom } from '../../src/system/random.ts';
import { temporaryState } from './temporary-state.ts';

const length = 1000;

/** Numbers that are the same in every run. */
function dice(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state % below;
  };
}

function fill(chain: Journal, count: number): void {
  for (let index = 1; index <= count; index += 1) {
    const entry = {
      at: instant(index),
      kind: 'intent',
      runId: 1,
      leaseEpoch: 3,
      planHash: 'aa',
      operationId: `op${index}`,
    };
    const body = { login: `person${index % 50}@example.com` };
    const payload = { workerId: `E${index % 50}`, oktaId: `00u${index % 50}`, body };
    chain.append(index % 3 === 0 ? { ...entry, outcome: 'done', requestId: 'r1' } : { ...entry, payload });
  }
}

function filled(count = length): { readonly database: Database; readonly chain: Journal; readonly directory: string } {
  const { database, directory } = temporaryState();
  const chain = journal(database, systemRandom());
  database.transaction(() => {
    fill(chain, count);
  })();
  return { database, chain, directory };
}

/** Somebody with the database in their hands: no trigger and no foreign key stops them. */
function unlock(database: Database): void {
  database.pragma('foreign_keys = OFF');
  database.exec('DROP TRIGGER journal_is_append_only_update; DROP TRIGGER journal_is_append_only_delete');
}

describe('the journal', () => {
  it('is a chain from the first entry to its head', () => {
    const { chain } = filled();
    const head = chain.head();
    expect(head?.seq).toBe(length);
    expect(chain.verify()).toEqual({ ok: true, value: { entries: length, head, erased: 0 } });
    expect(head === null ? null : chain.verify({ head }).ok).toBe(true);
  });

  it('is whole while it is empty', () => {
    const chain = journal(temporaryState().database, systemRandom());
    expect([chain.head(), chain.verify()]).toEqual([null, { ok: true, value: { entries: 0, head: null, erased: 0 } }]);
    expect(chain.verify({ head: { seq: 1, hash: 'aa' } }).ok).toBe(false);
  });

  it('lets nobody change or delete an entry', () => {
    const { database } = filled(3);
    expect(() => database.exec("UPDATE journal SET kind = 'x'")).toThrow('append-only');
    expect(() => database.exec('DELETE FROM journal')).toThrow('append-only');
  });

  it('goes on from what another connection appended, and rolls back with the transaction around it', () => {
    const { database, chain, directory } = filled(3);
    const other = journal(temporaryState({ directory }).database, systemRandom());
    other.append({ at: instant(4), kind: 'approved' });
    expect(() => {
      database.transaction(() => {
        chain.append({ at: instant(5), kind: 'intent' });
        throw new Error('no');
      })();
    }).toThrow('no');
    expect(chain.append({ at: instant(5), kind: 'intent' }).seq).toBe(5);
    expect(chain.verify().ok).toBe(true);
  });

  it('stays whole when a person is erased, and nothing of the person is left on disk', () => {
    const { chain, database, directory } = filled();
    expect(chain.erase('E7')).toBe(13);
    expect(chain.erase('E7')).toBe(0);
    compact(database);
    expect(chain.verify()).toMatchObject({ ok: true, value: { entries: length, erased: 13 } });
    const disk = readdirSync(directory).map((name) => readFileSync(join(directory, name), 'latin1'));
    const traces = (text: string): number => disk.join('').split(text).length - 1;
    expect(traces('person7@example.com')).toBe(0);
    expect(traces('person8@example.com')).toBeGreaterThan(0);
  });

  it('stays whole when payload rows are deleted', () => {
    const { database, chain } = filled(10);
    database.exec('DELETE FROM journal_payload WHERE seq IN (1, 4)');
    expect(chain.verify()).toMatchObject({ ok: true, value: { erased: 2 } });
  });
});

describe('a journal of 1,000 entries tells', () => {
  const columns =
    `at kind run_id lease_epoch plan_hash operation_id operation_kind attempt outcome request_id intent_seq digest
    previous_hash hash`.split(/\s+/);

  function tamper(database: Database, chain: Journal, change: () => number): boolean {
    database.exec('BEGIN');
    expect(change()).toBeGreaterThan(0);
    const verdict = chain.verify();
    database.exec('ROLLBACK');
    return verdict.ok;
  }

  it.each(columns)('every edit of %s', (column) => {
    const { database, chain } = filled();
    unlock(database);
    const roll = dice(column.length);
    const statement = {
      text: `UPDATE journal SET ${column} = 'done-' || seq WHERE seq = ?`,
      number: `UPDATE journal SET ${column} = coalesce(${column}, 0) + 1 WHERE seq = ?`,
      outcome: "UPDATE journal SET outcome = iif(outcome IS 'failed', 'done', 'failed') WHERE seq = ?",
    };
    const numeric = ['at', 'run_id', 'lease_epoch', 'attempt', 'intent_seq'].includes(column);
    const sql = column === 'outcome' ? statement.outcome : numeric ? statement.number : statement.text;
    const edit = database.prepare(sql);
    const missed = Array.from({ length: 10 }, () => 1 + roll(length)).filter((seq) =>
      tamper(database, chain, () => edit.run(seq).changes),
    );
    expect(missed).toEqual([]);
  });

  it.each(['worker_id', 'okta_id', 'key', 'body'])("every edit of a payload's %s", (column) => {
    const { database, chain } = filled();
    const roll = dice(column.length);
    const sql = `UPDATE journal_payload SET ${column} = replace(${column}, substr(${column}, 3, 1), 'f') || '0' WHERE seq = ?`;
    const edit = database.prepare(sql);
    const missed = Array.from({ length: 10 }, () => 1 + roll(333) * 3).filter((seq) =>
      tamper(database, chain, () => edit.run(seq).changes),
    );
    expect(missed).toEqual([]);
  });

  it.each(['upper(key)', "key || '0'", "key || '00'"])('a key that was rewritten as %s', (wording) => {
    const { database, chain } = filled(10);
    const sql = `UPDATE journal_payload SET key = ${wording} WHERE seq = 4`;
    const edit = database.prepare(sql);
    expect(tamper(database, chain, () => edit.run().changes)).toBe(false);
  });

  it('every payload that was added or given to another entry', () => {
    const { database, chain } = filled();
    const add = database.prepare("INSERT INTO journal_payload VALUES (?, 'E1', NULL, 'aa', '{}')");
    expect(tamper(database, chain, () => add.run(3).changes)).toBe(false);
    const move = database.prepare(
      'UPDATE journal_payload SET (key, body) = (SELECT key, body FROM journal_payload WHERE seq = 2) WHERE seq = 1',
    );
    expect(tamper(database, chain, () => move.run().changes)).toBe(false);
  });

  it('every deletion, whether or not the gap was closed', () => {
    const { database, chain } = filled();
    unlock(database);
    const roll = dice(7);
    const remove = database.prepare('DELETE FROM journal WHERE seq = ?');
    const close = database.prepare('UPDATE journal SET seq = seq - 1 WHERE seq > ?');
    const seqs = [1, length - 1, ...Array.from({ length: 10 }, () => 1 + roll(length - 1))];
    const missed = seqs.filter((seq) => tamper(database, chain, () => remove.run(seq).changes));
    const closed = seqs.filter((seq) =>
      tamper(database, chain, () => {
        remove.run(seq);
        return close.run(seq).changes;
      }),
    );
    expect([missed, closed]).toEqual([[], []]);
  });

  it('every exchange of two entries', () => {
    const { database, chain } = filled();
    unlock(database);
    const roll = dice(11);
    const move = database.prepare('UPDATE journal SET seq = ? WHERE seq = ?');
    const missed = Array.from({ length: 10 }, () => [1 + roll(500), 501 + roll(500)] as const).filter(([one, other]) =>
      tamper(database, chain, () => {
        move.run(-1, one);
        move.run(one, other);
        return move.run(other, -1).changes;
      }),
    );
    expect(missed).toEqual([]);
  });

  it('every cut, against an exported head', () => {
    const { database, chain } = filled();
    const head = chain.head();
    unlock(database);
    const roll = dice(13);
    const cut = database.prepare('DELETE FROM journal WHERE seq > ?');
    const cutPayload = database.prepare('DELETE FROM journal_payload WHERE seq > ?');
    const cuts = [0, length - 1, ...Array.from({ length: 10 }, () => roll(length))];
    const verdicts = cuts.map((seq) => {
      database.exec('BEGIN');
      cut.run(seq);
      cutPayload.run(seq);
      // Written on again, so that the number of entries is as before.
      if (seq % 2 === 0) fill(chain, length - seq);
      const verdict = chain.verify(head === null ? {} : { head });
      database.exec('ROLLBACK');
      return verdict.ok ? 'missed' : verdict.error.why;
    });
    expect([...new Set(verdicts)].sort()).toEqual(['cut-off', 'other-head']);
  });

  it('a cut that left payloads behind, without any exported head', () => {
    const { database, chain } = filled(10);
    unlock(database);
    database.exec('DELETE FROM journal WHERE seq > 6');
    expect(chain.verify()).toEqual({ ok: false, error: { seq: 7, why: 'cut-off' } });
  });
});

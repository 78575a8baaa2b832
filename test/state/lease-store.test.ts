import { describe, expect, it } from 'vitest';
import { instant } from '../../src/domain/time/instant.ts';
import { assertHeld, leaseHeld, leaseStore, type State } from '../../src/state/index.ts';
import type { ProcessTable } from '../../src/state/processes.ts';
import { startChild } from './child.ts';
import { codeOf, temporaryFolder, temporaryState } from './temporary-state.ts';

const holder = new URL('./children/hold-lease.ts', import.meta.url);
const noon = instant(Date.parse('2026-11-23T12:00:00Z'));

/** A process table in which everybody of this host runs but those that were killed. */
function host(name: string, pid: number, gone: ReadonlySet<number> = new Set()): ProcessTable {
  return {
    self: { host: name, pid, started: 'boot/1' },
    state: (other) => (other.host !== name ? 'unknown' : gone.has(other.pid) ? 'gone' : 'alive'),
  };
}

function writeAs(state: State, epoch: number): () => void {
  return () => {
    state.database.transaction(() => assertHeld(state.database, 'run', epoch)).immediate();
  };
}

describe('a lease', () => {
  it('is held by one, free again after its release, and every holder has a higher epoch', () => {
    const state = temporaryState();
    const [first, second] = [1, 2].map((pid) => leaseStore(state.database, { processes: host('a', pid) }));
    const lease = first?.acquire('run', noon);
    expect(second?.acquire('run', noon)).toBeNull();
    expect(first?.acquire('run', noon)).toBeNull();
    expect(second?.holder('run')).toEqual({ owner: 'process 1 on a', heartbeatAt: noon });
    lease?.release();
    expect(second?.holder('run')).toBeNull();
    expect([lease?.epoch, second?.acquire('run', noon)?.epoch]).toEqual([1, 2]);
  });

  it('of the daemon and of a run are two', () => {
    const leases = leaseStore(temporaryState().database, { processes: host('a', 1) });
    expect([leases.acquire('daemon', noon)?.epoch, leases.acquire('run', noon)?.epoch]).toEqual([1, 1]);
  });

  it('passes on at once when the process of its holder is gone', () => {
    const { database } = temporaryState();
    const lease = leaseStore(database, { processes: host('a', 1) }).acquire('run', noon);
    expect(leaseStore(database, { processes: host('a', 2, new Set([1])) }).acquire('run', noon)?.epoch).toBe(2);
    expect(codeOf(() => lease?.heartbeat(noon))).toBe('TEN-4012');
  });

  it.each(['a', 'b'])('passes on to host %s when its holder was silent for more than 30 s', (name) => {
    const state = temporaryState();
    const leases = leaseStore(state.database, { processes: host('a', 1) });
    const lease = leases.acquire('run', noon);
    leases.requireOwn('run');
    const others = leaseStore(state.database, { processes: host(name, 2) });
    lease?.heartbeat(instant(noon + 60_000));
    expect(others.acquire('run', instant(noon + 90_000))).toBeNull();
    const taken = others.acquire('run', instant(noon + 90_001));
    expect(taken?.epoch).toBe(2);
    expect(codeOf(() => lease?.heartbeat(instant(noon + 90_002)))).toBe('TEN-4012');
    expect(codeOf(writeAs(state, 1))).toBe('TEN-4012');
    expect(codeOf(() => leases.requireOwn('run'))).toBe('TEN-4012');
    lease?.release();
    writeAs(state, 2)();
    others.requireOwn('run');
    taken?.release();
    expect(codeOf(() => others.requireOwn('run'))).toBe('TEN-4012');
  });

  it('is checked inside a transaction only', () => {
    const { database } = temporaryState();
    expect(() => {
      assertHeld(database, 'run', 1);
    }).toThrow('inside the transaction');
  });

  it('that somebody else holds makes exit code 11', () => {
    expect(leaseHeld('run', 'process 7 on a').exitCode).toBe(11);
  });
});

describe('real processes', () => {
  it('20 that start at once on a new state: exactly one holds the lease', async () => {
    const directory = `${temporaryFolder()}/state`;
    const children = Array.from({ length: 20 }, () => startChild(holder, directory));
    const answers = await Promise.all(children.map((child) => child.line()));
    expect(answers.sort()).toEqual(['held 1', ...Array<string>(19).fill('refused')]);
  });

  it('one that was killed is followed at once', async () => {
    const state = temporaryState();
    const child = startChild(holder, state.directory);
    expect(await child.line()).toBe('held 1');
    const leases = leaseStore(state.database);
    expect(leases.acquire('run', instant(Date.now()))).toBeNull();
    child.process.kill('SIGKILL');
    await child.ended();
    expect(leases.acquire('run', instant(Date.now()))?.epoch).toBe(2);
  });

  it('one that was stopped and wakes after a take-over writes nothing', async () => {
    const state = temporaryState();
    const child = startChild(holder, state.directory);
    expect(await child.line()).toBe('held 1');
    child.process.kill('SIGSTOP');
    expect(leaseStore(state.database).acquire('run', instant(Date.now() + 31_000))?.epoch).toBe(2);
    child.process.kill('SIGCONT');
    child.say('go');
    expect([await child.line(), await child.line()]).toEqual(['TEN-4012', 'TEN-4012']);
    expect(state.database.prepare('SELECT count(*) FROM login_claim').pluck().get()).toBe(0);
  });

  it('one that still holds it writes', async () => {
    const state = temporaryState();
    const child = startChild(holder, state.directory);
    await child.line();
    child.say('go');
    expect([await child.line(), await child.line()]).toEqual(['written', 'written']);
  });
});

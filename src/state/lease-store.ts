import { TenuredError } from '../domain/kernel/errors.ts';
import { instant, second, type Instant } from '../domain/time/instant.ts';
import type { Lease, LeaseStore } from '../reconcile/ports.ts';
import { atBorder } from './errors.ts';
import type { Database } from './open.ts';
import { hostProcesses, parseIdentity, type ProcessTable } from './processes.ts';

export type LeaseName = 'daemon' | 'run';

export interface LeaseOptions {
  /** The host's processes when left out. */
  readonly processes?: ProcessTable;
  /** Milliseconds without a heartbeat after which a holder counts as gone (30 s). */
  readonly staleAfterMs?: number;
}

interface LeaseRow {
  readonly owner: string;
  readonly epoch: number;
  readonly acquired_at: number;
  readonly heartbeat_at: number;
  readonly held: number;
}

/**
 * Leases as rows. A holder whose process ended is followed at once, one that is merely silent after a while: it may
 * be stopped or on another host. Should it wake, its epoch is old, and neither heartbeat nor `assertHeld` accept it.
 */
export function leaseStore(database: Database, options: LeaseOptions = {}): LeaseStore {
  const processes = options.processes ?? hostProcesses();
  const self = JSON.stringify(processes.self);
  const staleAfterMs = options.staleAfterMs ?? 30 * second;
  const read = database.prepare<[string], LeaseRow>(
    'SELECT owner, epoch, acquired_at, heartbeat_at, held FROM lease WHERE name = ?',
  );
  const take = database.prepare<[Record<string, string | number>]>(
    `INSERT INTO lease (name, owner, epoch, acquired_at, heartbeat_at, held) VALUES (:name, :owner, :epoch, :now, :now, 1)
     ON CONFLICT (name) DO UPDATE SET owner = :owner, epoch = :epoch, acquired_at = :now, heartbeat_at = :now, held = 1`,
  );
  const acquire = database.transaction((name: LeaseName, now: Instant) => {
    const found = read.get(name);
    if (found !== undefined && isTaken(found, now)) return null;
    const epoch = (found?.epoch ?? 0) + 1;
    take.run({ name, owner: self, epoch, now });
    return epoch;
  });

  function isTaken(row: LeaseRow, now: Instant): boolean {
    if (row.held === 0) return false;
    const owner = parseIdentity(row.owner);
    if (owner !== null && processes.state(owner) === 'gone') return false;
    return now - row.heartbeat_at <= staleAfterMs;
  }

  return atBorder({
    acquire: (name: LeaseName, now: Instant) => {
      const epoch = acquire.immediate(name, now);
      return epoch === null ? null : lease(database, name, epoch);
    },
    holder: (name: LeaseName) => {
      const row = read.get(name);
      return row?.held === 1 ? { owner: describe(row.owner), heartbeatAt: instant(row.heartbeat_at) } : null;
    },
    requireOwn: (name: LeaseName) => {
      const row = read.get(name);
      if (row?.held !== 1 || row.owner !== self) throw lost(name);
    },
    atWork: (name: LeaseName, now: Instant) => {
      const row = read.get(name);
      if (row === undefined || !isTaken(row, now)) return null;
      return { owner: describe(row.owner), since: instant(row.acquired_at) };
    },
  });
}

function lease(database: Database, name: LeaseName, epoch: number): Lease {
  const beat = database.prepare<[number, string, number]>(
    'UPDATE lease SET heartbeat_at = ? WHERE name = ? AND epoch = ? AND held = 1',
  );
  const free = database.prepare<[string, number]>('UPDATE lease SET held = 0 WHERE name = ? AND epoch = ?');
  return atBorder({
    epoch,
    heartbeat: (now: Instant) => {
      if (beat.run(now, name, epoch).changes !== 1) throw lost(name);
    },
    release: () => void free.run(name, epoch),
  });
}

/**
 * Fences a writer: to be called inside the transaction that writes what only the holder may write.
 * @throws TenuredError TEN-4012 when somebody else has taken the lease since.
 */
export function assertHeld(database: Database, name: LeaseName, epoch: number): void {
  if (!database.inTransaction) throw new Error('a lease is checked inside the transaction that relies on it');
  const held = database.prepare('SELECT 1 FROM lease WHERE name = ? AND epoch = ? AND held = 1').get(name, epoch);
  if (held === undefined) throw lost(name);
}

/** The error for whoever wanted a lease that somebody else holds. */
export function leaseHeld(name: LeaseName, owner: string): TenuredError {
  return new TenuredError('TEN-4011', `Another tenured is at work (${owner}).`, {
    why: `One process at a time holds the ${name} lock, so that nothing is done twice in Okta.`,
    hint: 'Wait for it, or give it longer with `--lock-timeout`.',
  });
}

function lost(name: LeaseName): TenuredError {
  return new TenuredError('TEN-4012', `This process lost the ${name} lock to another one.`, {
    why: 'It was stopped or silent for so long that another tenured went on in its place. It writes nothing more.',
    hint: 'Nothing needs to be repaired. Look for what held this process up: a suspended host, a starved container.',
  });
}

function describe(owner: string): string {
  const identity = parseIdentity(owner);
  return identity === null ? owner : `process ${identity.pid} on ${identity.host}`;
}

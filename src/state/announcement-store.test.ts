import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { workerId } from '../domain/kernel/ids.ts';
import { hour, instant, plus } from '../domain/time/instant.ts';
import type { AnnouncementStore } from '../reconcile/ports.ts';
import { announcementStore } from './announcement-store.ts';
import { openState, type State } from './open.ts';
import { workerStore } from './worker-store.ts';

const seen = instant(Date.UTC(2026, 10, 23));
const end = instant(Date.UTC(2026, 11, 1));

let directory: string;
let state: State;
let announcements: AnnouncementStore;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'tenured-announcement-'));
  state = openState({ directory });
  announcements = announcementStore(state.database);
  workerStore(state.database).put([
    {
      id: workerId('E1'),
      standing: 'present',
      state: 'active',
      validUntil: null,
      fingerprint: '',
      snapshot: 1,
      record: '[]',
    },
  ]);
  announcements.note('E1', end, 1, seen);
});

afterEach(() => {
  state.close();
  rmSync(directory, { recursive: true });
});

function firm(): boolean | undefined {
  return announcements.get('E1')?.firm;
}

describe('an announced end becomes firm', () => {
  it('when another snapshot repeats it twelve hours later, and not a second before', () => {
    announcements.confirmRepeated(2, plus(seen, 12 * hour - 1000));
    expect(firm()).toBe(false);
    announcements.confirmRepeated(2, plus(seen, 12 * hour));
    expect(firm()).toBe(true);
  });

  it('not by the snapshot that brought it, but by the same file delivered again', () => {
    announcements.confirmRepeated(1, plus(seen, 24 * hour));
    expect(firm()).toBe(false);
    announcements.confirmRepeated(null, plus(seen, 24 * hour));
    expect(firm()).toBe(true);
  });

  it('not while its worker is missing from the file or put aside', () => {
    const workers = workerStore(state.database);
    for (const standing of ['missing', 'put-aside'] as const) {
      workers.setStanding(['E1'], standing);
      announcements.confirmRepeated(2, plus(seen, 24 * hour));
      expect(firm()).toBe(false);
    }
  });

  it('anew when the end moves, and never when it is withdrawn', () => {
    announcements.confirmRepeated(2, plus(seen, 12 * hour));
    announcements.note('E1', end, 3, plus(seen, 13 * hour));
    expect(firm()).toBe(true);
    announcements.note('E1', plus(end, hour), 4, plus(seen, 14 * hour));
    expect(announcements.get('E1')).toMatchObject({ firm: false, firstSnapshot: 4, firstSeenAt: seen + 14 * hour });
    announcements.note('E1', null, 5, plus(seen, 15 * hour));
    expect(announcements.get('E1')).toBeNull();
  });
});

import { describe, expect, it } from 'vitest';
import { TenuredError } from '../../domain/kernel/errors.ts';
import { instant } from '../../domain/time/instant.ts';
import type { Answer } from './http.ts';
import { ReadOnlyMode } from './read-only-mode.ts';
import { Transient } from './transient.ts';

const minute = 60_000;
const refusal: Answer = {
  status: 503,
  headers: new Headers(),
  text: '{"errorCode":"E0000010"}',
  date: instant(0),
  requestId: 'reqMaintenance',
};

function met(): { readonly mode: ReadOnlyMode; readonly told: boolean[] } {
  const told: boolean[] = [];
  const mode = new ReadOnlyMode((on) => told.push(on));
  mode.met(refusal, 0);
  return { mode, told };
}

describe('read-only mode', () => {
  it('lets nothing be written for a minute, and then one write to see', () => {
    const { mode, told } = met();
    expect(() => mode.demandWritable(minute - 1)).toThrow(TenuredError);
    expect(mode.demandWritable(minute)).not.toBeNull();
    expect(told).toEqual([true]);
  });

  it('lets whoever else wants to write wait for that one, and go on when Okta takes changes again', async () => {
    const { mode, told } = met();
    const trial = mode.demandWritable(minute);
    expect(() => mode.demandWritable(minute)).toThrow(Transient);
    const waited = mode.tried();
    mode.over();
    trial?.end();
    await waited;
    expect(mode.demandWritable(minute)).toBeNull();
    expect(told).toEqual([true, false]);
  });

  it('says so to all who waited when Okta still takes none, and when nobody knows', async () => {
    for (const isKnown of [true, false]) {
      const { mode } = met();
      const trial = mode.demandWritable(minute);
      const waited = mode.tried();
      if (isKnown) mode.met(refusal, minute);
      trial?.end();
      await waited;
      expect(() => mode.demandWritable(minute + 1)).toThrow('read-only mode');
      await expect(mode.tried()).resolves.toBeUndefined();
    }
  });
});

import { describe, expect, it } from 'vitest';
import type { ConfiguredSource } from '../config/index.ts';
import { TenuredError } from '../domain/kernel/errors.ts';
import { instant } from '../domain/time/instant.ts';
import { filesSeen } from './files-seen.ts';

type Files = Record<string, number | undefined>;

function settings(name: string): ConfiguredSource['settings'] {
  return {
    name,
    transport: { kind: 'file', path: `/${name}.csv`, newest: null },
    format: { kind: 'jsonl', records: '$', total: null },
    compression: 'auto',
    encoding: null,
    largestBytes: 1_000_000,
    settleSeconds: 0,
    proof: { marker: null, manifest: null, leastRows: 0 },
    numbering: null,
    fetchInto: '/',
    network: { proxy: null, ca: null },
  };
}

/** What sees two files, of which each is there with a time or not. */
function eyes(files: Files): () => Promise<string | null> {
  const sources = ['a', 'b'].map((name) => ({ settings: settings(name) }));
  return filesSeen(
    {
      source: ({ name }) => ({
        look: () => {
          const at = files[name];
          if (at === undefined) return Promise.reject(new TenuredError('TEN-3001', 'not there'));
          return Promise.resolve({ file: name, bytes: 1, modifiedAt: instant(at) });
        },
        digest: () => Promise.reject(new Error('not asked for')),
        read: () => {
          throw new Error('not asked for');
        },
        stored: () => {
          throw new Error('not asked for');
        },
      }),
    },
    sources,
  );
}

describe('the files of two sources', () => {
  it('are news when either is written again, and not when one is away for a while', async () => {
    const files: Files = { a: 1, b: 1 };
    const look = eyes(files);
    const first = await look();
    files['b'] = undefined;
    expect(await look()).toBe(first);
    files['b'] = 2;
    const second = await look();
    expect(second).not.toBe(first);
    files['a'] = 3;
    expect(new Set([first, second, await look()]).size).toBe(3);
  });

  it('cannot be looked at when neither is there', async () => {
    await expect(eyes({})()).rejects.toMatchObject({ code: 'TEN-3001' });
  });
});

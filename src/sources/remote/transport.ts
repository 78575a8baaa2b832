import type { SourceFile } from '../../reconcile/ports.ts';
import type { Companion, Transport } from '../bytes/raw-file.ts';
import { emptyFile, rawFile } from '../files/open-file.ts';
import type { Fetched, SourceMemory } from './memory.ts';
import type { Staging } from './staging.ts';

/** A file that was fetched. */
interface Arrived {
  readonly kind: 'new';
  readonly file: SourceFile;
  readonly mark: string;
  readonly staging: Staging;
  readonly undated: boolean;
}

/** What fetching came to. */
export type Fetch = Arrived | { readonly kind: 'same'; readonly file: SourceFile; readonly undated: boolean };

/** Somebody who keeps files elsewhere. */
export interface Remote {
  /** Unique among all that this process reads. */
  readonly address: string;
  /** Fetches the file, unless it is still what is known. @throws TenuredError */
  fetch(known: Fetched | null): Promise<Fetch>;
  beside(suffix: string): Promise<Companion | null>;
  close(): Promise<void>;
}

/** Fetches once a look and lets go of it when it was read. */
export function remoteTransport(remote: Remote, memory: SourceMemory): Transport {
  let held: Arrived | null = null;
  let looked: Fetched | null = null;

  async function letGo(): Promise<void> {
    const { staging } = held ?? {};
    held = null;
    await staging?.handle.close();
  }

  async function fetchAnew(known: Fetched | null): Promise<Fetched> {
    await letGo();
    const fetched = await remote.fetch(known);
    const { undated } = fetched;
    if (fetched.kind === 'same') return { sha256: '', mark: '', ...known, file: fetched.file, undated };
    held = fetched;
    if (fetched.staging.bytes === 0) throw emptyFile(fetched.file.file);
    const now = { file: fetched.file, sha256: fetched.staging.sha256(), mark: fetched.mark, undated };
    memory.set(remote.address, now);
    return now;
  }

  async function arrival(): Promise<Arrived> {
    looked = await fetchAnew(null);
    if (held === null) throw new Error('what was to be fetched in any case was not');
    return held;
  }

  return {
    async look() {
      looked ??= await fetchAnew(memory.get(remote.address) ?? null);
      return looked.file;
    },
    knownDigest: () => looked?.sha256 ?? null,
    undated: () => looked?.undated ?? false,
    async open() {
      const { staging, file } = held ?? (await arrival());
      return rawFile(staging.handle, file, staging.parts, () => Promise.resolve(), letGo);
    },
    beside: (suffix) => remote.beside(suffix),
    async close() {
      looked = null;
      await letGo();
      await remote.close();
    },
  };
}

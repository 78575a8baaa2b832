import type { ImageRow, KeyPage, SnapshotDraft } from '../ports.ts';
import { Spellings } from './spellings.ts';

/** Rows without a worker id cannot be told apart by key: each takes its own fingerprint, behind a sign no id may hold. */
export const keylessPrefix = '\u0001';

/** The longest worker id; longer ones are columns that slipped. */
const longestId = 128;

/** Why a worker id cannot be used as it stands in the file. */
export type KeyTrouble = 'blank' | 'invalid' | 'several-people' | 'case-variants' | 'another-person';

/** What there is to look for conflicts in. */
export type KeyImage = Pick<SnapshotDraft, 'keysAfter' | 'imageRows'>;

export interface Conflicts {
  /** Keys with more than one stored row: their worker has to be looked at as a whole. */
  readonly crowded: ReadonlySet<string>;
  /** Ids that several rows claim, or that differ only by case, with the other spellings. */
  readonly troubled: ReadonlyMap<string, { readonly trouble: KeyTrouble; readonly others: readonly string[] }>;
}

/** Finds ids that stand for several people. With `rows: many`, several rows of one id are one person's. */
export async function findConflicts(
  image: KeyImage,
  rows: 'one' | 'many',
  breathe: () => Promise<void>,
): Promise<Conflicts> {
  const crowded = new Set<string>();
  const spellings = new Spellings();
  await eachPage(image, breathe, ({ keys, rows: counts }) => {
    keys.forEach((key, index) => {
      if ((counts[index] ?? 0) > 1) crowded.add(key);
      spellings.see(key);
    });
  });
  if (spellings.suspected) await eachPage(image, breathe, ({ keys }) => keys.forEach((key) => spellings.collect(key)));
  const troubled = new Map<string, { trouble: KeyTrouble; others: readonly string[] }>();
  for (const key of crowded) {
    const found = image.imageRows(key);
    const several = rows === 'one' && differentRows(found) > 1;
    if (several || found.length > mostRowsOfKey) troubled.set(key, { trouble: 'several-people', others: [] });
  }
  for (const variants of spellings.variants((key) => image.imageRows(key).length > 0)) {
    for (const key of variants) {
      troubled.set(key, { trouble: 'case-variants', others: variants.filter((other) => other !== key) });
    }
  }
  return { crowded, troubled };
}

const keysAtOnce = 20_000;

async function eachPage(image: KeyImage, breathe: () => Promise<void>, look: (page: KeyPage) => void): Promise<void> {
  for (let after = ''; ;) {
    const page = image.keysAfter(after, keysAtOnce);
    const last = page.keys.at(-1);
    if (last === undefined) return;
    look(page);
    after = last;
    await breathe();
  }
}

/** One id with more rows than this is not one person's, whatever the mapping says of several rows. */
const mostRowsOfKey = 200;

function differentRows(rows: readonly ImageRow[]): number {
  return new Set(rows.map((row) => row.hash)).size;
}

/** What is wrong with a worker id by itself; null when it can be used. */
export function keyTrouble(key: string): 'blank' | 'invalid' | null {
  if (key.startsWith(keylessPrefix)) return 'blank';
  return key.length > longestId || /\p{Cc}/u.test(key) ? 'invalid' : null;
}

import type { ImageRow } from '../ports.ts';

/** Rows without a worker id cannot be told apart by key: each takes its own fingerprint, behind a sign no id may hold. */
export const keylessPrefix = '\u0001';

/** The longest worker id; longer ones are columns that slipped. */
const longestId = 128;

/** Why a worker id cannot be used as it stands in the file. */
export type KeyTrouble = 'blank' | 'invalid' | 'several-people' | 'case-variants';

/** What there is to look for conflicts in. */
export interface KeyImage {
  crowdedKeys(): ReadonlySet<string>;
  caseVariants(): readonly (readonly string[])[];
  imageRows(key: string): readonly ImageRow[];
}

export interface Conflicts {
  /** Keys with more than one stored row: their worker has to be looked at as a whole. */
  readonly crowded: ReadonlySet<string>;
  /** Ids that several rows claim, or that differ only by case, with the other spellings. */
  readonly troubled: ReadonlyMap<string, { readonly trouble: KeyTrouble; readonly others: readonly string[] }>;
}

/** Finds ids that stand for several people. With `rows: many`, several rows of one id are one person's. */
export function findConflicts(image: KeyImage, rows: 'one' | 'many'): Conflicts {
  const crowded = image.crowdedKeys();
  const troubled = new Map<string, { trouble: KeyTrouble; others: readonly string[] }>();
  for (const key of crowded) {
    const found = image.imageRows(key);
    const several = rows === 'one' && differentRows(found) > 1;
    if (several || found.length > mostRowsOfKey) troubled.set(key, { trouble: 'several-people', others: [] });
  }
  for (const variants of image.caseVariants()) {
    for (const key of variants) {
      troubled.set(key, { trouble: 'case-variants', others: variants.filter((other) => other !== key) });
    }
  }
  return { crowded, troubled };
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

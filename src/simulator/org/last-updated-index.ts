import { rankOf } from './rank.ts';

/** Finds the positions whose instant lies in a range without looking at every record. */
export interface InstantIndex {
  /** How many candidates `positionsFrom` would return. */
  countFrom(instant: number): number;
  /** Positions, ascending and each once, of every record at or after the instant; it may hold others besides. */
  positionsFrom(instant: number): Uint32Array;
  /** Notes that the record at this position has, or had, another instant. */
  touch(position: number): void;
}

const rebuildAfter = 4096;

/**
 * Keeps positions sorted by instant, rebuilt only now and then: positions touched since are always candidates, and
 * whoever asks judges each candidate by its live record, so a stale entry costs a look and never a wrong answer.
 */
export function createInstantIndex(size: () => number, instantAt: (position: number) => number): InstantIndex {
  let sorted: Uint32Array = new Uint32Array(0);
  let instants: Float64Array = new Float64Array(0);
  let touched = new Set<number>();
  let indexed = 0;

  const refresh = (): void => {
    const count = size();
    if (count - indexed + touched.size <= rebuildAfter && indexed > 0) return;
    const all = new Float64Array(count);
    sorted = new Uint32Array(count);
    for (let position = 0; position < count; position += 1) {
      all[position] = instantAt(position);
      sorted[position] = position;
    }
    sorted.sort((one, other) => {
      const difference = (all[one] ?? 0) - (all[other] ?? 0);
      return difference === 0 ? one - other : difference;
    });
    instants = new Float64Array(count);
    for (let rank = 0; rank < count; rank += 1) instants[rank] = all[sorted[rank] ?? 0] ?? 0;
    touched = new Set();
    indexed = count;
  };

  const firstAtOrAfter = (instant: number): number => rankOf(instants, instant);

  return {
    countFrom: (instant) => {
      refresh();
      return sorted.length - firstAtOrAfter(instant) + touched.size + (size() - indexed);
    },
    positionsFrom: (instant) => {
      refresh();
      const found = new Set<number>(sorted.subarray(firstAtOrAfter(instant)));
      for (const position of touched) found.add(position);
      for (let position = indexed; position < size(); position += 1) found.add(position);
      return Uint32Array.from(found).sort();
    },
    touch: (position) => {
      if (position < indexed) touched.add(position);
    },
  };
}

import type { FloorOrShare } from './limits.ts';

/** The largest whole number that is still allowed: the larger of the floor and the share of `population` (G19). */
export function allowed(limit: FloorOrShare, population: number): number {
  return Math.max(limit.floor, Math.floor(limit.share * population + roundingError));
}

/** 0.07 × 100 is 7.000000000000001 and 0.29 × 100 is 28.999999999999996: a share of a whole number is meant exactly. */
export const roundingError = 1e-9;

/** At most this many subjects are kept with a finding; the rest is counted. */
export const mostSubjects = 50;

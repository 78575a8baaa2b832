import type { WorkerId } from '../kernel/ids.ts';
import type { ObservedUser } from './observed.ts';

/** Why nobody can tell whose an account is. */
export type Unclear = 'several-claimants' | 'several-accounts' | 'circle';

/**
 * What a worker's rows say of the account of another id. `takes` it may be handed over when a person agrees; `waits` it is
 * clear whose it is, and something is in the way; `unclear` nobody can know.
 */
export type Claiming =
  | {
      readonly kind: 'takes';
      readonly previous: WorkerId;
      readonly user: ObservedUser;
      readonly protection: string | null;
      /** HR's column and value that name the old id; null where none does. */
      readonly evidence: { readonly column: string; readonly value: string } | null;
      /** The last day of the old id's employment in its words, for people; null while none is known. */
      readonly lastDay: string | null;
    }
  | { readonly kind: 'waits'; readonly previous: WorkerId; readonly why: string }
  | { readonly kind: 'unclear'; readonly ids: readonly WorkerId[]; readonly why: Unclear };

/** Another id, at work or to begin soon, whose rows say that an account is theirs. */
export interface Claimed {
  /** The claimants; several when it is unclear whose it is. */
  readonly by: readonly WorkerId[];
  /** A person is asked in the same plan whether the account goes on under the new id. */
  readonly asked: boolean;
}

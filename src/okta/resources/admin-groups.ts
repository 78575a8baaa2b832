import type { Clock } from '../../domain/kernel/clock.ts';
import type { OktaGroupId } from '../../domain/kernel/ids.ts';
import { hour } from '../../domain/time/instant.ts';

/** What is known of groups' admin roles is read anew after this long; each disable asks for the person's roles besides. */
const freshFor = hour;

/** One listing in progress. */
export interface Reading {
  note(group: OktaGroupId, admin: boolean | null): void;
  complete(): void;
}

/** Which groups carry an admin role, as the listings of this process told. */
export class AdminGroups {
  readonly #clock: Clock;
  #flags = new Map<OktaGroupId, boolean | null>();
  #readAt: number | null = null;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Whether all groups were listed within the hour. */
  fresh(): boolean {
    const age = this.#readAt === null ? Infinity : this.#clock.now() - this.#readAt;
    return age >= 0 && age < freshFor;
  }

  /** Takes in a listing: a whole one replaces what was known, but only once it was read to its end. */
  reading(whole: boolean): Reading {
    const startedAt = this.#clock.now();
    const flags = whole ? new Map<OktaGroupId, boolean | null>() : this.#flags;
    return {
      note: (group, admin) => flags.set(group, admin),
      complete: () => {
        if (!whole) return;
        this.#flags = flags;
        this.#readAt = startedAt;
      },
    };
  }

  /** The groups that carry a role. */
  privileged(): readonly OktaGroupId[] {
    return this.#where(true);
  }

  /** The groups of which the listing did not say. */
  undecided(): readonly OktaGroupId[] {
    return this.#where(null);
  }

  decide(group: OktaGroupId, admin: boolean): void {
    this.#flags.set(group, admin);
  }

  #where(wanted: boolean | null): readonly OktaGroupId[] {
    return [...this.#flags].filter(([, admin]) => admin === wanted).map(([group]) => group);
  }
}

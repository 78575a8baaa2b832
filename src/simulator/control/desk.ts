import type { Instant } from '../../domain/time/instant.ts';
import type { Faults } from '../faults/faults.ts';
import type { Traffic } from '../http/traffic.ts';
import type { Org } from '../org/org.ts';
import type { OrganisationDocument } from '../persist/document.ts';

/** What the control endpoint reaches: the simulator as whoever runs it sees it. */
export interface Desk {
  readonly url: string;
  readonly org: Org;
  readonly faults: Faults;
  readonly traffic: Traffic;
  /** Another text for everything that the page would show differently. */
  version(): string;
  /** Moves the clock; undefined when the simulator was started with one that cannot be moved. */
  readonly move: ((milliseconds: number) => void | Promise<void>) | undefined;
  now(): Instant;
  /**
   * Puts another organisation in place of this one.
   * @throws Error when the document contradicts itself.
   */
  replace(document: OrganisationDocument): void;
}

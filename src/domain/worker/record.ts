import type { WorkerId } from '../kernel/ids.ts';
import type { Instant } from '../time/instant.ts';
import type { LocalDate } from '../time/local-date.ts';
import type { MinuteOfDay, ZoneId } from '../time/zone.ts';
import type { Absence } from './absence.ts';

/** A declared worker field after conversion: text ('' when blank), number, yes/no; a date is text, `YYYY-MM-DD`. */
export type FieldValue = string | number | boolean | null;

/** A spell's declared fields by name. Only columns that the mapping names are here. */
export type Fields = Readonly<Record<string, FieldValue>>;

/** Why HR wants access to stop at once, from a rule of the mapping. */
export interface ImmediateStop {
  /** The rule's own name in the mapping, shown to people. */
  readonly reason: string;
  /** The day it holds from in the worker's zone; null when the data gives none, which means: from now. */
  readonly from: LocalDate | null;
}

/** A leave of absence that the row announces. */
export interface Leave {
  /** The leave's type as the mapping names it, looked up in the policy. */
  readonly kind: string;
  /** First day away; null means it has begun. */
  readonly from: LocalDate | null;
  /** First day back; null means not known, the flag decides. */
  readonly until: LocalDate | null;
}

/** Where a worker's zone came from; `default` earns a warning. */
export type ZoneOrigin = 'field' | 'table' | 'default';

/** When a row speaks for its worker, beside the employment that it tells of: departments and titles as histories. */
export interface Effect {
  /** The first day; null when it has always spoken. */
  readonly from: LocalDate | null;
  /** The first day on which it speaks no more; null when open. */
  readonly until: LocalDate | null;
  /** HR gives no such day: the next row takes over. */
  readonly untilNext: boolean;
}

/** One HR row's period of employment. */
export interface Spell {
  /** First day of employment; null when HR gives none. */
  readonly hire: LocalDate | null;
  /** Last day of employment, whatever the column means; null when open. */
  readonly lastDay: LocalDate | null;
  readonly zone: ZoneId;
  readonly zoneOrigin: ZoneOrigin;
  /** When access ends on the last day; null takes the policy's. */
  readonly cutOff: MinuteOfDay | null;
  readonly immediate: ImmediateStop | null;
  readonly leave: Leave | null;
  readonly fields: Fields;
  /** Absent where the mapping declares none: the row speaks for all of its employment. */
  readonly effect?: Effect;
  /** Among periods that hold at once, the one whose numbers are greater, from the first; absent without a rule. */
  readonly preference?: readonly (number | null)[];
  /** The source that the row came from; absent where there is one source only. */
  readonly source?: string;
  /** The id that the row stands under, where the worker had another one before; absent for the worker's own. */
  readonly of?: WorkerId;
  /** Among periods of several sources that hold at once, the one whose source is greater; absent where there is one. */
  readonly precedence?: number;
  /** Since when the worker is missing from the period's source; absent while they are there. */
  readonly missingSince?: Instant;
  /** By which files that ends access, where the source says that it does; absent while it does not. */
  readonly absence?: Absence;
}

/** A person as HR knows them: every period of employment that HR's newest accepted rows give. */
export interface WorkerRecord {
  readonly id: WorkerId;
  readonly spells: readonly Spell[];
}

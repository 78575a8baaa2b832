/**
 * Something that a person should know before the file is trusted. `danger`: people could be taken for others, lose
 * access or keep it. `question`: only somebody who knows the file can say. `note`: good to know.
 */
export interface InspectionFinding {
  readonly id: InspectionFindingId;
  readonly level: 'danger' | 'question' | 'note';
  /** The column by its header; null for the file or for several. */
  readonly column: string | null;
  /** One sentence with the numbers, no value of anybody. */
  readonly message: string;
  /** What to do. */
  readonly remedy: string;
  /** The first rows, as a spreadsheet counts them. */
  readonly rows: readonly number[];
}

/** A closed list, so that programs can go by it. */
export type InspectionFindingId =
  | 'no-worker-id'
  | 'blank-ids'
  | 'damaged-ids'
  | 'lost-zeros'
  | 'near-ids'
  | 'id-of-several-people'
  | 'several-rows'
  | 'same-person-two-ids'
  | 'shared-mail'
  | 'nobody-left'
  | 'no-end'
  | 'end-before-start'
  | 'status-against-dates'
  | 'unknown-managers'
  | 'manager-is-name'
  | 'two-way-dates'
  | 'mixed-dates'
  | 'unreadable-dates'
  | 'serial-dates'
  | 'open-ends'
  | 'blank-starts'
  | 'unknown-dates'
  | 'which-dates'
  | 'misread-text'
  | 'replaced-text'
  | 'guessed-encoding'
  | 'title-rows'
  | 'totals'
  | 'broken-rows'
  | 'doubled-headers'
  | 'nameless-columns'
  | 'null-texts'
  | 'withheld'
  | 'not-whole';

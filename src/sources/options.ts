/** Where a CSV source is and how it is written. */
export interface CsvSourceOptions {
  readonly name: string;
  /** Absolute path of the file. */
  readonly path: string;
  /** One character. */
  readonly delimiter: string;
  /** Seconds that size and modification time must have rested (default 60, 0 in the demo). */
  readonly settleSeconds: number;
}

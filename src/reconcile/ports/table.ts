import type { TableHead, TableRows } from '../../domain/inspection/table.ts';

/** A file of rows that nothing is known of yet, for looking at. */
export interface UnknownTable {
  readonly head: TableHead;
  /** Every row below the header, blank ones left out. @throws TenuredError TEN-3008 where the syntax is broken. */
  rows(): AsyncIterable<TableRows>;
}

/**
 * Finds out how a file is written. Nothing has to be declared, and nothing is changed.
 * @throws TenuredError TEN-3001 to TEN-3003 when it cannot be read, TEN-3150 to TEN-3152 when it is no table.
 */
export type OpenUnknownTable = (path: string) => Promise<UnknownTable>;

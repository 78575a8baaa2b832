import { hash32, KeyTable } from '../../domain/inspection/key-table.ts';
import type { SourceReader } from '../ports.ts';

/** Every row of one worker id. */
export interface PersonCells {
  readonly key: string;
  /** Cells in the order of the columns asked for; empty for a row with a wrong number of cells. */
  readonly rows: readonly (readonly string[])[];
}

/** What a source is read for, and how others are let in meanwhile. */
export interface PeopleTools {
  readonly source: SourceReader;
  readonly columns: readonly string[];
  readonly keyColumn: number;
  /** Put before every worker id; '' for nothing. */
  readonly keyPrefix: string;
  readonly breathe: () => Promise<void>;
}

/** So many rows wait for others of the same person at most; a file with more of them is read more often. */
const mostHeld = 100_000;

/**
 * Every person of a source with all their rows, wherever in the file these stand, in memory that does not grow with the
 * file: it is read once to count, and then as often as it takes.
 */
export async function* peopleIn(tools: PeopleTools): AsyncGenerator<readonly PersonCells[], void, undefined> {
  const keys = new KeyTable();
  let rows = 0;
  for await (const batch of read(tools)) {
    for (let index = 0; index < batch.size; index += 1) keys.add(batch.key(index), 0);
    rows += batch.size;
    await tools.breathe();
  }
  const crowded = rows - keys.size;
  const passes = Math.max(1, Math.ceil((2 * crowded) / mostHeld));
  for (let pass = 0; pass < passes; pass += 1) yield* onePass(tools, keys, pass, passes);
}

function read({ source, columns, keyColumn, keyPrefix }: PeopleTools): ReturnType<SourceReader['read']>['batches'] {
  return source.read({ columns, keyColumn, keyPrefix, salt: '' }).batches;
}

async function* onePass(
  tools: PeopleTools,
  keys: KeyTable,
  pass: number,
  passes: number,
): AsyncGenerator<readonly PersonCells[], void, undefined> {
  const held = new Map<string, (readonly string[])[]>();
  for await (const batch of read(tools)) {
    const found: PersonCells[] = [];
    for (let index = 0; index < batch.size; index += 1) {
      const key = batch.key(index);
      const rows = keys.countOf(key);
      if (rows === 1 ? pass > 0 : hash32(key) % passes !== pass) continue;
      const cells = batch.brokenWidth(index) === null ? batch.cells(index) : [];
      const before = held.get(key);
      if (rows === 1) found.push({ key, rows: [cells] });
      else if (before === undefined) held.set(key, [cells]);
      else if (before.push(cells) >= rows) {
        held.delete(key);
        found.push({ key, rows: before });
      }
    }
    if (found.length > 0) yield found;
    await tools.breathe();
  }
  // More rows of one id than are counted: nobody is lost by that.
  yield [...held].map(([key, rows]) => ({ key, rows }));
}

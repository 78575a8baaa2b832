import { Inspector, type Inspection } from '../domain/inspection/inspector.ts';
import { localDateAt, type ZoneId } from '../domain/time/zone.ts';
import type { World } from './world.ts';

/** Looks at a file that nothing is known of, at `rowLimit` rows of it. @throws TenuredError when it is no table */
export async function inspectFile(world: World, file: string, rowLimit: number | null): Promise<Inspection> {
  const table = await world.openUnknownTable(file);
  const inspector = new Inspector(table.head, localDateAt(world.clock.now(), 'UTC' as ZoneId));
  let left = rowLimit ?? Infinity;
  for await (const { rows, numbers } of table.rows()) {
    if (world.stop.aborted) world.stop.throwIfAborted();
    inspector.take(left >= rows.length ? { rows, numbers } : { rows: rows.slice(0, left), numbers });
    left -= rows.length;
    await world.breathe();
    if (left < 0) break;
  }
  return inspector.finish(left >= 0);
}

import type { CompiledMapping } from '../../domain/mapping/index.ts';
import { formatInstant, type Instant } from '../../domain/time/instant.ts';
import { readPerson, type WantedPerson } from '../../reconcile/preview/person.ts';
import { previewPerson, type PersonPreview } from '../../reconcile/preview/preview.ts';
import type { GlobalOptions } from '../options.ts';
import { previewLines } from '../screens/preview.ts';
import { printLines, toScreen } from '../screens/to-screen.ts';
import { requireSettings, requireSource } from '../settings.ts';
import type { World } from '../world.ts';

export interface PreviewOptions extends GlobalOptions {
  readonly wanted: WantedPerson;
  /** The source to look into; null for the only one. */
  readonly source: string | null;
  /** Null is now. */
  readonly asOf: Instant | null;
}

/**
 * Shows what the mapping makes of one person of the file: cells, fields, instants, account. Looks at the file alone;
 * the state and Okta are not asked. Exit 0, 10 when configuration or mapping is invalid, 13 when the file is unusable
 * or has nobody like that.
 */
export async function mappingPreviewCommand(world: World, options: PreviewOptions): Promise<number> {
  const settings = requireSettings(options.config, world);
  const { configuration } = settings;
  const { name, settings: own, compiled: mapping, loaded } = requireSource(settings, options.source);
  const source = world.source({ ...own, settleSeconds: 0 });
  const person = await readPerson(source, mapping, options.wanted);
  const at = options.asOf ?? world.clock.now();
  const reconcile = { ...configuration.reconcile, version: world.version };
  const preview = previewPerson(person, { source: name, mapping }, reconcile, at);
  if (options.json) {
    await world.stdout.write(`${JSON.stringify(machineReadable(preview, mapping), null, 2)}\n`);
    return 0;
  }
  const view = { document: loaded.document, at, zone: configuration.reconcile.zone };
  await printLines(world.stdout, previewLines(toScreen(world.stdout, options), preview, view));
  return 0;
}

function machineReadable(
  { person, putAside, periods, desired, lifecycle, earlierIds }: PersonPreview,
  mapping: CompiledMapping,
): object {
  return {
    schemaVersion: 1,
    worker: person.key,
    putAside,
    ...(earlierIds.length === 0 ? {} : { earlierIds }),
    rows: person.rows.map(({ fileRow, fields, reading, brokenWidth }) => ({
      row: fileRow,
      brokenWidth,
      fields: fields.map(({ field, column, cell, value, problem }) => ({
        field,
        column: mapping.columns[column] ?? null,
        letter: person.letters[column] ?? null,
        cell,
        value,
        problem,
      })),
      problems: reading.ok ? reading.value.warnings : reading.error.problems,
    })),
    periods: periods.map(({ spell, create, activate, end, endedBy }) => ({
      hire: spell.hire,
      lastDay: spell.lastDay,
      zone: spell.zone,
      zoneOrigin: spell.zoneOrigin,
      immediate: spell.immediate,
      leave: spell.leave,
      create: iso(create),
      activate: iso(activate),
      end: end === 0 ? null : iso(end),
      endedBy,
    })),
    desired:
      desired === null ? null : { ...desired, since: iso(desired.since), employedSince: iso(desired.employedSince) },
    next: iso(lifecycle?.next ?? null),
  };
}

function iso(at: Instant | null): string | null {
  return at === null ? null : formatInstant(at);
}

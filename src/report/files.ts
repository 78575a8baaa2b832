import type { PlanEnvelope } from '../domain/plan/artefact.ts';
import type { ZoneId } from '../domain/time/zone.ts';
import { baseName, clip, counted, listed } from './text.ts';
import { stampText } from './times.ts';

/** A plan's files, one sentence each: of several sources with their names, and what became of them. */
export function fileTexts({ source, sources }: PlanEnvelope, zone: ZoneId): readonly string[] {
  if (sources === undefined) return [`${clip(baseName(source.file), 120)} of ${stampText(source.modifiedAt, zone)}`];
  return sources.map(({ name, file, modifiedAt, rows, putAside, newestRefused }) => {
    const aside = putAside === 0 ? '' : `, ${counted(putAside, 'person', 'people')} put aside`;
    const old = newestRefused ? ', the newest one was not accepted' : '';
    const when = stampText(modifiedAt, zone);
    return `${name}: ${clip(baseName(file), 120)} of ${when}, ${counted(rows, 'row')}${aside}${old}`;
  });
}

/** `people.csv`, or `people.csv and contractors.csv`. */
export function fileNames({ source, sources }: PlanEnvelope): string {
  const names = (sources ?? [source]).map(({ file }) => clip(baseName(file), 80));
  return listed(names, names.length, 3);
}

/** `The newest HR file`, of several sources with their names. */
export function refusedFile({ sources = [] }: PlanEnvelope): string {
  const names = sources.filter(({ newestRefused }) => newestRefused).map(({ name }) => name);
  return names.length === 0 ? 'The newest HR file' : `The newest HR file of ${listed(names, names.length, 3)}`;
}

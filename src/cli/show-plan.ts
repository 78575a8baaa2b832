import { join } from 'node:path';
import type { StoredPlan } from '../domain/plan/artefact.ts';
import { renderPlanHtml, renderPlanJson, renderPlanTerminal, shellWord } from '../report/index.ts';
import type { GlobalOptions } from './options.ts';
import type { World } from './world.ts';
import { makeFolderOf, writeWhole } from './write-whole.ts';

/** What a plan can be written as. */
export const reportFormats = ['html', 'json'] as const;
export type ReportFormat = (typeof reportFormats)[number];

/** Shows a stored plan on stdout, as a screen or as JSON. */
export async function showPlan(
  world: World,
  options: GlobalOptions,
  plan: StoredPlan,
  view: { readonly only: string | null; readonly details: boolean },
): Promise<void> {
  const { only, details } = view;
  const chunks = options.json
    ? renderPlanJson(plan, { only })
    : renderPlanTerminal(plan, {
        columns: world.stdout.columns,
        colour: options.colour,
        unicode: options.unicode,
        details,
        only,
        configFlag: configFlag(options.config),
      });
  for (const chunk of chunks) await world.stdout.write(chunk);
}

/** How the commands on the screen name this configuration; the default one needs no flag. */
export function configFlag(config: string): string {
  return config === 'config/tenured.yaml' ? '' : ` -c ${shellWord(config)}`;
}

/**
 * Writes the plan's reports, readable by their owner alone, and gives their paths.
 * @throws TenuredError TEN-3163 when one cannot be written.
 */
export async function writeReports(
  plan: StoredPlan,
  formats: readonly ReportFormat[],
  directory: string,
): Promise<readonly string[]> {
  const written: string[] = [];
  for (const format of formats) {
    const file = join(directory, `plan-${String(plan.envelope.number)}.${format}`);
    await makeFolderOf(file);
    await writeWhole(file, format === 'html' ? renderPlanHtml(plan) : renderPlanJson(plan));
    written.push(file);
  }
  return written;
}

import { mkdirSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import type { StoredLine, StoredPlan } from '../domain/plan/artefact.ts';
import { renderPlanHtml, renderPlanJson, renderPlanTerminal } from '../report/index.ts';
import type { GlobalOptions } from './options.ts';
import type { World } from './world.ts';

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
  const shown = view.only === null ? plan : onlyWorker(plan, view.only);
  const chunks = options.json
    ? renderPlanJson(shown)
    : renderPlanTerminal(shown, {
        columns: world.stdout.columns,
        colour: options.colour,
        unicode: options.unicode,
        details: view.details,
      });
  for (const chunk of chunks) await world.stdout.write(chunk);
}

/** The plan's lines about one worker; findings stay, since they were judged on everybody. */
function onlyWorker(plan: StoredPlan, worker: string): StoredPlan {
  function* lines(): Iterable<StoredLine> {
    for (const stored of plan.lines()) {
      if (isAbout(stored, worker)) yield stored;
    }
  }
  return { envelope: plan.envelope, lines };
}

function isAbout({ line }: StoredLine, worker: string): boolean {
  switch (line.line) {
    case 'finding':
      return true;
    case 'problem':
      return line.worker === worker;
    case 'operation':
    case 'skip':
      return line.subject.worker === worker;
  }
}

/** Writes the plan's reports, readable by their owner alone, and gives their paths. */
export async function writeReports(
  plan: StoredPlan,
  formats: readonly ReportFormat[],
  directory: string,
): Promise<readonly string[]> {
  if (formats.length === 0) return [];
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const written: string[] = [];
  for (const format of formats) {
    const file = join(directory, `plan-${String(plan.envelope.number)}.${format}`);
    await writeAll(file, format === 'html' ? renderPlanHtml(plan) : renderPlanJson(plan));
    written.push(file);
  }
  return written;
}

const flushAt = 1 << 16;

async function writeAll(file: string, chunks: Iterable<string>): Promise<void> {
  const handle = await open(file, 'w', 0o600);
  try {
    let waiting = '';
    for (const chunk of chunks) {
      waiting += chunk;
      if (waiting.length < flushAt) continue;
      await handle.write(waiting);
      waiting = '';
    }
    await handle.write(waiting);
  } finally {
    await handle.close();
  }
}

import type { PlanEnvelope } from '../domain/plan/artefact.ts';
import { localDateAt } from '../domain/time/zone.ts';
import { screen, type Screen, type TerminalOptions } from './terminal/screen.ts';
import { fileNames } from './files.ts';
import { number } from './text.ts';
import { instantOf, shortDay, timeText, utcText, zoneOf } from './times.ts';

/** Stored plans, one a line, in the order given: number, when, status, people changed, hash, file. */
export function* renderPlanList(envelopes: Iterable<PlanEnvelope>, options: TerminalOptions): Generator<string> {
  const to = screen(options);
  let any = false;
  for (const envelope of envelopes) {
    if (!any) yield `${to.paint('bold', line(to, ['Plan', 'Made', 'Status', 'Changed', 'Hash', 'File']))}\n`;
    any = true;
    yield `${line(to, cells(envelope))}\n`;
  }
  if (!any) yield 'No plan yet. Make one: tenured plan\n';
}

type Cells = readonly [string, string, string, string, string, string];

const shortStatus: Readonly<Record<PlanEnvelope['status'], string>> = {
  open: 'open',
  superseded: 'replaced',
  approved: 'approved',
  rejected: 'rejected',
  applied: 'carried out',
  expired: 'expired',
  'what-if': 'what if',
};

function cells(envelope: PlanEnvelope): Cells {
  const { status, header, hash } = envelope;
  return [
    String(envelope.number),
    madeText(envelope),
    shortStatus[status],
    number(header.workers.changed),
    hash.slice(0, 8),
    fileNames(envelope),
  ];
}

function madeText({ madeAt, zone }: PlanEnvelope): string {
  const at = instantOf(madeAt);
  if (at === undefined) return madeAt;
  const date = localDateAt(at, zoneOf(zone));
  return `${shortDay(date)} ${timeText(at, zoneOf(zone))} (${utcText(at, date)})`;
}

function line(to: Screen, [plan, made, status, changed, hash, file]: Cells): string {
  const start = `${to.pad(plan, 6)} ${to.pad(made, 27)} ${to.pad(status, 11)} ${to.fit(changed, 8).padStart(8)}  ${hash.padEnd(8)} `;
  return to.fit(start + file, to.columns).trimEnd();
}

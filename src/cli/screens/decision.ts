import type { FindingLine, Operation, OperationKind, StoredPlan } from '../../domain/plan/artefact.ts';
import { guardrails } from '../../domain/guardrails/finding.ts';
import { operationKinds } from '../../domain/plan/artefact.ts';
import { losesAccess } from '../../domain/plan/access.ts';
import { parseInstant } from '../../domain/time/instant.ts';
import {
  brief,
  counted,
  kindWords,
  moment,
  momentText,
  number,
  verdictWords,
  zoneOf,
  type Screen,
} from '../../report/index.ts';

/** What a person is about to decide, as far as it is shown. */
export interface Matter {
  readonly operations: number;
  readonly people: number;
  readonly byKind: Readonly<Partial<Record<OperationKind, number>>>;
  /** Who loses access, the first of them. */
  readonly losing: readonly Operation[];
  readonly losingTotal: number;
  readonly findings: readonly FindingLine[];
}

const mostNamed = 100;

/** Goes through a plan once and keeps what a decision about the chosen part of it is made from. */
export function matterOf(plan: StoredPlan, isChosen: (operation: Operation) => boolean): Matter {
  const people = new Set<string>();
  const byKind: Partial<Record<OperationKind, number>> = {};
  const losing: Operation[] = [];
  const findings: FindingLine[] = [];
  let operations = 0;
  let losingTotal = 0;
  for (const { line } of plan.lines()) {
    if (line.line === 'finding') findings.push(line);
    if (line.line !== 'operation' || !isChosen(line)) continue;
    operations += 1;
    people.add(line.subject.worker);
    byKind[line.kind] = (byKind[line.kind] ?? 0) + 1;
    if (!losesAccess(line)) continue;
    losingTotal += 1;
    if (losing.length < mostNamed) losing.push(line);
  }
  return { operations, people: people.size, byKind, losing, losingTotal, findings };
}

/** `23 changes for 9 people`. */
export function amount({ operations, people }: { readonly operations: number; readonly people: number }): string {
  return `${counted(operations, 'change')} for ${counted(people, 'person', 'people')}`;
}

/** What is being decided: who loses access first and by name, then how much of what, then the safety checks. */
export function* decisionLines(to: Screen, { envelope }: StoredPlan, matter: Matter, verb: string): Generator<string> {
  const { number: plan, company, candidate, source } = envelope;
  yield to.paint('bold', to.fit(`Plan ${String(plan)}${company === null ? '' : `  ${company}`}`, to.columns));
  yield* to.lines(`${verb} ${amount(matter)}`, 0);
  if (candidate) {
    yield* to.lines(
      `The file ${source.file} was held back: approving the whole plan accepts it, for everybody.`,
      0,
      'wait',
    );
  }
  yield* losingLines(to, matter, envelope.zone);
  yield* changeLines(to, matter);
  yield* findingLines(to, matter.findings);
}

function* losingLines(to: Screen, { losing, losingTotal }: Matter, zoneName: string): Generator<string> {
  if (losingTotal === 0) {
    yield* to.empty('LOSE ACCESS', 'nobody');
    return;
  }
  yield* to.heading(`LOSE ACCESS (${number(losingTotal)})`);
  const zone = zoneOf(zoneName);
  for (const { subject, notBefore, reason, kind } of losing) {
    const at = notBefore === null ? undefined : parseInstant(notBefore);
    const when = at === undefined ? 'at once' : momentText(moment(at, zone, reason.zone, reason.date));
    const { symbol, tone } = kindWords(kind);
    yield* to.lines(`${symbol} ${subject.name} (${subject.worker})  ${when}`, 2, tone);
    yield* to.lines(brief(reason, at), 6);
  }
  if (losingTotal > losing.length) yield* to.lines(`and ${number(losingTotal - losing.length)} more`, 2);
}

function* changeLines(to: Screen, { byKind }: Matter): Generator<string> {
  const kinds = operationKinds.filter((kind) => (byKind[kind] ?? 0) > 0);
  if (kinds.length === 0) {
    yield* to.empty('CHANGES', 'none');
    return;
  }
  yield* to.heading('CHANGES');
  for (const kind of kinds) {
    const { symbol, verb, tone } = kindWords(kind);
    yield `  ${to.paint(tone, symbol)} ${to.pad(verb, 20)} ${number(byKind[kind] ?? 0)}`;
  }
}

function* findingLines(to: Screen, findings: readonly FindingLine[]): Generator<string> {
  const speaking = findings.filter(({ verdict }) => verdict !== 'ok');
  const passed = findings.length - speaking.length;
  if (speaking.length === 0) {
    yield* to.empty('SAFETY CHECKS', `all ${String(passed)} passed`);
    return;
  }
  yield* to.heading('SAFETY CHECKS');
  for (const { guardrail, verdict, measured, limit, message, remedy } of speaking) {
    const { word, symbol, tone } = verdictWords(verdict);
    const numbers = measured === null || limit === null ? '' : `: ${number(measured)}, limit ${number(limit)}`;
    yield* to.lines(`${symbol} ${guardrails[guardrail]} (${guardrail})${numbers}  ${word}`, 2, tone);
    yield* to.lines(message, 6);
    if (verdict !== 'warn') yield* to.lines(remedy, 6);
  }
  if (passed > 0) yield* to.lines(`+ ${counted(passed, 'other check')} passed`, 2);
}

import { guardrails } from '../../domain/guardrails/finding.ts';
import type { Operation } from '../../domain/plan/artefact.ts';
import type { UndoLook } from '../../reconcile/undo/undo.ts';
import { asSentence, counted, kindWords, number, verdictWords, type Screen } from '../../report/index.ts';

/** What of a run can be taken back, what cannot and why, by name. */
export function* undoLines(to: Screen, look: UndoLook): Generator<string> {
  yield to.paint('bold', to.fit(`What run ${String(look.run)} did`, to.columns));
  yield* takenBack(to, look);
  yield* stays(to, look);
  for (const { guardrail, verdict, message } of look.findings) {
    if (verdict === 'ok') continue;
    const { symbol, tone } = verdictWords(verdict);
    yield* to.lines(`${symbol} ${guardrails[guardrail]} (${guardrail}): ${message}`, 0, tone);
  }
}

function* takenBack(to: Screen, { operations, total, people }: UndoLook): Generator<string> {
  if (total === 0) {
    yield* to.empty('CAN BE TAKEN BACK', 'nothing');
    return;
  }
  yield* to.heading(`CAN BE TAKEN BACK (${counted(total, 'change')} for ${counted(people, 'person', 'people')})`);
  for (const operation of operations) yield* to.lines(operationText(operation), 2, kindWords(operation.kind).tone);
  if (total > operations.length) yield* to.lines(`and ${number(total - operations.length)} more`, 2);
}

function* stays(to: Screen, { cannot, cannotTotal }: UndoLook): Generator<string> {
  if (cannotTotal === 0) return;
  yield* to.heading(`STAYS AS IT IS (${number(cannotTotal)})`);
  for (const { operation, why } of cannot) {
    yield* to.lines(operationText(operation), 2);
    yield* to.lines(asSentence(why), 6);
  }
  if (cannotTotal > cannot.length) yield* to.lines(`and ${number(cannotTotal - cannot.length)} more`, 2);
}

function operationText({ kind, subject, target }: Operation): string {
  const { symbol, step } = kindWords(kind);
  return `${symbol} ${subject.name} (${subject.worker})  ${step}${target === null ? '' : ` ${target}`}`;
}

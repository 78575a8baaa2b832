import { guardrails } from '../../domain/guardrails/finding.ts';
import type { Operation } from '../../domain/plan/artefact.ts';
import type { ApplyCounts, ApplyResult } from '../../reconcile/apply/apply-run.ts';
import type { Settled } from '../../reconcile/events.ts';
import { asSentence, counted, kindWords, number, type Screen } from '../../report/index.ts';
import type { CarriedOut, Trouble } from '../carried-out.ts';

/** What each count means, in the order in which it is told. Every change of the plan is in exactly one of them. */
const countWords: readonly (readonly [keyof ApplyCounts, string])[] = [
  ['done', 'done'],
  ['already', 'already so, nothing sent'],
  ['conflicted', 'left alone: changed in Okta meanwhile'],
  ['failed', 'refused by Okta'],
  ['in-doubt', 'in doubt: the next run finds out'],
  ['cancelled', 'did not happen, to be tried again'],
  ['dependant', 'left: what has to come before did not happen'],
  ['waiting', 'waiting for approval'],
  ['held', 'held by safety checks'],
  ['rejected', 'rejected by a person'],
  ['later', 'not due yet'],
  ['left', 'left for the next run'],
];

const troubleWords: Readonly<Partial<Record<Settled, string>>> = {
  conflicted: 'LEFT ALONE',
  failed: 'REFUSED BY OKTA',
  'in-doubt': 'IN DOUBT',
  cancelled: 'DID NOT HAPPEN',
  dependant: 'LEFT',
};

/** One line, told at once, for somebody who loses access or with whom something went wrong. */
export function eventLine(to: Screen, operation: Operation, settled: Settled, why: string | null): string {
  const { symbol, tone } = kindWords(operation.kind);
  const who = `${operation.subject.name} (${operation.subject.worker})`;
  if (settled === 'done')
    return to.paint(
      tone,
      to.text(`${symbol} ${who}  ${operation.kind === 'deactivate' ? 'account closed' : 'access ended'}`),
    );
  const word = (troubleWords[settled] ?? settled).toLowerCase();
  return to.paint('stop', to.text(`! ${who}  ${kindWords(operation.kind).verb}: ${word}${because(why)}`));
}

function because(why: string | null): string {
  return why === null ? '' : `, ${why}`;
}

/** The closing summary of carrying out: numbers that add up, then by name what did not work, then what to do. */
export function* appliedLines(to: Screen, result: ApplyResult, said: CarriedOut): Generator<string> {
  const total = countWords.reduce((sum, [key]) => sum + result.counts[key], 0);
  yield '';
  yield to.paint(
    'bold',
    to.text(`Run ${String(result.run)}  plan ${String(result.plan)}  ${counted(total, 'change')}`),
  );
  for (const [key, words] of countWords) {
    const count = result.counts[key];
    if (count === 0) continue;
    const by = key === 'held' ? `: ${result.survey.heldBy.map((id) => `${guardrails[id]} (${id})`).join(', ')}` : '';
    const [first = '', ...more] = to.lines(`${words}${by}`, 11);
    yield `  ${number(count).padStart(7)}  ${first.trimStart()}`;
    yield* more;
  }
  if (total === 0) yield '  nothing to do';
  if (said.lost > 0) yield* to.lines(`${counted(said.lost, 'person', 'people')} lost access in this run.`, 0);
  yield* troubleLines(to, said);
  yield* endLines(to, result);
}

function* troubleLines(to: Screen, { troubles, total }: CarriedOut): Generator<string> {
  for (const [settled, title] of Object.entries(troubleWords)) {
    const own = troubles.filter((one) => one.settled === settled);
    if (own.length === 0) continue;
    yield* to.heading(`${title} (${String(own.length)})`);
    for (const one of own) yield* to.lines(troubleText(one), 2);
  }
  if (total > troubles.length) yield* to.lines(`and ${number(total - troubles.length)} more`, 2);
}

function troubleText({ name, worker, kind, why }: Trouble): string {
  return `${name} (${worker})  ${kindWords(kind).verb}${why === null ? '' : `: ${why}`}`;
}

function* endLines(to: Screen, { braked, ended }: ApplyResult): Generator<string> {
  if (braked !== null) {
    yield* to.lines(`x Stopped by a safety check: ${guardrails[braked.guardrail]} (${braked.guardrail})`, 0, 'stop');
    yield* to.lines(asSentence(braked.message), 2);
    yield* to.lines(asSentence(`to do: ${braked.remedy}`), 2);
    return;
  }
  if (ended === null) return;
  yield* to.lines(asSentence(`ended early: ${ended.why}`), 0, 'wait');
  yield* to.lines('What was begun is finished. `tenured apply` goes on where it stopped.', 0);
}

/** What to do next; null when there is nothing. */
export function nextLine({ counts, plan }: ApplyResult, flag: string): string | null {
  if (counts.waiting + counts.held > 0)
    return `Next: tenured plan approve ${String(plan)}${flag}, or look at it with plan show.`;
  return null;
}

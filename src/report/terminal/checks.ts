import { guardrails } from '../../domain/guardrails/finding.ts';
import type { FindingLine } from '../../domain/plan/artefact.ts';
import { needsOf, type Need } from '../attention.ts';
import { nameOf } from '../section.ts';
import type { SkipRow } from '../summary.ts';
import { asSentence, clip, listed, listedSubjects, number } from '../text.ts';
import { scopeWords, skipDetail, skipReasons, skipWords, verdictWords } from '../words.ts';
import { restLine } from './people.ts';
import type { Screen } from './screen.ts';
import type { View } from './view.ts';

/** What needs a person, by name. */
export function* needLines(view: View, limit: number): Generator<string> {
  const { summary, to } = view;
  const { rows, total } = needsOf(summary, limit);
  if (total === 0) {
    if (summary.only === null) yield* to.empty('NEEDS YOU', 'nothing');
    return;
  }
  yield* to.heading(`NEEDS YOU (${number(total)})`);
  for (const row of rows) yield* need(row, to);
  yield* restLine({ rows, total }, view);
}

function* need({ tone, who, id, what, todo, place }: Need, to: Screen): Generator<string> {
  const symbol = tone === 'stop' ? 'x' : tone === 'wait' ? '!' : '~';
  const word = tone === 'stop' ? 'urgent' : tone === 'wait' ? 'decide' : 'correct';
  const name = `${clip(who, 120)}${id === null || id === who ? '' : ` (${clip(id, 40)})`}`;
  const [first = '', ...more] = to.lines(`${name}: ${what}`, 12);
  yield `  ${to.paint(tone, `${symbol} ${word.padEnd(7)}`)} ${first.slice(12)}`;
  yield* more;
  yield* to.lines(`→ ${todo}`, 12);
  if (place !== null) yield* to.lines(place, 14, 'dim');
}

/** Every safety check: verdict, name, measured and limit. */
export function* checkLines(view: View): Generator<string> {
  const { summary, to } = view;
  const { findings } = summary;
  if (findings.total === 0) {
    yield* to.empty('SAFETY CHECKS', 'none recorded, do not approve this plan');
    return;
  }
  if (summary.only !== null) {
    yield* to.empty('SAFETY CHECKS', checkCounts(findings.rows, findings.total));
    return;
  }
  yield* to.heading(`SAFETY CHECKS (${number(findings.total)})`);
  for (const finding of findings.rows) yield* check(finding, to);
  yield* restLine(findings, view);
}

/** `8 of the whole plan: 5 passed, 2 need approval, 1 to look at`. */
function checkCounts(findings: readonly FindingLine[], total: number): string {
  const count = (...verdicts: readonly FindingLine['verdict'][]): number =>
    findings.filter(({ verdict }) => verdicts.includes(verdict)).length;
  const waiting = count('hold', 'candidate');
  const parts: readonly (readonly [number, string])[] = [
    [count('reject', 'refuse'), 'stopped it'],
    [waiting, waiting === 1 ? 'needs approval' : 'need approval'],
    [count('warn'), 'to look at'],
    [count('ok'), 'passed'],
  ];
  const said = parts.filter(([some]) => some > 0).map(([some, words]) => `${number(some)} ${words}`);
  return `${number(total)} of the whole plan: ${said.join(', ')}`;
}

function* check(finding: FindingLine, to: Screen): Generator<string> {
  const { word, symbol, tone } = verdictWords(finding.verdict);
  const numbers =
    finding.measured === null
      ? ''
      : `${number(finding.measured)}${finding.limit === null ? '' : ` of limit ${number(finding.limit)}`}`;
  const room = to.columns - 29 - to.width(numbers);
  const mark = `  ${to.paint(tone, to.pad(`${symbol} ${word}`, 24))}`;
  const of = finding.source === undefined ? '' : `${finding.source}: `;
  const title = `${finding.guardrail} ${of}${guardrails[finding.guardrail]}`;
  if (room < 20) {
    yield mark.trimEnd();
    yield* to.lines(`${title}  ${numbers}`, 4);
  } else {
    const name = to.fit(title, room);
    const gap = to.columns - 27 - to.width(name) - to.width(numbers);
    yield `${mark} ${name}${' '.repeat(gap)}${numbers}`.trimEnd();
  }
  if (finding.verdict === 'ok') return;
  const indent = room < 20 ? 4 : 27;
  yield* to.lines(asSentence(finding.message), indent);
  if (finding.verdict === 'hold') yield* to.lines(`Waits: ${scopeWords(finding.scope)}.`, indent);
  if (finding.subjectsTotal > 0) {
    yield* to.lines(listedSubjects(finding.subjects, finding.subjectsTotal, 8), indent, 'dim');
  }
  if (finding.remedy !== '') yield* to.lines(`→ ${asSentence(finding.remedy)}`, indent);
}

/** Who is left alone, by reason, with a few names; of one person, with what is known besides. */
export function* skipLines(view: View): Generator<string> {
  const { summary, to } = view;
  const reasons = skipReasons.filter((why) => summary.skips[why] !== undefined);
  if (reasons.length === 0) {
    if (summary.only === null) yield* to.empty('NOT COVERED', 'nobody is left out');
    return;
  }
  const total = reasons.reduce((sum, why) => sum + (summary.skips[why]?.total ?? 0), 0);
  yield* to.heading(`NOT COVERED (${number(total)})`);
  for (const why of reasons) {
    const skips = summary.skips[why];
    if (skips === undefined) continue;
    if (summary.only !== null) {
      yield* skipsOfOne(skips.rows, to);
      continue;
    }
    const names = skips.rows.slice(0, 5).map(({ skip }) => clip(nameOf(skip.subject), 40));
    yield* to.lines(`${number(skips.total)} ${skipWords(why).why}: ${listed(names, skips.total, 5)}`, 2);
  }
}

function* skipsOfOne(rows: readonly SkipRow[], to: Screen): Generator<string> {
  for (const { skip } of rows) {
    const detail = skipDetail(skip);
    yield* to.lines(
      `${nameOf(skip.subject)}: ${skipWords(skip.why).why}${detail === null ? '' : ` (${clip(detail, 160)})`}`,
      2,
    );
  }
}

/** Memberships from the group's side, which of one person say nothing new. */
export function* groupLines(view: View): Generator<string> {
  const { summary, to } = view;
  if (summary.only !== null) return;
  const { groups } = summary;
  if (groups.total === 0) {
    yield* to.empty('GROUPS', 'no change');
    return;
  }
  yield* to.heading(`GROUPS (${number(groups.total)})`);
  for (const { name, adds, removes } of groups.rows) {
    yield `  ${to.paint('group', '>')} ${to.pad(name, Math.min(40, to.columns - 24))} ${`+${number(adds)}`.padStart(8)} ${`-${number(removes)}`.padStart(8)}`;
  }
  yield* restLine(groups, view);
}

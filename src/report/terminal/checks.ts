import { guardrails } from '../../domain/guardrails/finding.ts';
import type { FindingLine } from '../../domain/plan/artefact.ts';
import { needsOf, type Need } from '../attention.ts';
import { problemColumn, problemPerson, problemPlace } from '../place.ts';
import { nameOf } from '../section.ts';
import type { ProblemRow, Summary } from '../summary.ts';
import { clip, listed, number } from '../text.ts';
import { skipReasons, skipWords, verdictWords } from '../words.ts';
import { restLine } from './people.ts';
import type { Screen } from './screen.ts';

/** What needs a person, by name. */
export function* needLines(summary: Summary, to: Screen, limit: number): Generator<string> {
  const { rows, total } = needsOf(summary, limit);
  if (total === 0) {
    yield* to.empty('NEEDS YOU', 'nothing');
    return;
  }
  yield* to.heading(`NEEDS YOU (${number(total)})`);
  for (const row of rows) yield* need(row, to);
  yield* restLine({ rows, total }, summary, to);
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
export function* checkLines(summary: Summary, to: Screen): Generator<string> {
  const { findings } = summary;
  if (findings.total === 0) {
    yield* to.empty('SAFETY CHECKS', 'none recorded, do not approve this plan');
    return;
  }
  yield* to.heading(`SAFETY CHECKS (${number(findings.total)})`);
  for (const finding of findings.rows) yield* check(finding, to);
  yield* restLine(findings, summary, to);
}

function* check(finding: FindingLine, to: Screen): Generator<string> {
  const { word, symbol, tone } = verdictWords(finding.verdict);
  const numbers =
    finding.measured === null
      ? ''
      : `${number(finding.measured)}${finding.limit === null ? '' : ` of limit ${number(finding.limit)}`}`;
  const room = to.columns - 29 - to.width(numbers);
  const mark = `  ${to.paint(tone, to.pad(`${symbol} ${word}`, 24))}`;
  const title = `${finding.guardrail} ${guardrails[finding.guardrail]}`;
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
  yield* to.lines(finding.message, indent);
  if (finding.subjectsTotal > 0) {
    yield* to.lines(
      listed(
        finding.subjects.map((subject) => clip(subject, 40)),
        finding.subjectsTotal,
        8,
      ),
      27,
      'dim',
    );
  }
  if (finding.remedy !== '') yield* to.lines(`→ ${finding.remedy}`, indent);
}

/** Rows that are put aside, and those to look at: person, HR's column, value, what is wrong, place. */
export function* problemLines(summary: Summary, to: Screen): Generator<string> {
  const { putAside, warnings } = summary;
  if (putAside.total + warnings.total === 0) {
    yield* to.empty('DATA PROBLEMS', 'none');
    return;
  }
  yield* to.heading(`DATA PROBLEMS (${number(putAside.total)} put aside, ${number(warnings.total)} to look at)`);
  for (const row of putAside.rows) yield* problem(row, 'x', to);
  yield* restLine(putAside, summary, to);
  for (const row of warnings.rows) yield* problem(row, '?', to);
  yield* restLine(warnings, summary, to);
}

function* problem(row: ProblemRow, symbol: string, to: Screen): Generator<string> {
  const { value, worker, effect, problem: said } = row.problem;
  const person = problemPerson(row);
  const column = problemColumn(row);
  const cell =
    column === null
      ? ''
      : `  ${clip(column, 60)} ${value === null || value === '' ? '(blank)' : `"${clip(value, 120)}"`}`;
  const id = worker === null || worker === person ? '' : ` ${clip(worker, 40)}`;
  const [first = '', ...more] = to.lines(`${clip(person, 120)}${id}${cell}`, 4);
  yield `  ${to.paint(effect === 'put-aside' ? 'stop' : 'change', symbol)} ${first.slice(4)}`;
  yield* more;
  yield* to.lines(said.message, 6);
  const place = problemPlace(row);
  yield* to.lines(place === null ? said.code : `${place}  ${said.code}`, 6, 'dim');
}

/** Who is left alone, by reason, with a few names. */
export function* skipLines(summary: Summary, to: Screen): Generator<string> {
  const reasons = skipReasons.filter((why) => summary.skips[why] !== undefined);
  if (reasons.length === 0) {
    yield* to.empty('NOT COVERED', 'nobody is left out');
    return;
  }
  const total = reasons.reduce((sum, why) => sum + (summary.skips[why]?.total ?? 0), 0);
  yield* to.heading(`NOT COVERED (${number(total)})`);
  for (const why of reasons) {
    const skips = summary.skips[why];
    if (skips === undefined) continue;
    const names = skips.rows.slice(0, 5).map(({ skip }) => clip(nameOf(skip.subject), 40));
    yield* to.lines(`${number(skips.total)} ${skipWords(why).why}: ${listed(names, skips.total, 5)}`, 2);
  }
}

/** Memberships from the group's side. */
export function* groupLines(summary: Summary, to: Screen): Generator<string> {
  const { groups } = summary;
  if (groups.total === 0) {
    yield* to.empty('GROUPS', 'no change');
    return;
  }
  yield* to.heading(`GROUPS (${number(groups.total)})`);
  for (const { name, adds, removes } of groups.rows) {
    yield `  ${to.paint('group', '>')} ${to.pad(name, Math.min(40, to.columns - 24))} ${`+${number(adds)}`.padStart(8)} ${`-${number(removes)}`.padStart(8)}`;
  }
  yield* restLine(groups, summary, to);
}

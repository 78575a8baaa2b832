import { urgencies, type DatedProblem } from '../../domain/plan/artefact.ts';
import { placeText } from '../place.ts';
import { consequenceText } from '../problems/consequence.ts';
import {
  ageOf,
  effectWords,
  problemPerson,
  remedy,
  safeLink,
  urgencyWords,
  wrongText,
  type Seen,
} from '../problems/words.ts';
import type { ProblemSection } from '../section.ts';
import { clip, number } from '../text.ts';
import { instantOf } from '../times.ts';
import { restLine } from './people.ts';
import type { Screen } from './screen.ts';
import type { View } from './view.ts';

/** The list of data problems as it was when the plan was made. */
export function* problemLines(view: View): Generator<string> {
  const { summary, to } = view;
  const { problems, envelope, zone } = summary;
  if (problems.total === 0) {
    if (summary.only === null) yield* to.empty('DATA PROBLEMS', 'none');
    return;
  }
  yield* to.heading(`DATA PROBLEMS (${problemCounts(problems)})`);
  yield* listLines(problems, { at: instantOf(envelope.madeAt), zone }, to);
  yield* restLine(problems, view);
}

/** `2 put aside, 1 to look at, 1 left alone`. */
export function problemCounts({ effects }: ProblemSection): string {
  const parts: readonly (readonly [number, string])[] = [
    [effects['put-aside'], 'put aside'],
    [effects['left-alone'], 'left alone'],
    [effects.warning, 'to look at'],
  ];
  const said = parts.filter(([count]) => count > 0).map(([count, word]) => `${number(count)} ${word}`);
  return said.length === 0 ? 'none' : said.join(', ');
}

/** The entries under a heading for each urgency. */
export function* listLines(section: ProblemSection, seen: Seen, to: Screen): Generator<string> {
  let isFirst = true;
  for (const urgency of urgencies) {
    const rows = section.rows.filter((row) => row.urgency === urgency);
    if (rows.length === 0) continue;
    if (!isFirst) yield '';
    isFirst = false;
    yield to.paint('bold', to.text(`  ${urgencyWords[urgency]} (${number(section.urgencies[urgency])})`));
    for (const row of rows) yield* entryLines(row, seen, to);
  }
}

function* entryLines(problem: DatedProblem, seen: Seen, to: Screen): Generator<string> {
  yield* headLines(problem, seen, to);
  yield* to.lines(wrongText(problem), 6);
  const follows = consequenceText(problem, seen.zone);
  if (follows !== '') yield* to.lines(follows, 6);
  yield* to.lines(`→ ${remedy(problem)}`, 6);
  const link = safeLink(problem.link);
  if (link !== null) yield* to.lines(link, 6, 'dim');
  const place = placeText(problem.provenance);
  const code = problem.said === null ? '' : problem.kind;
  const last = [place, code].filter((part) => part !== null && part !== '').join('  ');
  if (last !== '') yield* to.lines(last, 6, 'dim');
}

/** Person, id, HR's own column and value, and at the right edge since when it is so. */
function* headLines(problem: DatedProblem, seen: Seen, to: Screen): Generator<string> {
  const { value, worker, effect, column } = problem;
  const { symbol, tone } = effectWords(effect);
  const person = problemPerson(problem);
  const id = worker === null || worker === person ? '' : ` ${clip(worker, 40)}`;
  const cell =
    column === null
      ? ''
      : `  ${clip(column, 60)} ${value === null || value === '' ? '(blank)' : `"${clip(value, 120)}"`}`;
  const age = to.text(ageOf(problem, seen).text);
  const room = to.columns - to.width(age) - 2;
  const lines = to.lines(`${clip(person, 120)}${id}${cell}`, 4);
  const [first = '', ...more] = lines.map((line) => line.slice(4));
  const gap = to.columns - 4 - to.width(first) - to.width(age);
  const head = `  ${to.paint(tone, symbol)} ${first}`;
  if (more.length === 0 && to.width(first) + 4 <= room) yield `${head}${' '.repeat(gap)}${to.paint('dim', age)}`;
  else {
    yield head;
    yield* more.map((line) => `    ${line}`);
    yield* to.lines(`known for ${age}`.replace('known for not known', 'known for an unknown time'), 6, 'dim');
  }
}

import type { StoredPlan } from '../../domain/plan/artefact.ts';
import { fileTexts, refusedFile } from '../files.ts';
import { collectProblems, rest } from '../section.ts';
import { listLines, problemCounts } from '../terminal/problems.ts';
import { screen, type TerminalOptions } from '../terminal/screen.ts';
import { counted, number } from '../text.ts';
import { stampText } from '../times.ts';
import type { Seen } from './words.ts';

export interface ProblemsTerminalOptions extends TerminalOptions {
  /** The flag that names the configuration, with a blank in front; '' for the default one. */
  readonly configFlag: string;
}

const rowsShown = 200;

/** The list for a terminal, line by line, each with its line feed: the first of them, the rest counted. */
export function* renderProblemsTerminal(
  plan: StoredPlan,
  seen: Seen,
  options: ProblemsTerminalOptions,
): Generator<string> {
  for (const line of lines(plan, seen, options)) yield `${line.trimEnd()}\n`;
}

function* lines(plan: StoredPlan, seen: Seen, options: ProblemsTerminalOptions): Generator<string> {
  const to = screen(options);
  const { envelope } = plan;
  const collector = collectProblems(rowsShown);
  for (const problem of plan.problems()) collector.add(problem);
  const { problems } = collector.done();
  yield* to.lines(`${counted(problems.total, 'data problem')} for HR to correct`, 0, 'bold');
  for (const file of fileTexts(envelope, seen.zone)) yield* to.lines(`from      ${file}`, 0);
  yield* to.lines(`plan      ${String(envelope.number)}, made ${stampText(envelope.madeAt, seen.zone)}`, 0);
  if (envelope.newestFileRefused) {
    yield* to.lines(`${refusedFile(envelope)} was not accepted: this is about the one before.`, 0, 'stop');
  }
  if (problems.total === 0) {
    yield* to.lines('+ Nothing to correct.', 0, 'good');
    return;
  }
  yield* to.heading(`DATA PROBLEMS (${problemCounts(problems)})`);
  yield* listLines(problems, seen, to);
  const left = rest(problems);
  if (left > 0) {
    yield* to.lines(`and ${number(left)} more, see tenured problems --csv${options.configFlag}`, 2, 'dim');
  }
}

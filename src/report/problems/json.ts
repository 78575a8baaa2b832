import type { DatedProblem, StoredPlan } from '../../domain/plan/artefact.ts';
import { formatInstant } from '../../domain/time/instant.ts';
import { jsonText } from '../json-text.ts';
import { consequenceText } from './consequence.ts';
import { ageOf, problemPerson, remedy, safeLink, wrongText, type Seen } from './words.ts';

/** Version of the document that `renderProblemsJson` writes; fields are only ever added. */
const problemsJsonVersion = 1;

/** An entry for programs: what is known as it is, and the sentences that people read. */
export function problemDocument(problem: DatedProblem, seen: Seen): object {
  const { urgency, effect, source, worker, name, column, value, kind, concerned, link, since, provenance } = problem;
  return {
    person: problemPerson(problem),
    ...{ worker, name, column, value },
    wrong: wrongText(problem),
    consequence: consequenceText(problem, seen.zone),
    hint: remedy(problem),
    since,
    days: ageOf(problem, seen).days,
    link: safeLink(link),
    ...{ urgency, effect, source, code: kind },
    account: concerned.account,
    accessEnds: concerned.endsAt,
    provenance,
  };
}

/** The list as one JSON document, in pieces. */
export function* renderProblemsJson(plan: StoredPlan, seen: Seen): Generator<string> {
  const { number, madeAt, source } = plan.envelope;
  const at = seen.at === undefined ? null : formatInstant(seen.at);
  const head = { plan: number, madeAt, file: source.file, at };
  yield `{"schemaVersion":${String(problemsJsonVersion)},\n${jsonText(head).slice(1, -1)},\n"problems":[`;
  let separator = '\n';
  for (const problem of plan.problems()) {
    yield separator + jsonText(problemDocument(problem, seen));
    separator = ',\n';
  }
  yield ']}\n';
}

import type { DatedProblem } from '../../domain/plan/artefact.ts';
import { consequenceText } from './consequence.ts';
import { ageOf, effectWords, problemPerson, remedy, safeLink, urgencyWords, wrongText, type Seen } from './words.ts';

/** An entry of the list in words, one member a column, in the order in which HR reads them. */
export interface ProblemInWords {
  readonly person: string;
  readonly workerId: string;
  readonly field: string;
  readonly value: string;
  readonly wrong: string;
  readonly consequence: string;
  readonly hint: string;
  readonly age: string;
  readonly knownSince: string;
  readonly link: string;
  readonly urgency: string;
  readonly effect: string;
  readonly source: string;
  readonly code: string;
  readonly file: string;
  readonly row: string;
  readonly column: string;
}

/** The headings of the columns. */
export const problemHeadings: Readonly<Record<keyof ProblemInWords, string>> = {
  person: 'Person',
  workerId: 'Worker id',
  field: 'HR field',
  value: 'Value',
  wrong: 'What is wrong',
  consequence: 'What follows',
  hint: 'What to do',
  age: 'Known for',
  knownSince: 'Known since',
  link: 'Link',
  urgency: 'Urgency',
  effect: 'What became of it',
  source: 'Source',
  code: 'Code',
  file: 'File',
  row: 'Row',
  column: 'Column',
};

/** Everything about an entry in words; '' for what is not known. */
export function problemInWords(problem: DatedProblem, seen: Seen): ProblemInWords {
  const { provenance } = problem;
  const age = ageOf(problem, seen);
  return {
    person: problemPerson(problem),
    workerId: problem.worker ?? '',
    field: problem.column ?? '',
    value: problem.value ?? '',
    wrong: wrongText(problem),
    consequence: consequenceText(problem, seen.zone),
    hint: remedy(problem),
    age: age.text,
    knownSince: age.since ?? '',
    link: safeLink(problem.link) ?? '',
    urgency: urgencyWords[problem.urgency],
    effect: effectWords(problem.effect).word,
    source: problem.source,
    code: problem.kind,
    file: provenance?.file ?? '',
    row: provenance === null ? '' : String(provenance.row),
    column: provenance?.letter ?? '',
  };
}

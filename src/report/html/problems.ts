import { urgencies, type DatedProblem, type Urgency } from '../../domain/plan/artefact.ts';
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
import { rest } from '../section.ts';
import type { Summary } from '../summary.ts';
import { clip, number } from '../text.ts';
import { dateText, instantOf } from '../times.ts';
import { markup, nothing, type Markup } from './markup.ts';
import { tag, value } from './pieces.ts';
import { restNote, section, table, type Column } from './table.ts';

/** HR's list: person, HR's own field, what is wrong, what follows and what to do, the age; the place in the file last. */
export function problemsSection(summary: Summary): Markup {
  const { problems, envelope, zone } = summary;
  const seen: Seen = { at: instantOf(envelope.madeAt), zone };
  return section({
    id: 'data-problems',
    title: 'Data problems',
    total: problems.total,
    none: 'None. Every row could be read.',
    intro: 'Corrected in the HR system, they are gone with the next file.',
    body: () =>
      markup`${urgencies.map((urgency) => urgencyTable(urgency, summary, seen))}${restNote(
        rest(problems),
        `tenured problems --plan ${String(envelope.number)} --csv`,
      )}`,
  });
}

function urgencyTable(urgency: Urgency, { problems }: Summary, seen: Seen): Markup {
  const rows = problems.rows.filter((row) => row.urgency === urgency);
  if (rows.length === 0) return nothing;
  const heading = urgencyWords[urgency];
  return markup`<h3>${heading} <span class="count">${number(problems.urgencies[urgency])}</span></h3>${table(
    heading,
    columns,
    rows.map((row) => cells(row, seen)),
  )}`;
}

const columns: readonly Column[] = [
  'Person',
  'HR field and value',
  'What is wrong',
  'What follows',
  'What to do',
  'Known for',
].map((heading) => ({ heading, width: 'sixth' }));

function cells(problem: DatedProblem, seen: Seen): readonly Markup[] {
  const { word, symbol, tone } = effectWords(problem.effect);
  return [
    person(problem),
    cell(problem),
    markup`<bdi>${wrongText(problem)}</bdi> <p>${tag(tone, symbol, word)}</p>`,
    markup`<bdi>${consequenceText(problem, seen.zone)}</bdi>`,
    markup`<bdi>${remedy(problem)}</bdi>`,
    markup`${age(problem, seen)} ${place(problem)}`,
  ];
}

function person(problem: DatedProblem): Markup {
  const { worker } = problem;
  const name = problemPerson(problem);
  const link = safeLink(problem.link);
  return markup`<span class="name"><bdi>${clip(name, 160)}</bdi></span>${
    worker === null || worker === name
      ? nothing
      : markup` <span class="aside"><span class="id">${clip(worker, 60)}</span></span>`
  }${
    link === null
      ? nothing
      : markup`<p class="aside"><a href="${link}" target="_blank" rel="noopener noreferrer" aria-label="${`Open ${clip(name, 160)} in the HR system`}">Open in HR</a></p>`
  }`;
}

function cell({ column, value: raw, said }: DatedProblem): Markup {
  if (column !== null) return markup`<span class="column"><bdi>${clip(column, 80)}</bdi></span> ${value(raw)}`;
  return markup`<span class="blank">${said === null ? 'whole person' : 'whole row'}</span>`;
}

function place({ provenance, said, kind }: DatedProblem): Markup {
  const where = placeText(provenance);
  if (where === null && said === null) return nothing;
  return markup`<p class="aside">${where ?? ''} ${said === null ? nothing : markup`<span class="id">${kind}</span>`}</p>`;
}

function age(problem: DatedProblem, seen: Seen): Markup {
  const { text, since } = ageOf(problem, seen);
  return markup`${text}${since === null ? nothing : markup` <span class="aside">since ${dateText(since)}</span>`}`;
}

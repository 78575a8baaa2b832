import { peopleSections, summarise } from './summary.ts';
import type { StoredPlan } from '../domain/plan/artefact.ts';
import { checksSection, groupsSection, notCoveredSection } from './html/checks.ts';
import { agenda, answers, masthead, needsYou, notCoveredShort, numbers, titleText } from './html/first-screen.ts';
import { glossary, itSection } from './html/it.ts';
import { markup, textOf } from './html/markup.ts';
import { pageEnd, pageStart } from './html/page.ts';
import { peopleSection } from './html/people.ts';
import { problemsSection } from './html/problems.ts';

export interface HtmlOptions {
  /** Rows that a section holds at most; the rest is counted. Default 500. */
  readonly rows?: number;
}

/**
 * A stored plan as one self-contained page for HR, in pieces to be written one after the other. It needs no script,
 * loads nothing, prints on A4 and Letter, and holds at most `rows` rows a section however long the plan is.
 */
export function* renderPlanHtml(plan: StoredPlan, options: HtmlOptions = {}): Generator<string> {
  const summary = summarise(plan, options.rows ?? 500);
  yield textOf(pageStart(titleText(summary)));
  yield textOf(masthead(summary));
  yield textOf(markup`<main id="main">${[answers(summary), numbers(summary), needsYou(summary)]}`);
  yield textOf(agenda(summary));
  yield textOf(notCoveredShort(summary));
  for (const name of peopleSections) yield textOf(peopleSection(name, summary));
  yield textOf(groupsSection(summary));
  yield textOf(checksSection(summary));
  yield textOf(problemsSection(summary));
  yield textOf(notCoveredSection(summary));
  yield textOf(itSection(summary));
  yield textOf(glossary());
  yield textOf(markup`</main>`);
  yield textOf(pageEnd(plan.envelope.header.version));
}

import { guardrails } from '../../domain/guardrails/finding.ts';
import type { FindingLine } from '../../domain/plan/artefact.ts';
import { rest, type GroupRow } from '../section.ts';
import type { SkipRow, Summary } from '../summary.ts';
import { asSentence, capital, clip, listed, listedSubjects, number } from '../text.ts';
import { scopeWords, skipDetail, skipReasons, skipWords, stateWords, verdictWords } from '../words.ts';
import { markup, nothing, type Markup } from './markup.ts';
import { tag, who, why } from './pieces.ts';
import { restNote, section, table } from './table.ts';

const rowsShown = 500;

function command({ envelope }: Summary): string {
  return `tenured plan show ${String(envelope.number)} --json`;
}

/** Memberships as the owner of a group looks at them. */
export function groupsSection(summary: Summary): Markup {
  const { groups } = summary;
  return section({
    id: 'groups',
    title: 'Groups',
    total: groups.total,
    none: 'No group changes.',
    intro: 'The same changes seen from each group’s side.',
    body: () =>
      markup`${table(
        'Groups',
        [{ heading: 'Group' }, { heading: 'Joins', width: 'wide' }, { heading: 'Leaves', width: 'wide' }],
        groups.rows.map((row) => [
          markup`<bdi>${clip(row.name, 120)}</bdi>`,
          members(row.adds, row.added),
          members(row.removes, row.removed),
        ]),
      )}${restNote(rest(groups), command(summary))}`,
  });
}

function members(count: number, names: GroupRow['added']): Markup {
  if (count === 0) return markup`<span class="blank">nobody</span>`;
  return markup`<b>${number(count)}</b> <span class="aside"><bdi>${listed(
    names.map((name) => clip(name, 60)),
    count,
    names.length,
  )}</bdi></span>`;
}

/** Every safety check with what it measured, passed ones included. */
export function checksSection(summary: Summary): Markup {
  const { findings } = summary;
  return section({
    id: 'safety-checks',
    title: 'Safety checks',
    total: findings.total,
    none: 'No safety check was recorded. Do not approve this plan.',
    body: () =>
      markup`${table(
        'Safety checks',
        [
          { heading: 'Check' },
          { heading: 'Verdict', width: 'narrow' },
          { heading: 'This plan', width: 'narrow' },
          { heading: 'Limit', width: 'narrow' },
          { heading: 'What it says', width: 'wide' },
        ],
        findings.rows.map(check),
      )}${restNote(rest(findings), command(summary))}`,
  });
}

function check(finding: FindingLine): readonly Markup[] {
  const { word, symbol, tone } = verdictWords(finding.verdict);
  const whom =
    finding.subjectsTotal === 0
      ? nothing
      : markup` <span class="aside"><bdi>${listedSubjects(finding.subjects, finding.subjectsTotal, 8)}</bdi></span>`;
  return [
    markup`${guardrails[finding.guardrail]} <span class="id">${finding.guardrail}</span>`,
    tag(tone, tone === 'good' ? '✓' : symbol, word),
    measure(finding.measured),
    measure(finding.limit),
    markup`<bdi>${asSentence(finding.message)}</bdi>${waits(finding)}${whom}${
      finding.verdict === 'ok' || finding.remedy === ''
        ? nothing
        : markup`<p class="todo"><span aria-hidden="true">→ </span><bdi>${asSentence(finding.remedy)}</bdi></p>`
    }`,
  ];
}

function waits({ verdict, scope }: FindingLine): Markup {
  return verdict === 'hold' ? markup` Waits: ${scopeWords(scope)}.` : nothing;
}

function measure(count: number | null): Markup {
  return count === null ? markup`<span class="blank">–</span>` : markup`<span class="figure">${number(count)}</span>`;
}

/** Everybody the plan leaves alone, by reason, what needs a person first. */
export function notCoveredSection(summary: Summary): Markup {
  const total = skipReasons.reduce((sum, reason) => sum + (summary.skips[reason]?.total ?? 0), 0);
  const rows = skipReasons.flatMap((reason) => summary.skips[reason]?.rows ?? []).slice(0, rowsShown);
  return section({
    id: 'not-covered',
    title: 'Not covered',
    total,
    none: 'Nobody is left out.',
    intro: 'People and accounts that this plan does not touch.',
    body: () =>
      markup`${table(
        'Not covered',
        [
          { heading: 'Person' },
          { heading: 'Why', width: 'wide' },
          { heading: 'Stands', width: 'narrow' },
          { heading: 'Details', width: 'wide' },
        ],
        rows.map((row) => skipped(row, summary)),
      )}${restNote(total - rows.length, command(summary))}`,
  });
}

function skipped({ skip, provenance }: SkipRow, summary: Summary): readonly Markup[] {
  const { why: words, todo } = skipWords(skip.why);
  const detail = skipDetail(skip);
  return [
    who(skip.subject),
    markup`${capital(words)}.${todo === null ? nothing : markup`<p class="todo"><span aria-hidden="true">→ </span>${todo}</p>`}`,
    skip.why === 'account-without-worker' ? markup`<span class="blank">–</span>` : markup`${stateWords(skip.state)}`,
    markup`${detail === null ? nothing : markup`<p><bdi>${detail === skip.detail ? clip(detail, 300) : capital(detail)}</bdi></p>`}${
      skip.reason === null ? nothing : why(skip.reason, summary.asOf, provenance)
    }`,
  ];
}

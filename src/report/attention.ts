import { guardrails, type Finding } from '../domain/guardrails/finding.ts';
import type { DatedProblem, Skip } from '../domain/plan/artefact.ts';
import type { ZoneId } from '../domain/time/zone.ts';
import type { Approval } from './approvals.ts';
import { refusedFile } from './files.ts';
import { placesText, type Spot } from './place.ts';
import { consequenceText } from './problems/consequence.ts';
import { problemPerson, problemText, remedy } from './problems/words.ts';
import { nameOf } from './section.ts';
import { isOpenLeaver, type SkipRow, type Summary } from './summary.ts';
import { asSentence, clip, counted, listed, listedSubjects, number, sentences } from './text.ts';
import { approvalWords, skipDetail, skipReasons, skipWords, type Tone } from './words.ts';

/** Something that a person has to do: who is concerned, what is wrong, what follows, where to mend it. */
export interface Need {
  readonly tone: Tone;
  /** A person's name with HR's id, or the name of a safety check. */
  readonly who: string;
  readonly id: string | null;
  readonly what: string;
  readonly todo: string;
  /** The place in the file, last. */
  readonly place: string | null;
}

/** Everything that needs a person, the first ones spelled out. */
export interface Needs {
  readonly rows: readonly Need[];
  readonly total: number;
}

/** Whether the source, the checks and the consent let this plan work. */
export interface Health {
  readonly tone: 'good' | 'wait' | 'stop';
  readonly word: string;
  readonly sentence: string;
}

/** A need before equal ones become one: each has its place still. */
interface Raw extends Omit<Need, 'place'> {
  readonly spot: Spot | null;
}

/**
 * What needs a person: what stops everything first, then people who keep access, approvals, records to correct. What is
 * said of one person only leaves out the file and the safety checks, which are about everybody.
 */
export function needsOf(summary: Summary, limit: number): Needs {
  const file = summary.only === null ? fileNeeds(summary) : [];
  const held = summary.only === null ? summary.findings.rows.filter(isHeld) : [];
  const checks = new Set<string>(held.map(({ guardrail }) => guardrail));
  const approvals = summary.approvals.filter(({ guardrail }) => !checks.has(guardrail));
  const rows: Raw[] = [
    ...file,
    ...held.map((finding) => findingNeed(finding, summary.approvals)),
    ...summary.stillOpen.rows.map(openNeed),
    ...approvals.map(approvalNeed),
    ...summary.putAside.rows.map((problem) => problemNeed(problem, summary.zone)),
    ...skipNeeds(summary),
  ];
  const total =
    file.length +
    held.length +
    summary.stillOpen.total +
    approvals.length +
    summary.putAside.total +
    summary.skipsToMend;
  const needs = merged(rows).sort((a, b) => urgency(a) - urgency(b));
  return { rows: needs.slice(0, limit), total: total - (rows.length - needs.length) };
}

/** What is said twice in the same words is said once, with every place. */
function merged(rows: readonly Raw[]): Need[] {
  const bySaying = new Map<string, { readonly row: Raw; readonly spots: Spot[] }>();
  for (const row of rows) {
    const { spot, ...said } = row;
    const key = JSON.stringify([said.who, said.id, said.what, said.todo, spot?.file, spot?.letter]);
    const known = bySaying.get(key);
    if (known === undefined) bySaying.set(key, { row, spots: spot === null ? [] : [spot] });
    else if (spot !== null) known.spots.push(spot);
  }
  return [...bySaying.values()].map(({ row: { tone, who, id, what, todo }, spots }) => ({
    tone,
    who,
    id,
    what,
    todo,
    place: placesText(spots),
  }));
}

function urgency({ tone }: Need): number {
  return ['stop', 'wait', 'change'].indexOf(tone);
}

/** Working, waiting for somebody, or stopped. */
export function healthOf(summary: Summary): Health {
  const { envelope, findings } = summary;
  if (findings.rows.some(({ verdict }) => verdict === 'refuse')) {
    return { tone: 'stop', word: 'Stopped', sentence: 'A safety check stopped everything. Nothing is carried out.' };
  }
  if (envelope.newestFileRefused || findings.rows.some(({ verdict }) => verdict === 'reject')) {
    return {
      tone: 'stop',
      word: 'Newest file not used',
      sentence: `${refusedFile(envelope)} was not accepted. This plan is made from the last accepted one.`,
    };
  }
  if (envelope.candidate) {
    return {
      tone: 'wait',
      word: 'File needs approval',
      sentence:
        'The HR file differs more than usual from the last one. It counts only when a person approves this plan.',
    };
  }
  if (findings.rows.some(isHeld) || summary.approvals.length > 0) {
    return {
      tone: 'wait',
      word: 'Needs approval',
      sentence: 'The HR file was accepted. Some changes wait for a person.',
    };
  }
  if (findings.total === 0) {
    return { tone: 'wait', word: 'Not checked', sentence: 'No safety check was recorded. Do not approve this plan.' };
  }
  const toLookAt = findings.rows.filter(({ verdict }) => verdict === 'warn').length;
  const checks =
    toLookAt === 0 ? 'every safety check passed' : `no safety check is in the way, ${number(toLookAt)} to look at`;
  return { tone: 'good', word: 'Working', sentence: `The HR file was accepted and ${checks}.` };
}

/** Who should have lost access already, in one sentence; null when nobody. */
export function overdueText(summary: Summary): string | null {
  const { overdue, stillOpen } = summary;
  const total = overdue.total + stillOpen.total;
  if (total === 0) return null;
  const names = [...stillOpen.rows.map(({ skip }) => skip.subject), ...overdue.rows.map(({ subject }) => subject)];
  return listed(
    names.map((subject) => clip(nameOf(subject), 80)),
    total,
    3,
  );
}

function isHeld({ verdict }: Finding): boolean {
  return verdict !== 'ok' && verdict !== 'warn';
}

function fileNeeds({ envelope }: Summary): Raw[] {
  if (envelope.newestFileRefused) {
    const what = 'was not accepted. This plan is made from the last accepted one.';
    return [
      { tone: 'stop', who: refusedFile(envelope), id: null, what, todo: 'Export the file again, whole.', spot: null },
    ];
  }
  if (!envelope.candidate) return [];
  const what = 'differs more than usual from the last accepted one, so it does not count yet.';
  const todo = 'Check the numbers below. If they are right, approve this plan; if not, export the file again.';
  return [{ tone: 'wait', who: 'This HR file', id: null, what, todo, spot: null }];
}

function findingNeed(finding: Finding, approvals: readonly Approval[]): Raw {
  const waiting = approvals.find(({ guardrail }) => guardrail === finding.guardrail);
  const whom = waiting === undefined ? subjectsText(finding) : peopleText(waiting);
  return {
    tone: finding.verdict === 'reject' || finding.verdict === 'refuse' ? 'stop' : 'wait',
    who: guardrails[finding.guardrail],
    id: finding.guardrail,
    what: sentences(finding.message, whom),
    todo: asSentence(finding.remedy),
    spot: null,
  };
}

function subjectsText({ subjects, subjectsTotal }: Finding): string {
  return subjectsTotal === 0 ? '' : `Concerns ${listedSubjects(subjects, subjectsTotal, 5)}`;
}

function peopleText({ names, people }: Approval): string {
  return `Concerns ${listed(
    names.map((name) => clip(name, 80)),
    people,
    5,
  )}`;
}

function approvalNeed(approval: Approval): Raw {
  return {
    tone: 'wait',
    who: approvalWords(approval.guardrail),
    id: Object.hasOwn(guardrails, approval.guardrail) ? approval.guardrail : null,
    what: `${counted(approval.operations, 'change')} ${approval.operations === 1 ? 'waits' : 'wait'} for approval. ${peopleText(approval)}.`,
    todo: 'Look at them, then approve or reject this plan.',
    spot: null,
  };
}

function openNeed({ skip, provenance }: SkipRow): Raw {
  const { why, todo } = skipWords(skip.why);
  return {
    tone: 'stop',
    who: nameOf(skip.subject),
    id: skip.subject.worker,
    what: `Has left and still has access: ${why}${detailText(skip)}.`,
    todo: todo ?? 'Ask IT to end the access by hand, today.',
    spot: provenance,
  };
}

function detailText(skip: Skip): string {
  const detail = skipDetail(skip);
  return detail === null ? '' : ` (${clip(detail, 160)})`;
}

function problemNeed(problem: DatedProblem, zone: ZoneId): Raw {
  return {
    tone: problem.urgency === 'leaving' ? 'stop' : 'change',
    who: problemPerson(problem),
    id: problem.worker,
    what: `${problemText(problem)} ${consequenceText(problem, zone)}`.trimEnd(),
    todo: remedy(problem),
    spot: problem.provenance,
  };
}

function skipNeeds(summary: Summary): Raw[] {
  return skipReasons.flatMap((why) => {
    const { todo } = skipWords(why);
    if (todo === null) return [];
    return (summary.skips[why]?.rows ?? []).filter(({ skip }) => !isOpenLeaver(skip)).map((row) => skipNeed(row, todo));
  });
}

function skipNeed({ skip, provenance }: SkipRow, todo: string): Raw {
  return {
    tone: 'change',
    who: nameOf(skip.subject),
    id: skip.subject.worker,
    what: asSentence(`${skipWords(skip.why).why}${detailText(skip)}`),
    todo,
    spot: provenance,
  };
}

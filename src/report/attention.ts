import { guardrails, type Finding } from '../domain/guardrails/finding.ts';
import type { Approval } from './approvals.ts';
import { consequence, placeText, problemColumn, problemPerson, problemPlace, remedy } from './place.ts';
import { nameOf } from './section.ts';
import { isOpenLeaver, type ProblemRow, type SkipRow, type Summary } from './summary.ts';
import { capital, clip, counted, listed, number } from './text.ts';
import { approvalWords, skipReasons, skipWords, type Tone } from './words.ts';

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

/** What needs a person: what stops everything first, then people who keep access, approvals, records to correct. */
export function needsOf(summary: Summary, limit: number): Needs {
  const held = summary.findings.rows.filter(isHeld);
  const checks = new Set<string>(held.map(({ guardrail }) => guardrail));
  const approvals = summary.approvals.filter(({ guardrail }) => !checks.has(guardrail));
  const rows: Need[] = [
    ...fileNeeds(summary),
    ...held.map((finding) => findingNeed(finding, summary.approvals)),
    ...summary.stillOpen.rows.map(openNeed),
    ...approvals.map(approvalNeed),
    ...summary.putAside.rows.map(problemNeed),
    ...skipNeeds(summary),
  ];
  const total =
    fileNeeds(summary).length +
    held.length +
    summary.stillOpen.total +
    approvals.length +
    summary.putAside.total +
    summary.skipsToMend;
  rows.sort((a, b) => urgency(a) - urgency(b));
  return { rows: rows.slice(0, limit), total };
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
      sentence: 'The newest HR file was not accepted. This plan is made from the last accepted one.',
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

function fileNeeds({ envelope }: Summary): Need[] {
  const place = envelope.source.file;
  if (envelope.newestFileRefused) {
    const what = 'was not accepted. This plan is made from the last accepted one.';
    return [
      { tone: 'stop', who: 'The newest HR file', id: null, what, todo: 'Export the file again, whole.', place: null },
    ];
  }
  if (!envelope.candidate) return [];
  const what = 'differs more than usual from the last accepted one, so it does not count yet.';
  const todo = 'Check the numbers below. If they are right, approve this plan; if not, export the file again.';
  return [{ tone: 'wait', who: 'This HR file', id: null, what, todo, place }];
}

function findingNeed(finding: Finding, approvals: readonly Approval[]): Need {
  const waiting = approvals.find(({ guardrail }) => guardrail === finding.guardrail);
  const whom = waiting === undefined ? subjectsText(finding) : ` ${peopleText(waiting)}.`;
  return {
    tone: finding.verdict === 'reject' || finding.verdict === 'refuse' ? 'stop' : 'wait',
    who: guardrails[finding.guardrail],
    id: finding.guardrail,
    what: sentenceEnd(finding.message) + whom,
    todo: finding.remedy,
    place: null,
  };
}

/** Messages are sentences without their full stop, where something follows. */
function sentenceEnd(message: string): string {
  return /[.!?]$/.test(message) ? message : `${message}.`;
}

function subjectsText({ subjects, subjectsTotal }: Finding): string {
  return subjectsTotal === 0
    ? ''
    : ` Concerns ${listed(
        subjects.map((subject) => clip(subject, 80)),
        subjectsTotal,
        5,
      )}.`;
}

function peopleText({ names, people }: Approval): string {
  return `Concerns ${listed(
    names.map((name) => clip(name, 80)),
    people,
    5,
  )}`;
}

function approvalNeed(approval: Approval): Need {
  return {
    tone: 'wait',
    who: approvalWords(approval.guardrail),
    id: Object.hasOwn(guardrails, approval.guardrail) ? approval.guardrail : null,
    what: `${counted(approval.operations, 'change')} ${approval.operations === 1 ? 'waits' : 'wait'} for approval. ${peopleText(approval)}.`,
    todo: 'Look at them, then approve or reject this plan.',
    place: null,
  };
}

function openNeed({ skip, provenance }: SkipRow): Need {
  const { why, todo } = skipWords(skip.why);
  return {
    tone: 'stop',
    who: nameOf(skip.subject),
    id: skip.subject.worker,
    what: `Has left and still has access: ${why}${skip.detail === null ? '' : ` (${clip(skip.detail, 160)})`}.`,
    todo: todo ?? 'Ask IT to end the access by hand, today.',
    place: placeText(provenance),
  };
}

function problemNeed(row: ProblemRow): Need {
  const column = problemColumn(row);
  const { value, worker } = row.problem;
  const cell =
    column === null ? '' : `${column} ${value === null || value === '' ? 'is blank' : `says "${clip(value, 120)}"`}: `;
  return {
    tone: 'change',
    who: problemPerson(row),
    id: worker,
    what: `${cell}${row.problem.problem.message}${endStop(row.problem.problem.message)} ${consequence(row)}`,
    todo: remedy(row),
    place: problemPlace(row),
  };
}

function skipNeeds(summary: Summary): Need[] {
  return skipReasons.flatMap((why) => {
    const { todo } = skipWords(why);
    if (todo === null) return [];
    return (summary.skips[why]?.rows ?? []).filter(({ skip }) => !isOpenLeaver(skip)).map((row) => skipNeed(row, todo));
  });
}

function skipNeed({ skip, provenance }: SkipRow, todo: string): Need {
  const detail = skip.detail === null ? '' : ` (${clip(skip.detail, 160)})`;
  return {
    tone: 'change',
    who: nameOf(skip.subject),
    id: skip.subject.worker,
    what: `${capital(skipWords(skip.why).why)}${detail}.`,
    todo,
    place: placeText(provenance),
  };
}

/** A full stop for a sentence that has none. */
export function endStop(text: string): string {
  return /[.!?]$/.test(text) ? '' : '.';
}

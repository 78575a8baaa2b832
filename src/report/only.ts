import type { DatedProblem, SkipReason, StoredLine, StoredPlan } from '../domain/plan/artefact.ts';
import { isOperationAbout } from '../domain/plan/conversion.ts';

/** The plan's lines about one worker, read as they come; findings stay, since they were judged on everybody. */
export function onlyAbout(plan: StoredPlan, worker: string): StoredPlan {
  function* lines(): Iterable<StoredLine> {
    for (const stored of plan.lines()) {
      if (isAbout(stored, worker)) yield stored;
    }
  }
  function* problems(): Iterable<DatedProblem> {
    for (const problem of plan.problems()) if (problem.worker === worker) yield problem;
  }
  return { envelope: plan.envelope, lines, problems };
}

/** Reasons whose detail names the person's other worker ids. */
const tellsOfIds: ReadonlySet<SkipReason> = new Set<SkipReason>(['claimed', 'claim-unclear', 'claim-waits', 'goes-on']);

function namedIn(detail: string | null, worker: string): boolean {
  return detail?.split(/[,:] /).includes(worker) ?? false;
}

function isAbout({ line }: StoredLine, worker: string): boolean {
  switch (line.line) {
    case 'finding':
      return true;
    case 'problem':
      return line.worker === worker;
    case 'operation':
      return isOperationAbout(line, worker);
    case 'skip':
      return line.subject.worker === worker || (tellsOfIds.has(line.why) && namedIn(line.detail, worker));
  }
}

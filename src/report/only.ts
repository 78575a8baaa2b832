import type { DatedProblem, StoredLine, StoredPlan } from '../domain/plan/artefact.ts';

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

function isAbout({ line }: StoredLine, worker: string): boolean {
  switch (line.line) {
    case 'finding':
      return true;
    case 'problem':
      return line.worker === worker;
    case 'operation':
    case 'skip':
      return line.subject.worker === worker;
  }
}

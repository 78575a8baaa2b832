import { dateFindings } from './date-findings.ts';
import type { InspectionFinding } from './finding.ts';
import { fileFindings } from './file-findings.ts';
import type { Inspection } from './inspector.ts';
import { peopleFindings } from './people-findings.ts';
import { textFindings } from './text-findings.ts';

const order = { danger: 0, question: 1, note: 2 } as const;

/** Everything worth saying about a file, the dangerous first. */
export function inspectionFindings(inspection: Inspection): readonly InspectionFinding[] {
  const all = [
    ...fileFindings(inspection),
    ...peopleFindings(inspection),
    ...dateFindings(inspection),
    ...textFindings(inspection),
  ];
  return all.sort((one, other) => order[one.level] - order[other.level]);
}

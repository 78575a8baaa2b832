import { formatInstant, type Instant } from '../time/instant.ts';
import type { Finding } from './finding.ts';
import { allowed } from './limit.ts';
import type { ColumnLimits } from './limits.ts';
import { counted } from './words.ts';

/**
 * G4: a file that was accepted before, byte for byte, and has been followed by others since. A copy put back would undo what
 * HR has said in between. HR taking back its last entries comes to the same bytes, so that a person decides, and nobody
 * is asked about a few rows.
 * @param acceptedAt when these bytes were accepted last; null when they never were.
 */
export function judgeReplay(
  acceptedAt: Instant | null,
  rows: { readonly changed: number; readonly accepted: number },
  limits: Pick<ColumnLimits, 'keys'>,
): readonly Finding[] {
  const limit = allowed(limits.keys, rows.accepted);
  if (acceptedAt === null || rows.changed <= limit) return [];
  return [
    {
      guardrail: 'G4',
      verdict: 'candidate',
      scope: 'snapshot',
      measured: rows.changed,
      limit,
      message: `byte for byte the file that was accepted at ${formatInstant(acceptedAt)}, which others have followed: ${counted(rows.changed, 'row')} would be as they were then; an old file sent again looks like this`,
      subjects: [],
      subjectsTotal: 0,
      remedy: 'ask whoever exports it for a new file; approve this one only when HR really took all that back',
    },
  ];
}

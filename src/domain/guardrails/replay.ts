import { formatInstant, type Instant } from '../time/instant.ts';
import type { Finding } from './finding.ts';

/**
 * G4: a file that was accepted before, byte for byte, and has been followed by another since. A copy put back would undo
 * what HR has said in between; HR taking back its last entry looks the same, so that a person decides.
 * @param acceptedAt when these bytes were accepted last; null when they never were.
 */
export function judgeReplay(acceptedAt: Instant | null): readonly Finding[] {
  if (acceptedAt === null) return [];
  return [
    {
      guardrail: 'G4',
      verdict: 'candidate',
      scope: 'snapshot',
      measured: 1,
      limit: 0,
      message: `byte for byte the file that was accepted at ${formatInstant(acceptedAt)}, and others have come since: an old file sent again looks like this`,
      subjects: [],
      subjectsTotal: 0,
      remedy: 'ask whoever exports it for a new file; approve this one only when HR really took back all that came after it',
    },
  ];
}

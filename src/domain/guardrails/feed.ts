import type { Finding, Verdict } from './finding.ts';
import { allowed, mostSubjects, roundingError } from './limit.ts';
import { counted } from './words.ts';
import type { GuardrailLimits } from './limits.ts';

/** What is judged of a snapshot once it has been read to its end. */
export interface FeedMeasures {
  readonly rows: number;
  /** Rows of the last accepted snapshot; null when there is none. */
  readonly acceptedRows: number | null;
  /** Workers known before, in good standing. */
  readonly knownWorkers: number;
  /** How many new or changed rows have no usable worker id; which ones stands with the data problems. */
  readonly unusableIds: number;
  /** Known workers whose id this snapshot gives to several people or in several spellings. */
  readonly knownConflicts: readonly string[];
  /** The same for everybody, known or not. */
  readonly conflicts: readonly string[];
}

/** Judges a snapshot's size and keys: G3, G7, G8. Pure fold of the measures. */
export function judgeFeed(measures: FeedMeasures, limits: GuardrailLimits): readonly Finding[] {
  return [judgeRows(measures, limits), judgeIds(measures, limits), judgeUniqueness(measures, limits)];
}

/** The worst verdict decides what becomes of the snapshot. */
export function feedVerdict(findings: readonly Finding[]): 'accept' | 'candidate' | 'reject' {
  if (findings.some((finding) => finding.verdict === 'reject')) return 'reject';
  return findings.some((finding) => finding.verdict === 'candidate') ? 'candidate' : 'accept';
}

/** G3. A file that lost rows says that people are not in the file, never that they have left. */
function judgeRows(measures: FeedMeasures, limits: GuardrailLimits): Finding {
  const { rows, acceptedRows } = measures;
  if (acceptedRows === null)
    return finding('G3', 'ok', null, null, `${counted(rows, 'row')}; there is no earlier file to compare with`);
  const change = rows - acceptedRows;
  return change < 0 ? judgeDrop(-change, acceptedRows, limits) : judgeRise(change, acceptedRows, limits);
}

function judgeDrop(drop: number, accepted: number, limits: GuardrailLimits): Finding {
  const candidateAbove = allowed(limits.rows.dropCandidate, accepted);
  // A handful of rows is never "ten percent": the floor holds for rejecting, too (G19).
  const rejectAbove = Math.max(candidateAbove, Math.floor(limits.rows.dropReject * accepted + roundingError));
  const text = `${counted(drop, 'fewer row')} than the last accepted file's ${accepted}`;
  if (drop > rejectAbove)
    return finding(
      'G3',
      'reject',
      drop,
      rejectAbove,
      text,
      'ask HR for the whole file; a real change of this size needs a person',
    );
  const verdict = drop > candidateAbove ? 'candidate' : 'ok';
  return finding(
    'G3',
    verdict,
    drop,
    candidateAbove,
    text,
    'compare the file with the last one, then approve it or ask HR for the whole file',
  );
}

function judgeRise(rise: number, accepted: number, limits: GuardrailLimits): Finding {
  const limit = allowed(limits.rows.riseCandidate, accepted);
  const text =
    rise === 0
      ? `as many rows as the last accepted file: ${accepted}`
      : `${counted(rise, 'more row')} than the last accepted file's ${accepted}`;
  return finding(
    'G3',
    rise > limit ? 'candidate' : 'ok',
    rise,
    limit,
    text,
    'look whether the new rows are people who belong here, then approve the file',
  );
}

/** G7. Without an earlier file nobody is known yet, so that no unusable id can hide a known person. */
function judgeIds(measures: FeedMeasures, limits: GuardrailLimits): Finding {
  const { unusableIds, acceptedRows, knownWorkers } = measures;
  const limit = allowed(limits.keyProblems, knownWorkers);
  const verdict = acceptedRows !== null && unusableIds > limit ? 'candidate' : 'ok';
  return finding(
    'G7',
    verdict,
    unusableIds,
    limit,
    `${counted(unusableIds, 'new or changed row')} without a usable worker id`,
    'have the ids completed in HR; these rows are put aside',
  );
}

/** G8. Only known workers count: a first file's own contradictions are put aside one by one. */
function judgeUniqueness(measures: FeedMeasures, limits: GuardrailLimits): Finding {
  const { knownConflicts, conflicts, knownWorkers } = measures;
  const limit = allowed(limits.keyProblems, knownWorkers);
  const verdict = knownConflicts.length > limit ? 'candidate' : 'ok';
  const text = `${counted(conflicts.length, 'worker id stands', 'worker ids stand')} for several people, ${knownConflicts.length} of them known before`;
  return finding(
    'G8',
    verdict,
    knownConflicts.length,
    limit,
    text,
    'have the ids corrected in HR; these people are put aside and keep what they have',
    conflicts,
  );
}

function finding(
  guardrail: Finding['guardrail'],
  verdict: Verdict,
  measured: number | null,
  limit: number | null,
  message: string,
  remedy = '',
  subjects: readonly string[] = [],
): Finding {
  return {
    guardrail,
    verdict,
    scope: 'snapshot',
    measured,
    limit,
    message,
    subjects: subjects.slice(0, mostSubjects),
    subjectsTotal: subjects.length,
    remedy,
  };
}

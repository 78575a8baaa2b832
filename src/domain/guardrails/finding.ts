/** What a guardrail says. In everything HR reads: needs approval for `hold`, stopped for `reject` and `refuse`. */
export type Verdict = 'ok' | 'warn' | 'hold' | 'candidate' | 'reject' | 'refuse';

/** The guardrails by id, with the name that people read. */
export const guardrails = {
  G2: 'Right organisation',
  G3: 'Rows in the file against the last accepted one',
  G1: 'File complete',
  G4: 'File not older than the last accepted one',
  G5: 'Columns present',
  G6: 'Text readable',
  G7: 'Worker ids valid',
  G8: 'Worker ids unique',
  G8c: 'Accounts claimed by new worker ids',
  G9: 'Columns as in the last accepted file',
  G10: 'People losing access without notice',
  G10f: 'People losing access as announced',
  G11: 'People losing access who are not in the file any more',
  G12: 'Ends taken back and people coming back',
  G13: 'Clock agrees with Okta',
  G14: 'First run or changed set-up',
  G15: 'Accounts created',
  G16: 'People taken out of groups',
  G16r: 'Group rules can be read',
  G17: 'Protected accounts',
  G17n: 'Protected accounts and groups found',
  G17r: 'Administrators can be read',
  G18: 'Errors while carrying out',
  G20: 'Ends announced all at once',
} as const;

export type GuardrailId = keyof typeof guardrails;

/**
 * What waits for a person when the verdict is `hold`: everything (`snapshot`, `plan`), one kind of change, or what is
 * done to the subjects alone. Which operations these are is said by `inScope` of plan/consent.ts.
 */
export const findingScopes = [
  'snapshot',
  'plan',
  'creates',
  'disables',
  'firm-disables',
  'absences',
  'returns',
  'group-removals',
  'group-writes',
  'all-but-suspensions',
  'mass-announcements',
  'attributes',
  'subject',
] as const;

export type FindingScope = (typeof findingScopes)[number];

/** One guardrail's measurement of one snapshot or plan. Kept when it is `ok` too, so that absence is visible. */
export interface Finding {
  readonly guardrail: GuardrailId;
  readonly verdict: Verdict;
  readonly scope: FindingScope;
  /** What was counted, and the limit it is held against; both null for a check that counts nothing. */
  readonly measured: number | null;
  readonly limit: number | null;
  /** One sentence with the numbers. */
  readonly message: string;
  /** Whom or what it concerns: worker ids, column names; at most 50, the rest is counted. */
  readonly subjects: readonly string[];
  readonly subjectsTotal: number;
  /** What to do. */
  readonly remedy: string;
  /** For scope `attributes`: the owned attributes and managed groups that wait, `department`, `group Sales`. */
  readonly touches?: readonly string[];
  /** The source whose file it is about, where there are several. */
  readonly source?: string;
}

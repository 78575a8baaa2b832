import type { ExpectedDays } from '../domain/guardrails/age.ts';
import type { GuardrailLimits } from '../domain/guardrails/limits.ts';
import type { Sha256 } from '../domain/kernel/ids.ts';
import type { LifecyclePolicy } from '../domain/lifecycle/policy.ts';
import type { ConsentModes } from '../domain/plan/consent.ts';
import type { ZoneId } from '../domain/time/zone.ts';
import type { AbsencePolicy } from '../domain/worker/absence.ts';

/** How complete a source's files are: everyone ever, only who is active, or who changed since the file before. */
export type Roster = 'all' | 'activeOnly' | 'delta';

/** What the use cases need to know beyond the mapping. */
export interface ReconcileOptions {
  /** Version of tenured, part of what a plan was made by. */
  readonly version: string;
  /** SHA-256 of the canonical effective configuration, secrets left out. */
  readonly configFingerprint: Sha256;
  readonly lifecycle: LifecyclePolicy;
  readonly guardrails: GuardrailLimits;
  /** What is carried out without asking, by the part of a working life. */
  readonly consent: ConsentModes;
  readonly protection: ProtectionOptions;
  /** Hours ahead that a plan covers, so that people approve before it is due (default 24). */
  readonly horizonHours: number;
  /** HR's own zone, shown first in everything HR reads. */
  readonly zone: ZoneId;
  /** The one that takes precedence first. */
  readonly sources: readonly SourceIdentity[];
  /** Logins that are never given to anybody, in lower case, without the domain or whole. */
  readonly reservedLogins: readonly string[];
  /** The login or id of an account that the app must always be able to read. */
  readonly canary: string | null;
}

/** Accounts and groups that nobody may touch through tenured, beside the administrators. */
export interface ProtectionOptions {
  /** Logins or Okta ids. */
  readonly users: readonly string[];
  /** Names of groups whose members are protected. */
  readonly groups: readonly string[];
  /** Logins or Okta ids of those who look after the app. */
  readonly owners: readonly string[];
  /** Ids of the user types that tenured is for; every type when there are none. */
  readonly userTypes: readonly string[];
  /** Ids of the realms that tenured is for; every realm when there are none. */
  readonly realms: readonly string[];
  /** What becomes of accounts whose profile another system owns: told only, or suspended and closed as others are. */
  readonly profileSourced: 'report' | 'act';
}

export interface SourceIdentity {
  readonly name: string;
  readonly roster: Roster;
  /** For files of changes, what says that HR has removed a row; null when nothing does. */
  readonly remove: { readonly column: string; readonly values: readonly string[] } | null;
  /**
   * What it means when people are no longer in the file: nothing that anybody is told of, a report of their names, or, once
   * they were missing for as long as `missingFor` says, the end of their access.
   */
  readonly missing: 'ignore' | 'report' | 'endAccess';
  /** With `endAccess`. */
  readonly missingFor?: AbsencePolicy;
  /** Where HR's system shows a person, with fields of the mapping as `{workerId}`; for reading only. */
  readonly hrLink?: string | null;
  /** Hours after which the accepted file is called old (G4). */
  readonly maxAgeHours: number;
  /** On which days a file is expected; every day where it is left out. */
  readonly expected?: ExpectedDays;
  /** Hours after which an accepted snapshot no longer supports creating, activating or enabling (72). */
  readonly enableWithinHours: number;
}

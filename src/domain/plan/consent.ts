import type { Finding, FindingScope, GuardrailId } from '../guardrails/finding.ts';
import { endsAccess, leaversLane, membersOf } from './access.ts';
import { announcedInMass, type Operation } from './artefact.ts';

/** Whether a person looks first (`supervised`), or what the rules say is carried out by itself (`autopilot`). */
export type ConsentMode = 'supervised' | 'autopilot';

/** The mode of each part of a working life. */
export interface ConsentModes {
  readonly joiner: ConsentMode;
  readonly mover: ConsentMode;
  /** `suspensions`: on autopilot for ending access, `disable` and `clear-sessions`; supervised for the rest. */
  readonly leaver: ConsentMode | 'suspensions';
  readonly leave: ConsentMode;
  readonly return: ConsentMode;
}

/** Everything supervised but that access of leavers ends by itself. */
export const defaultConsentModes: ConsentModes = {
  joiner: 'supervised',
  mover: 'supervised',
  leaver: 'suspensions',
  leave: 'supervised',
  return: 'supervised',
};

/** The newest word of a person about an operation, with the findings that were on the screen. */
export interface GivenConsent {
  readonly decision: 'approve' | 'reject';
  readonly findings: readonly Pick<Finding, 'guardrail' | 'measured' | 'source'>[];
}

/** What consent is judged by. */
export interface ConsentFacts {
  readonly modes: ConsentModes;
  /** A person has approved a plan here before. Without it nothing is on autopilot. */
  readonly everApproved: boolean;
  /** The findings of the plan that the operation stands in. */
  readonly findings: readonly Finding[];
  /** The newest person's word about this operation that has not expired; null when there is none. */
  readonly given: GivenConsent | null;
}

/**
 * Whether an operation may be carried out. `allowed` by a person's word or by a standing mode; `waiting` for a person;
 * `held` by guardrails that nobody has accepted for it at what they measure now; `rejected` by a person.
 */
export type ConsentVerdict =
  | { readonly kind: 'allowed'; readonly by: 'person' | 'standing' }
  | { readonly kind: 'waiting' }
  | { readonly kind: 'held'; readonly guardrails: readonly GuardrailId[] }
  | { readonly kind: 'rejected' };

/**
 * Judges one operation. A person's refusal wins over everything; then come the findings in whose scope it stands, which
 * hold it unless a person accepted them for it; then a person's approval; then the mode.
 */
export function judgeConsent(operation: Operation, facts: ConsentFacts): ConsentVerdict {
  const { given } = facts;
  if (given?.decision === 'reject') return { kind: 'rejected' };
  if (isAskedFor(operation)) return { kind: 'allowed', by: 'person' };
  const holding = facts.findings.filter((finding) => holds(finding, operation) && !covers(given, finding));
  if (holding.length > 0) return { kind: 'held', guardrails: [...new Set(holding.map(({ guardrail }) => guardrail))] };
  if (given !== null) return { kind: 'allowed', by: 'person' };
  return isStanding(operation, facts) ? { kind: 'allowed', by: 'standing' } : { kind: 'waiting' };
}

/** `cut-access` is a person's word about this one worker: asking once more would only cost time. */
function isAskedFor({ kind, reason }: Operation): boolean {
  return reason.rule === 'cut-access' && endingAccess.has(kind);
}

const endingAccess: ReadonlySet<Operation['kind']> = new Set<Operation['kind']>(['disable', 'clear-sessions']);

function holds(finding: Finding, operation: Operation): boolean {
  return finding.verdict === 'hold' && inScope(operation, finding) && !passes(operation, finding);
}

/** Firmly announced ends of access run through everybody else's findings. */
function passes({ firm, kind }: Operation, { scope }: Finding): boolean {
  return firm && endingAccess.has(kind) && !ownScopes.has(scope);
}

/** Findings about announced ends, and about the operation or its subject by name. */
const ownScopes: ReadonlySet<FindingScope> = new Set<FindingScope>(['firm-disables', 'mass-announcements', 'subject']);

/** A finding is covered by one about the same source that was accepted when it measures no more than that did. */
function covers(given: GivenConsent | null, finding: Finding): boolean {
  if (given === null) return false;
  return given.findings.some(
    ({ guardrail, measured, source }) =>
      guardrail === finding.guardrail && source === finding.source && coversMeasure(measured, finding.measured),
  );
}

function coversMeasure(then: number | null, now: number | null): boolean {
  if (then === null || now === null) return then === now;
  return now <= then;
}

function isStanding(operation: Operation, { modes, everApproved }: ConsentFacts): boolean {
  if (!everApproved || operation.needsApproval.length > 0) return false;
  const mode = modes[operation.lifecycle];
  return mode === 'suspensions' ? endingAccess.has(operation.kind) : mode === 'autopilot';
}

/** Whether an operation is one of those that a finding is about, and that wait when its verdict is `hold`. */
export function inScope(operation: Operation, finding: Finding): boolean {
  return scopes[finding.scope](operation, finding);
}

const everything = (): boolean => true;

const scopes: Readonly<Record<FindingScope, (operation: Operation, finding: Finding) => boolean>> = {
  snapshot: everything,
  plan: everything,
  creates: ({ kind, lifecycle, subject }) => kind === 'create' || (lifecycle === 'joiner' && subject.okta === null),
  disables: (operation) => endsAccess(operation) || operation.kind === 'clear-sessions',
  'firm-disables': ({ firm, kind }) => firm && leaversLane.has(kind),
  absences: ({ kind, reason }) => reason.rule === 'absent-from-file' && leaversLane.has(kind),
  returns: ({ lifecycle }) => lifecycle === 'return',
  'group-removals': ({ kind, lifecycle }) => kind === 'remove-from-group' && lifecycle === 'mover',
  'group-writes': ({ kind }) => writesGroups.has(kind),
  'all-but-suspensions': ({ kind }) => !endingAccess.has(kind),
  'mass-announcements': ({ needsApproval }) => needsApproval.includes(announcedInMass),
  attributes: isMadeFrom,
  subject: ({ subject }, finding) => isNamed(subject.worker, finding),
};

/** A change of a known account that follows from the columns which a finding is about. */
function isMadeFrom(operation: Operation, { touches = [], source }: Finding): boolean {
  const { kind, lifecycle, target, after } = operation;
  // Attributes come from one source; groups may come from any that tells of the person.
  const elsewhere = source !== undefined && operation.source !== undefined && source !== operation.source;
  if (kind === 'update-profile')
    return !elsewhere && Object.keys(membersOf(after)).some((name) => touches.includes(name));
  const membership = kind === 'add-to-group' || kind === 'remove-from-group';
  return membership && lifecycle === 'mover' && touches.includes(`group ${target ?? ''}`);
}

/** A creation brings its groups with it. */
const writesGroups: ReadonlySet<Operation['kind']> = new Set<Operation['kind']>([
  'create',
  'add-to-group',
  'remove-from-group',
]);

/** A finding keeps some subjects only; while one of them might be this worker, it is. */
function isNamed(worker: string, { subjects, subjectsTotal }: Finding): boolean {
  if (subjectsTotal > subjects.length) return true;
  return subjects.some((subject) => subject === worker || subject.endsWith(`(${worker})`));
}

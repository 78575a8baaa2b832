import { guardrails } from '../../domain/guardrails/finding.ts';
import { lifecycleStates, type LifecycleState } from '../../domain/lifecycle/state.ts';
import { parseInstant, type Instant } from '../../domain/time/instant.ts';
import type { ZoneId } from '../../domain/time/zone.ts';
import type { Changed, Difference, DifferenceKind } from '../../reconcile/trial/differences.ts';
import type { Trial } from '../../reconcile/trial/try-mapping.ts';
import {
  clip,
  counted,
  moment,
  momentText,
  number,
  stateWords,
  verdictWords,
  type Screen,
} from '../../report/index.ts';

interface Words {
  readonly text: string;
  readonly symbol: string;
  readonly tone: 'stop' | 'wait' | 'change' | 'add' | 'group' | 'quiet';
}

const words: Readonly<Record<DifferenceKind, Words>> = {
  'loses-access': { text: 'would lose access', symbol: '!', tone: 'stop' },
  'account-closed': { text: 'would be closed', symbol: '!', tone: 'stop' },
  'gains-access': { text: 'would get access', symbol: '+', tone: 'add' },
  state: { text: 'would stand elsewhere', symbol: '~', tone: 'change' },
  'leaves-scope': { text: 'would be left alone: out of scope', symbol: '!', tone: 'wait' },
  'enters-scope': { text: 'would come into scope', symbol: '+', tone: 'add' },
  'put-aside': { text: 'could not be read any more', symbol: '!', tone: 'stop' },
  'usable-again': { text: 'could be read that cannot now', symbol: '+', tone: 'add' },
  'passed-over': { text: 'would count as no employment', symbol: '!', tone: 'stop' },
  'worker-id': { text: 'would have another worker id, and be taken for others', symbol: '!', tone: 'stop' },
  'access-ends': { text: 'access would end at another time', symbol: '~', tone: 'wait' },
  'access-begins': { text: 'access would begin at another time', symbol: '~', tone: 'change' },
  'group-lost': { text: 'would be out of the group', symbol: '-', tone: 'group' },
  'group-gained': { text: 'would be in the group', symbol: '+', tone: 'group' },
  attribute: { text: 'attribute', symbol: '~', tone: 'change' },
  'attribute-at-creation': { text: 'attribute of new accounts', symbol: '~', tone: 'change' },
  'first-login': { text: 'first login tried, for new accounts', symbol: '~', tone: 'quiet' },
  manager: { text: 'would have another manager', symbol: '~', tone: 'change' },
};

const access = new Set<DifferenceKind>([
  'loses-access',
  'account-closed',
  'leaves-scope',
  'put-aside',
  'passed-over',
  'worker-id',
]);

const files: Readonly<Record<Trial['file'], string>> = {
  accepted: 'The file is the accepted one.',
  newer:
    'The file is newer than the accepted one. Both mappings are worked out over it, so that what HR changed since is in neither.',
  'never-accepted': 'No file was accepted yet.',
  'no-state': 'There is no state yet: who has an account is not known, and safety checks are not tried.',
};

/** What another mapping would change, what is about access first. */
export function* trialLines(
  to: Screen,
  trial: Trial,
  { at, zone }: { readonly at: Instant; readonly zone: ZoneId },
): Generator<string> {
  const { people, changed, differences, accounts } = trial;
  yield to.paint('bold', 'DRY RUN OF A MAPPING: nothing is written');
  yield* to.lines(
    `${counted(people, 'person', 'people')} looked at: ${number(people - changed)} as before, ${number(changed)} changed`,
    0,
  );
  yield* to.lines(`at ${momentText(moment(at, zone))}. ${files[trial.file]}`, 0);
  if (accounts !== null)
    yield* to.lines(`${counted(accounts, 'account')} known and enabled when Okta was last read.`, 0);
  yield* section(
    to,
    'WHO WOULD LOSE ACCESS OR BE LOST',
    differences.filter(({ kind }) => access.has(kind)),
    zone,
  );
  yield* section(
    to,
    'WHAT ELSE WOULD CHANGE',
    differences.filter(({ kind }) => !access.has(kind)),
    zone,
  );
  yield* checkLines(to, trial);
  yield '';
  yield* to.lines('Logins that were given stay for ever: no mapping changes them.', 0, 'quiet');
}

function* section(to: Screen, title: string, differences: readonly Difference[], zone: ZoneId): Generator<string> {
  if (differences.length === 0) {
    yield* to.empty(title, title.startsWith('WHO') ? 'nobody' : 'nothing');
    return;
  }
  yield* to.heading(title);
  for (const { kind, name, count, people } of differences) {
    const { text, symbol, tone } = words[kind];
    const what = name === null ? text : `${text} ${name}`;
    yield* to.lines(`${symbol} ${what}: ${counted(count, 'person', 'people')}`, 2, tone);
    for (const one of people) yield* to.lines(personText(one, kind, zone), 6);
    if (count > people.length) yield* to.lines(`and ${number(count - people.length)} more`, 6, 'quiet');
  }
}

function personText({ worker, name, before, after, hasAccess }: Changed, kind: DifferenceKind, zone: ZoneId): string {
  const account = hasAccess === false && access.has(kind) ? ', has no enabled account' : '';
  const values =
    before === null && after === null ? '' : `: ${valueText(before, kind, zone)} → ${valueText(after, kind, zone)}`;
  return `${name} (${worker})${values}${account}`;
}

const longest = 40;

const ofAttributes = new Set<DifferenceKind>(['attribute', 'attribute-at-creation']);
const ofInstants = new Set<DifferenceKind>(['access-begins', 'access-ends']);

function valueText(value: string | null, kind: DifferenceKind, zone: ZoneId): string {
  if (ofAttributes.has(kind)) return attributeText(value);
  if (ofInstants.has(kind)) return instantText(value, zone);
  if (value !== null) return wordOf(clip(value, 90));
  return kind === 'put-aside' ? 'read' : '–';
}

function instantText(value: string | null, zone: ZoneId): string {
  const at = value === null ? undefined : parseInstant(value);
  return at === undefined ? 'no date' : momentText(moment(at, zone));
}

function wordOf(value: string): string {
  return (lifecycleStates as readonly string[]).includes(value) ? stateWords(value as LifecycleState) : value;
}

function attributeText(value: string | null): string {
  if (value === null) return '(left as it is)';
  return value === '' ? '(emptied)' : `"${clip(value, longest)}"`;
}

function* checkLines(to: Screen, { findings, file }: Trial): Generator<string> {
  const speaking = findings.filter(({ verdict }) => verdict !== 'ok');
  if (speaking.length === 0) {
    yield* to.empty('SAFETY CHECKS', file === 'no-state' ? 'not tried' : 'none would stop anything');
    return;
  }
  yield* to.heading('SAFETY CHECKS, by the change of mapping alone');
  for (const { guardrail, verdict, message, measured, limit } of speaking) {
    const { word, symbol, tone } = verdictWords(verdict);
    const numbers = measured === null || limit === null ? '' : `: ${number(measured)}, limit ${number(limit)}`;
    yield* to.lines(`${symbol} ${guardrails[guardrail]} (${guardrail})${numbers}  ${word}`, 2, tone);
    yield* to.lines(message, 6);
  }
}

import type { Operation } from '../../domain/plan/artefact.ts';
import { fieldChanges, groupsAtCreation, loginAfter, statusChange } from '../changes.ts';
import { placeText } from '../place.ts';
import { nameOf, rest, type PersonRow, type Section } from '../section.ts';
import { evidence, sentence } from '../sentence.ts';
import type { PeopleSectionName, Summary } from '../summary.ts';
import { clip, counted, number } from '../text.ts';
import { dayText, instantOf, moment, momentText } from '../times.ts';
import { accountWords, kindWords, riskWords } from '../words.ts';
import type { Screen } from './screen.ts';

const titles: Readonly<Record<PeopleSectionName, readonly [string, string]>> = {
  haveLeft: ['HAVE LEFT: access ends now', 'nobody'],
  leaving: ['LEAVING: still here, access ends later', 'nobody in the time ahead'],
  closing: ['CLOSING ACCOUNTS', 'none'],
  joiners: ['JOINING', 'nobody'],
  movers: ['CHANGING JOB OR DATA', 'nobody'],
  leaveAndReturn: ['LEAVE AND RETURN', 'nobody'],
  takeOvers: ['EXISTING ACCOUNTS TO TAKE OVER', 'none'],
};

/** One section of people: a heading line each, what happens below it. */
export function* peopleLines(
  name: PeopleSectionName,
  summary: Summary,
  to: Screen,
  details: boolean,
): Generator<string> {
  const people = summary.people[name];
  const [title, none] = titles[name];
  if (people.total === 0) {
    yield* to.empty(title, none);
    return;
  }
  yield* to.heading(`${title} (${number(people.total)})`);
  for (const row of people.rows) yield* personLines(name, row, summary, to, details);
  yield* restLine(people, summary, to);
}

/** What a section does not hold. */
export function* restLine(section: Section<unknown>, { envelope }: Summary, to: Screen): Generator<string> {
  if (rest(section) === 0) return;
  yield* to.lines(
    `and ${number(rest(section))} more, see tenured plan show ${String(envelope.number)} --json`,
    2,
    'dim',
  );
}

function* personLines(
  name: PeopleSectionName,
  row: PersonRow,
  summary: Summary,
  to: Screen,
  details: boolean,
): Generator<string> {
  const main = row.steps.find(({ operation }) => operation.kind === 'disable') ?? row.steps[0];
  if (main === undefined) return;
  const { operation } = main;
  yield* headLine(row, operation, to);
  if (name !== 'movers' && name !== 'takeOvers') yield* timeLines(name, operation, summary, to);
  for (const step of row.steps) yield* stepLines(name, step.operation, to);
  if (row.stepsTotal > row.steps.length) {
    yield* to.lines(`and ${counted(row.stepsTotal - row.steps.length, 'more step')}`, 6, 'dim');
  }
  if (!details) return;
  const facts = [evidence(operation.reason), placeText(main.provenance)].filter((fact) => fact !== null);
  yield* to.lines(`Why: ${sentence(operation.reason, summary.asOf)}.`, 6, 'dim');
  if (facts.length > 0) yield* to.lines(facts.join(', '), 6, 'dim');
  yield* to.lines(`${operation.id.slice(0, 12)} ${riskWords(operation.risk)}`, 6, 'dim');
}

/** `  = Dana Ortiz  E10442                         active → suspended`. */
function* headLine(row: PersonRow, operation: Operation, to: Screen): Generator<string> {
  const { symbol, tone } = kindWords(operation.kind);
  const { before, after } = statusChange(operation);
  const way = [before, after].filter((status) => status !== null).map((status) => accountWords(clip(status, 30)));
  const waits = row.steps.some(({ operation: { needsApproval } }) => needsApproval.length > 0);
  const right = to.fit(`${waits ? '! needs approval  ' : ''}${way.join(' → ')}`, Math.floor(to.columns / 2));
  const id = to.fit(row.subject.worker, Math.min(16, Math.floor(to.columns / 5)));
  const room = to.columns - 4 - to.width(right) - 2 - to.width(id) - 2;
  const name = to.fit(nameOf(row.subject), room);
  const gap = to.columns - 4 - to.width(name) - 2 - to.width(id) - to.width(right);
  yield `  ${to.paint(tone, symbol)} ${to.paint('bold', name)}  ${to.paint('dim', id)}${' '.repeat(Math.max(1, gap))}${to.paint(waits ? 'wait' : tone, right)}`.trimEnd();
}

function* timeLines(name: PeopleSectionName, operation: Operation, summary: Summary, to: Screen): Generator<string> {
  const { reason, due, notBefore } = operation;
  if (name === 'haveLeft' || name === 'leaving') {
    const day = reason.rule === 'immediate-stop' ? 'at once' : reason.date === undefined ? null : dayText(reason.date);
    if (day !== null) yield* to.lines(`last day     ${day}`, 6);
  }
  const at = instantOf(notBefore ?? due);
  if (at === undefined) return;
  const ends = reason.rule === 'last-day-ended' ? reason.date : undefined;
  const said = momentText(moment(at, summary.zone, reason.zone, ends)).split(', ');
  yield* to.lines(`${timeWords(name, notBefore !== null)}${said[0] ?? ''}${said.length > 1 ? ',' : ''}`, 6);
  if (said.length > 1) yield* to.lines(said.slice(1).join(', '), 19);
}

function timeWords(name: PeopleSectionName, later: boolean): string {
  if (name === 'haveLeft') return 'was due      ';
  if (name === 'leaving') return 'access ends  ';
  return later ? 'not before   ' : 'due          ';
}

function* stepLines(name: PeopleSectionName, operation: Operation, to: Screen): Generator<string> {
  const { kind, target } = operation;
  if (kind === 'disable') return;
  if (kind === 'add-to-group' || kind === 'remove-from-group') {
    yield* to.lines(`${label('group')}${kind === 'add-to-group' ? '+' : '-'} ${clip(target ?? '', 120)}`, 6);
    return;
  }
  const changes = kind === 'create' ? [] : fieldChanges(operation);
  if (kind === 'create' || kind === 'activate') yield* accountLines(operation, to);
  else if (changes.length === 0 || name === 'takeOvers') yield* stepLine(operation, to);
  for (const { name: field, before, after } of changes) {
    yield* to.lines(`${label(clip(field, 40))}${shown(before)} → ${shown(after)}`, 6);
  }
}

function* stepLine({ kind, target }: Operation, to: Screen): Generator<string> {
  yield* to.lines(`${label('step')}${kindWords(kind).step}${target === null ? '' : `: ${clip(target, 120)}`}`, 6);
}

function* accountLines(operation: Operation, to: Screen): Generator<string> {
  const login = loginAfter(operation);
  const groups = groupsAtCreation(operation);
  yield* to.lines(
    `${label('account')}${kindWords(operation.kind).step}${login === null ? '' : `, ${clip(login, 120)}`}`,
    6,
  );
  if (groups.length > 0)
    yield* to.lines(`${label('groups')}${groups.map((group) => `+ ${clip(group, 60)}`).join('  ')}`, 6);
}

function label(text: string): string {
  return `${text.padEnd(11)}  `;
}

function shown(value: string | null): string {
  return value === null ? '(blank)' : clip(value, 200);
}

import type { Operation } from '../../domain/plan/artefact.ts';
import type { Reason } from '../../domain/lifecycle/state.ts';
import { fieldChanges, groupsAtCreation, loginAfter, matchKey, statusChange } from '../changes.ts';
import { firstDayOf, statusWayOf, stepTime } from '../joining.ts';
import { placeText } from '../place.ts';
import { nameOf, rest, type PersonRow, type Section, type StoredOperation } from '../section.ts';
import { brief, evidence, sentence, isStop, stopText } from '../sentence.ts';
import type { PeopleSectionName } from '../summary.ts';
import { clip, counted, number } from '../text.ts';
import { dayText, instantOf, moment, momentText } from '../times.ts';
import { accountWords, kindWords, riskWords } from '../words.ts';
import { labelled, showCommand, textIndent, type View } from './view.ts';

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
export function* peopleLines(name: PeopleSectionName, view: View): Generator<string> {
  const { summary, to } = view;
  const people = summary.people[name];
  const [title, none] = titles[name];
  if (people.total === 0) {
    if (summary.only === null) yield* to.empty(title, none);
    return;
  }
  yield* to.heading(`${title} (${number(people.total)})`);
  for (const row of people.rows) yield* personLines(name, row, view);
  yield* restLine(people, view);
}

/** What a section does not hold. */
export function* restLine(section: Section<unknown>, view: View): Generator<string> {
  if (rest(section) === 0) return;
  yield* view.to.lines(`and ${number(rest(section))} more, see ${showCommand(view, ' --json')}`, 2, 'dim');
}

function* personLines(name: PeopleSectionName, row: PersonRow, view: View): Generator<string> {
  const main = row.steps.find(({ operation }) => operation.kind === 'disable') ?? row.steps[0];
  if (main === undefined) return;
  const { to, details } = view;
  yield* headLine(name, row, main.operation, view);
  yield* timeLines(name, row, main.operation, view);
  for (const step of row.steps) yield* stepLines(name, step.operation, view);
  if (row.stepsTotal > row.steps.length) {
    yield* to.lines(`and ${counted(row.stepsTotal - row.steps.length, 'more step')}`, 6, 'dim');
  }
  if (details) yield* whyLines(name === 'joiners' ? row.steps : [main], view);
}

/** `  = Dana Ortiz  E10442                         active → suspended`. */
function* headLine(name: PeopleSectionName, row: PersonRow, operation: Operation, { to }: View): Generator<string> {
  const { symbol, tone } = kindWords(operation.kind);
  const { before, after } = statusChange(operation);
  const statuses = name === 'joiners' ? statusWayOf(row) : [before, after].filter((status) => status !== null);
  const way = statuses.map((status) => accountWords(clip(status, 30)));
  const waits = row.steps.some(({ operation: { needsApproval } }) => needsApproval.length > 0);
  const right = to.fit(`${waits ? '! needs approval  ' : ''}${way.join(' → ')}`, Math.floor(to.columns / 2));
  const id = to.fit(row.subject.worker, Math.min(16, Math.floor(to.columns / 5)));
  const room = to.columns - 4 - to.width(right) - 2 - to.width(id) - 2;
  const shownName = to.fit(nameOf(row.subject), room);
  const gap = to.columns - 4 - to.width(shownName) - 2 - to.width(id) - to.width(right);
  yield `  ${to.paint(tone, symbol)} ${to.paint('bold', shownName)}  ${to.paint('dim', id)}${' '.repeat(Math.max(1, gap))}${to.paint(waits ? 'wait' : tone, right)}`.trimEnd();
}

function* timeLines(name: PeopleSectionName, row: PersonRow, operation: Operation, view: View): Generator<string> {
  const { reason } = operation;
  switch (name) {
    case 'haveLeft':
    case 'leaving':
      yield* endLine(reason, view);
      yield* dueLines(name === 'leaving' ? 'access ends' : 'was due', operation, view);
      break;
    case 'joiners': {
      const date = firstDayOf(row);
      if (date !== undefined) yield* labelled('first day', dayText(date), view);
      break;
    }
    case 'closing':
    case 'leaveAndReturn':
      if (!view.details) yield* labelled('why', brief(reason, view.summary.asOf), view);
      yield* dueLines(operation.notBefore === null ? 'due' : 'not before', operation, view);
      break;
    case 'movers':
    case 'takeOvers':
      break;
  }
}

function endLine(reason: Reason, view: View): string[] {
  if (isStop(reason)) return labelled('stop', stopText(reason), view);
  return reason.date === undefined ? [] : labelled('last day', dayText(reason.date), view);
}

function* dueLines(word: string, operation: Operation, view: View): Generator<string> {
  const { reason, due, notBefore } = operation;
  const at = instantOf(notBefore ?? due);
  if (at === undefined) return;
  const ends = reason.rule === 'last-day-ended' ? reason.date : undefined;
  yield* timed(word, momentText(moment(at, view.summary.zone, reason.zone, ends)), view);
}

/** HR's clock and the worker's, on a line each where one line does not hold both. */
function timed(label: string, text: string, view: View): string[] {
  const { to } = view;
  const [first = '', ...more] = text.split(', ');
  if (more.length === 0 || to.width(text) <= to.columns - textIndent) return labelled(label, text, view);
  return [...labelled(label, `${first},`, view), ...to.lines(more.join(', '), textIndent)];
}

function* stepLines(name: PeopleSectionName, operation: Operation, view: View): Generator<string> {
  const { kind, target } = operation;
  if (kind === 'disable') return;
  if (kind === 'add-to-group' || kind === 'remove-from-group') {
    yield* labelled('group', `${kind === 'add-to-group' ? '+' : '-'} ${clip(target ?? '', 120)}`, view);
    return;
  }
  const changes = kind === 'create' ? [] : fieldChanges(operation);
  if (kind === 'adopt') yield* takeOverLines(operation, view);
  else if (kind === 'create' || kind === 'activate') yield* accountLines(name, operation, view);
  else if (changes.length === 0) yield* stepLine(operation, view);
  for (const { name: field, before, after } of changes) {
    yield* labelled(clip(field, 40), `${shown(before)} → ${shown(after)}`, view);
  }
}

function stepLine({ kind, target }: Operation, view: View): string[] {
  return labelled('step', `${kindWords(kind).step}${target === null ? '' : `: ${clip(target, 120)}`}`, view);
}

/** Which account it is, and how it was found to be theirs. */
function* takeOverLines(operation: Operation, view: View): Generator<string> {
  const key = matchKey(operation);
  yield* labelled('account', clip(operation.subject.login ?? 'login not known', 120), view);
  if (key !== null) yield* labelled('matched by', clip(key, 120), view);
}

/** A joiner's account is prepared at one time and activated at another; everybody else has the one time above. */
function* accountLines(name: PeopleSectionName, operation: Operation, view: View): Generator<string> {
  const { step } = kindWords(operation.kind);
  const said =
    name === 'joiners' ? `${step.replace(/^account /u, '')} ${stepTime(operation, view.summary.zone)}` : step;
  yield* timed('account', said, view);
  const login = loginAfter(operation);
  if (login !== null && !isLaterActivation(operation)) yield* labelled('login', clip(login, 120), view);
  const groups = groupsAtCreation(operation);
  if (groups.length > 0) yield* labelled('groups', groups.map((group) => `+ ${clip(group, 60)}`).join('  '), view);
}

/** An activation of what the same plan prepares: the login was said with the preparation. */
function isLaterActivation({ kind, precondition }: Operation): boolean {
  return kind === 'activate' && precondition.kind === 'after';
}

/** Every reason, the cells behind them, and the ids of the operations. */
function* whyLines(steps: readonly StoredOperation[], { summary, to }: View): Generator<string> {
  const said = new Set<string>();
  for (const { operation, provenance } of steps) {
    const why = sentence(operation.reason, summary.asOf);
    if (said.has(why)) continue;
    said.add(why);
    const facts = [evidence(operation.reason), placeText(provenance)].filter((fact) => fact !== null);
    yield* to.lines(`Why: ${why}.`, 6, 'dim');
    if (facts.length > 0) yield* to.lines(facts.join(', '), 6, 'dim');
    yield* to.lines(`${operation.id.slice(0, 12)} ${riskWords(operation.risk)}`, 6, 'dim');
  }
}

function shown(value: string | null): string {
  return value === null ? '(blank)' : clip(value, 200);
}

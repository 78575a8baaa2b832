import type { Operation } from '../../domain/plan/artefact.ts';
import { fieldChanges, groupsAtCreation, loginAfter, matchKey, statusChange, type FieldChange } from '../changes.ts';
import { activationOf, firstDayOf, startsAt, stepTime } from '../joining.ts';
import { rest, type PersonRow, type StoredOperation } from '../section.ts';
import { isStop, stopText } from '../sentence.ts';
import type { PeopleSectionName, Summary } from '../summary.ts';
import { clip, counted, number } from '../text.ts';
import { dayText, instantOf, moment, placeOf } from '../times.ts';
import { approvalWords, kindWords } from '../words.ts';
import { markup, nothing, type Markup } from './markup.ts';
import { login, statusWay, tag, value, when, who, why } from './pieces.ts';
import { restNote, section, table, type Column } from './table.ts';

type Cell = (row: PersonRow, summary: Summary) => Markup;
interface PersonColumn extends Column {
  readonly cell: Cell;
}

interface PeopleWords {
  readonly id: string;
  readonly title: string;
  readonly none: string;
  readonly intro: string;
  readonly columns: readonly PersonColumn[];
}

const personColumn: PersonColumn = { heading: 'Person', cell: personCell };
const whyColumn: PersonColumn = { heading: 'Why', width: 'wide', cell: whyCell };
const accountColumn: PersonColumn = { heading: 'Account', cell: accountCell };
const stepsColumn: PersonColumn = { heading: 'What happens', cell: stepsCell };

const sections: Readonly<Record<PeopleSectionName, PeopleWords>> = {
  haveLeft: {
    id: 'have-left',
    title: 'Have left: access ends now',
    none: 'Nobody. No access is due to end.',
    intro: 'Their last day has ended or a stop was asked for. Access ends as soon as this plan is carried out.',
    columns: [
      personColumn,
      { heading: 'Last day or stop', width: 'narrow', cell: lastDayCell },
      { heading: 'Access was due to end', cell: dueCell },
      accountColumn,
      whyColumn,
    ],
  },
  leaving: {
    id: 'leaving',
    title: 'Leaving',
    none: 'Nobody has a last day within the time this plan looks ahead.',
    intro: 'They are still here. Their access ends at the time shown, not before.',
    columns: [
      personColumn,
      { heading: 'Last day or stop', width: 'narrow', cell: lastDayCell },
      { heading: 'Access ends', cell: dueCell },
      accountColumn,
      whyColumn,
    ],
  },
  closing: {
    id: 'closing',
    title: 'Closing accounts',
    none: 'No account is due to be closed.',
    intro: 'Access was stopped before and the waiting time is over, or an account is tidied up.',
    columns: [personColumn, accountColumn, stepsColumn, whyColumn],
  },
  joiners: {
    id: 'joining',
    title: 'Joining',
    none: 'Nobody joins.',
    intro: 'Accounts are prepared ahead and become usable on the first day, in the person’s own time zone.',
    columns: [
      personColumn,
      { heading: 'From', width: 'narrow', cell: fromCell },
      { heading: 'Login and groups', width: 'middle', cell: loginCell },
      { heading: 'What happens', cell: timedStepsCell },
      whyColumn,
    ],
  },
  movers: {
    id: 'moving',
    title: 'Changing job or data',
    none: 'Nobody’s data changes.',
    intro: 'What Okta has now, and what the HR system says.',
    columns: [personColumn, { heading: 'What changes', width: 'widest', cell: changesCell }, whyColumn],
  },
  leaveAndReturn: {
    id: 'leave',
    title: 'Leave and return',
    none: 'Nobody goes on leave or comes back.',
    intro: 'Access rests during a leave and is given back on return.',
    columns: [personColumn, { heading: 'From', cell: dueCell }, accountColumn, stepsColumn, whyColumn],
  },
  takeOvers: {
    id: 'take-over',
    title: 'Existing accounts to take over',
    none: 'No existing account is taken over.',
    intro: 'These Okta accounts exist already. From now on tenured looks after them.',
    columns: [
      personColumn,
      { heading: 'Okta account', width: 'wide', cell: takenCell },
      { heading: 'Matched by', width: 'narrow', cell: matchCell },
      whyColumn,
    ],
  },
};

/** Where a section stands on the page. */
export function peopleId(name: PeopleSectionName): string {
  return sections[name].id;
}

/** The people of one section with everything that happens to them. */
export function peopleSection(name: PeopleSectionName, summary: Summary): Markup {
  const { id, title, none, intro, columns } = sections[name];
  const people = summary.people[name];
  return section({
    id,
    title,
    none,
    intro,
    total: people.total,
    body: () =>
      markup`${table(
        title,
        columns,
        inOrder(name, people.rows).map((row) => columns.map(({ cell }) => cell(row, summary))),
      )}${restNote(rest(people), `tenured plan show ${String(summary.envelope.number)} --json`)}`,
  });
}

/** By the time it is due where time matters, as the plan has it elsewhere. */
function inOrder(name: PeopleSectionName, rows: readonly PersonRow[]): readonly PersonRow[] {
  if (name !== 'haveLeft' && name !== 'leaving' && name !== 'joiners') return rows;
  const at = name === 'joiners' ? startsAt : (row: PersonRow): number => instantOf(first(row).due) ?? 0;
  return rows
    .map((row) => [at(row), row] as const)
    .sort(([a], [b]) => (a < b ? -1 : Number(a > b)))
    .map(([, row]) => row);
}

/** The step that the row is about: every row has one. */
function main(row: PersonRow): StoredOperation {
  const ending = row.steps.find(({ operation }) => operation.kind === 'disable');
  return (ending ?? row.steps[0]) as StoredOperation;
}

function first(row: PersonRow): Operation {
  return main(row).operation;
}

function personCell(row: PersonRow): Markup {
  const login = row.lifecycle === 'joiner' ? null : row.subject.login;
  const waits = [...new Set(row.steps.flatMap(({ operation }) => operation.needsApproval))];
  return markup`${who(row.subject, login)}${waits.length === 0 ? nothing : markup` ${tag('wait', '!', 'needs approval')} <span class="aside">${waits.slice(0, 5).map(approvalWords).join(', ')}</span>`}`;
}

function lastDayCell(row: PersonRow): Markup {
  const { reason } = first(row);
  if (isStop(reason)) return markup`<b>Stop</b> <bdi>${stopText(reason)}</bdi>`;
  return reason.date === undefined
    ? markup`<span class="blank">not given</span>`
    : markup`<span class="time">${dayText(reason.date)}</span>`;
}

function dueCell(row: PersonRow, summary: Summary): Markup {
  const { due, notBefore, reason } = first(row);
  const at = instantOf(notBefore ?? due);
  if (at === undefined) return markup`now`;
  const ends = reason.rule === 'last-day-ended' ? reason.date : undefined;
  return when(moment(at, summary.zone, reason.zone, ends));
}

/** When a joiner can begin: the activation with its time, else the first day. */
function fromCell(row: PersonRow, summary: Summary): Markup {
  const activation = activationOf(row);
  const at = activation === undefined ? undefined : instantOf(activation.notBefore ?? activation.due);
  if (at !== undefined) return when(moment(at, summary.zone, activation?.reason.zone));
  const date = firstDayOf(row);
  if (date === undefined) return dueCell(row, summary);
  const { zone } = first(row).reason;
  return markup`<span class="time">${dayText(date)}</span>${zone === undefined ? nothing : markup` <span class="aside">in ${placeOf(zone)}</span>`}`;
}

/** Each step with its own time: an account is prepared before the day on which it becomes usable. */
function timedStepsCell(row: PersonRow, summary: Summary): Markup {
  return steps(row, (operation) =>
    operation.kind === 'create' || operation.kind === 'activate' ? stepTime(operation, summary.zone) : null,
  );
}

function takenCell({ subject: { login: shown, okta } }: PersonRow): Markup {
  if (shown !== null && shown !== '') return login(shown);
  return okta === null
    ? markup`<span class="blank">login not known</span>`
    : markup`<span class="id">${clip(okta, 60)}</span>`;
}

function matchCell(row: PersonRow): Markup {
  const key = matchKey(first(row));
  return key === null ? markup`<span class="blank">not recorded</span>` : markup`<bdi>${clip(key, 120)}</bdi>`;
}

function accountCell(row: PersonRow): Markup {
  const { before, after } = statusChange(first(row));
  return statusWay(before, after);
}

function loginCell(row: PersonRow): Markup {
  const found = row.steps.map(({ operation }) => loginAfter(operation)).find((text) => text !== null) ?? null;
  const groups = row.steps.flatMap(({ operation }) => [
    ...groupsAtCreation(operation),
    ...(operation.kind === 'add-to-group' && operation.target !== null ? [operation.target] : []),
  ]);
  const profile = row.steps
    .filter(({ operation }) => operation.kind === 'create')
    .flatMap(({ operation }) => fieldChanges(operation));
  return markup`${found === null ? 'not yet known' : login(found)}${groupList(groups, true)}${
    profile.length === 0
      ? nothing
      : markup`<details class="inline"><summary>${counted(profile.length, 'profile value')}</summary>${fields(profile, true)}</details>`
  }`;
}

function stepsCell(row: PersonRow): Markup {
  return steps(row, () => null);
}

function steps(row: PersonRow, timeOf: (operation: Operation) => string | null): Markup {
  const left = row.stepsTotal - row.steps.length;
  return markup`<ul class="steps">${row.steps.map(({ operation }) => stepItem(operation, timeOf(operation)))}${
    left > 0 ? markup`<li class="aside">and ${counted(left, 'more step')}</li>` : nothing
  }</ul>`;
}

function stepItem(operation: Operation, time: string | null): Markup {
  const { symbol, step, tone } = kindWords(operation.kind);
  const target = operation.target === null ? nothing : markup` <bdi>${clip(operation.target, 120)}</bdi>`;
  return markup`<li><span class="mark ${tone}" aria-hidden="true">${symbol}</span>${step}${target}${time === null ? nothing : markup` <span class="aside">${time}</span>`}</li>`;
}

function changesCell(row: PersonRow): Markup {
  const operations = row.steps.map(({ operation }) => operation);
  const targets = (kind: Operation['kind']): string[] =>
    operations.flatMap((operation) => (operation.kind === kind ? [operation.target ?? ''] : []));
  const changed = operations.filter(({ kind }) => kind !== 'create').flatMap(fieldChanges);
  const others = operations.filter((operation) => !saidElsewhere(operation));
  const left = row.stepsTotal - row.steps.length;
  return markup`${fields(changed, false)}${groupList(targets('add-to-group'), true)}${groupList(targets('remove-from-group'), false)}${
    others.length === 0
      ? nothing
      : markup`<ul class="steps">${others.map((operation) => stepItem(operation, null))}</ul>`
  }${left > 0 ? markup`<p class="aside">and ${number(left)} more</p>` : nothing}`;
}

function saidElsewhere(operation: Operation): boolean {
  if (operation.kind === 'add-to-group' || operation.kind === 'remove-from-group') return true;
  return operation.kind !== 'adopt' && fieldChanges(operation).length > 0;
}

function fields(changes: readonly FieldChange[], isNew: boolean): Markup {
  if (changes.length === 0) return nothing;
  return markup`<dl class="fields">${changes
    .slice(0, 60)
    .map(
      ({ name, before, after }) =>
        markup`<div><dt><bdi>${clip(name, 80)}</bdi></dt><dd>${
          isNew ? nothing : markup`<del>${value(before)}</del> <span class="arrow" aria-label="becomes">→</span> `
        }<ins>${value(after)}</ins></dd></div>`,
    )}</dl>`;
}

function groupList(groups: readonly string[], joins: boolean): Markup {
  if (groups.length === 0) return nothing;
  const word = joins ? 'joins group' : 'leaves group';
  return markup`<ul class="groups">${groups.map(
    (group) =>
      markup`<li class="${joins ? 'joins' : 'leaves'}"><span class="symbol" aria-label="${word}">${joins ? '+' : '−'}</span><bdi>${clip(group, 120)}</bdi></li>`,
  )}</ul>`;
}

function whyCell(row: PersonRow, summary: Summary): Markup {
  const { operation, provenance } = main(row);
  return why(operation.reason, summary.asOf, provenance);
}

import { operationKinds, type StoredPlan } from '../domain/plan/artefact.ts';
import { healthOf, overdueText } from './attention.ts';
import { fileTexts } from './files.ts';
import { peopleSections, summarise, type Summary } from './summary.ts';
import { checkLines, groupLines, needLines, skipLines } from './terminal/checks.ts';
import { peopleLines } from './terminal/people.ts';
import { problemLines } from './terminal/problems.ts';
import { screen, type Screen, type TerminalOptions } from './terminal/screen.ts';
import { showCommand, type View } from './terminal/view.ts';
import { clip, counted, folderOf, number } from './text.ts';
import { stampText } from './times.ts';
import { kindWords, statusWords } from './words.ts';

export interface PlanTerminalOptions extends TerminalOptions {
  /** True: more rows a section, and why each change is made. */
  readonly details: boolean;
  /** HR's id of the one worker to show; null shows everybody. */
  readonly only: string | null;
  /** The flag that names the configuration, for the commands on the screen: ` -c o/tenured.yaml`; '' for the default. */
  readonly configFlag: string;
}

const rowsShown = 40;
const rowsInDetail = 500;

/**
 * A stored plan for a terminal, line by line, each with its line feed. No line is wider than `columns`; without
 * `colour` there is no escape byte, without `unicode` nothing but ASCII.
 */
export function* renderPlanTerminal(plan: StoredPlan, options: PlanTerminalOptions): Generator<string> {
  const to = screen(options);
  const { details, configFlag, only } = options;
  const summary = summarise(plan, details ? rowsInDetail : rowsShown, only);
  for (const line of planLines({ summary, to, details, configFlag })) yield `${line.trimEnd()}\n`;
}

function* planLines(view: View): Generator<string> {
  yield* headLines(view);
  if (view.summary.only === null) {
    yield* healthLines(view);
    yield* funnelLines(view);
  } else yield* onlyLines(view.summary.only, view);
  yield* needLines(view, view.details ? rowsInDetail : 12);
  for (const name of peopleSections) yield* peopleLines(name, view);
  yield* groupLines(view);
  yield* checkLines(view);
  yield* problemLines(view);
  yield* skipLines(view);
  yield* nextLines(view);
}

function* headLines({ summary, to, details }: View): Generator<string> {
  const { envelope, zone } = summary;
  const { header, source, company } = envelope;
  yield to.paint(
    'bold',
    to.fit(`Plan ${String(envelope.number)}${company === null ? '' : `  ${clip(company, 60)}`}`, to.columns),
  );
  yield* to.lines(
    envelope.status === 'applied'
      ? 'CARRIED OUT: this is the plan as it was shown before'
      : 'DRY RUN: nothing has been changed in Okta',
    0,
    'bold',
  );
  if (header.whatIf) yield* to.lines('WHAT IF: made for another time, can never be carried out', 0, 'wait');
  yield* to.lines(`made for  ${stampText(header.asOf, zone)}`, 0);
  const [first = '', ...others] = fileTexts(envelope, zone);
  yield* to.lines(`from      ${first}`, 0);
  for (const text of others) yield* to.lines(text, 10);
  const folder = details ? folderOf(source.file) : null;
  if (folder !== null) yield* to.lines(`folder    ${clip(folder, 300)}`, 0, 'dim');
  yield* to.lines(
    envelope.status === 'open'
      ? `decide    before ${stampText(envelope.expiresAt, zone)}`
      : `status    ${statusWords(envelope.status)}`,
    0,
  );
  yield* to.lines(
    `hash      ${envelope.hash.slice(0, 16)}  configuration ${header.config.slice(0, 8)}  mapping ${header.mapping.slice(0, 8)}`,
    0,
    'dim',
  );
}

function* healthLines({ summary, to }: View): Generator<string> {
  yield '';
  const health = healthOf(summary);
  yield* to.lines(`${healthSymbols[health.tone]} ${health.word}. ${health.sentence}`, 0, health.tone);
  const overdue = overdueText(summary);
  if (overdue === null) yield* to.lines('+ Nobody is overdue.', 0, 'good');
  else yield* to.lines(overdueLine(overdue), 0, 'stop');
}

function overdueLine(names: string): string {
  return `x Overdue: ${names} should have lost access already.`;
}

/** What a screen about one person says in the place of the whole plan's health and counts. */
function* onlyLines(only: string, view: View): Generator<string> {
  const { summary, to } = view;
  yield '';
  yield* to.lines(`Showing ${clip(only, 60)} only; everybody was judged.`, 0, 'bold');
  const overdue = overdueText(summary);
  if (overdue !== null) yield* to.lines(overdueLine(overdue), 0, 'stop');
  yield '';
  if (isAboutNobody(summary)) {
    yield* to.lines('This plan says nothing about them: unchanged, or not in the HR file.', 0);
    return;
  }
  yield* to.lines(`Changes  ${summary.operations === 0 ? 'none' : counted(summary.operations, 'change')}`, 0);
  yield* kindLines(summary, to);
}

function isAboutNobody({ operations, problems, skips }: Summary): boolean {
  return operations + problems.total + Object.keys(skips).length === 0;
}

const healthSymbols = { good: '+', wait: '!', stop: 'x' } as const;

/** `read = unchanged + changed + skipped + put aside`, and the changes by kind. */
function* funnelLines({ summary, to }: View): Generator<string> {
  const { read, unchanged, changed, skipped, putAside } = summary.envelope.header.workers;
  yield '';
  yield* to.lines(
    `People   ${number(read)} read = ${number(unchanged)} unchanged + ${number(changed)} changed + ${number(skipped)} left alone + ${number(putAside)} put aside`,
    0,
  );
  if (summary.operations === 0) {
    yield* to.lines('Changes  none', 0);
    return;
  }
  yield* to.lines(
    `Changes  ${counted(summary.operations, 'change')}, about ${counted(summary.envelope.callsForecast, 'Okta call')}`,
    0,
  );
  yield* kindLines(summary, to);
}

function* kindLines({ byKind }: Summary, to: Screen): Generator<string> {
  const width = 24;
  const kinds = operationKinds.filter((kind) => byKind[kind] > 0);
  const across = Math.max(1, Math.floor((to.columns - 9) / width));
  for (let index = 0; index < kinds.length; index += across) {
    const cells = kinds.slice(index, index + across).map((kind) => {
      const { symbol, verb, tone } = kindWords(kind);
      const cell = to.pad(`${verb} ${number(byKind[kind])}`, width - 4);
      return `${to.paint(tone, symbol)} ${cell}  `;
    });
    yield `         ${cells.join('')}`;
  }
}

const commandShown = 38;

function* nextLines(view: View): Generator<string> {
  const { to } = view;
  yield* to.heading('NEXT');
  for (const [command, does] of nextCommands(view)) {
    if (to.width(command) <= commandShown) yield* to.lines(`${command.padEnd(commandShown)} ${does}`, 2);
    else {
      yield* to.lines(command, 2);
      yield* to.lines(does, 6, 'dim');
    }
  }
}

function nextCommands(view: View): readonly (readonly [string, string])[] {
  const { envelope, only } = view.summary;
  const details: readonly [string, string] = [showCommand(view, ' --details'), 'every reason, cell and id'];
  if (only !== null) return [...(view.details ? [] : [details]), [showCommand(view, '', null), 'everybody']];
  if (envelope.status !== 'open') return [[`tenured plan${view.configFlag}`, 'make a new plan']];
  return [details, [showCommand(view, ' --report html'), 'the report for HR'], ...decisionCommands(view)];
}

function decisionCommands({ summary, configFlag }: View): readonly (readonly [string, string])[] {
  const { number, candidate } = summary.envelope;
  const approve = `tenured plan approve ${String(number)}${configFlag}`;
  if (candidate) return [[approve, 'accept the file']];
  if (summary.operations === 0) return [];
  return [
    [approve, 'say yes to it'],
    [`tenured apply ${String(number)}${configFlag}`, 'carry out what is approved'],
  ];
}

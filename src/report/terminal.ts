import { operationKinds, type PlanEnvelope, type StoredPlan } from '../domain/plan/artefact.ts';
import { healthOf, overdueText } from './attention.ts';
import { peopleSections, summarise, type Summary } from './summary.ts';
import { checkLines, groupLines, needLines, problemLines, skipLines } from './terminal/checks.ts';
import { peopleLines } from './terminal/people.ts';
import { screen, type Screen, type TerminalOptions } from './terminal/screen.ts';
import { clip, counted, number } from './text.ts';
import { stampText } from './times.ts';
import { kindWords, statusWords } from './words.ts';

export interface PlanTerminalOptions extends TerminalOptions {
  /** True: more rows a section, and why each change is made. */
  readonly details: boolean;
}

const rowsShown = 40;
const rowsInDetail = 500;

/**
 * A stored plan for a terminal, line by line, each with its line feed. No line is wider than `columns`; without
 * `colour` there is no escape byte, without `unicode` nothing but ASCII.
 */
export function* renderPlanTerminal(plan: StoredPlan, options: PlanTerminalOptions): Generator<string> {
  const to = screen(options);
  const summary = summarise(plan, options.details ? rowsInDetail : rowsShown);
  for (const line of planLines(summary, to, options.details)) yield `${line.trimEnd()}\n`;
}

function* planLines(summary: Summary, to: Screen, details: boolean): Generator<string> {
  yield* headLines(summary, to);
  yield* funnelLines(summary, to);
  yield* needLines(summary, to, details ? rowsInDetail : 12);
  for (const name of peopleSections) yield* peopleLines(name, summary, to, details);
  yield* groupLines(summary, to);
  yield* checkLines(summary, to);
  yield* problemLines(summary, to);
  yield* skipLines(summary, to);
  yield* nextLines(summary, to);
}

function* headLines(summary: Summary, to: Screen): Generator<string> {
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
  yield* to.lines(`from      ${clip(source.file, 120)} of ${stampText(source.modifiedAt, zone)}`, 0);
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
  yield '';
  const health = healthOf(summary);
  yield* to.lines(`${healthSymbols[health.tone]} ${health.word}. ${health.sentence}`, 0, health.tone);
  const overdue = overdueText(summary);
  if (overdue === null) yield* to.lines('+ Nobody is overdue.', 0, 'good');
  else yield* to.lines(`x Overdue: ${overdue} should have lost access already.`, 0, 'stop');
}

const healthSymbols = { good: '+', wait: '!', stop: 'x' } as const;

/** `read = unchanged + changed + skipped + put aside`, and the changes by kind. */
function* funnelLines(summary: Summary, to: Screen): Generator<string> {
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

function* nextLines({ envelope }: Summary, to: Screen): Generator<string> {
  const plan = String(envelope.number);
  const commands = nextCommands(envelope, plan);
  yield* to.heading('NEXT');
  for (const [command, does] of commands) yield* to.lines(`${command.padEnd(38)} ${does}`, 2);
}

function nextCommands({ status }: PlanEnvelope, plan: string): readonly (readonly [string, string])[] {
  if (status !== 'open') return [['tenured plan', 'make a new plan']];
  return [
    [`tenured plan show ${plan} --details`, 'every reason, cell and id'],
    [`tenured plan show ${plan} --report html`, 'the report for HR'],
  ];
}

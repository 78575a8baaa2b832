import { oktaUserId, workerId } from '../domain/kernel/ids.ts';
import { shellWord } from '../report/index.ts';
import { playDays } from './days.ts';
import { departureLines, departuresSince } from './departures.ts';
import { configurationText, mappingText, peopleCsv } from './files.ts';
import { act, afterDays, beforeDays, beforePlan, beforeValidate, closing, opening, scene, traffic } from './screen.ts';
import { demoClientId, show, type Stage } from './stage.ts';
import { typedLines } from './typed.ts';
import { monthBefore } from './week.ts';
import { deliver, reportsIn, writeOwn } from './workspace.ts';

/** Exit codes by which `plan` says that it made a plan: done, changes exist, a safety check needs a person. */
const planned = [0, 2, 4];

/**
 * Plays one act after another.
 * @returns 0, or the code of the first command that came to another end than it should.
 */
export async function play(stage: Stage): Promise<number> {
  for (const scenes of [arrive, validate, plan, approve, apply, planAgain, days]) {
    stage.tools.stop.throwIfAborted();
    const code = await scenes(stage);
    if (code !== 0) return code;
  }
  await show(stage, closing(stage.to, stage.workspace, reportsIn(stage.workspace)));
  return 0;
}

async function arrive(stage: Stage): Promise<number> {
  const { workspace, to, okta, people, week } = stage;
  writeOwn(workspace.mapping, mappingText());
  writeOwn(workspace.configuration, configurationText(okta.url, demoClientId));
  deliver(workspace, peopleCsv(people.monday), week.begins);
  const looksAfter = bind(stage);
  const { length: accounts } = okta.accounts();
  await show(stage, opening(to, week));
  await show(stage, scene(to, workspace, { url: okta.url, rows: people.monday.length, accounts, looksAfter }));
  return 0;
}

/** Notes the accounts as tenured's own: without them there would be neither movers nor leavers to plan. */
function bind({ tools, workspace, people, okta, week }: Stage): number {
  const own = people.accounts.filter(({ bound }) => bound);
  const state = tools.openState(workspace.state);
  try {
    state.stores.bindings.add(
      own.map(({ holds }) => ({
        worker: workerId(holds.id),
        okta: oktaUserId(okta.userId(holds.email)),
        madeBy: 'created',
        madeAt: monthBefore(week),
        evidence: 'demo',
      })),
    );
  } finally {
    state.close();
  }
  return own.length;
}

async function validate(stage: Stage): Promise<number> {
  await show(stage, act(stage.to, 2, 'Is everything in order?', beforeValidate));
  return typed(stage, ['validate']);
}

async function plan(stage: Stage): Promise<number> {
  await show(stage, beforePlan(stage.to));
  const { directory } = stage.workspace;
  const code = await typed(stage, ['plan'], ['--report', 'html,json', '--out', directory]);
  return planned.includes(code) ? 0 : code;
}

async function approve(stage: Stage): Promise<number> {
  await show(stage, act(stage.to, 4, 'A person says yes', ['Nothing is carried out that nobody has said yes to.']));
  return typed(stage, ['plan', 'approve', newestPlan(stage)], ['--yes']);
}

async function apply(stage: Stage): Promise<number> {
  const text = 'Each change is looked at once more in Okta, noted in the journal, made, and noted again.';
  await show(stage, act(stage.to, 5, 'Carried out', [text]));
  return typed(stage, ['apply', newestPlan(stage)]);
}

function newestPlan({ tools, workspace, clock }: Stage): string {
  const state = tools.openState(workspace.state);
  try {
    return String(state.stores.plans.list(1, clock.now())[0]?.number ?? '');
  } finally {
    state.close();
  }
}

async function planAgain(stage: Stage): Promise<number> {
  await show(stage, act(stage.to, 6, 'And if it is asked again?'));
  const code = await typed(stage, ['plan'], ['--detailed-exitcode']);
  const said = code === 0 ? 'Exit code 0: there is nothing left to do.' : `Exit code ${String(code)}.`;
  await show(stage, ['', ...stage.to.lines(said, 0, 'bold')]);
  return code;
}

async function days(stage: Stage): Promise<number> {
  const { tools, clock, to, workspace, people } = stage;
  const since = clock.now();
  await show(stage, beforeDays(to));
  const command = ['run', '-c', workspace.configuration];
  await showTyped(stage, command);
  const whole = peopleCsv(people.tuesday);
  const exports = [
    { day: 1, text: whole },
    { day: 2, text: whole },
    { day: 3, text: half(whole), then: () => reportThursday(stage) },
    { day: 4, text: whole },
  ];
  const code = await playDays({ ...stage, exports }, command, async () => {
    await departures(stage, since);
    await typed(stage, ['status']);
  });
  tools.stop.throwIfAborted();
  await show(stage, afterDays(to, code));
  await show(stage, traffic(to, stage.okta));
  return code === 143 ? 0 : code;
}

/** On Thursday morning somebody has the report written that says who leaves at which midnight. */
async function reportThursday(stage: Stage): Promise<void> {
  const { workspace, tools, clock, to } = stage;
  const number = newestPlan(stage);
  const { configuration: file, directory } = workspace;
  const command = ['plan', 'show', number, '-c', file, '--report', 'html', '--out', directory];
  await show(stage, ['', ...typedLines(to, [...command.map(shellWord), '>', '/dev/null']), '']);
  const nowhere = { write: () => Promise.resolve(), isTerminal: false, columns: to.columns };
  await tools.command(command, { clock, stdout: nowhere });
}

/** What an export leaves that broke off in the middle. */
function half(text: string): string {
  const lines = text.split('\n');
  return `${lines.slice(0, lines.length / 2).join('\n')}\n`;
}

async function departures(stage: Stage, since: ReturnType<Stage['clock']['now']>): Promise<void> {
  const { tools, workspace, okta, to } = stage;
  const accounts = okta.accounts();
  writeOwn(workspace.okta, `${JSON.stringify(accounts, null, 2)}\n`);
  const state = tools.openState(workspace.state);
  try {
    await show(stage, departureLines(to, departuresSince(state, since), accounts));
  } finally {
    state.close();
  }
}

/** Shows the command line and runs it. */
async function typed(stage: Stage, words: readonly string[], flags: readonly string[] = []): Promise<number> {
  const command = [...words, '-c', stage.workspace.configuration, ...flags];
  await showTyped(stage, command);
  stage.tools.stop.throwIfAborted();
  return stage.tools.command(command, { clock: stage.clock });
}

async function showTyped(stage: Stage, command: readonly string[]): Promise<void> {
  await show(stage, ['', ...typedLines(stage.to, command.map(shellWord)), '']);
}

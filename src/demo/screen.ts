import type { Screen } from '../report/index.ts';
import { weekText } from './clocks.ts';
import { company } from './company.ts';
import type { DemoOkta } from './tools.ts';
import type { Week } from './week.ts';
import type { Workspace } from './workspace.ts';

const acts = 7;

/** `[2/7] Is everything in order?`, ruled, with what is to be seen. */
export function* act(to: Screen, which: number, title: string, text: readonly string[] = []): Generator<string> {
  yield* to.heading(`[${String(which)}/${String(acts)}] ${title}`);
  for (const paragraph of text) yield* to.lines(paragraph, 0);
}

export function* opening(to: Screen, { monday }: Week): Generator<string> {
  yield to.paint('bold', 'A week with tenured');
  yield* to.lines(
    `Company and Okta are invented and on this machine only. The week that is played is ${weekText(monday)}, by a clock of its own that leaps over the hours in which nothing happens.`,
    0,
  );
}

/** What stands where when the demo begins. */
interface Scene {
  readonly url: string;
  readonly rows: number;
  readonly accounts: number;
  /** Accounts that tenured looks after from the start. */
  readonly looksAfter: number;
}

/** Who and what there is. */
export function* scene(to: Screen, { people, mapping, configuration }: Workspace, told: Scene): Generator<string> {
  yield* act(to, 1, 'The company, and its Okta', [
    `${company.name} makes navigation instruments in eight offices, from Auckland to Honolulu. Its HR system has written a file of ${String(told.rows)} rows.`,
  ]);
  yield* table(to, [
    [people, "HR's file"],
    [mapping, 'what its columns mean, and what follows in Okta'],
    [configuration, 'where the file, Okta and the key are'],
  ]);
  yield* to.lines(
    `Its Okta has ${String(told.accounts)} accounts and is simulated on ${told.url} until the demo ends. ${String(told.looksAfter)} of them are noted in tenured's state as if it had made them a month ago: in an Okta of your own, where it has made none, it would begin by taking accounts over, each with your consent.`,
    0,
  );
}

export const beforeValidate = [
  'A row with a mistake is put aside: it stops nobody else, and nobody loses access by it.',
];

export function* beforePlan(to: Screen): Generator<string> {
  yield* act(to, 3, 'What would change, and why?', ['Nothing is written to Okta. Some of whom to look for:']);
  yield* table(to, [
    ['Signe Halvorsen', 'left on Friday and can still sign in'],
    ['Theo Marchetti', 'starts today'],
    ['Юлия Щукина', 'starts in a week: account, login and groups'],
    ['Priya Venkatesan', 'changed departments: profile and groups follow'],
    ['Mikkel Rasmussen', 'has an account that somebody else made'],
    ['Ingrid Solheim', 'is an administrator: tenured never touches those'],
  ]);
}

export function* beforeDays(to: Screen): Generator<string> {
  yield* act(to, 7, 'Four days, by itself', [
    "The daemon wakes when HR's file comes and at every instant at which a date falls due for somebody, on their own clock. On Tuesday HR announces last days in four offices, all of them Thursday; on Wednesday it says so again, and that makes them firm. Thursday's file breaks off in the middle.",
  ]);
}

/** After the daemon has ended. */
export function* afterDays(to: Screen, exitCode: number): Generator<string> {
  yield '';
  yield* to.lines(`The daemon was asked to end (SIGTERM) and did: exit code ${String(exitCode)}.`, 0);
}

/** What Okta was asked, in numbers. */
export function* traffic(to: Screen, okta: DemoOkta): Generator<string> {
  const requests = okta.requests();
  const count = (wanted: (one: (typeof requests)[number]) => boolean): string => String(requests.filter(wanted).length);
  const isToken = (path: string): boolean => path === '/oauth2/v1/token';
  const reads = count(({ method }) => method === 'GET');
  const writes = count(({ method, path }) => method !== 'GET' && !isToken(path));
  const tokens = count(({ path }) => isToken(path));
  const tooMany = count(({ status }) => status === 429);
  const tooOften = tooMany === '0' ? 'never too often' : `too often ${tooMany} times`;
  yield* to.lines(
    `Okta was asked to read ${reads} times, to write ${writes} times, for a token ${tokens} times: ${tooOften} for its rate limits.`,
    0,
  );
}

/** Where everything is, and what to try next. */
export function* closing(to: Screen, workspace: Workspace, files: readonly string[]): Generator<string> {
  const { configuration, directory, state, log, okta, mapping } = workspace;
  yield* to.heading('The end');
  yield* table(to, [
    ...files.map((file): [string, string] => [file, file.endsWith('.html') ? 'a report for HR' : 'the plan as JSON']),
    [`${state}/tenured.db`, 'plans, consents, and the journal of what was done'],
    [log, 'what the daemon logged'],
    [okta, 'what the simulated Okta held at the end'],
  ]);
  yield '';
  yield to.paint('bold', 'Try next');
  yield* table(to, [
    [`tenured plan show 1 -c ${configuration} --only 2021 --details`, 'one person, with every reason'],
    [`tenured plan list -c ${configuration}`, 'every plan of the week'],
    [`tenured validate -c ${configuration}`, `after changing something in ${mapping}`],
    ['tenured simulator --source FILE --mapping MAPPING', 'a simulated Okta for your own file, to plan against'],
    [`tenured demo --dir ${directory}`, 'all of this anew, its files included'],
  ]);
  yield* to.lines('With your own Okta: tenured keys generate, then validate, doctor and plan.', 0);
}

/** Names and what they are: beside each other where there is room. */
function* table(to: Screen, rows: readonly (readonly [string, string])[]): Generator<string> {
  const width = Math.max(...rows.map(([name]) => to.width(name)));
  const most = Math.max(...rows.map(([, what]) => to.width(what)));
  const beside = 2 + width + 2 + most <= to.columns;
  for (const [name, what] of rows) {
    if (beside) yield `  ${to.pad(name, width)}  ${to.text(what)}`;
    else {
      yield `  ${to.text(name)}`;
      yield* to.lines(what, 6);
    }
  }
}

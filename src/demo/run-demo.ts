import { oktaUserId, workerId } from '../domain/kernel/ids.ts';
import { plus, day, type Instant } from '../domain/time/instant.ts';
import { localDateAt, type ZoneId } from '../domain/time/zone.ts';
import { colleagues, company, type Employee } from './company.ts';
import { configurationText, mappingText, peopleCsv } from './files.ts';
import { organisation } from './organisation.ts';
import { closing, planHeading, scene, validateHeading } from './screen.ts';
import { accountOf, story, type Account } from './story.ts';
import type { DemoOkta, DemoTools } from './tools.ts';
import { openWorkspace, reportIn, writeOwn, type Workspace } from './workspace.ts';

const clientId = '0oatenureddemo000001';

/**
 * Plays a day at an invented company: writes its HR file, starts a simulated Okta that refuses every write, checks the
 * set-up and plans, by the very commands that anybody would use. Asks nothing.
 * @returns 0 when it went as meant, although `plan` itself asks for a person; else the code of the command that failed.
 * @throws TenuredError TEN-6001 when the directory is not the demo's.
 */
export async function runDemo(tools: DemoTools, directory: string): Promise<number> {
  const workspace = openWorkspace(directory);
  const people = cast(tools.clock.now());
  const okta = await startOkta(tools, workspace, people);
  try {
    writeOwn(workspace.people, peopleCsv(people.rows));
    writeOwn(workspace.mapping, mappingText());
    writeOwn(workspace.configuration, configurationText(okta.url, clientId));
    const looksAfter = bind(tools, okta, workspace, people.accounts);
    await tools.stdout.write(
      scene(workspace, { url: okta.url, rows: people.rows.length, accounts: people.accounts.length, looksAfter }),
    );
    return await play(tools, okta, workspace);
  } finally {
    await okta.close();
  }
}

interface Cast {
  readonly rows: readonly Employee[];
  readonly accounts: readonly Account[];
}

function cast(now: Instant): Cast {
  const others = colleagues(localDateAt(now, company.zone as ZoneId));
  const parts = story(now);
  return {
    rows: [...others, ...parts.map(({ row }) => row)],
    accounts: [...others.map(accountOf), ...parts.flatMap(({ account }) => account ?? [])],
  };
}

async function startOkta(tools: DemoTools, workspace: Workspace, people: Cast): Promise<DemoOkta> {
  const pair = await tools.generateKey('ec', null);
  writeOwn(workspace.key, pair.privatePem);
  tools.stop.throwIfAborted();
  return tools.simulate({
    port: 0,
    clientId,
    keys: [pair.publicJwk],
    organisation: organisation(company.name, people.accounts),
    readOnly: true,
  });
}

/** Notes the accounts as tenured's own: without them there would be neither movers nor leavers to plan. */
function bind(tools: DemoTools, okta: DemoOkta, workspace: Workspace, accounts: readonly Account[]): number {
  const own = accounts.filter(({ bound }) => bound);
  const state = tools.openState(workspace.state);
  try {
    state.stores.bindings.add(
      own.map(({ holds }) => ({
        worker: workerId(holds.id),
        okta: oktaUserId(okta.userId(holds.email)),
        madeBy: 'created',
        madeAt: plus(tools.clock.now(), -30 * day),
        evidence: 'demo',
      })),
    );
  } finally {
    state.close();
  }
  return own.length;
}

/** Exit codes by which `plan` says that it made a plan: nothing to add, changes, a safety check needs a person. */
const planned: readonly number[] = [0, 2, 4];

async function play(tools: DemoTools, okta: DemoOkta, workspace: Workspace): Promise<number> {
  const { configuration, directory } = workspace;
  tools.stop.throwIfAborted();
  await tools.stdout.write(validateHeading(workspace));
  const validated = await tools.command(['validate', '-c', configuration]);
  if (validated !== 0) return validated;
  tools.stop.throwIfAborted();
  await tools.stdout.write(planHeading(workspace));
  const exitCode = await tools.command(['plan', '-c', configuration, '--report', 'html', '--out', directory]);
  if (!planned.includes(exitCode)) return exitCode;
  tools.stop.throwIfAborted();
  const counts = count(okta);
  await tools.stdout.write(closing(workspace, { exitCode, ...counts, report: reportIn(workspace) }));
  return 0;
}

/** Reads, and tokens asked for; planning that did anything else is a defect, and the demo says so rather than smile. */
function count(okta: DemoOkta): { readonly reads: number; readonly tokens: number } {
  const requests = okta.requests();
  const reads = requests.filter(({ method }) => method === 'GET').length;
  const tokens = requests.filter(({ method, path }) => method === 'POST' && path === '/oauth2/v1/token').length;
  const [violation] = okta.violations();
  if (violation !== undefined) throw new Error(`planning asked Okta for more than reading: ${violation}`);
  if (reads + tokens < requests.length) throw new Error('planning asked Okta for more than reading');
  return { reads, tokens };
}

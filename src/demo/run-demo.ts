import { LeapingClock } from './clock.ts';
import { colleagues, company } from './company.ts';
import { organisation } from './organisation.ts';
import { play } from './play.ts';
import { screen } from '../report/index.ts';
import { accountOf, fromTuesday, story } from './story.ts';
import { demoClientId, type Cast } from './stage.ts';
import type { DemoOkta, DemoTools } from './tools.ts';
import { weekBefore, type Week } from './week.ts';
import { openWorkspace, writeOwn, type Workspace } from './workspace.ts';

/**
 * Plays a week at an invented company with a simulated Okta, by the very commands that anybody would type: a first plan,
 * its report, a person's consent, carrying it out, a second plan with nothing in it; then four days of a daemon on a
 * clock that leaps. Asks nothing.
 * @returns 0 when it went as meant; else the code of the command that did not.
 * @throws TenuredError TEN-6001 when the directory is not the demo's. @throws with the reason of `stop` once that is aborted.
 */
export async function runDemo(tools: DemoTools, directory: string): Promise<number> {
  const workspace = openWorkspace(directory);
  const week = weekBefore(tools.clock.now());
  const clock = new LeapingClock(tools.clock, week.begins);
  const people = cast(week);
  const to = screen({ columns: tools.stdout.columns, colour: tools.colour, unicode: tools.unicode });
  const okta = await startOkta(tools, clock, workspace, people);
  try {
    return await play({ tools, clock, week, workspace, to, okta, people });
  } finally {
    await okta.close();
  }
}

function cast({ monday }: Week): Cast {
  const others = colleagues(monday);
  const parts = story(monday);
  const rows = [...others, ...parts.map(({ row }) => row)];
  return {
    monday: rows,
    tuesday: fromTuesday(monday, rows),
    accounts: [...others.map(accountOf), ...parts.flatMap(({ account }) => account ?? [])],
  };
}

async function startOkta(tools: DemoTools, clock: LeapingClock, workspace: Workspace, people: Cast): Promise<DemoOkta> {
  const pair = await tools.generateKey('ec', null);
  writeOwn(workspace.key, pair.privatePem);
  tools.stop.throwIfAborted();
  return tools.simulate({
    port: 0,
    clientId: demoClientId,
    keys: [pair.publicJwk],
    organisation: organisation(company.name, people.accounts),
    readOnly: false,
    manage: true,
    clock,
  });
}

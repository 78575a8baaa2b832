import type { Screen } from '../report/index.ts';
import type { LeapingClock } from './clock.ts';
import type { Employee } from './company.ts';
import type { Account } from './story.ts';
import type { DemoOkta, DemoTools } from './tools.ts';
import type { Week } from './week.ts';
import type { Workspace } from './workspace.ts';

/** The app's id in the simulated Okta. */
export const demoClientId = '0oatenureddemo000001';

/** HR's rows as files of the week have them, and the accounts that there are on Monday. */
export interface Cast {
  readonly monday: readonly Employee[];
  readonly tuesday: readonly Employee[];
  readonly accounts: readonly Account[];
}

/** What every act is played with. */
export interface Stage {
  readonly tools: DemoTools;
  readonly clock: LeapingClock;
  readonly week: Week;
  readonly workspace: Workspace;
  readonly to: Screen;
  readonly okta: DemoOkta;
  readonly people: Cast;
}

/** Hands lines on, each without blanks behind. */
export async function show({ tools }: Pick<Stage, 'tools'>, lines: Iterable<string>): Promise<void> {
  for (const line of lines) await tools.stdout.write(`${line.trimEnd()}\n`);
}

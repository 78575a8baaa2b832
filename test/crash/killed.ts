import { beforeAll, expect } from 'vitest';
import { temporaryFolder } from '../support/household.ts';
import { compileOnce, start } from '../support/process.ts';
import {
  became,
  books,
  clean,
  company,
  demand,
  here,
  leftToDo,
  planAndApprove,
  type Became,
  type Case,
} from './company.ts';
import { failpoints, killAt, type Failpoint, type Requests } from './failpoints.ts';

beforeAll(compileOnce);

/** Somebody about whom something is to be done, how that looks from Okta's side, and what must have become of them. */
export interface Subject {
  readonly of: Case;
  readonly requests: Requests;
  readonly becomes: Became;
}

/** What people do after a crash: make a plan anew, or simply carry the same one out again. */
export type Next = 'plan' | 'apply';

/** Every place once with a new plan behind it; and where the books are open, the same plan again, too. */
export const places: readonly (readonly [string, Next, Failpoint])[] = [
  ...failpoints.map((point) => [point.name, 'plan', point] as const),
  ...failpoints.filter(({ name }) => /^[46]/u.test(name)).map((point) => [point.name, 'apply', point] as const),
];

/**
 * Kills the real program in the midst of carrying out, and has everything settled by the next run: each effect once, the
 * books in order, and nothing left for another plan.
 */
export async function settlesAfter(point: Failpoint, next: Next, { of, requests, becomes }: Subject): Promise<void> {
  const home = await company(temporaryFolder(), [of]);
  const command = here(home);
  await planAndApprove(command);
  await killAt(point, home, requests, () => start(home.directory, 'apply', '-c', home.configurationFile));
  if (next === 'plan') await planAndApprove(command);
  await demand(command, 'apply');
  expect(became(home, of.who)).toEqual(becomes);
  expect(books(home)).toEqual(clean);
  expect(await leftToDo(command)).toEqual([]);
  await home.okta.close();
}

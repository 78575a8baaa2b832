import fc from 'fast-check';
import { idFor, user } from '../../../src/simulator/index.ts';
import { bench, link, type Bench } from '../caller.ts';
import { catalogues, type Asked, type Catalogue } from './catalogues.ts';
import { rightQuestions, wrongQuestions, type Pool, type Question } from './expressions.ts';
import { fits, valuesAt } from './judge.ts';
import { nobodys, organisations } from './organisation.ts';

/** How many questions of each kind one organisation is asked. */
const eachKind = 6;
const boss = 'boss@acme.test';
const secret = '00secret';

/** What was asked of one organisation, and what it answered otherwise than it should. */
export interface Asking {
  asked: number;
  refused: number;
  /** How many of the right questions found somebody. */
  found: number;
  readonly wrong: string[];
}

type Listed = Readonly<Record<string, unknown>>;

/** Makes up an organisation and questions from a seed, asks them over HTTP, and judges the answers by themselves. */
export async function askEverything(seed: number): Promise<Asking> {
  const [made = {}] = fc.sample(organisations, { seed, numRuns: 1 });
  const org = await bench({
    ...made,
    users: [...(made.users ?? []), user(boss)],
    roles: [{ assignee: boss, role: { type: 'SUPER_ADMIN' } }],
  });
  try {
    const state = org.simulator.org;
    state.apiTokens.add(secret, idFor('user', boss), state.now());
    makeNews(org);
    const tally: Asking = { asked: 0, refused: 0, found: 0, wrong: [] };
    for (const [index, catalogue] of catalogues.entries()) await askAll(org, catalogue, seed * 10 + index, tally);
    return tally;
  } finally {
    await org.close();
  }
}

/** Something for the System Log to tell. */
function makeNews({ simulator: { org } }: Bench): void {
  const people = [...org.users.all()].slice(0, 4);
  const teams = org.groups.all().filter(({ type }) => type === 'OKTA_GROUP');
  for (const { id, status } of people) {
    org.changeUser(id, { status: status === 'ACTIVE' ? 'SUSPENDED' : 'ACTIVE' });
    for (const { id: team } of teams.slice(0, 2)) org.addMember(team, id);
  }
}

async function askAll(org: Bench, catalogue: Catalogue, seed: number, tally: Asking): Promise<void> {
  const everything = await list(org, everythingIn(catalogue));
  const pool = poolOf(everything);
  const right = fc.sample(rightQuestions(catalogue, pool), { seed, numRuns: eachKind });
  const wrong = fc.sample(wrongQuestions(catalogue, pool), { seed, numRuns: eachKind });
  for (const question of [...right, ...wrong]) await ask(org, catalogue, question, everything, tally);
}

function everythingIn({ path }: Catalogue): string {
  if (path.endsWith('/users')) return `${path}?search=id+pr`;
  return path.endsWith('/logs') ? `${path}?until=2027-01-01T00:00:00Z&since=2026-01-01T00:00:00Z&limit=1000` : path;
}

/** What somebody has, and what nobody has. */
function poolOf(everything: readonly Listed[]): Pool {
  return (asked: Asked) => [
    ...new Set([...everything.flatMap((one) => valuesAt(one, asked.at)).slice(0, 60), ...(nobodys[asked.kind] ?? [])]),
  ];
}

async function ask(
  org: Bench,
  catalogue: Catalogue,
  question: Question,
  everything: readonly Listed[],
  tally: Asking,
): Promise<void> {
  const { path, parameter } = catalogue;
  const more = path.endsWith('/logs') ? '&until=2027-01-01T00:00:00Z&since=2026-01-01T00:00:00Z' : '';
  const address = `${path}?${parameter}=${encodeURIComponent(question.text)}${more}&limit=${String(1 + (tally.asked % 30))}`;
  tally.asked += 1;
  const answer = await get(org, address);
  const [expected, actual] =
    'code' in question
      ? [`400 ${question.code}`, `${String(answer.status)} ${await codeOf(answer)}`]
      : [
          keysOf(everything.filter((one) => fits(question.expression, one, catalogue))),
          keysOf(await rest(org, answer)),
        ];
  if ('code' in question) tally.refused += 1;
  else if (expected !== '') tally.found += 1;
  if (expected !== actual) tally.wrong.push(`${address}\n  ${question.text}\n  should be ${expected}\n  is ${actual}`);
}

async function codeOf(answer: Response): Promise<string> {
  const body: unknown = await answer.json();
  return (body as { errorCode?: string }).errorCode ?? `found ${String((body as unknown[]).length)}`;
}

function keysOf(found: readonly Listed[]): string {
  return found
    .map(({ id, uuid }) => String(id ?? uuid))
    .sort()
    .join(' ');
}

async function list(org: Bench, path: string): Promise<readonly Listed[]> {
  return rest(org, await get(org, path));
}

/** Everything from this page on. */
async function rest(org: Bench, page: Response): Promise<readonly Listed[]> {
  const body: unknown = await page.json();
  if (!Array.isArray(body)) return [{ id: JSON.stringify(body) }];
  const next = link(page, 'next');
  const items = (body as Listed[]).map(withSource);
  return [...items, ...(next === undefined ? [] : await list(org, next.replace(org.simulator.url, '')))];
}

/** Where a group was imported from is shown by a link alone. */
function withSource(one: Listed): Listed {
  const [href] = valuesAt(one, ['_links', 'source', 'href']);
  return href === undefined ? one : { ...one, source: { id: String(href).split('/').at(-1) } };
}

function get(org: Bench, path: string): Promise<Response> {
  return fetch(org.simulator.url + path, { headers: { authorization: `SSWS ${secret}` } });
}

import { readFileSync } from 'node:fs';
import { formatInstant, instant } from '../../src/domain/time/instant.ts';
import type { LogEvent, UserStatus } from '../../src/simulator/index.ts';
import { bindingStore, journal, openStores, operationJournal } from '../../src/state/index.ts';
import { systemRandom } from '../../src/system/index.ts';
import { everyone, furnish, mapping, type Household, type PlanDocument, type Wishes } from '../support/household.ts';
import { changesIn } from '../support/changes.ts';
import { HostClock } from '../support/host-clock.ts';
import { accountOf, loginOf, people, person, type Person } from '../support/people.ts';

/** Who commands run by: the release itself, so that a household and the real program are one and the same to a plan. */
export const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  readonly version: string;
};

export const groups = { sales: 'Sales', legal: 'Legal' } as const;

/** Everybody is in one group, and in the one of their department. */
export const departments = `${mapping}  - { group: ${groups.sales}, when: w.department == "Sales" }
  - { group: ${groups.legal}, when: w.department == "Legal" }
`;

/** `2026-11-16`, so many days before today. */
export function daysAgo(days: number): string {
  return formatInstant(instant(Date.now() - days * 86_400_000)).slice(0, 10);
}

/** What HR says of somebody now, and what Okta had of them before tenured ever ran. */
export interface Case {
  readonly who: Person;
  /** Null for somebody who has no account yet. */
  readonly before: { readonly status: UserStatus; readonly dept: string } | null;
}

export const bystanders = people(3, { start: '2020-03-02' }, 'S');

/** Settings of a household on the host's clock, with people about whom something has to be done. */
export function wishesFor(cases: readonly Case[]): Wishes {
  const held = cases.flatMap(({ who, before }) =>
    before === null ? [] : [{ who: { ...who, dept: before.dept }, before }],
  );
  const members = [...bystanders, ...held.map(({ who }) => who)];
  return {
    version,
    manage: true,
    mapping: departments,
    staff: bystanders,
    org: {
      users: held.map(({ who, before }) => accountOf(who, { status: before.status })),
      groups: Object.values(groups).map((name) => ({ profile: { name, description: null } })),
      memberships: [
        { group: everyone, users: held.map(({ who }) => loginOf(who)) },
        { group: groups.sales, users: members.filter(({ dept }) => dept === 'Sales').map(loginOf) },
        { group: groups.legal, users: members.filter(({ dept }) => dept === 'Legal').map(loginOf) },
      ],
    },
  };
}

/** A household on the host's clock whose commands may as well be processes of their own. */
export async function company(directory: string, cases: readonly Case[]): Promise<Household> {
  const home = await furnish(directory, new HostClock(), wishesFor(cases));
  const held = cases.filter(({ before }) => before !== null).map(({ who }) => who);
  home.bind(held, 'created');
  for (const one of held) signIn(home, one);
  home.deliver([...bystanders, ...cases.map(({ who }) => who)]);
  return home;
}

/** Opens a browser session and an app's tokens, as somebody at work has them. */
function signIn({ okta: { org } }: Household, who: Person): void {
  const found = org.user(loginOf(who));
  if (found === undefined) return;
  org.sessions.open(found.id, org.now());
  org.sessions.open(found.id, org.now(), 'oauthTokens');
}

export const newcomer: Case = { who: person('NEW', { start: daysAgo(6) }), before: null };
export const leaver: Case = { who: person('LEO', { end: daysAgo(2) }), before: { status: 'ACTIVE', dept: 'Sales' } };
export const mover: Case = { who: person('MIA', { dept: 'Legal' }), before: { status: 'ACTIVE', dept: 'Sales' } };

/** People whose last day is over. */
export function leavers(...ids: readonly string[]): readonly Case[] {
  const left = { end: daysAgo(2) };
  return ids.map((id) => ({ who: person(id, left), before: { status: 'ACTIVE', dept: 'Sales' } }));
}

/** What has become of a leaver, among other things. */
export const hasLeft: Partial<Became> = {
  status: 'SUSPENDED',
  signedIn: false,
  effects: { 'user.lifecycle.suspend': 1, 'user.session.clear': 1 },
};

/** What became of somebody, read in the simulated Okta and beside the journal; each effect as often as it happened. */
export interface Became {
  readonly status: string | undefined;
  readonly dept: unknown;
  readonly groups: readonly string[];
  readonly signedIn: boolean;
  readonly mails: readonly string[];
  /** The System Log's events about the person whose author is tenured. */
  readonly effects: Readonly<Record<string, number>>;
  /** Whether the account is bound to the person. */
  readonly bound: boolean;
}

export function became(home: Household, who: Pick<Person, 'id'>): Became {
  const account = home.account(who);
  const id = home.okta.org.user(loginOf(who))?.id;
  const bound = home.withState(({ database }) => bindingStore(database).byWorker(who.id)?.okta ?? null);
  return {
    status: account?.status,
    dept: account?.profile['department'],
    groups: account?.groups ?? [],
    signedIn: (account?.sessions ?? 0) > 0,
    mails: account?.mails ?? [],
    effects: effectsOn(home, loginOf(who)),
    bound: id !== undefined && bound === id,
  };
}

/** Ending sessions a second time ends nothing: that it was done is all that counts. */
const idempotent = 'user.session.clear';

function effectsOn({ okta: { org } }: Household, login: string): Record<string, number> {
  const counts: Record<string, number> = {};
  const ours = (event: LogEvent): boolean => event.author.type === 'PublicClientApp';
  for (const event of changesIn(org).filter(ours)) {
    if (!event.targets.some(({ alternateId }) => alternateId === login)) continue;
    const group = event.targets.find(({ type }) => type === 'UserGroup')?.displayName;
    const name = group === undefined ? event.eventType : `${event.eventType} ${group}`;
    counts[name] = event.eventType === idempotent ? 1 : (counts[name] ?? 0) + 1;
  }
  return counts;
}

/** What is left on this side when all is done. */
export interface Books {
  readonly journal: 'whole' | { readonly seq: number; readonly why: string };
  readonly open: number;
  readonly owed: number;
  /** Operations of which more than one intent was concluded as done. */
  readonly doneTwice: readonly string[];
}

export const clean: Books = { journal: 'whole', open: 0, owed: 0, doneTwice: [] };

export function books(home: Household): Books {
  return home.withState(({ database }) => {
    const verdict = journal(database, systemRandom()).verify();
    const doneTwice = database
      .prepare<[], { name: string }>(
        `SELECT operation_kind || ' ' || operation_id AS name FROM journal WHERE outcome = 'done'
         GROUP BY operation_id HAVING count(DISTINCT intent_seq) > 1`,
      )
      .all();
    return {
      journal: verdict.ok ? 'whole' : verdict.error,
      open: operationJournal(database, systemRandom(), null).open().length,
      owed: openStores(database).owed.all().length,
      doneTwice: doneTwice.map(({ name }) => name),
    };
  });
}

/** How a command is run: in this process, or in one of its own. */
export type Command = (
  ...arguments_: readonly string[]
) => Promise<{ readonly code: number | null; readonly stdout: string; readonly stderr: string }>;

/** Runs commands in this process. */
export function here(home: Household): Command {
  return (...arguments_) => home.run(...arguments_);
}

/** Makes the next plan and gives a person's word for all of it. @returns how many operations it has. */
export async function planAndApprove(command: Command): Promise<number> {
  const plan = await command('plan', '--json');
  if (plan.stdout === '') throw new Error(`no plan was made: ${plan.stderr}`);
  const { envelope, operations } = JSON.parse(plan.stdout) as PlanDocument;
  if (operations.length > 0) await demand(command, 'plan', 'approve', String(envelope.number), '--yes');
  return operations.length;
}

/** Runs a command that has to end well. */
export async function demand(command: Command, ...arguments_: readonly string[]): Promise<void> {
  const { code, stdout, stderr } = await command(...arguments_);
  if (code !== 0) throw new Error(`${arguments_.join(' ')} ended with ${String(code)}: ${stderr}\n${stdout}`);
}

/** What a new plan still has to do: nothing when everything is as it should be. */
export async function leftToDo(command: Command): Promise<readonly string[]> {
  const plan = await command('plan', '--json', '--detailed-exitcode');
  if (plan.code !== 0 && plan.code !== 2) return [`plan ended with ${String(plan.code)}: ${plan.stderr}`];
  const { operations } = JSON.parse(plan.stdout) as PlanDocument;
  return operations.map(({ kind, subject }) => `${kind} ${subject.worker}`);
}

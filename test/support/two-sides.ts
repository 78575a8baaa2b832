import type { Simulator } from '../../src/simulator/index.ts';
import { changesIn } from './changes.ts';

/** An account as somebody else than tenured tells it. */
interface Account {
  readonly status: string;
  /** Members that are set; what Okta keeps as null is as good as absent. */
  readonly profile: Readonly<Record<string, unknown>>;
  readonly groups: readonly string[];
  readonly sessions: number;
  readonly mails: readonly string[];
}

/** Every account of an organisation, by login. */
export type Accounts = Readonly<Record<string, Account>>;

/** One side: every account that there is, read from the organisation itself. */
export function seen({ org }: Simulator): Accounts {
  const found: Record<string, Account> = {};
  const groups = [...org.groups.all()].filter(({ type }) => type !== 'BUILT_IN');
  for (const user of org.users.all()) {
    const { id, status, profile } = org.user(user.id) ?? user;
    found[String(profile['login'])] = {
      status,
      profile: withoutNulls(profile),
      groups: groups
        .filter((one) => org.isMember(one, user))
        .map((one) => String(one.profile['name']))
        .sort(),
      sessions: org.sessions.of(id).length,
      mails: org.mails().flatMap(({ userId, kind }) => (userId === id ? [kind] : [])),
    };
  }
  return found;
}

function withoutNulls(profile: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(profile).filter(([, value]) => value !== null));
}

/** An operation as the plan's JSON has it, by the words of its documentation alone. */
interface Told {
  readonly kind: string;
  readonly subject: { readonly worker: string; readonly login: string | null };
  readonly target: string | null;
  readonly before: Readonly<Record<string, unknown>> | null;
  readonly after: Readonly<Record<string, unknown>>;
}

interface Draft {
  status: string;
  profile: Record<string, unknown>;
  groups: Set<string>;
  sessions: number;
  mails: string[];
}

/** The other side: what the accounts must be after everything that a plan's JSON says, given what they were before. */
export function told(before: Accounts, planJson: string): Accounts {
  const { operations } = JSON.parse(planJson) as { readonly operations: readonly Told[] };
  const drafts = new Map(Object.entries(before).map(([login, account]) => [login, toDraft(account)]));
  for (const operation of operations) carryOut(drafts, operation);
  return Object.fromEntries([...drafts].map(([login, draft]) => [login, fromDraft(draft)]));
}

function toDraft({ profile, groups, mails, ...rest }: Account): Draft {
  return { ...rest, profile: { ...profile }, groups: new Set(groups), mails: [...mails] };
}

function fromDraft({ profile, groups, ...rest }: Draft): Account {
  return { ...rest, profile: withoutNulls(profile), groups: [...groups].sort() };
}

function carryOut(drafts: Map<string, Draft>, operation: Told): void {
  const { kind, subject, after } = operation;
  const login = subject.login ?? '';
  if (kind === 'create') {
    if (drafts.has(login)) throw new Error(`${login} is created although there is such an account`);
    const { groups, profile } = after as { groups: string[]; profile: Record<string, unknown> };
    const made = { login, ...profile };
    drafts.set(login, { status: 'STAGED', profile: made, groups: new Set(groups), sessions: 0, mails: [] });
    return;
  }
  const draft = drafts.get(login);
  const effect = effects[kind];
  if (draft === undefined || effect === undefined) throw new Error(`${kind} of ${login} cannot be told`);
  effect(draft, operation);
}

const effects: Readonly<Record<string, (draft: Draft, operation: Told) => void>> = {
  activate(draft, { after }) {
    expectStatus(draft, 'STAGED');
    // Okta: who has no password yet is PROVISIONED until the link of the mail is followed.
    draft.status = 'PROVISIONED';
    if (after['sendEmail'] === true) draft.mails.push('activation');
  },
  'update-profile'(draft, { before, after }) {
    for (const [name, value] of Object.entries(before ?? {})) {
      if ((draft.profile[name] ?? null) !== value) throw new Error(`${name} was not ${JSON.stringify(value)} before`);
    }
    Object.assign(draft.profile, after);
  },
  disable(draft) {
    expectStatus(draft, 'ACTIVE');
    draft.status = 'SUSPENDED';
  },
  unsuspend(draft) {
    expectStatus(draft, 'SUSPENDED');
    draft.status = 'ACTIVE';
  },
  'clear-sessions'(draft) {
    draft.sessions = 0;
  },
  deactivate(draft, { before }) {
    expectStatus(draft, String(before?.['status']));
    draft.status = 'DEPROVISIONED';
  },
  'add-to-group'(draft, { target }) {
    if (draft.groups.has(String(target))) throw new Error(`in ${String(target)} already`);
    draft.groups.add(String(target));
  },
  'remove-from-group'(draft, { target }) {
    if (!draft.groups.delete(String(target))) throw new Error(`not in ${String(target)}`);
  },
};

function expectStatus({ status }: Draft, wanted: string): void {
  if (status !== wanted) throw new Error(`the account is ${status}, not ${wanted}`);
}

/** What the System Log calls the effect of each kind of operation. Okta: event types. */
const eventOf: Readonly<Record<string, string>> = {
  create: 'user.lifecycle.create',
  activate: 'user.lifecycle.activate',
  'update-profile': 'user.account.update_profile',
  disable: 'user.lifecycle.suspend',
  unsuspend: 'user.lifecycle.unsuspend',
  'clear-sessions': 'user.session.clear',
  deactivate: 'user.lifecycle.deactivate',
  'add-to-group': 'group.user_membership.add',
  'remove-from-group': 'group.user_membership.remove',
};

/** The System Log's events that the plan's JSON announces, `event login`, in no order. */
export function toldEvents(planJson: string): readonly string[] {
  const { operations } = JSON.parse(planJson) as { readonly operations: readonly Told[] };
  return operations.flatMap(({ kind, subject, after }) => {
    const login = String(subject.login);
    const joined = kind === 'create' ? (after['groups'] as readonly string[]) : [];
    return [`${String(eventOf[kind])} ${login}`, ...joined.map(() => `group.user_membership.add ${login}`)];
  });
}

/** The same as the organisation logged it, from a position on. */
export function seenEvents({ org }: Simulator, from: number): readonly string[] {
  return changesIn(org, from).map(({ eventType, targets }) => {
    const about = targets.find(({ type }) => type === 'User');
    return `${eventType} ${String(about?.alternateId)}`;
  });
}

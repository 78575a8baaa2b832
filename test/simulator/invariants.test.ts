import fc from 'fast-check';
import { expect, it } from 'vitest';
import { group, idFor, transitions, user, type GroupRuleSeed } from '../../src/simulator/index.ts';
import { writer, type Answer, type Writer } from './writer.ts';

const groupIds = ['Sales', 'Fed'].map((name) => idFor('group', name));
const rule: GroupRuleSeed = { name: 'Fed', expression: 'user.title == "Head"', groupIds: [idFor('group', 'Fed')] };
const people = 4;

interface Step {
  readonly method: string;
  readonly path: (id: string, groupId: string) => string;
  readonly body?: unknown;
}

const create: Step = {
  method: 'POST',
  path: () => '/api/v1/users?activate=false',
  body: {
    profile: { firstName: 'N', lastName: 'Ew', login: 'new@example.com', email: 'n@example.com', title: 'Head' },
  },
};

const steps: readonly Step[] = [
  create,
  ...Object.keys(transitions).map((operation) => ({
    method: 'POST',
    path: (id: string) => `/api/v1/users/${id}/lifecycle/${operation}?sendEmail=true`,
  })),
  ...['Head', 'Clerk', null, '😀'].map((title) => ({
    method: 'POST',
    path: (id: string) => `/api/v1/users/${id}`,
    body: { profile: { title } },
  })),
  ...['PUT', 'PUT', 'DELETE'].map((method) => ({
    method,
    path: (id: string, groupId: string) => `/api/v1/groups/${groupId}/users/${id}`,
  })),
  { method: 'DELETE', path: (id) => `/api/v1/users/${id}/sessions` },
  { method: 'DELETE', path: (id) => `/api/v1/users/${id}` },
];

const sequence = fc.array(
  fc.record({
    step: fc.constantFrom(...steps),
    who: fc.nat({ max: people - 1 }),
    group: fc.nat({ max: 1 }),
    wait: fc.constantFrom(0, 400, 1000, 2500),
  }),
  { minLength: 10, maxLength: 40 },
);

interface Seen {
  readonly state: string;
  readonly lastUpdated: number;
  readonly deactivated: boolean;
  readonly groups: number;
}

function look(org: Writer): ReadonlyMap<string, Seen> {
  const state = org.simulator.org;
  state.settle();
  return new Map(
    [...state.users.all()].map((user) => [
      user.id,
      {
        state: JSON.stringify([user.status, user.profile]),
        lastUpdated: user.lastUpdated,
        deactivated: user.status === 'DEPROVISIONED',
        groups: state.memberships.groupsOf(user.position).length,
      },
    ]),
  );
}

/** What must hold between two looks, whatever was sent. */
function check(before: ReadonlyMap<string, Seen>, after: ReadonlyMap<string, Seen>): number {
  let changes = 0;
  for (const [id, was] of before) {
    const is = after.get(id);
    if (is === undefined) {
      expect(was.deactivated).toBe(true);
      changes += 2;
      continue;
    }
    expect(is.lastUpdated).toBeGreaterThanOrEqual(was.lastUpdated);
    if (was.deactivated && is.deactivated) expect(is.groups).toBeLessThanOrEqual(was.groups);
    if (!was.deactivated && is.deactivated) expect(is.groups).toBe(was.groups);
    changes += was.state === is.state ? 0 : 1;
    changes += Math.abs(was.groups - is.groups);
  }
  for (const [id, is] of after) if (!before.has(id)) changes += 1 + is.groups;
  return changes;
}

/** Events that stand for no change of a user's record or of a membership. */
const besides = new Set([
  'user.session.clear',
  'user.lifecycle.reactivate',
  'user.mfa.factor.reset_all',
  'group.user_membership.rule.add_exclusion',
]);

async function run(
  org: Writer,
  plan: readonly { step: Step; who: number; group: number; wait: number }[],
): Promise<void> {
  const ids = [...org.simulator.org.users.all()].map(({ id }) => id);
  for (const { step, who, group, wait } of plan) {
    await org.clock.advance(wait);
    const before = look(org);
    org.news();
    const repeatedReset = (answer: Answer): boolean =>
      answer.status === 200 && step.path('', '').includes('reset_password');
    const answer = await org.send(step.method, step.path(ids[who] ?? '', groupIds[group] ?? ''), step.body);
    expect(answer.status).toBeLessThan(500);
    const changes = check(before, look(org));
    const events = org.news().filter(({ eventType }) => !besides.has(eventType));
    if (answer.status >= 400) expect([changes, events]).toEqual([0, []]);
    else if (!repeatedReset(answer)) expect(events).toHaveLength(changes);
  }
  expect(org.simulator.violations()).toEqual([]);
}

it.each([0, 1500])('holds its promises whatever is sent, when activating takes %d ms', async (activationMs) => {
  await fc.assert(
    fc.asyncProperty(sequence, async (plan) => {
      const org = await writer({
        users: Array.from({ length: people }, (_, index) => user(`p${String(index)}@example.com`)),
        groups: [group('Sales'), group('Fed')],
        rules: [rule],
        switches: { activationMs, editDeactivated: activationMs > 0 },
      });
      await run(org, plan).finally(() => org.close());
    }),
    { numRuns: 15 },
  );
});

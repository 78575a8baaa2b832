import { describe, it } from 'vitest';
import { idFor } from '../../src/simulator/index.ts';
import { everyone } from '../support/household.ts';
import { loginOf } from '../support/people.ts';
import { groups, leaver } from './company.ts';
import { atTheGate } from './failpoints.ts';
import { places, settlesAfter, type Subject } from './killed.ts';

const account = `/api/v1/users/${idFor('user', loginOf(leaver.who))}`;

const subject: Subject = {
  of: leaver,
  requests: {
    read: { method: 'GET', path: account },
    gate: { method: 'GET', path: `${account}/roles` },
    write: { method: 'POST', path: `${account}/lifecycle/suspend` },
    later: { method: 'DELETE', path: `${account}/sessions` },
  },
  becomes: {
    status: 'SUSPENDED',
    dept: 'Sales',
    groups: [everyone, groups.sales],
    signedIn: false,
    mails: [],
    effects: { 'user.lifecycle.suspend': 1, 'user.session.clear': 1 },
    bound: true,
  },
};

describe('access ends once, sessions and tokens with it', () => {
  it.each([...places, [atTheGate.name, 'plan', atTheGate] as const])('killed %s, then %s', (_name, next, point) =>
    settlesAfter(point, next, subject),
  );
});

import { describe, it } from 'vitest';
import { everyone } from '../support/household.ts';
import { loginOf } from '../support/people.ts';
import { groups, newcomer } from './company.ts';
import { places, settlesAfter, type Subject } from './killed.ts';

const subject: Subject = {
  of: newcomer,
  requests: {
    read: { method: 'GET', path: `/api/v1/users/${encodeURIComponent(loginOf(newcomer.who))}` },
    write: { method: 'POST', path: '/api/v1/users' },
    later: { method: 'POST', path: '/api/v1/users/*/lifecycle/activate' },
  },
  becomes: {
    status: 'PROVISIONED',
    dept: 'Sales',
    groups: [everyone, groups.sales],
    signedIn: false,
    mails: ['activation'],
    effects: {
      'user.lifecycle.create': 1,
      [`group.user_membership.add ${everyone}`]: 1,
      [`group.user_membership.add ${groups.sales}`]: 1,
      'user.lifecycle.activate': 1,
    },
    bound: true,
  },
};

describe('an account is created and activated once', () => {
  it.each(places)('killed %s, then %s', (_name, next, point) => settlesAfter(point, next, subject));
});

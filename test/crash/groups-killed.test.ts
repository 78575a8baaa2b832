import { describe, it } from 'vitest';
import { idFor } from '../../src/simulator/index.ts';
import { everyone } from '../support/household.ts';
import { loginOf } from '../support/people.ts';
import { groups, mover } from './company.ts';
import { places, settlesAfter, type Subject } from './killed.ts';

const user = idFor('user', loginOf(mover.who));

function membership(group: string): string {
  return `/api/v1/groups/${idFor('group', group)}/users/${user}`;
}

const subject: Subject = {
  of: mover,
  requests: {
    read: { method: 'GET', path: `/api/v1/users/${user}` },
    write: { method: 'PUT', path: membership(groups.legal) },
    later: { method: 'DELETE', path: membership(groups.sales) },
  },
  becomes: {
    status: 'ACTIVE',
    dept: 'Legal',
    groups: [everyone, groups.legal],
    signedIn: true,
    mails: [],
    effects: {
      'user.account.update_profile': 1,
      [`group.user_membership.add ${groups.legal}`]: 1,
      [`group.user_membership.remove ${groups.sales}`]: 1,
    },
    bound: true,
  },
};

describe('somebody changes groups once', () => {
  it.each(places)('killed %s, then %s', (_name, next, point) => settlesAfter(point, next, subject));
});

import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Memberships } from './memberships.ts';

it('keeps both sides of every membership, sorted', () => {
  const step = fc.record({ adds: fc.boolean(), group: fc.nat(4), user: fc.nat(9) });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const memberships = new Memberships();
      const pairs = new Set<string>();
      for (const { adds, group, user } of steps) {
        const pair = `${group} ${user}`;
        const changed = adds ? memberships.add(group, user) : memberships.remove(group, user);
        expect(changed).toBe(adds !== pairs.has(pair));
        if (adds) pairs.add(pair);
        else pairs.delete(pair);
      }
      for (let group = 0; group < 5; group += 1) {
        const users = Array.from({ length: 10 }, (_, user) => user).filter((user) => pairs.has(`${group} ${user}`));
        expect(memberships.usersOf(group)).toEqual(users);
        for (let user = 0; user < 10; user += 1) {
          expect(memberships.has(group, user)).toBe(users.includes(user));
          expect(memberships.groupsOf(user).includes(group)).toBe(users.includes(user));
        }
      }
    }),
  );
});

it('forgets a user from every group', () => {
  const memberships = new Memberships();
  for (const group of [1, 2]) for (const user of [5, 6]) memberships.add(group, user);
  expect([...memberships.forgetUser(5)]).toEqual([1, 2]);
  expect(memberships.usersOf(1)).toEqual([6]);
  expect(memberships.groupsOf(5)).toEqual([]);
});

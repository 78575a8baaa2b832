import fc from 'fast-check';
import { expect, it } from 'vitest';
import { newest } from './looks.ts';

it('finds those that changed last among any number', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(500), { maxLength: 1500 }), (instants) => {
      const items = instants.map((at, index) => ({ at, index }));
      const wanted = items.filter(({ at }) => at % 3 > 0);
      const found = newest(
        items,
        ({ at }) => at % 3 > 0,
        ({ at }) => at,
      );
      const sorted = wanted.toSorted((one, other) => other.at - one.at);
      expect(found.matching).toBe(wanted.length);
      expect(found.items.map(({ at }) => at)).toEqual(sorted.slice(0, 50).map(({ at }) => at));
    }),
  );
});

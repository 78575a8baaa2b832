import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asJson, canonicalJson, type Json } from './canonical-json.ts';
import { hashOf, lineHash, sha256 } from './hash.ts';

describe('canonical JSON', () => {
  it('sorts members by UTF-16 code units and leaves no white space', () => {
    expect(canonicalJson({ b: 1, a: [true, null, 'x'], '\u20ac': 2, '\ud83d\ude00': 3, '\ufb33': 4 })).toBe(
      '{"a":[true,null,"x"],"b":1,"\u20ac":2,"\ud83d\ude00":3,"\ufb33":4}',
    );
  });

  it('writes numbers as ECMAScript does', () => {
    expect(canonicalJson([1e21, 0.1, -0, Number('333333333.33333329')])).toBe('[1e+21,0.1,0,333333333.3333333]');
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, undefined, 1n, Symbol('x')])('refuses %s', (value) => {
    expect(() => canonicalJson(value as never)).toThrow(TypeError);
    expect(() => canonicalJson({ deep: [value as never] })).toThrow(TypeError);
  });

  it('does not depend on the order in which members were written, and means the same', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = canonicalJson(value as Json);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
        expect(canonicalJson(reversed(value) as Json)).toBe(text);
      }),
    );
  });
});

function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, member]) => [key, reversed(member)]),
  );
}

describe('hashes', () => {
  it('are SHA-256', () => {
    expect(sha256('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
    expect(hashOf(asJson({ a: 1 }))).toBe(sha256('{"a":1}'));
  });

  it('tell two lists of lines apart', () => {
    const of = (lines: string[]): string => {
      const hash = lineHash();
      for (const line of lines) hash.add(line);
      return hash.end();
    };
    expect(of(['a', 'b'])).toBe(sha256('a\nb\n'));
    expect(of(['ab'])).not.toBe(of(['a', 'b']));
  });
});

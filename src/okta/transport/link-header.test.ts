import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseLinks } from './link-header.ts';

describe('parseLinks', () => {
  it('reads what Okta sends, several header lines joined by commas included', () => {
    const header =
      '<https://acme.okta.com/api/v1/users?limit=200>; rel="self", ' +
      '<https://acme.okta.com/api/v1/users?after=00u1,2;3&limit=200>; rel="next"';
    expect(parseLinks(header)).toEqual([
      { target: 'https://acme.okta.com/api/v1/users?limit=200', relations: ['self'] },
      { target: 'https://acme.okta.com/api/v1/users?after=00u1,2;3&limit=200', relations: ['next'] },
    ]);
  });

  it('takes no header for no link', () => {
    expect(parseLinks(null)).toEqual([]);
    expect(parseLinks('  , ,')).toEqual([]);
  });

  it.each([
    ['<a>;rel=next', ['next']],
    ['<a> ; title="x, y; rel=prev" ; rel = "NEXT last"', ['next', 'last']],
    ['<a>; rel="next"; rel="prev"', ['next']],
    [String.raw`<a>; title="quoted \" rel=\"next\""; rel="prev"`, ['prev']],
    ['<a>', []],
    ['<a>; rel', []],
  ])('reads the relations of %s', (header, relations) => {
    expect(parseLinks(header)).toEqual([{ target: 'a', relations }]);
  });

  it.each(['a; rel="next"', '<a; rel="next"', '<a>; rel="next', '<a> rel="next"', '<a>; rel="next" <b>; rel="self"'])(
    'calls %s malformed',
    (header) => {
      expect(parseLinks(header)).toBeNull();
    },
  );

  const target = fc.stringMatching(/^[\w:/?&=.,;%+-]{1,60}$/);
  const relation = fc.stringMatching(/^[a-z]{1,10}$/);
  const noise = fc.stringMatching(/^[\w ,;=<>]{0,20}$/);

  it('reads back any links that were written after RFC 8288', () => {
    const link = fc.record({ target, relations: fc.array(relation, { minLength: 1, maxLength: 3 }), title: noise });
    fc.assert(
      fc.property(fc.array(link, { maxLength: 6 }), fc.constantFrom(',', ', ', ' ,  '), (links, comma) => {
        const header = links.map((one) => `<${one.target}>; title="${one.title}"; rel="${one.relations.join(' ')}"`);
        const expected = links.map((one) => ({ target: one.target, relations: one.relations }));
        expect(parseLinks(header.join(comma))).toEqual(expected);
      }),
    );
  });

  it('answers any text at all, and soon', () => {
    const piece = fc.constantFrom('<', '>', ';', ',', '"', '\\', '=', ' ', 'rel', 'next', 'https://a.test/?x', '\t');
    const odd = fc.oneof(
      fc.string(),
      fc.array(piece, { maxLength: 400 }).map((pieces) => pieces.join('')),
    );
    fc.assert(
      fc.property(odd, (text) => {
        const links = parseLinks(text);
        expect(links === null || links.every((one) => !one.target.includes('>'))).toBe(true);
      }),
    );
  });
});

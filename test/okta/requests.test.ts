import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { oktaGroupId, oktaUserId } from '../../src/domain/kernel/ids.ts';
import { address } from '../../src/okta/resources/address.ts';
import { missing, requests } from '../support/openapi/observer.ts';
import { judgeRequestsBy } from '../support/openapi/request-judge.ts';
import { collect, settled } from './fake-okta.ts';
import { administrator, cases, organisation, signIn, staff } from './organisation.ts';

if (missing !== undefined) process.stderr.write(`${missing}\n`);

describe.skipIf(missing !== undefined)('what the client asks of Okta', () => {
  it('is what the document describes, whatever it asks for', async () => {
    const { clock, reader } = await organisation();
    const ask = async (work: Promise<unknown>): Promise<unknown> => settled(clock, work);
    await ask(reader.organisation());
    await ask(reader.canary(administrator));
    await ask(collect(reader.users(null, ['title'])));
    await ask(collect(reader.users(clock.now(), ['title'])));
    await ask(reader.user(administrator, ['title']));
    await ask(collect(reader.groups()));
    await ask(collect(reader.changedGroups(clock.now(), [])));
    await ask(reader.group(staff));
    await ask(reader.carriesRole(staff));
    await ask(collect(reader.groupMembers(staff)));
    await ask(reader.groupRules());
    await ask(reader.assignees());
    await ask(reader.rolesOf(administrator));
    await ask(reader.groupsOf(administrator));
    await ask(reader.schema());
    for (const one of cases) {
      const org = await organisation();
      signIn(org.simulator);
      expect(await settled(org.clock, one.call(org.writer))).toMatchObject({ kind: 'done' });
    }
    expect(requests().unexplained).toEqual([]);
    expect(requests().asked.length).toBeGreaterThanOrEqual(20);
  });
});

describe('the judge of requests', () => {
  const judge = judgeRequestsBy({
    paths: {
      '/pets/{id}': {
        get: {
          parameters: [
            { name: 'limit', in: 'query', schema: { type: 'integer', maximum: 5 } },
            { $ref: '#/components/parameters/deep' },
          ],
          responses: {},
        },
        post: {
          requestBody: {
            required: true,
            content: { 'application/json': { schema: { type: 'object', properties: { name: { type: 'string' } } } } },
          },
          responses: {},
        },
      },
    },
    components: { parameters: { deep: { name: 'deep', in: 'query', schema: { type: 'boolean' } } } },
  });
  const judged = (method: string, path: string, body?: unknown): readonly string[] =>
    judge({
      method,
      url: `https://x.test${path}`,
      headers: new Headers({ accept: 'application/json' }),
      body: body === undefined ? undefined : JSON.stringify(body),
    }).map(({ where, what }) => `${where}: ${what}`);

  it.each<[string, string, unknown, readonly string[]]>([
    ['GET', '/pets/7?limit=5&deep=true', undefined, []],
    ['GET', '/pets/7?limit=6', undefined, ['query limit: must be <= 5']],
    ['GET', '/pets/7?limit=some', undefined, ['query limit: must be integer']],
    ['GET', '/pets/7?deep=maybe', undefined, ['query deep: must be boolean']],
    ['GET', '/pets/7?x=1', undefined, ['query x: is not a parameter']],
    ['GET', '/owners', undefined, ['path: is not described']],
    ['PUT', '/pets/7', undefined, ['path: is not described']],
    ['POST', '/pets/7', undefined, ['body: is missing']],
    ['POST', '/pets/7', { name: 7 }, ['/name: must be string']],
    ['POST', '/pets/7', { age: 7 }, ['/age: is not a property']],
    ['GET', '/pets/7', {}, ['body: is not described']],
  ])('%s %s with %j', (method, path, body, what) => {
    expect(judged(method, path, body)).toEqual(what);
  });
});

/** What somebody might call an account so that a URL means something else. */
const hostile = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 40 }),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc
    .array(
      fc.constantFrom(
        '../',
        '..',
        '.',
        '/',
        '\\',
        '%2f',
        '%2e%2e',
        '%',
        '?',
        '#',
        '&',
        '=',
        ';',
        ' ',
        '@',
        ':',
        '+',
        '\r\n',
        '\u0000',
        'é',
        '漢',
        '😀',
        '\u202e',
        '//evil.test/',
        'a',
      ),
      { minLength: 1, maxLength: 8 },
    )
    .map((parts) => parts.join('')),
);

describe('an address', () => {
  it('is where it was meant to be, whatever an id or a login is', () => {
    fc.assert(
      fc.property(hostile, hostile, hostile, (user, group, query) => {
        let url: URL;
        try {
          url = new URL(
            address('https://acme.okta.test', ['api', 'v1', 'groups', oktaGroupId(group), 'users', oktaUserId(user)], {
              search: query.toWellFormed(),
            }),
          );
        } catch (error) {
          expect(error).toMatchObject({ code: 'TEN-2308' });
          return;
        }
        expect([url.origin, url.hash, url.username]).toEqual(['https://acme.okta.test', '', '']);
        const [, ...segments] = url.pathname.split('/');
        expect(segments.map(decodeURIComponent)).toEqual(['api', 'v1', 'groups', group, 'users', user]);
        expect([...url.searchParams]).toEqual([['search', query.toWellFormed()]]);
      }),
      { numRuns: 2_000 },
    );
  });

  it.each(['', '.', '..', 'x'.repeat(401), '\ud800'])('is not made for %j', (id) => {
    expect(() => address('https://acme.okta.test', ['api', 'v1', 'users', id])).toThrow('cannot be an id or a login');
  });
});

import { describe, expect, it } from 'vitest';
import { judgeBy, type Specification } from './validator.ts';

const specification: Specification = {
  paths: {
    '/pets/{id}': {
      get: {
        responses: {
          '200': { content: { 'application/json': { schema: { $ref: '#/components/schemas/Pet' } } } },
          '204': {},
        },
      },
    },
    '/pets/all': {
      get: {
        responses: {
          '200': {
            content: {
              'application/json': { schema: { type: 'array', items: { $ref: '#/components/schemas/Pet' } } },
            },
          },
        },
      },
    },
  },
  components: {
    schemas: {
      ModelError: { type: 'object', properties: { errorCode: { type: 'string' } } },
      Named: { type: 'object', properties: { name: { type: 'string' } }, required: ['name'] },
      Pet: {
        allOf: [
          { $ref: '#/components/schemas/Named' },
          {
            type: 'object',
            properties: {
              born: { type: 'string', format: 'date-time', nullable: true },
              owner: { $ref: '#/components/schemas/Named', nullable: true },
              tags: { type: 'object', additionalProperties: { type: 'string' } },
              kind: { oneOf: [{ type: 'string' }, { type: 'string', enum: ['cat'] }] },
            },
          },
        ],
      },
    },
  },
};

const judge = judgeBy(specification);
const judged = (status: number, body?: unknown, path = '/pets/7', method = 'GET'): readonly string[] | undefined =>
  judge({ method, path, status, headers: new Headers(), body })?.map(({ where, what }) => `${where}: ${what}`);

describe('an answer', () => {
  it.each([
    [200, { name: 'Tom', born: '2026-01-05T09:00:00.000Z', owner: { name: 'Ann' }, tags: { any: 'thing' } }],
    [200, { name: 'Tom', born: null, owner: null, kind: 'cat' }],
    [204, undefined],
  ])('of %d with %j is as described', (status, body) => {
    expect(judged(status, body)).toEqual([]);
  });

  it.each<[number, unknown, string]>([
    [200, {}, ": must have required property 'name'"],
    [200, { name: 7 }, '/name: must be string'],
    [200, { name: 'Tom', born: 'yesterday' }, '/born: must match format "date-time"'],
    [200, { name: 'Tom', pet: true }, '/pet: is not a property'],
    [200, { name: 'Tom', owner: { name: 'Ann', age: 7 } }, '/owner/age: is not a property'],
    [200, undefined, 'body: is missing'],
    [204, {}, 'body: is not described: {}'],
    [201, {}, 'status: is not described'],
    [404, { errorCode: 'E0000007' }, 'status: is not described'],
  ])('of %d with %j is not', (status, body, what) => {
    expect(judged(status, body)).toContain(what);
  });

  it('that refuses has the error object, described or not', () => {
    expect(judged(404, { errorCode: 7 })).toEqual(['status: is not described', '/errorCode: must be string']);
  });

  it('is judged by the path that fits best, and not at all by none', () => {
    expect(judged(200, [{ name: 'Tom', x: 1 }], '/pets/all')).toEqual(['/*/x: is not a property']);
    expect(judged(200, {}, '/owners')).toBeUndefined();
    expect(judged(200, {}, '/pets/7', 'POST')).toBeUndefined();
  });
});

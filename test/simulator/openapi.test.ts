import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { group, user } from '../../src/simulator/index.ts';
import { routes } from '../../src/simulator/routes/table.ts';
import { missing, findings, operations } from '../support/openapi/observer.ts';
import { deviations } from '../support/openapi/deviations.ts';
import { everyScope, writer, type Writer } from './writer.ts';

if (missing !== undefined) process.stderr.write(`\n${missing}\n\n`);

let org: Writer;
beforeAll(async () => {
  org = await writer({ users: [user('ada@example.com')], groups: [group('Sales')] }, { scopes: everyScope });
});
afterAll(() => org.close());

describe("Okta's OpenAPI document", () => {
  it.skipIf(missing !== undefined)('is what every answer is held against', async () => {
    const before = findings().observed;
    await org.send('GET', '/api/v1/users');
    expect(findings().observed).toBe(before + 1);
    expect(findings().unexplained).toEqual([]);
  });

  it.skipIf(missing !== undefined)('has every endpoint that there is', () => {
    const described = new Set(operations().map((operation) => operation.replaceAll(/\{[^}]+\}/g, '*')));
    const own = routes.map(({ method, path }) => `${method} ${path.replaceAll(/:\w+/g, '*')}`);
    const fixed = own.map((route) => route.replace(/user\/default$/, 'user/*'));
    expect(fixed.filter((route) => !described.has(route))).toEqual([]);
  });

  it('is deviated from with a source alone', () => {
    for (const { source } of deviations) expect(source).toMatch(/^§\d/);
  });
});

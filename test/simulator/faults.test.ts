import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { user } from '../../src/simulator/index.ts';
import { writer, type Writer } from './writer.ts';

let org: Writer;
beforeEach(async () => {
  org = await writer({ users: [user('ada@example.com'), user('bob@example.com')] });
});
afterEach(() => org.close());

const newcomer = { profile: { firstName: 'N', lastName: 'Ew', login: 'new@example.com', email: 'n@example.com' } };
const create = (): Promise<unknown> => org.send('POST', '/api/v1/users', newcomer);
const suspend = (name: string): Promise<{ status: number }> =>
  org.send('POST', `/api/v1/users/${name}@example.com/lifecycle/suspend`);

describe('an answer that is lost', () => {
  it('may be one to a change that was never made', async () => {
    org.simulator.faults.cutBeforeCommit({ method: 'POST', path: '/api/v1/users' });
    await expect(create()).rejects.toThrow('fetch failed');
    expect(org.status('new@example.com')).toBeUndefined();
    expect(org.news()).toEqual([]);
    expect(org.simulator.requests().at(-1)).toMatchObject({ path: '/api/v1/users', status: 0, cut: 'cutBeforeCommit' });
    expect(await create()).toMatchObject({ status: 200 });
  });

  it('may be one to a change that was made', async () => {
    org.simulator.faults.cutAfterCommit({ method: 'post', path: /^\/api\/v1\/users$/ });
    await expect(create()).rejects.toThrow('fetch failed');
    expect(org.status('new@example.com')).toBe('PROVISIONED');
    expect(org.simulator.org.mails()).toHaveLength(1);
    expect(org.simulator.requests().at(-1)).toMatchObject({
      status: 200,
      cut: 'cutAfterCommit',
      clientId: expect.any(String) as string,
    });
    expect(await create()).toMatchObject({ status: 400, code: 'E0000001' });
    expect(org.simulator.violations()).toEqual([]);
  });

  it('is the nth that matches, and only that', async () => {
    org.simulator.faults.cutAfterCommit({ path: '/api/v1/users/*/lifecycle/*', nth: 2 });
    await org.send('GET', '/api/v1/users/ada@example.com');
    expect((await suspend('ada')).status).toBe(200);
    expect(org.simulator.faults.pending).toBe(1);
    await expect(suspend('bob')).rejects.toThrow('fetch failed');
    expect(org.status('bob@example.com')).toBe('SUSPENDED');
    expect(org.simulator.faults.pending).toBe(0);
    expect((await suspend('bob')).status).toBe(400);
  });
});

describe('a request that fails', () => {
  it('does so as it was told, once, and changes nothing', async () => {
    const { faults } = org.simulator;
    faults.failNext({ method: 'POST' }, { status: 503, errorCode: 'E0000010' });
    faults.failNext({ method: 'POST' }, { status: 500, errorCode: 'E9999999' });
    expect(await suspend('ada')).toMatchObject({
      status: 503,
      code: 'E0000010',
      summary: 'Service is in read only mode',
    });
    expect(await suspend('ada')).toMatchObject({ status: 500, code: 'E9999999' });
    expect(org.status('ada@example.com')).toBe('ACTIVE');
    expect(org.simulator.requests().slice(-2)).toMatchObject([{ status: 503 }, { status: 500 }]);
    expect((await suspend('ada')).status).toBe(200);
  });

  it('may be the token’s, and may be called off', async () => {
    const { faults } = org.simulator;
    faults.failNext({ path: '/oauth2/v1/token' }, { status: 500, errorCode: 'E0000009' });
    expect((await org.askToken(org.form())).status).toBe(500);
    faults.cutBeforeCommit();
    faults.clear();
    expect((await suspend('ada')).status).toBe(200);
  });
});

it('cannot make a read-only org write', async () => {
  await org.close();
  org = await writer({ users: [user('ada@example.com')] }, { options: { readOnly: true } });
  for (const [method, path] of [
    ['POST', '/api/v1/users'],
    ['PUT', '/api/v1/users/ada@example.com'],
    ['DELETE', '/api/v1/users/ada@example.com'],
    ['PUT', '/api/v1/groups/00g1/users/00u1'],
  ] as const) {
    expect(await org.send(method, path)).toMatchObject({ status: 405, code: 'E0000022' });
    expect(org.simulator.violations().at(-1)).toBe(`${method} ${path}`);
    expect(org.simulator.requests().at(-1)).toMatchObject({ status: 405 });
  }
  expect(org.status('ada@example.com')).toBe('ACTIVE');
});

describe('a request that stands still', () => {
  it.each([
    { when: 'beforeCommit', meanwhile: 'ACTIVE' },
    { when: 'afterCommit', meanwhile: 'SUSPENDED' },
  ] as const)('stands $when until it is let go', async ({ when, meanwhile }) => {
    const held = org.simulator.faults.hold({ path: '/api/v1/users/*/lifecycle/suspend' }, when);
    const suspended = suspend('ada');
    await held.reached;
    expect(org.status('ada@example.com')).toBe(meanwhile);
    held.release();
    expect((await suspended).status).toBe(200);
    expect(org.status('ada@example.com')).toBe('SUSPENDED');
    expect((await suspend('bob')).status).toBe(200);
  });
});

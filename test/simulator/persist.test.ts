import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished, expect, it } from 'vitest';
import { user } from '../../src/simulator/index.ts';
import { bench } from './caller.ts';
import { run, start, type Running } from '../support/process.ts';

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'tenured-persist-'));
  onTestFinished(() => {
    rmSync(made, { recursive: true, force: true });
  });
  return made;
}

async function started(at: string, ...more: readonly string[]): Promise<{ running: Running; url: string }> {
  const running = start(at, 'simulator', '--json', '--port', '0', '--dir', 'okta', ...more);
  const line = await running.firstLine;
  if (line === '') throw new Error((await running.ended).stderr);
  return { running, url: (JSON.parse(line) as { url: string }).url };
}

async function post(url: string, path: string, body: unknown): Promise<Response> {
  return fetch(url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
}

async function statusOf(url: string, login: string): Promise<unknown> {
  return ((await (await fetch(`${url}/simulator/users/${login}`)).json()) as { status: unknown }).status;
}

const admin = 'okta.admin@simulated.example';

/** Waits until a file says so, as somebody would who looks at it again and again. */
async function said(file: string, text: string): Promise<void> {
  while (!existsSync(file) || !readFileSync(file, 'utf8').includes(text)) {
    await new Promise((resolve) => setImmediate(resolve));
  }
}

it('survives a clean end and a kill', async () => {
  const at = folder();
  const file = join(at, 'org.json');
  const flags = ['--persist', 'org.json', '--org', 'small', '--seed', '5'];
  const first = await started(at, ...flags);
  await post(first.url, '/simulator/faults', { kind: 'signIn', user: admin, outcome: 'lockedOut' });
  first.running.kill('SIGTERM');
  expect((await first.running.ended).code).toBe(0);
  expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ name: 'Simulated', version: 1 });

  const second = await started(at, ...flags);
  expect(await statusOf(second.url, admin)).toBe('LOCKED_OUT');
  await post(second.url, '/simulator/faults', { kind: 'adminMove', user: admin, status: 'SUSPENDED' });
  await said(file, 'user.lifecycle.suspend');
  second.running.kill('SIGKILL');
  await second.running.ended;

  const third = await started(at, ...flags);
  expect(await statusOf(third.url, admin)).toBe('SUSPENDED');
  const { log } = (await (await fetch(`${third.url}/simulator/overview`)).json()) as { log: { eventType: string }[] };
  expect(log.map(({ eventType }) => eventType)).toEqual(['user.lifecycle.suspend', 'user.account.lock']);
  third.running.kill('SIGINT');
  await third.running.ended;
});

it('goes on with the time where it was', async () => {
  const at = folder();
  const flags = ['--persist', 'org.json', '--clock', '2026-03-02T09:00:00Z'];
  const first = await started(at, ...flags);
  await post(first.url, '/simulator/clock', { set: '2026-04-01T09:00:00Z' });
  await post(first.url, '/simulator/faults', { kind: 'signIn', user: admin });
  first.running.kill('SIGTERM');
  await first.running.ended;
  const second = await started(at, ...flags);
  const { now } = (await (await fetch(`${second.url}/simulator/clock`)).json()) as { now: string };
  expect(now >= '2026-04-01T09:00:00.000Z').toBe(true);
});

it('gives back what a fault has taken before it is kept', async () => {
  const at = folder();
  const file = join(at, 'org.json');
  const org = await bench({ users: [user('ada@example.com')] }, { persist: file });
  org.simulator.faults.order({ kind: 'lag', milliseconds: 5 }, { kind: 'roleRevoked', client: '0oaTenuredTest0000x7' });
  await org.close();
  expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({
    switches: { searchLagMs: 0 },
    apps: [{ roles: [{ type: 'SUPER_ADMIN' }] }],
    users: [{ profile: { login: 'ada@example.com' } }],
  });
});

it('starts from a document, and says what is wrong with one', async () => {
  const at = folder();
  writeFileSync(join(at, 'good.json'), JSON.stringify({ name: 'Mine', users: [user('ada@example.com')] }));
  const { running, url } = await started(at, '--import', 'good.json');
  expect(await statusOf(url, 'ada@example.com')).toBe('ACTIVE');
  running.kill('SIGTERM');
  await running.ended;
  writeFileSync(join(at, 'bad.json'), JSON.stringify({ users: {}, more: 1 }));
  const bad = await run(at, 'simulator', '--port', '0', '--import', 'bad.json');
  expect([bad.code, bad.stderr]).toEqual([
    64,
    expect.stringMatching(/TEN-6006[\s\S]*name is missing; users must be a list; more is not known/),
  ]);
  writeFileSync(
    join(at, 'twice.json'),
    JSON.stringify({ name: 'x', users: [user('a@b.cc'), user('a@b.cc', { id: 'x' })] }),
  );
  const twice = await run(at, 'simulator', '--port', '0', '--persist', 'twice.json');
  expect([twice.code, twice.stderr]).toEqual([64, expect.stringContaining('login a@b.cc is taken')]);
  expect((await run(at, 'simulator', '--port', '0', '--import', 'none.json')).stderr).toContain('ENOENT');
});

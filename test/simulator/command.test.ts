import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';
import { run, start } from '../support/process.ts';

const missing = ['openssl', 'curl'].filter((tool) => spawnSync(tool, ['version']).error !== undefined);
if (missing.length > 0) {
  process.stderr.write(`\nSKIPPED: the simulator’s token script was not run. Install ${missing.join(' and ')}.\n\n`);
}

const called = promisify(execFile);

interface Started {
  readonly folder: string;
  readonly url: string;
  readonly page: string;
}

async function simulator(...flags: readonly string[]): Promise<Started> {
  const folder = mkdtempSync(join(tmpdir(), 'tenured-command-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  const running = start(folder, 'simulator', '--json', '--port', '0', ...flags);
  return { folder, ...(JSON.parse(await running.firstLine) as Omit<Started, 'folder'>) };
}

describe.skipIf(missing.length > 0)('the script that gets a token', () => {
  async function token({ folder }: Started, ...scopes: readonly string[]): Promise<string> {
    const { stdout } = await called('sh', [join(folder, 'tenured-simulator', 'token.sh'), ...scopes]);
    return stdout.trim();
  }

  async function ask({ url }: Started, method: string, path: string, by: string, body?: object): Promise<Response> {
    return fetch(url + path, {
      method,
      headers: { authorization: `Bearer ${by}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  }

  const login = 'nora@simulated.example';
  const newcomer = { profile: { firstName: 'Nora', lastName: 'Neu', login, email: login } };

  it('gets one that reads, by whatever clock', async () => {
    const started = await simulator('--org', 'small', '--clock', '2020-02-29T12:00:00Z');
    const reads = await token(started);
    expect(await (await ask(started, 'GET', '/api/v1/users?limit=200', reads)).json()).toHaveLength(41);
    expect((await ask(started, 'GET', '/api/v1/logs', reads)).status).toBe(200);
    expect((await ask(started, 'POST', '/api/v1/users', reads, newcomer)).status).toBe(403);
    expect(statSync(join(started.folder, 'tenured-simulator', 'curl.pem')).mode & 0o077).toBe(0);
  });

  it('says what is wrong on stderr, and fails, when there is none to get', async () => {
    const failed = await token(await simulator(), 'okta.pets.read').catch((error: unknown) => error);
    expect(failed).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringMatching(/^\{"error":"invalid_scope".*\n$/) as string,
    });
  });

  it('gets one that writes, of the scopes that were asked for', async () => {
    const started = await simulator('--manage');
    const writes = await token(started);
    expect((await ask(started, 'POST', '/api/v1/users', writes, newcomer)).status).toBe(200);
    const less = await token(started, 'okta.users.read');
    expect((await ask(started, 'GET', `/api/v1/users/${login}`, less)).status).toBe(200);
    expect((await ask(started, 'GET', '/api/v1/groups', less)).status).toBe(403);
  });
});

/** The shell fences of a page, without those that start the simulator itself. */
function examples(page: string): readonly string[] {
  const text = readFileSync(new URL(`../../${page}`, import.meta.url), 'utf8');
  const fences = [...text.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, script = '']) => script);
  return fences
    .map((script) => script.replaceAll(/^npx tenured .*$/gm, ''))
    .filter((script) => script.includes('curl'));
}

it.skipIf(missing.length > 0)('does what its documentation says, line by line', async () => {
  const { folder, url } = await simulator('--manage', '--org', 'messy', '--clock', '2026-03-27T15:00:00+01:00');
  const scripts = examples('docs/it/simulator.md').map((script) => script.replaceAll('http://127.0.0.1:8055', url));
  expect(scripts.length).toBeGreaterThanOrEqual(6);
  // Whatever is refused fails, but for the example that shows a refusal, with its headers.
  const strict =
    'curl() { case " $* " in *" -i "*) command curl "$@";; *) command curl --fail-with-body "$@";; esac; }';
  const whole = ['set -e', strict, ...scripts].join('\n');
  const { stdout, stderr } = await called('bash', ['-c', whole], { cwd: folder, maxBuffer: 1 << 26 });
  expect(stderr).toBe('');
  expect(stdout).toContain('"login":"nora@simulated.example"');
  expect(stdout).toContain('{"ids":["f1"]}');
  expect(stdout).toContain('HTTP/1.1 403 Forbidden');
  expect(stdout).toContain('"errorCode":"E0000005"');
  expect(readFileSync(join(folder, 'org.json'), 'utf8')).toContain('nora@simulated.example');
});

it('has the page where it says, and the same people for the same seed', async () => {
  const users = async (seed: string): Promise<unknown> => {
    const { page } = await simulator('--org', 'small', '--seed', seed);
    expect(await (await fetch(page)).text()).toContain('<title>Simulated Okta</title>');
    const exported = await (await fetch(`${page}/organisation`)).json();
    return (exported as { users: unknown }).users;
  };
  const first = await users('7');
  expect(await users('7')).toEqual(first);
  expect(await users('8')).not.toEqual(first);
});

it('knows the organisations that it has, and no other', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tenured-command-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  const { code, stderr } = await run(folder, 'simulator', '--org', 'huge');
  expect([code, stderr]).toEqual([64, expect.stringContaining('empty, small, big, messy')]);
});

it('says which port it cannot have, and why', async () => {
  const { folder, url } = await simulator();
  const { port } = new URL(url);
  const taken = await run(folder, 'simulator', '--port', port);
  expect([taken.code, taken.stderr]).toEqual([64, expect.stringContaining(`cannot listen on 127.0.0.1:${port}`)]);
  expect(taken.stderr).toContain('another process listens there already');
  const none = await run(folder, 'simulator', '--port', '65536');
  expect([none.code, none.stderr]).toEqual([64, expect.stringContaining('Give a port from 0 to 65535.')]);
});

it('says which files its configuration names that are not there, and names those it is told', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tenured-command-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  const told = async (...flags: readonly string[]): Promise<string> => {
    const running = start(folder, 'simulator', '--port', '0', ...flags);
    await running.firstLine;
    running.kill('SIGINT');
    return (await running.ended).stdout;
  };
  writeFileSync(join(folder, 'mine.csv'), 'Id\n');
  const first = await told('--source', 'mine.csv');
  expect(first).toContain(`Before you plan, put yours there: ${join(folder, 'people.yaml')}`);
  expect(first).not.toContain('people.csv');
  expect(readFileSync(join(folder, 'tenured-simulator', 'tenured.yaml'), 'utf8')).toContain(join(folder, 'mine.csv'));
  expect(await told()).toContain('Left as it was: tenured-simulator/tenured.yaml');
});

it('writes a configuration for a file that is not there yet', async () => {
  const { folder } = await simulator('--source', 'later.csv');
  const written = readFileSync(join(folder, 'tenured-simulator', 'tenured.yaml'), 'utf8');
  expect(written).toContain(`path: ${JSON.stringify(join(folder, 'later.csv'))}\n    settle: 0s\n`);
  expect(written).toContain('timezone: UTC\n');
});

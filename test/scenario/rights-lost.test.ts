import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { SigningKeySeed } from '../../src/simulator/index.ts';
import { version } from '../crash/company.ts';
import { HostClock } from '../support/host-clock.ts';
import { administrator, furnish, hour, household, temporaryFolder, type Household } from '../support/household.ts';
import { people, person } from '../support/people.ts';
import { compileOnce, run, start } from '../support/process.ts';

const client = '0oaHousehold';
const minute = 60_000;
const staff = people(30);
const token = `00${'aB3-_'.repeat(8)}`;

function app(home: Household): NonNullable<ReturnType<Household['okta']['org']['app']>> {
  const found = home.okta.org.app(client);
  if (found === undefined) throw new Error('there is no app');
  return found;
}

/** A company whose people all move to another department, the plan for it approved. */
async function toldToMove(): Promise<Household> {
  const home = await household({ staff, manage: true });
  home.deliver(staff.map((one) => ({ ...one, dept: 'Legal' })));
  await home.approve(await home.plan());
  return home;
}

function departments(home: Household): readonly unknown[] {
  return staff.map((one) => home.account(one)?.profile['department']);
}

const losses: readonly { name: string; code: string; take: (home: Household) => void }[] = [
  {
    name: 'the key, and the tokens with it',
    code: 'TEN-2103',
    take: (home) => {
      for (const { kid } of app(home).keys) app(home).setKeyStatus(String(kid), 'INACTIVE');
      home.okta.org.revokeTokens(client);
    },
  },
  {
    name: 'a scope, and the tokens with it',
    code: 'TEN-2201',
    take: (home) => {
      app(home).revoke('okta.users.manage');
      home.okta.org.revokeTokens(client);
    },
  },
  {
    name: 'the admin role',
    code: 'TEN-2202',
    take: (home) => {
      app(home).roles = [];
    },
  },
  {
    name: 'the part of the admin role that writes',
    code: 'TEN-2202',
    take: (home) => {
      app(home).roles = [{ type: 'READ_ONLY_ADMIN' }];
    },
  },
];

function giveBack(home: Household): void {
  for (const { kid } of app(home).keys) app(home).setKeyStatus(String(kid), 'ACTIVE');
  app(home).grant('okta.users.manage');
  app(home).roles = [{ type: 'ORG_ADMIN' }];
}

describe('what is taken away in the middle of a run', () => {
  it.each(losses)('$name: exit 12 with words, nothing half done, and the next run does the rest', async (loss) => {
    const home = await toldToMove();
    const held = home.okta.faults.hold({ method: 'POST', path: '/api/v1/users/*' }, 'afterCommit');
    const running = home.run('apply');
    await held.reached;
    loss.take(home);
    held.release();
    const lost = await running;
    expect([lost.code, lost.stderr.includes(loss.code)]).toEqual([12, true]);
    expect(lost.stderr).toMatch(/ {4}do: {3}\w/);
    const moved = departments(home).filter((one) => one === 'Legal').length;
    expect(moved).toBeGreaterThan(0);
    expect(moved).toBeLessThan(staff.length);

    giveBack(home);
    home.later(minute);
    expect((await home.run('apply')).code).toBe(0);
    expect(new Set(departments(home))).toEqual(new Set(['Legal']));
    const writes = home.writes().filter((call) => call.startsWith('POST /api/v1/users/'));
    expect(new Set(writes).size).toBe(staff.length);
  });
});

describe('what was taken away overnight', () => {
  it.each(losses)('$name: no write, exit 12, and words that an administrator can act on', async (loss) => {
    const home = await toldToMove();
    const before = home.writes().length;
    loss.take(home);
    home.later(minute);
    const lost = await home.run('apply');
    expect([lost.code, lost.stderr.includes(loss.code)]).toEqual([12, true]);
    expect(lost.stderr).toMatch(/ {4}do: {3}\w/);
    expect(departments(home)).not.toContain('Legal');
    // A role that reads and no longer writes shows when Okta refuses the first write, and in nothing before.
    if (loss.name.includes('part')) return;
    expect(home.writes()).toHaveLength(before);
  });
});

describe('an API token', () => {
  const auth = (more: object = {}): object => ({ sswsToken: { file: 'token' }, ...more });

  async function withToken(more: object = {}): Promise<Household> {
    const home = await household({ staff, manage: true });
    const root = home.okta.org.user(administrator);
    home.okta.org.apiTokens.add(token, String(root?.id), home.now());
    writeFileSync(join(home.directory, 'token'), `${token}\n`, { mode: 0o600 });
    use(home, auth(more));
    home.deliver(staff.map((one) => ({ ...one, dept: 'Legal' })));
    return home;
  }

  function use(home: Household, auth_: object): void {
    const text = readFileSync(home.configurationFile, 'utf8');
    const orgUrl = home.okta.url;
    const rest = text.slice(text.indexOf('sources:'));
    const head = `version: 1\nname: Acme\ntimezone: Europe/Berlin\n`;
    writeFileSync(home.configurationFile, `${head}okta: ${JSON.stringify({ orgUrl, auth: auth_ })}\n${rest}`);
  }

  it('is enough to plan and to look, with a warning, and carries nothing out', async () => {
    const home = await withToken();
    const plan = await home.run('plan');
    expect([plan.code, plan.stderr.includes('warning TEN-1050')]).toEqual([0, true]);
    const doctor = await home.run('doctor');
    expect([doctor.code, doctor.stdout.includes('none: an API token is used')]).toEqual([0, true]);
    await home.run('plan', 'approve', '1', '--yes');
    for (const command of [['apply'], ['run', '--once'], ['cut-access', 'P001', '--yes'], ['undo', '1', '--yes']]) {
      const { code, stderr } = await home.run(...command);
      expect([code, stderr.includes('TEN-2057')], command.join(' ')).toEqual([10, true]);
    }
    expect(home.writes()).toEqual([]);
    const requests = home.okta.requests();
    expect(requests.some(({ path }) => path === '/oauth2/v1/token')).toBe(false);
    expect(`${plan.stdout}${plan.stderr}${doctor.stdout}${doctor.stderr}`).not.toContain(token);
  });

  it('carries out only where the configuration calls it unsafe, and acts as its maker', async () => {
    const home = await withToken({ unsafeApply: true });
    await home.approve(await home.plan());
    const { code, stdout, stderr } = await home.run('apply', '-vv');
    expect(code).toBe(0);
    expect(new Set(departments(home))).toEqual(new Set(['Legal']));
    expect(`${stdout}${stderr}`).not.toContain(token);
    home.withState(({ database }) => {
      expect(database.serialize().includes(token)).toBe(false);
    });
  });

  it('that Okta refuses is told, exit 12: revoked, too long unused, or its maker gone', async () => {
    const home = await withToken();
    home.okta.org.apiTokens.revoke(token);
    const { code, stderr } = await home.run('plan');
    expect([code, stderr.includes('TEN-2058  Okta refused the API token.')]).toEqual([12, true]);
    const left = await withToken();
    const root = left.okta.org.user(administrator);
    left.okta.org.changeUser(String(root?.id), { status: 'DEPROVISIONED' });
    expect((await left.run('plan')).code).toBe(12);
    const idle = await withToken();
    idle.later(31 * 24 * hour);
    idle.deliver(staff);
    expect((await idle.run('plan')).code).toBe(12);
    writeFileSync(join(idle.directory, 'token'), `SSWS ${token}`, { mode: 0o600 });
    const malformed = await idle.run('plan');
    expect([malformed.code, malformed.stderr.includes('TEN-2059')]).toEqual([10, true]);
  });
});

describe('a daemon at work', { timeout: 180_000 }, () => {
  beforeAll(compileOnce);

  const newcomer = person('NEW', { start: '2020-03-02' });

  async function until(so: () => boolean, most = 80_000): Promise<void> {
    const giveUp = Date.now() + most;
    while (!so()) {
      expect(Date.now(), 'it never came to be so').toBeLessThan(giveUp);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  interface Working {
    readonly home: Household;
    readonly log: () => string;
  }

  async function atWork(): Promise<Working> {
    const folder = temporaryFolder();
    const daemon = { schedule: '* * * * *', poll: '1s', health: false };
    const home = await furnish(folder, new HostClock(), { version, staff, manage: true, configuration: { daemon } });
    onTestFinished(() => home.okta.close());
    home.deliver(staff, 3 * hour);
    const running = start(folder, 'run', '-vv', '-c', home.configurationFile);
    onTestFinished(() => {
      running.kill('SIGKILL');
    });
    // No call is under way between two turns: what Okta answers from here on was asked for later.
    await until(() => running.stderr().includes('"msg":"a turn ended"'));
    return { home, log: () => running.stderr() };
  }

  /** Calls that Okta answered since `from`, without those to the token endpoint. */
  function answered(home: Household, from: number): number {
    const since = home.okta.requests().slice(from);
    return since.filter(({ path, status }) => path.startsWith('/api/') && status === 200).length;
  }

  it('goes on with the new key without a restart, and the old one can be revoked', async () => {
    const { home, log } = await atWork();
    const rotate = async (): Promise<{ outcome: string; publicJwk: SigningKeySeed; retired: { kid: string } }> =>
      JSON.parse((await run(home.directory, 'keys', 'rotate', '--json', '-c', home.configurationFile)).stdout) as never;
    const made = await rotate();
    app(home).addKey(made.publicJwk);
    const done = await rotate();
    expect([made.outcome, done.outcome]).toEqual(['waiting', 'changed']);
    app(home).setKeyStatus(done.retired.kid, 'INACTIVE');
    home.okta.org.revokeTokens(client);
    // Tokens say when they were issued in whole seconds: one of the same second would be revoked, too.
    const revoked = Date.now();
    await until(() => Date.now() > revoked + 1_000);
    const from = home.okta.requests().length;
    home.deliver([...staff, newcomer], 2 * hour);
    await until(() => answered(home, from) > 3);
    expect(log()).not.toMatch(/"code":"TEN-210[1-3]/);
  });

  it('says that its key was revoked, writes nothing, and goes on once there is one', async () => {
    const { home, log } = await atWork();
    const { keys } = app(home);
    for (const { kid } of keys) app(home).setKeyStatus(String(kid), 'INACTIVE');
    home.okta.org.revokeTokens(client);
    const from = home.okta.requests().length;
    home.deliver([...staff, newcomer], 2 * hour);
    const told = /"msg":"a turn failed".*"code":"TEN-2103","why":"key not registered with Okta"/;
    await until(() => told.test(log()));
    expect(answered(home, from)).toBe(0);
    expect(home.writes()).toEqual([]);
    for (const { kid } of keys) app(home).setKeyStatus(String(kid), 'ACTIVE');
    await until(() => answered(home, from) > 3);
  });
});

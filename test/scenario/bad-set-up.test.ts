import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { hour, household, mapping, minute, strangeKey, type Household, type Wishes } from '../support/household.ts';
import { people, person } from '../support/people.ts';

const staff = people(5);

/** Line and column of a text in a file, from 1. */
function placeOf(text: string, part: string): string {
  const at = text.indexOf(part);
  const before = text.slice(0, at).split('\n');
  return `${String(before.length)}:${String((before.at(-1) ?? '').length + 1)}`;
}

/** The line of JSON that a failure ends standard error with. */
function exitLine(stderr: string): unknown {
  return JSON.parse(stderr.trimEnd().split('\n').at(-1) ?? '');
}

describe('a mapping that cannot be right', () => {
  const mistakes = [
    {
      name: 'a misspelt field in an expression',
      text: mapping.replace('lastName: w.familyName', 'lastName: w.famlyName'),
      at: 'famlyName',
      code: 'TEN-1203',
      todo: 'Did you mean "familyName"?',
    },
    {
      name: 'an expression that does not parse',
      text: mapping.replace('lastName: w.familyName', 'lastName: w.familyName + ))'),
      at: '))',
      code: 'TEN-1201',
      todo: null,
    },
    {
      name: 'an expression of the wrong type',
      text: mapping.replace('Acme }', 'Acme, when: w.department }'),
      at: 'w.department }',
      code: 'TEN-1202',
      todo: null,
    },
    {
      name: 'a field that is not declared',
      text: mapping.replace('hire: hireDate', 'hire: hiredate'),
      at: 'hiredate',
      code: 'TEN-1101',
      todo: 'Did you mean "hireDate"?',
    },
    {
      name: 'a key that there is not',
      text: mapping.replace('familyName: { column: Last, required', 'familyName: { column: Last, requird'),
      at: 'requird',
      code: 'TEN-1002',
      todo: 'required',
    },
    {
      name: 'a table that is not declared',
      text: mapping.replace('field: zone, default', 'lookup: { table: zones, field: zone }, default'),
      at: 'zones',
      code: 'TEN-1101',
      todo: null,
    },
  ];

  it.each(mistakes)('is told by code, line, column and remedy: $name', async ({ text, at, code, todo }) => {
    const home = await household({ mapping: text });
    home.deliver(staff);
    const place = `~/people.yaml:${placeOf(text, at)}  ${code}  `;
    for (const command of ['validate', 'plan']) {
      const { code: exit, stdout, stderr } = await home.run(command);
      expect(exit).toBe(10);
      const said = command === 'validate' ? stdout : stderr;
      expect(said).toContain(place);
      if (todo !== null) expect(said).toMatch(new RegExp(`    do:   .*${todo.replaceAll('?', '\\?')}`));
    }
    expect(home.calls()).toEqual([]);
    expect(existsSync(home.state)).toBe(false);
    home.useMapping(mapping);
    expect((await home.plan()).code).toBe(0);
  });

  it('is told with all its mistakes at once, those of the configuration beside', async () => {
    const text = mapping
      .replace('firstName: w.givenName', 'firstName: w.givnName')
      .replace('lastName: w.familyName', 'lastName: w.famlyName')
      .replace('hire: hireDate', 'hire: hiredate');
    const home = await household({ mapping: text });
    const { code, stdout } = await home.run('validate');
    expect(code).toBe(10);
    for (const part of ['givnName', 'famlyName', 'hiredate']) {
      expect(stdout).toContain(`~/people.yaml:${placeOf(text, part)}  `);
    }
    expect(stdout).toMatch(/3 errors, 0 warnings\n$/);
  });

  it('names a column that the file lacks: validate at its place in the mapping, plan at the file', async () => {
    const text = mapping.replace('lastDay: { column: End,', 'lastDay: { column: LastDay,');
    const home = await household({ mapping: text });
    home.deliver(staff);
    const validated = await home.run('validate');
    expect(validated.code).toBe(10);
    expect(validated.stdout).toContain(
      `~/people.yaml:${placeOf(text, 'LastDay,')}  TEN-1104  the mapping reads column "LastDay", which the file does not have\n`,
    );
    expect(validated.stdout).toMatch(/ {4}do: {3}the file has: EmpNo, First, Last, Start, End, Dept, Zone\n/);
    const planned = await home.run('plan');
    expect(planned.code).toBe(13);
    expect(planned.stderr).toContain('~/people.csv row 1 column "LastDay"  TEN-3009  ');
    home.useMapping(mapping);
    expect((await home.plan()).code).toBe(0);
  });
});

describe('a configuration that cannot be right', () => {
  it.each([
    { name: 'an unknown key', okta: { orgURL: 'https://acme.okta.com' }, at: 'orgURL', code: 'TEN-1002' },
    { name: 'a share of nothing', okta: { share: '0%' }, at: '0%', code: 'TEN-1003' },
    { name: 'a number for a duration', source: { settle: 60 }, at: '60', code: 'TEN-1003' },
    { name: 'a zone that there is not', configuration: { timezone: 'Mars/Olympus' }, at: 'Mars', code: 'TEN-1003' },
    { name: 'a file of active people alone', source: { roster: 'activeOnly' }, at: 'activeOnly', code: 'TEN-1003' },
  ])('is told by line and column before anything is done: $name', async ({ at, code, ...wishes }) => {
    const home = await household();
    home.configure(wishes);
    home.deliver(staff);
    const place = placeOf(readFileSync(home.configurationFile, 'utf8'), at);
    const { code: exit, stderr } = await home.run('plan');
    expect(exit).toBe(10);
    expect(stderr).toContain(`~/tenured.yaml:${place}  ${code}  `);
    expect([existsSync(home.state), home.calls()]).toEqual([false, []]);
    home.configure();
    expect((await home.plan()).code).toBe(0);
  });

  it('is told when there is none', async () => {
    const home = await household();
    const { code, stderr } = await home.run('plan', '-c', join(home.directory, 'none.yaml'));
    expect(code).toBe(10);
    expect(stderr).toMatch(/^~\/none\.yaml {2}TEN-1001 {2}.+\n/);
  });

  it.each(['validate', 'plan', 'doctor'])('is told as JSON, too: %s', async (command) => {
    const home = await household({ mapping: mapping.replace('w.familyName', 'w.famlyName') });
    home.deliver(staff);
    const { code, stdout, stderr } = await home.run(command, '--json');
    expect(code).toBe(10);
    if (command === 'plan') {
      expect(exitLine(stderr)).toMatchObject({
        type: 'exit',
        code: 10,
        name: 'configuration_invalid',
        error: 'TEN-1203',
        hint: 'run `tenured validate` after mending it',
      });
    } else {
      expect(stdout).toContain('"code": "TEN-1203"');
    }
  });
});

describe('a secret that cannot be used', () => {
  it('is told at its place in the configuration when the file can be read by others', async () => {
    const home = await household();
    home.deliver(staff);
    chmodSync(home.keyFile, 0o644);
    for (const command of ['validate', 'plan']) {
      const { code, stdout, stderr } = await home.run(command);
      expect(code).toBe(10);
      const said = command === 'validate' ? stdout : stderr;
      expect(said).toMatch(
        /^~\/tenured\.yaml:\d+:\d+ {2}TEN-1006 {2}~\/okta\.pem can be read by others \(mode 0644\)\n/m,
      );
      expect(said).toContain('    do:   chmod 600 ~/okta.pem\n');
      expect(said).not.toContain('PRIVATE KEY');
    }
    chmodSync(home.keyFile, 0o600);
    expect((await home.plan()).code).toBe(0);
  });
});

describe('Okta refuses', () => {
  interface Refusal {
    readonly name: string;
    readonly wishes: Wishes;
    readonly mend: (home: Household) => void;
    readonly code: string;
    readonly says: string;
    readonly todo: string;
  }

  const refusals: readonly Refusal[] = [
    {
      name: 'a key that the app does not have',
      wishes: {},
      mend: () => undefined,
      code: 'TEN-2103',
      says: 'The app has no active public key with kid',
      todo: 'Register the output of tenured keys public in the app, or set the kid that Okta shows.',
    },
    {
      name: 'a client id that there is not',
      wishes: { okta: { clientId: '0oaSomebodyElse' } },
      mend: (home) => {
        home.configure({ okta: { clientId: '0oaHousehold' } });
      },
      code: 'TEN-2101',
      says: 'Okta knows no active app with the client id 0oaSomebodyElse.',
      todo: 'Copy the client id from the app in the Okta admin console, and check okta.orgUrl.',
    },
    {
      name: 'a scope that was not granted',
      wishes: { app: { grantedScopes: ['okta.users.read', 'okta.groups.read', 'okta.schemas.read'] } },
      mend: (home) => {
        const app = home.okta.org.app('0oaHousehold');
        if (app !== undefined) app.grantedScopes = new Set([...app.grantedScopes, 'okta.roles.read']);
      },
      code: 'TEN-2201',
      says: 'The app has not been granted: okta.roles.read',
      todo: 'Grant them in the Okta admin console, on the app\'s "Okta API Scopes" tab: okta.roles.read',
    },
    {
      name: 'to show anybody to an app without an admin role over people: an empty list, with 200',
      wishes: {
        app: {
          roles: [
            {
              type: 'CUSTOM',
              permissions: ['okta.users.read', 'okta.groups.read', 'okta.iam.read', 'okta.apps.manage'],
              resourceSet: { users: [], groups: 'all' },
            },
          ],
        },
      },
      mend: (home) => {
        const app = home.okta.org.app('0oaHousehold');
        if (app !== undefined) app.roles = [{ type: 'READ_ONLY_ADMIN' }];
      },
      code: 'TEN-2203',
      says: 'Okta shows not a single user to this app.',
      todo: 'Give the app an admin role that covers the users: its "Admin roles" tab in the Okta admin console.',
    },
    {
      name: 'an app without any admin role',
      wishes: { app: { roles: [] } },
      mend: (home) => {
        const app = home.okta.org.app('0oaHousehold');
        if (app !== undefined) app.roles = [{ type: 'READ_ONLY_ADMIN' }];
      },
      code: 'TEN-2202',
      says: "The app's admin role does not allow it to read the user schema",
      todo: 'Give the app an admin role that covers it: in Okta\'s admin console, the app\'s "Admin roles" tab.',
    },
    {
      name: 'an app whose proof of possession is switched off here',
      wishes: { okta: { dpop: false } },
      mend: (home) => {
        home.configure({ okta: { dpop: true } });
      },
      code: 'TEN-2105',
      says: 'The app requires DPoP, and okta.dpop is false.',
      todo: 'Remove okta.dpop, or set it to true.',
    },
  ];

  it.each(refusals)('$name: told by code and remedy, exit 12, and nothing is half done', async (refusal) => {
    const { wishes, mend, code, says, todo, name } = refusal;
    const home = await household({ staff, ...wishes });
    if (name.startsWith('a key')) home.useKey(strangeKey.privatePem);
    home.deliver([...staff, person('NEW')]);
    const { code: exit, stdout, stderr } = await home.run('plan', '--json');
    expect([exit, stdout]).toEqual([12, '']);
    expect(stderr).toContain(`${code}  ${says}`);
    expect(stderr).toMatch(new RegExp(`    do:   .*${todo.replaceAll(/[.()]/g, '\\$&')}`));
    expect(exitLine(stderr)).toMatchObject({ type: 'exit', code: 12, name: 'okta_refused', error: code });
    expect((JSON.parse((await home.run('plan', 'list', '--json')).stdout) as { plans: unknown[] }).plans).toEqual([]);
    if (name.startsWith('a key')) home.useKey(await rightKey());
    mend(home);
    home.later(hour);
    const plan = await home.plan();
    expect([plan.code, plan.stderr]).toEqual([0, '']);
    expect(plan.header.workers).toEqual({ read: 6, unchanged: 5, changed: 1, skipped: 0, putAside: 0 });
  });

  it('a key that looks like the right one by its name', async () => {
    const kid = (await household()).okta.org.app('0oaHousehold')?.keys[0]?.kid ?? '';
    const home = await household({ okta: { privateKey: { file: 'okta.pem', kid } } });
    home.useKey(strangeKey.privatePem);
    home.deliver(staff);
    const { code, stderr } = await home.run('plan');
    expect(code).toBe(12);
    expect(stderr).toContain(
      `TEN-2102  The private key does not match the public key that the app has under kid "${kid}".\n`,
    );
    expect(stderr).not.toContain('PRIVATE KEY');
  });

  it.each([
    { ahead: -10 * minute, way: 'ahead of' },
    { ahead: 10 * minute, way: 'behind' },
  ])('a host whose clock is ten minutes $way Okta’s', async ({ ahead, way }) => {
    const home = await household({ staff, dateSkewMs: ahead });
    home.deliver(staff);
    const { code, stderr, stdout } = await home.run('plan');
    expect([code, stdout]).toEqual([12, '']);
    expect(stderr).toContain(`TEN-2107  The clock of this host is about 10 minutes ${way} Okta's.\n`);
    expect(stderr).toContain('    why:  People would gain and lose access at the wrong time');
    expect(stderr).toContain('    do:   Turn on time synchronisation: timedatectl set-ntp true\n');
  });

  it.each([
    { ahead: 60_000, verdict: 'ok' },
    { ahead: 90_000, verdict: 'warn' },
    { ahead: 4 * minute, verdict: 'warn' },
  ])('nothing for a skew of $ahead ms, which is $verdict', async ({ ahead, verdict }) => {
    const home = await household({ staff, dateSkewMs: ahead });
    home.deliver(staff);
    const plan = await home.plan();
    expect(plan.code).toBe(0);
    expect(plan.findings.find(({ guardrail }) => guardrail === 'G13')).toMatchObject({
      verdict,
      measured: ahead / 1000,
      limit: 60,
      message: `this host's clock is ${String(ahead / 1000)} s behind Okta's`,
    });
  });

  it('a clock that runs backwards between two runs', async () => {
    const home = await household({ staff });
    home.deliver(staff);
    await home.plan();
    home.later(-2 * hour);
    const { code, stderr } = await home.run('plan');
    expect(code).toBe(12);
    expect(stderr).toContain(
      "TEN-5004  this host's clock says 2026-11-23T10:00:00.000Z, earlier than the last run at 2026-11-23T12:00:00.000Z\n",
    );
    expect(stderr).toContain('    do:   set the clock right and turn on NTP, then run again\n');
    home.later(3 * hour);
    expect((await home.plan()).code).toBe(0);
  });

  it('another organisation than the one the state belongs to', async () => {
    const home = await household({ staff });
    home.deliver(staff);
    await home.plan();
    const other = await household({ at: '2026-11-23T13:00:00Z', org: { orgId: '00oSomebodyElse' } });
    home.configure({ okta: { orgUrl: other.okta.url } });
    home.later(hour);
    const { code, stderr } = await home.run('plan');
    expect(code).toBe(10);
    expect(stderr).toContain(
      `TEN-5002  the state belongs to the organisation at ${home.okta.url}, not to the one at ${other.okta.url}\n`,
    );
    home.configure();
    expect((await home.plan()).code).toBe(0);
  });
});

async function rightKey(): Promise<string> {
  return readFileSync((await household()).keyFile, 'utf8');
}

describe('Okta cannot be reached', () => {
  it('gives up after its patience, says so, and loses nothing', async () => {
    const home = await household({ staff });
    home.deliver([...staff, person('NEW')]);
    await home.okta.close();
    const started = home.now();
    const { code, stdout, stderr } = await home.run('plan', '--json');
    expect([code, stdout]).toEqual([15, '']);
    expect(stderr).toMatch(/TEN-2301 {2}Okta cannot be reached: ECONNREFUSED\.\n/);
    expect(stderr).toContain(
      '    do:   Check okta.orgUrl, the network, DNS and any proxy or firewall between this host and Okta.\n',
    );
    expect(exitLine(stderr)).toMatchObject({ type: 'exit', code: 15, name: 'okta_unreachable', error: 'TEN-2301' });
    expect(home.now() - started).toBeGreaterThan(minute);
    expect(home.now() - started).toBeLessThanOrEqual(2 * minute);
    const other = await household({ staff });
    home.configure({ okta: { orgUrl: other.okta.url } });
    const plan = await home.plan();
    expect([plan.code, plan.header.workers.changed]).toEqual([0, 1]);
  });
});

describe('the state', () => {
  it('is refused where a file stands in its place', async () => {
    const home = await household();
    home.deliver(staff);
    writeFileSync(home.state, '');
    const { code, stdout, stderr } = await home.run('plan', '--json');
    expect([code, stdout]).toEqual([14, '']);
    expect(stderr).toMatch(/^~\/state {2}TEN-4001 {2}.+\n {4}why: {2}.+\n {4}do: {3}.+\n/);
    expect(exitLine(stderr)).toMatchObject({ type: 'exit', code: 14, name: 'state_unusable', error: 'TEN-4001' });
    expect(home.calls()).toEqual([]);
  });

  it('is refused where another program has put something else', async () => {
    const home = await household();
    home.deliver(staff);
    mkdirSync(home.state, { mode: 0o700 });
    writeFileSync(join(home.state, 'tenured.db'), 'this is somebody’s letter, and no database at all. '.repeat(40), {
      mode: 0o600,
    });
    const { code, stderr } = await home.run('plan');
    expect(code).toBe(14);
    expect(stderr).toMatch(/~\/state\/tenured\.db {2}TEN-4004 {2}/);
  });

  it('is refused while others may read it', async () => {
    const home = await household({ staff });
    home.deliver(staff);
    chmodSync(join(home.state, 'tenured.db'), 0o644);
    const { code, stderr } = await home.run('plan');
    expect(code).toBe(14);
    expect(stderr).toContain(
      '~/state/tenured.db  TEN-4002  The state database can be used by other users (mode 0644).\n',
    );
    expect(stderr).toContain("    do:   chmod 600 '~/state/tenured.db'\n");
    chmodSync(join(home.state, 'tenured.db'), 0o600);
    expect((await home.plan()).code).toBe(0);
  });
});

describe('a command line that cannot be understood', () => {
  it.each([
    { line: ['plan', '--nonsense'], says: "unknown option '--nonsense'" },
    { line: ['pln'], says: "unknown command 'pln'" },
    { line: ['plan', '--as-of', 'tomorrow'], says: 'Give an instant with its offset, such as 2026-11-30T17:00Z.' },
    { line: ['plan', '--as-of', '2026-11-30T17:00'], says: 'Give an instant with its offset' },
    { line: ['plan', '--report', 'pdf'], says: 'Give one or more of html, json, separated by commas.' },
    { line: ['plan', '--lock-timeout', 'soon'], says: 'Give seconds, such as 30 or 30s.' },
    { line: ['plan', 'show'], says: "missing required argument 'plan'" },
    { line: ['plan', 'list', '--limit', 'all'], says: 'Give a whole number.' },
    { line: ['keys', 'generate', '--kind', 'dsa'], says: 'Allowed choices are rsa, ec.' },
    { line: ['plan', 'show', '7'], says: 'TEN-5003  there is no plan 7' },
    { line: ['plan', 'show', 'abc'], says: 'TEN-5003  there is no plan abc' },
  ])('exits 64 and says why: $line', async ({ line, says }) => {
    const home = await household();
    home.deliver(staff);
    const { code, stdout, stderr } = await home.run(...line);
    expect([code, stdout]).toEqual([64, '']);
    expect(stderr).toContain(says);
    expect(home.calls()).toEqual([]);
  });

  it('ends standard error with a line of JSON, too, when asked for JSON', async () => {
    const home = await household();
    const { code, stderr } = await home.run('plan', '--json', '--nonsense');
    expect(code).toBe(64);
    expect(exitLine(stderr)).toMatchObject({ type: 'exit', code: 64, name: 'usage' });
  });

  it('is helped without an error', async () => {
    const home = await household();
    for (const line of [['--help'], ['plan', '--help'], ['--version']]) {
      const { code, stdout, stderr } = await home.run(...line);
      expect([code, stderr]).toEqual([0, '']);
      expect(stdout).not.toBe('');
    }
  });
});

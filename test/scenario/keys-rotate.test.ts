import { chmodSync, existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { generateKey } from '../../src/okta/index.ts';
import type { SigningKeySeed } from '../../src/simulator/index.ts';
import { hour, household, type Household, type Outcome } from '../support/household.ts';
import { people } from '../support/people.ts';

const staff = people(3);

/** What the command prints with `--json`. */
interface Told {
  readonly outcome: string;
  readonly publicJwk: SigningKeySeed;
  readonly current: { readonly kid: string };
  readonly next: { readonly kid: string };
  readonly retired: { readonly kid: string };
}

function told({ stdout }: Outcome): Told {
  return JSON.parse(stdout) as Told;
}

function app(home: Household): NonNullable<ReturnType<Household['okta']['org']['app']>> {
  const found = home.okta.org.app('0oaHousehold');
  if (found === undefined) throw new Error('there is no app');
  return found;
}

/** Whether a plan can be made with the key file as it is: some key of the machine works. */
async function works(home: Household): Promise<boolean> {
  home.later(hour);
  return (await home.run('plan', '--json')).code === 0;
}

async function company(): Promise<Household> {
  const home = await household({ staff });
  home.deliver(staff);
  return home;
}

describe('keys rotate', () => {
  it('keeps the old key until Okta took the new one, and says what to do at each step', async () => {
    const home = await company();
    const old = readFileSync(home.keyFile, 'utf8');
    const first = await home.run('keys', 'rotate', '--json', '--kind', 'ec');
    expect([first.code, told(first).outcome]).toEqual([5, 'waiting']);
    expect(readFileSync(home.keyFile, 'utf8')).toBe(old);
    expect(statSync(`${home.keyFile}.next`).mode & 0o777).toBe(0o600);
    expect(JSON.parse(first.stderr.trimEnd())).toMatchObject({ code: 5, error: 'TEN-6051' });
    expect(await works(home)).toBe(true);
    const unknown = await home.run('doctor');
    expect([unknown.code, /WARN +next key +The app has no active public key/.test(unknown.stdout)]).toEqual([0, true]);

    const again = await home.run('keys', 'rotate', '--json', '--kind', 'ec');
    expect(told(again).publicJwk).toEqual(told(first).publicJwk);

    app(home).addKey(told(first).publicJwk);
    expect((await home.run('doctor')).stdout).toMatch(/ok +next key +Okta takes it/);
    const done = await home.run('keys', 'rotate', '--json');
    expect([done.code, told(done).outcome, told(done).current.kid]).toEqual([0, 'changed', told(first).next.kid]);
    expect(readFileSync(`${home.keyFile}.retired`, 'utf8')).toBe(old);
    expect(statSync(home.keyFile).mode & 0o777).toBe(0o600);
    expect(existsSync(`${home.keyFile}.next`)).toBe(false);

    const idle = await home.run('keys', 'rotate', '--json');
    expect([idle.code, told(idle).outcome, told(idle).current]).toEqual([0, 'done before', told(done).current]);
    app(home).setKeyStatus(told(done).retired.kid, 'INACTIVE');
    expect(await works(home)).toBe(true);
    expect(`${first.stdout}${done.stdout}${done.stderr}`).not.toContain('PRIVATE KEY');
  });

  it('removes the old key by its name alone, and once the current one has proved to work', async () => {
    const home = await company();
    app(home).addKey(told(await home.run('keys', 'rotate', '--json')).publicJwk);
    const { retired, current } = told(await home.run('keys', 'rotate', '--json'));
    for (const kid of ['somethingElse', current.kid]) {
      const wrong = await home.run('keys', 'rotate', '--remove-retired', kid);
      expect([wrong.code, wrong.stderr.includes('TEN-6052')]).toEqual([64, true]);
    }
    app(home).setKeyStatus(current.kid, 'INACTIVE');
    expect((await home.run('keys', 'rotate', '--remove-retired', retired.kid)).code).toBe(12);
    expect(existsSync(`${home.keyFile}.retired`)).toBe(true);
    app(home).setKeyStatus(current.kid, 'ACTIVE');
    const removed = await home.run('keys', 'rotate', '--remove-retired', retired.kid);
    expect([removed.code, existsSync(`${home.keyFile}.retired`)]).toEqual([0, false]);
    expect((await home.run('keys', 'rotate', '--remove-retired', retired.kid)).code).toBe(64);
    expect(told(await home.run('keys', 'rotate', '--json')).outcome).toBe('waiting');
  });

  it('leaves a working key wherever it is cut short, and goes on from there', async () => {
    const fresh = await generateKey('ec', null);
    const cuts: readonly ((home: Household, old: string) => void)[] = [
      (home) => {
        writeFileSync(`${home.keyFile}.next.draft`, fresh.privatePem.slice(0, 50), { mode: 0o600 });
      },
      (home) => {
        writeFileSync(`${home.keyFile}.next`, fresh.privatePem, { mode: 0o600 });
      },
      (home, old) => {
        writeFileSync(`${home.keyFile}.next`, fresh.privatePem, { mode: 0o600 });
        writeFileSync(`${home.keyFile}.retired.draft`, old.slice(0, 50), { mode: 0o600 });
      },
      (home, old) => {
        writeFileSync(`${home.keyFile}.next`, fresh.privatePem, { mode: 0o600 });
        writeFileSync(`${home.keyFile}.retired`, old, { mode: 0o600 });
      },
    ];
    for (const cut of cuts) {
      const home = await company();
      const old = readFileSync(home.keyFile, 'utf8');
      cut(home, old);
      expect(await works(home)).toBe(true);
      const made = told(await home.run('keys', 'rotate', '--json'));
      app(home).addKey(made.publicJwk);
      expect(await works(home)).toBe(true);
      expect((await home.run('keys', 'rotate')).code).toBe(0);
      expect(readFileSync(`${home.keyFile}.retired`, 'utf8')).toBe(old);
      expect(readdirSync(home.directory).filter((name) => name.endsWith('.draft'))).toEqual([]);
      expect(await works(home)).toBe(true);
    }
  });

  it('asks on a terminal until Okta takes the key, and stops where it is told to', async () => {
    const home = await company();
    home.answer('q');
    const left = await home.run('keys', 'rotate');
    expect(left.code).toBe(5);
    expect(left.stdout).toContain('Applications > the app 0oaHousehold > General > Client Credentials');
    home.answer('', 'q');
    const tried = await home.run('keys', 'rotate');
    expect([tried.code, tried.stdout.includes('Okta does not take the new key yet')]).toEqual([5, true]);
    const { publicJwk } = told(await home.run('keys', 'rotate', '--json'));
    app(home).addKey(publicJwk);
    home.answer('');
    const done = await home.run('keys', 'rotate');
    expect(done.code).toBe(0);
    expect(done.stdout).toContain('Next: in Okta, in the same place, deactivate the old key, and delete it.');
  });

  it('is interrupted cleanly', async () => {
    const home = await company();
    const stop = new AbortController();
    stop.abort('SIGINT');
    const { code, stderr } = await home.runUntil(stop.signal, 'keys', 'rotate');
    expect([code, stderr]).toEqual([130, '\nStopped by SIGINT. Nothing was left half done.\n']);
    expect(await works(home)).toBe(true);
  });

  it('refuses what it cannot change, before anything is made', async () => {
    const home = await company();
    const refused = async (okta: Readonly<Record<string, unknown>>): Promise<string> => {
      home.configure({ okta });
      const { code, stderr } = await home.run('keys', 'rotate');
      expect(code).not.toBe(0);
      expect(readdirSync(home.directory).filter((name) => /next|retired/.test(name))).toEqual([]);
      return stderr;
    };
    expect(await refused({ privateKey: { file: 'okta.pem', kid: 'x' } })).toContain('okta.privateKey.kid is set');
    expect(await refused({ privateKey: { env: 'OKTA_KEY' } })).toContain('the key is not a file');
    expect(await refused({ nextKey: { file: 'other.pem' } })).toContain('okta.nextKey is configured');
    home.configure();
    chmodSync(home.keyFile, 0o644);
    expect(await refused({})).toContain('TEN-1006');
    chmodSync(home.keyFile, 0o600);
    writeFileSync(`${home.keyFile}.next`, (await generateKey('ec', null)).privatePem, { mode: 0o600 });
    writeFileSync(`${home.keyFile}.retired`, (await generateKey('ec', null)).privatePem, { mode: 0o600 });
    const stray = await home.run('keys', 'rotate');
    expect([stray.code, stray.stderr.includes('the old key of an earlier change is still kept')]).toEqual([64, true]);
    rmSync(`${home.keyFile}.retired`);
  });
});

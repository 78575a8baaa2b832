import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { company, offices, type OfficeName } from '../../src/demo/company.ts';
import type { OktaAccount } from '../../src/demo/tools.ts';
import { watched } from '../support/openapi/programs.ts';

const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url));
const patience = 180_000;

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const scratch = mkdtempSync(join(tmpdir(), 'tenured-demo-'));

afterAll(() => {
  rmSync(scratch, { recursive: true });
});

/** Runs tenured as anybody would. `watch` is called with all of stdout so far, whenever there is more. */
function tenured(
  arguments_: readonly string[],
  options: {
    readonly env?: Readonly<Record<string, string>>;
    readonly watch?: (text: string, kill: () => void) => void;
  } = {},
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const env = { PATH: process.env['PATH'] ?? '', LC_ALL: 'C.UTF-8', ...watched(), ...options.env };
    const child = spawn(process.execPath, [main, ...arguments_], {
      cwd: scratch,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
      options.watch?.(stdout, () => child.kill('SIGINT'));
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    child.on('error', reject);
    child.on('close', (code) => {
      resolve({ code, stdout, stderr });
    });
  });
}

/** The lines between two markers, the first included. */
function part(text: string, from: string, to: string): string {
  const start = text.indexOf(from);
  const end = text.indexOf(to, start + from.length);
  return start === -1 ? '' : text.slice(start, end === -1 ? undefined : end);
}

function section(page: string, id: string): string {
  return part(page, `<section id="${id}"`, '</section>');
}

/** When clocks in `zone` begin the day after `thursday`, to the second, found with nothing but Intl. */
function midnightAfter(thursday: string, zone: string): string {
  const clock = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' });
  const noon = Date.parse(`${thursday}T12:00:00Z`);
  for (let at = noon - 86_400_000; at < noon + 86_400_000; at += 60_000) {
    const [day = '', time = ''] = clock.format(at).split(' ');
    if (day > thursday && time === '00:00:00') return new Date(at).toISOString();
  }
  throw new Error(`no midnight in ${zone}`);
}

interface Plan {
  readonly header: { readonly workers: Readonly<Record<string, number>> };
  readonly operations: readonly {
    readonly kind: string;
    readonly firm: boolean;
    readonly notBefore: string | null;
    readonly subject: { readonly name: string };
  }[];
  readonly skips: readonly { readonly why: string; readonly subject: { readonly name: string } }[];
  readonly problems: readonly { readonly effect: string }[];
  readonly findings: readonly { readonly guardrail: string; readonly verdict: string }[];
}

describe('the demo', () => {
  const directory = join(scratch, 'tenured-demo');
  const read = (name: string): string => readFileSync(join(directory, name), 'utf8');
  let first: Ended;
  let accounts: ReadonlyMap<string, OktaAccount>;
  let plan: Plan;

  const account = (name: string): OktaAccount | undefined => accounts.get(`${name}@${company.domain}`);
  const plansShown = async (number: string): Promise<Plan> => {
    const { stdout } = await tenured(['plan', 'show', number, '-c', 'tenured-demo/tenured.yaml', '--json']);
    return JSON.parse(stdout) as Plan;
  };

  beforeAll(async () => {
    first = await tenured(['demo']);
    accounts = new Map((JSON.parse(read('okta.json')) as OktaAccount[]).map((one) => [one.login, one]));
    plan = await plansShown('1');
  }, patience);

  it('ends well and fits on a terminal', () => {
    expect(first.code).toBe(0);
    expect(first.stderr).toBe('');
    const wide = first.stdout.split('\n').filter((line) => line.length > 80);
    expect(wide).toEqual([]);
    expect(first.stdout).not.toContain('\u001b');
  });

  it('types the commands that anybody would', () => {
    const typed = [...first.stdout.matchAll(/^\$ tenured (\w+(?: approve| show)?)/gm)].map(([, command]) => command);
    expect(typed).toEqual(['validate', 'plan', 'plan approve', 'apply', 'plan', 'run', 'plan show', 'status']);
  });

  it('keeps what it makes to its owner', () => {
    for (const name of readdirSync(directory)) expect(statSync(join(directory, name)).mode & 0o077).toBe(0);
    expect(statSync(directory).mode & 0o077).toBe(0);
  });

  it.each([
    ['needs-you', ['2051', '2052', 'Ewa Lisowska', 'Mikkel Rasmussen']],
    ['have-left', ['Signe Halvorsen', 'Radu Ionescu']],
    ['joining', ['Theo Marchetti', 'Юлия Щукина', 'yuliya.shchukina@', 'jonas.lindner2@', 'Nkechi Eze']],
    ['moving', ['Priya Venkatesan', 'Tobias Falkner', 'Sjöberg-Okafor']],
    ['leave', ['Camila Duarte']],
    ['take-over', ['Mikkel Rasmussen']],
    ['groups', ['Engineering', 'Customer Records']],
    ['data-problems', ['-02-30', 'Lena Achterberg']],
    ['not-covered', ['Ingrid Solheim', 'Code Hosting', 'Sofia Almeida', 'Ewa Lisowska']],
  ] as const)('tells on Monday in "%s" of %j', (id, names) => {
    const text = section(read('plan-1.html'), id);
    for (const name of names) expect(text).toContain(name);
  });

  it('plans nobody but those of whom there is something to tell', () => {
    expect(plan.header.workers).toEqual({ read: 121, unchanged: 105, changed: 11, skipped: 3, putAside: 2 });
    expect(plan.operations.map(({ subject }) => subject.name)).not.toContain('Ingrid Solheim');
    const reasons = new Set(plan.skips.map(({ why }) => why));
    expect(reasons).toEqual(new Set(['protected', 'group-filled-by-rule', 'suspended-by-someone-else', 'upcoming']));
    expect(plan.problems.map(({ effect }) => effect).sort()).toEqual([
      ...Array<string>(3).fill('put-aside'),
      'warning',
    ]);
    expect(plan.findings.filter(({ verdict }) => verdict === 'hold').map(({ guardrail }) => guardrail)).toEqual([
      'G14',
    ]);
  });

  it('carries all of it out, once', async () => {
    const applied = part(first.stdout, '[5/7]', '[6/7]');
    expect(applied).toContain(`${String(plan.operations.length)}  done`);
    expect((await plansShown('2')).operations).toEqual([]);
    expect(first.stdout).toContain('Exit code 0: there is nothing left to do.');
  });

  it('says what the daemon does as it does it, on each person’s own clock first', () => {
    const days = part(first.stdout, '$ tenured run', 'LAST DAY OVER');
    const lines = days.split('\n').filter((line) => /^[A-Z][a-z]{2} \d\d:\d\d /.test(line));
    expect(lines.map((line) => line.replace(/ {2,}/g, ' '))).toEqual([
      expect.stringMatching(/^Mon 09:00 Berlin .*122 rows, says the same again$/),
      expect.stringMatching(/^Tue 06:30 Berlin .*123 rows, accepted$/),
      expect.stringMatching(/^Tue 06:30 Berlin .*~ Marek Dostál/),
      expect.stringMatching(/^Tue 07:00 Lisbon .*\+ Amara Obi account made/),
      expect.stringMatching(/^Wed 00:00 Nairobi Tue 21:00Z = Zawadi Mwangi on leave \(unpaid\): suspended$/),
      expect.stringMatching(/^Wed 06:30 Berlin .*123 rows, says the same again$/),
      expect.stringMatching(/^Thu 07:00 Auckland .*\+ Manaia Hohepa starts: account activated$/),
      expect.stringMatching(/^Thu 00:00 Nairobi Wed 21:00Z \^ Zawadi Mwangi back: has access again$/),
      expect.stringMatching(/^Thu 06:30 Berlin .*61 rows, REFUSED: 62 fewer rows than$/),
      expect.stringMatching(/^Fri 00:00 Auckland .*= Tama Rewi last day Thu: access ended$/),
      expect.stringMatching(/^Fri 00:00 Berlin .*= Konrad Ziegler last day Thu: access ended$/),
      expect.stringMatching(/^Fri 06:30 Berlin .*123 rows, says the same again$/),
      expect.stringMatching(/^Fri 00:00 Denver .*= Luz Montoya last day Thu: access ended$/),
      expect.stringMatching(/^Fri 00:00 Honolulu .*= Keoni Kahananui last day Thu: access ended$/),
    ]);
  });

  it.each([
    ['Tama Rewi', 'Auckland'],
    ['Konrad Ziegler', 'Berlin'],
    ['Luz Montoya', 'Denver'],
    ['Keoni Kahananui', 'Honolulu'],
  ])('ends the access of %s at the midnight of %s', (name, office) => {
    const thursday = /^2003,.*?,(\d{4}-\d\d-\d\d),Active,/m.exec(read('people.csv'))?.[1] ?? '';
    const midnight = midnightAfter(thursday, offices[office as OfficeName].zone);
    const row = first.stdout.split('\n').find((line) => line.startsWith(`${name}  `) && line.endsWith(' s')) ?? '';
    expect(row).toContain(` 00:00:00 ${office} `);
    expect(row).toContain(` ${midnight.slice(11, 19)}Z `);
    expect(row).toContain(` ${String(Number(midnight.slice(8, 10)))} `);
    const { status, statusChanged } = account(name.toLowerCase().replace(' ', '.')) ?? {};
    expect(status).toBe('SUSPENDED');
    const late = Date.parse(statusChanged ?? '') - Date.parse(midnight);
    expect(late).toBeGreaterThanOrEqual(0);
    expect(late).toBeLessThan(60_000);
  });

  it('has the report of Thursday say who leaves when, although that day’s file was refused', async () => {
    const name = readdirSync(directory).find((file) => /^plan-\d+\.html$/.test(file) && file !== 'plan-1.html') ?? '';
    const page = read(name);
    expect(page).toContain('Newest file not used');
    for (const who of ['Tama Rewi', 'Konrad Ziegler', 'Luz Montoya', 'Keoni Kahananui']) {
      expect(section(page, 'leaving')).toContain(who);
    }
    const { operations } = await plansShown(/\d+/.exec(name)?.[0] ?? '');
    const ends = operations.filter(({ kind }) => kind === 'disable');
    expect(ends.map(({ firm }) => firm)).toEqual([true, true, true, true]);
  });

  it('leaves Okta as the story says', () => {
    const withStatus = (status: string): string[] =>
      [...accounts.values()].filter((one) => one.status === status).map(({ login }) => login.split('@')[0] ?? '');
    expect(withStatus('SUSPENDED').sort()).toEqual([
      'camila.duarte',
      'ewa.lisowska',
      'keoni.kahananui',
      'konrad.ziegler',
      'luz.montoya',
      'radu.ionescu',
      'signe.halvorsen',
      'tama.rewi',
    ]);
    expect(withStatus('STAGED').sort()).toEqual([
      'amara.obi',
      'jonas.lindner2',
      'nkechi.eze',
      'sofia.almeida',
      'yuliya.shchukina',
    ]);
    // Activated, and not signed in yet.
    expect(withStatus('PROVISIONED').sort()).toEqual(['manaia.hohepa', 'theo.marchetti']);
    expect(withStatus('ACTIVE')).toHaveLength(accounts.size - 15);
    expect(account('marek.dostal')).toMatchObject({ department: 'Support' });
    expect(account('marek.dostal')?.groups).toEqual(['Everyone', 'All of Longitude', 'Support']);
    expect(account('priya.venkatesan')?.groups).not.toContain('Sales');
    expect(account('nkechi.eze')?.groups).toEqual(['Everyone', 'All of Longitude', 'Sales', 'Contractors']);
  });

  it('ends the daemon and shows how things stand', () => {
    const status = part(first.stdout, '$ tenured status', 'The end').replaceAll(/\s+/g, ' ');
    expect(status).toContain('+ Nobody is overdue.');
    expect(status).toContain('exit code 143');
    expect(status).toContain('never too often');
    expect(read('daemon.log')).toContain('"msg":"the daemon ends"');
  });

  it('leaves a state that commands understand afterwards, on the host’s own clock', async () => {
    const { code, stdout } = await tenured(['status', '-c', 'tenured-demo/tenured.yaml']);
    expect(code).toBe(0);
    expect(stdout).toContain('not running');
  });

  it.each([
    ['Okta is there', /simulated on http/],
    ['a plan is made', /^\[3\/7\]/m],
    ['it is carried out', /^\[5\/7\]/m],
    ['the daemon works', /^Tue 06:30 Berlin/m],
  ])(
    'stops when it is asked to while %s, with nobody left listening',
    async (_when, seen) => {
      let killed = false;
      const { code, stdout } = await tenured(['demo', '--dir', 'stopped'], {
        watch: (text, kill) => {
          if (killed || !seen.test(text)) return;
          killed = true;
          kill();
        },
      });
      expect(code).toBe(130);
      const port = Number(/http:\/\/127\.0\.0\.1:(\d+)/.exec(stdout.replaceAll('\n', ''))?.[1]);
      await expect(reach(port)).rejects.toThrow('ECONNREFUSED');
    },
    patience,
  );

  it(
    'runs again where it was stopped, in ASCII, and touches nothing there but its own',
    async () => {
      const stopped = join(scratch, 'stopped');
      writeFileSync(join(stopped, 'my-notes.txt'), 'keep');
      writeFileSync(join(stopped, 'state', 'other.txt'), 'keep');
      const keyBefore = readFileSync(join(stopped, 'okta.pem'), 'utf8');
      const again = await tenured(['demo', '--dir', 'stopped'], { env: { LC_ALL: 'C', NO_COLOR: '1' } });
      expect(again.code).toBe(0);
      expect(again.stdout).toMatch(/^[\n -~]*$/);
      expect(readFileSync(join(stopped, 'my-notes.txt'), 'utf8')).toBe('keep');
      expect(readFileSync(join(stopped, 'state', 'other.txt'), 'utf8')).toBe('keep');
      expect(readFileSync(join(stopped, 'okta.pem'), 'utf8')).not.toBe(keyBefore);
      expect(readdirSync(stopped).filter((name) => name.startsWith('plan-'))).toHaveLength(3);
    },
    patience,
  );
});

describe('somebody else’s directory', () => {
  it('is refused and left as it is', async () => {
    const directory = mkdtempSync(join(scratch, 'foreign-'));
    writeFileSync(join(directory, 'people.csv'), 'mine');
    const { code, stdout, stderr } = await tenured(['demo', '--dir', directory]);
    expect({ code, stdout }).toEqual({ code: 64, stdout: '' });
    expect(stderr).toContain('TEN-6001');
    expect(stderr).toContain('--dir');
    expect(readdirSync(directory)).toEqual(['people.csv']);
    expect(readFileSync(join(directory, 'people.csv'), 'utf8')).toBe('mine');
  });

  it('that is a file is refused, too', async () => {
    const { code, stderr } = await tenured(['demo', '--dir', main]);
    expect(code).toBe(64);
    expect(stderr).toContain('TEN-6001');
    expect(existsSync(dirname(main))).toBe(true);
  });
});

function reach(port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.end();
      resolve();
    });
    socket.on('error', reject);
  });
}

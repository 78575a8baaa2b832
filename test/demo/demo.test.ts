import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url));

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs tenured as anybody would. `watch` is called with all of stdout so far, whenever there is more. */
function tenured(arguments_: readonly string[], watch?: (text: string, kill: () => void) => void): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [main, ...arguments_], { stdio: ['ignore', 'pipe', 'pipe'] });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
      watch?.(stdout, () => child.kill('SIGINT'));
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

interface Plan {
  readonly header: { readonly workers: Readonly<Record<string, number>> };
  readonly operations: readonly {
    readonly kind: string;
    readonly notBefore: string | null;
    readonly subject: { readonly name: string };
  }[];
  readonly skips: readonly { readonly why: string; readonly subject: { readonly name: string } }[];
  readonly problems: readonly { readonly effect: string; readonly value: string | null }[];
  readonly findings: readonly { readonly guardrail: string; readonly verdict: string }[];
}

function section(page: string, id: string): string {
  const start = page.indexOf(`<section id="${id}"`);
  return start === -1 ? '' : page.slice(start, page.indexOf('</section>', start));
}

const scratch = mkdtempSync(join(tmpdir(), 'tenured-demo-'));

afterAll(() => {
  rmSync(scratch, { recursive: true });
});

describe('the demo', () => {
  const directory = join(scratch, 'company');
  let first: Ended;
  let page = '';
  let plan: Plan;

  beforeAll(async () => {
    first = await tenured(['demo', '--dir', directory]);
    page = readFileSync(join(directory, 'plan-1.html'), 'utf8');
    const shown = await tenured(['plan', 'show', '1', '-c', join(directory, 'tenured.yaml'), '--json']);
    plan = JSON.parse(shown.stdout) as Plan;
  });

  it('ends well, asks nothing and says so where a command asked for a person', () => {
    expect(first.stderr).toBe('');
    expect(first.code).toBe(0);
    expect(first.stdout).toContain('`plan` ended with exit code 4');
    expect(first.stdout).toContain(join(directory, 'plan-1.html'));
  });

  it('reads Okta and writes nothing there', () => {
    expect(first.stdout).toMatch(/Nothing was written to Okta: \d+ requests read, [1-9]\d* asked for a token\./);
  });

  it('keeps what it makes to its owner', () => {
    const modes = ['okta.pem', 'people.csv', 'plan-1.html'].map((name) => statSync(join(directory, name)).mode & 0o777);
    expect(modes).toEqual([0o600, 0o600, 0o600]);
    expect(statSync(directory).mode & 0o077).toBe(0);
  });

  it.each([
    ['needs-you', ['Ingrid Solheim', '2051', '2052', 'Untied States', 'Ewa Lisowska']],
    ['have-left', ['Signe Halvorsen', 'Ngaire Tautahi', 'Radu Ionescu']],
    ['leaving', ['Konrad Ziegler', 'Luz Montoya', 'Keoni Kahananui']],
    ['closing', ['Mateus Figueira']],
    ['joining', ['Theo Marchetti', 'Юлия Щукина', 'yuliya.shchukina@', 'jonas.lindner2@', 'Nkechi Eze']],
    ['moving', ['Priya Venkatesan', 'Tobias Falkner', 'Sjöberg-Okafor']],
    ['leave', ['Camila Duarte']],
    ['take-over', ['Mikkel Rasmussen']],
    ['groups', ['Engineering', 'Customer Records']],
    ['data-problems', ['-02-30', 'Untied States', 'Lena Achterberg']],
    ['not-covered', ['Ingrid Solheim', 'Code Hosting', 'Sofia Almeida', 'Ewa Lisowska']],
  ] as const)('tells in "%s" of %j', (id, names) => {
    const text = section(page, id);
    for (const name of names) expect(text).toContain(name);
  });

  it('changes nobody but those of whom there is something to tell', () => {
    expect(plan.header.workers).toEqual({ read: 120, unchanged: 98, changed: 16, skipped: 3, putAside: 3 });
  });

  it('ends access in four offices, over in Auckland and still to come in the others', () => {
    const ends = (when: (notBefore: string | null) => boolean) =>
      plan.operations
        .filter(({ kind, notBefore }) => kind === 'disable' && when(notBefore))
        .map((one) => one.subject.name);
    expect(ends((notBefore) => notBefore === null)).toContain('Ngaire Tautahi');
    expect(new Set(ends((notBefore) => notBefore !== null))).toEqual(
      new Set(['Konrad Ziegler', 'Luz Montoya', 'Keoni Kahananui']),
    );
  });

  it('leaves the administrator and the group with a rule alone', () => {
    const touched = new Set(plan.operations.map(({ subject }) => subject.name));
    expect(touched).not.toContain('Ingrid Solheim');
    const reasons = new Set(plan.skips.map(({ why }) => why));
    expect(reasons).toEqual(new Set(['protected', 'group-filled-by-rule', 'suspended-by-someone-else', 'upcoming']));
  });

  it('puts aside what is wrong and is held by the safety checks', () => {
    expect(plan.problems.map(({ effect }) => effect).sort()).toEqual([
      ...Array<string>(5).fill('put-aside'),
      'warning',
    ]);
    const held = plan.findings.filter(({ verdict }) => verdict !== 'ok').map(({ guardrail }) => guardrail);
    expect(held.sort()).toEqual(['G10', 'G14', 'G17']);
  });

  it('runs again in the same place, and touches nothing there but its own', async () => {
    const note = join(directory, 'my-notes.txt');
    writeFileSync(note, 'keep');
    writeFileSync(join(directory, 'state', 'other.txt'), 'keep');
    const keyBefore = readFileSync(join(directory, 'okta.pem'), 'utf8');
    const second = await tenured(['demo', '--dir', directory]);
    expect(second.code).toBe(0);
    expect(readFileSync(note, 'utf8')).toBe('keep');
    expect(readFileSync(join(directory, 'state', 'other.txt'), 'utf8')).toBe('keep');
    expect(readFileSync(join(directory, 'okta.pem'), 'utf8')).not.toBe(keyBefore);
    expect(readdirSync(directory).filter((name) => name.endsWith('.html'))).toEqual(['plan-1.html']);
  });
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

it('stops when it is asked to, with nobody left listening', async () => {
  let port = 0;
  const { code, stderr } = await tenured(['demo', '--dir', join(scratch, 'stopped')], (text, kill) => {
    const found = /http:\/\/127\.0\.0\.1:(\d+)/.exec(text)?.[1];
    if (found === undefined || port !== 0) return;
    port = Number(found);
    kill();
  });
  expect(code).toBe(130);
  expect(stderr).toContain('Stopped by SIGINT');
  await expect(reach(port)).rejects.toThrow('ECONNREFUSED');
  const again = await tenured(['demo', '--dir', join(scratch, 'stopped')]);
  expect(again.code).toBe(0);
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

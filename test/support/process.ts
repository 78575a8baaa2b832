import { spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { watched } from './openapi/programs.ts';

/** A running command of the real program, in a process of its own. */
export interface Running {
  /** The first line that it writes to standard output. */
  readonly firstLine: Promise<string>;
  /** What it has written to standard error so far. */
  stderr(): string;
  kill(signal: NodeJS.Signals): void;
  readonly ended: Promise<Ended>;
}

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url));

/** Where Node keeps the program compiled: half of a process's life would else go into that. */
const compiled = fileURLToPath(new URL('../../node_modules/.cache/tenured-compiled', import.meta.url));

/** Has the program compiled by a process that comes to its end, since one that is killed keeps nothing. */
export async function compileOnce(): Promise<void> {
  await launch(tmpdir(), '--version').ended;
}

/** Starts `tenured` as a user would, on the host's own clock. It ends with the test at the latest. */
export function start(directory: string, ...arguments_: readonly string[]): Running {
  return startWith({}, directory, ...arguments_);
}

/** The same with more in its environment. */
export function startWith(
  environment: Readonly<Record<string, string>>,
  directory: string,
  ...arguments_: readonly string[]
): Running {
  const running = launchWith(environment, directory, arguments_);
  onTestFinished(() => {
    running.kill('SIGKILL');
  });
  return running;
}

/** The same for whoever ends it himself. */
export function launch(directory: string, ...arguments_: readonly string[]): Running {
  return launchWith({}, directory, arguments_);
}

function launchWith(
  environment: Readonly<Record<string, string>>,
  directory: string,
  arguments_: readonly string[],
): Running {
  const child = spawn(process.execPath, [main, ...arguments_], {
    cwd: directory,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env['PATH'],
      LANG: 'C.UTF-8',
      NODE_NO_WARNINGS: '1',
      NODE_COMPILE_CACHE: compiled,
      ...watched(),
      ...environment,
    },
  });
  const written = { stdout: '', stderr: '' };
  let tellFirstLine: (line: string) => void = () => undefined;
  const firstLine = new Promise<string>((resolve) => (tellFirstLine = resolve));
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    written.stdout += text;
    const end = written.stdout.indexOf('\n');
    if (end >= 0) tellFirstLine(written.stdout.slice(0, end));
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    written.stderr += text;
  });
  const ended = new Promise<Ended>((resolve) => {
    child.once('close', (code, signal) => {
      tellFirstLine('');
      resolve({ code, signal, ...written });
    });
  });
  return { firstLine, ended, stderr: () => written.stderr, kill: (signal) => void child.kill(signal) };
}

/** Runs `tenured` to its end. */
export function run(directory: string, ...arguments_: readonly string[]): Promise<Ended> {
  return start(directory, ...arguments_).ended;
}

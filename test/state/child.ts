import { spawn, type ChildProcessByStdio } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { createInterface } from 'node:readline';
import { onTestFinished } from 'vitest';

/** A real process that runs one of the scripts in `children/`, talking in lines. */
export interface Child {
  readonly process: ChildProcessByStdio<Writable, Readable, null>;
  /** Its next line; rejects when it ends without one. */
  line(): Promise<string>;
  say(text: string): void;
  ended(): Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>;
}

export function startChild(script: URL, ...args: string[]): Child {
  const child = spawn(process.execPath, [script.pathname, ...args], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const end = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve) => {
    child.once('exit', (code, signal) => resolve({ code, signal }));
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  return {
    process: child,
    line: async () => {
      const next = await lines.next();
      if (next.done === true) throw new Error('the process said nothing more');
      return next.value;
    },
    say: (text) => void child.stdin.write(`${text}\n`),
    ended: () => end,
  };
}

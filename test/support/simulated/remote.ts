import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, openSync, readSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Clock } from '../../../src/domain/kernel/clock.ts';
import type { Simulator, SimulatorOptions } from '../../../src/simulator/index.ts';
import { alsoFrom, type Findings } from '../openapi/observer.ts';
import type { Server, Waiting } from '../server-clock.ts';
import { VirtualClock } from '../virtual-clock.ts';
import { noticeIn, noticeOf, noticeSize, packed, unpacked, type Answered, type Question } from './wire.ts';

/** The other process: one for each test file, asked and answered over two pipes, one line each. */
interface Line {
  readonly ask: (question: Omit<Question, 'now'>) => Answered;
  /** Whom the simulator lets wait at this moment: read without asking, since that is looked at all the time. */
  readonly waiting: () => readonly Waiting[];
}

let line: Line | undefined;
let now = (): number => 0;

/** Starts a simulator in another process. Whatever is asked of it, the tests wait for, as they do for one of their own. */
export function startRemote({ clock, random: _, observe: _observe, ...options }: SimulatorOptions): Simulator {
  now = () => clock.now();
  line ??= connected();
  const started = objectOf(
    line.ask({ do: 'start', of: 0, name: '', values: [options, numberOf(clock, line)] }),
    '',
  ) as Simulator;
  return {
    url: started.url,
    org: started.org,
    faults: started.faults,
    requests: () => started.requests(),
    violations: () => started.violations(),
    rotateNonce: () => started.rotateNonce(),
    close: async () => Promise.resolve(started.close()),
  };
}

const clocks: Clock[] = [];

/** Which of the clocks of this file it is; a virtual one learns of the simulators that go by it. */
function numberOf(clock: Clock, by: Line): number {
  if (!clocks.includes(clock)) {
    clocks.push(clock);
    if (clock instanceof VirtualClock) clock.serve(serverOn(by));
  }
  return clocks.indexOf(clock);
}

function serverOn(by: Line): Server {
  return {
    waiting: () => by.waiting(),
    wake: () => {
      if (by.waiting().length > 0) tick(by.ask);
    },
  };
}

function tick(ask: Line['ask']): void {
  ask({ do: 'tick', of: 0, name: '', values: [] });
}

function connected(): Line {
  const folder = mkdtempSync(join(tmpdir(), 'tenured-simulated-'));
  const [questions, answers, board] = [join(folder, 'questions'), join(folder, 'answers'), join(folder, 'board')];
  writeFileSync(board, noticeOf([]));
  execFileSync('mkfifo', [questions, answers]);
  const child = spawn(
    process.execPath,
    [fileURLToPath(new URL('./child.ts', import.meta.url)), questions, answers, board],
    {
      stdio: ['ignore', 'ignore', 'inherit'],
    },
  );
  child.unref();
  // Opening a pipe waits for the other side to open it, too. When this side is closed, by whatever end of this process,
  // the other one tidies up and ends.
  const to = openSync(questions, 'w');
  const from = openSync(answers, 'r');
  const ask: Line['ask'] = (question) => {
    writeSync(to, `${packed({ now: now(), ...question })}\n`);
    return unpacked(readLine(from)) as Answered;
  };
  ticking(ask);
  alsoFrom(() => objectOf(ask({ do: 'findings', of: 0, name: '', values: [] }), 'findings') as Findings);
  return { ask, waiting: watching(openSync(board, 'r')) };
}

function watching(board: number): Line['waiting'] {
  const seen = Buffer.alloc(noticeSize);
  let last: readonly Waiting[] = [];
  return () => {
    const size = readSync(board, seen, 0, noticeSize, 0);
    last = noticeIn(seen.toString('utf8', 0, size)) ?? last;
    return last;
  };
}

/** The other process has the same time as this one whenever a request leaves for it. */
function ticking(ask: Line['ask']): void {
  const fetched = globalThis.fetch;
  globalThis.fetch = (...call) => {
    tick(ask);
    return fetched(...call);
  };
}

const buffer = Buffer.alloc(1 << 16);

function readLine(from: number): string {
  const parts: Buffer[] = [];
  for (;;) {
    const size = readSync(from, buffer);
    if (size === 0) throw new Error('the process of the simulator has ended');
    parts.push(Buffer.from(buffer.subarray(0, size)));
    if (buffer[size - 1] === 0x0a) return Buffer.concat(parts).toString();
  }
}

function objectOf(answered: Answered, name: string): unknown {
  if (answered.kind === 'error') throw new Error(`${name}: ${answered.message}`);
  if (answered.kind === 'value') return answered.value;
  const { of } = answered;
  const known = proxies.get(of);
  if (known !== undefined) return known;
  const functions = new Set<string>();
  const proxy = new Proxy(
    {},
    {
      get: (_, member) =>
        typeof member === 'symbol' || member === 'then' ? undefined : memberOf(of, member, functions),
      set: (_, member, value) => {
        objectOf(asked({ do: 'set', of, name: String(member), values: [value] }), String(member));
        return true;
      },
    },
  );
  proxies.set(of, proxy);
  return proxy;
}

/** What stands for the objects over there. */
const proxies = new Map<number, object>();

/** A method is asked for once: it stays one. */
function memberOf(of: number, name: string, functions: Set<string>): unknown {
  if (!functions.has(name)) {
    const answered = asked({ do: 'get', of, name, values: [] });
    if (answered.kind !== 'function') return objectOf(answered, name);
    functions.add(name);
  }
  return (...values: readonly unknown[]) => objectOf(asked({ do: 'call', of, name, values }), name);
}

function asked(question: Omit<Question, 'now'>): Answered {
  if (line === undefined) throw new Error('there is no other process');
  return line.ask(question);
}

import { createReadStream, openSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
import { startSimulator, type SimulatorOptions } from '../../../src/simulator/index.ts';
import { instant } from '../../../src/domain/time/instant.ts';
import { seededRandom } from '../seeded-random.ts';
import { findings, observe } from '../openapi/observer.ts';
import { ServerClock, type Waiting } from '../server-clock.ts';
import { noticeOf, packed, unpacked, type Answered, type Question } from './wire.ts';

/** Simulators for a test file in another process: it asks for objects by number and by the names of their members. */
const [, , questions = '', answers = '', board = ''] = process.argv;
const objects: unknown[] = [null];
const numbers = new Map<unknown, number>();
/** What time it is for whoever asks. */
let time = 0;
/** The clock of the test that started a simulator last; those of tests before are forgotten. */
let clock = newClock();
let clockNumber = -1;

const reading = createReadStream('', { fd: openSync(questions, 'r') });
const out = openSync(answers, 'w');
for await (const line of createInterface({ input: reading })) {
  const answered = await answer(unpacked(line) as Question).catch((error: unknown): Answered => {
    return { kind: 'error', message: error instanceof Error ? error.message : String(error) };
  });
  writeSync(out, `${packed(answered)}\n`);
}
// Whoever asked is gone.
rmSync(dirname(board), { recursive: true, force: true });
process.exit(0);

function newClock(): ServerClock {
  const fd = openSync(board, 'r+');
  const tell = (waiting: readonly Waiting[]): void => {
    writeSync(fd, noticeOf(waiting), 0);
  };
  tell([]);
  return new ServerClock(() => instant(time), tell);
}

async function answer({ now, do: wanted, of, name, values }: Question): Promise<Answered> {
  time = now;
  clock.wake(now);
  const object = objects[of] as Record<string, unknown>;
  switch (wanted) {
    case 'tick':
      return told(undefined);
    case 'findings':
      return told(findings());
    case 'start': {
      const [options, number] = values as readonly [SimulatorOptions, number];
      if (number !== clockNumber) clock = newClock();
      clockNumber = number;
      return told(await startSimulator({ ...options, clock, observe, random: seededRandom(7) }));
    }
    case 'get':
      return told(object[name]);
    case 'set':
      object[name] = values[0];
      return told(undefined);
    case 'call':
      return told(await (object[name] as (...all: readonly unknown[]) => unknown).apply(object, values as unknown[]));
  }
}

function told(value: unknown): Answered {
  // What is handed over bit by bit here is a list over there.
  if (isGenerated(value)) return { kind: 'value', value: [...value] };
  if (typeof value !== 'function' && (typeof value !== 'object' || value === null || isPlain(value))) {
    return { kind: 'value', value };
  }
  return { kind: typeof value === 'function' ? 'function' : 'object', of: numberOf(value) };
}

function isGenerated(value: unknown): value is Iterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.iterator in value && 'next' in value;
}

/** Under which number it can be asked for more; the same one whenever it is met again. */
function numberOf(value: unknown): number {
  const known = numbers.get(value) ?? objects.push(value) - 1;
  numbers.set(value, known);
  return known;
}

/** Whether JSON says all of it. */
function isPlain(value: object): boolean {
  if (Array.isArray(value)) return true;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype && !Object.values(value).some((member) => typeof member === 'function');
}

import { execFile, fork } from 'node:child_process';
import events from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { promisify } from 'node:util';
import { productionFlags } from './flags.ts';

/** What a command took that reads a whole file and writes nothing to the state. */
export interface CommandTaken {
  readonly command: 'inspect' | 'mapping try';
  readonly milliseconds: number;
  readonly peakMemory: number;
}

const main = join(import.meta.dirname, '../../src/main.ts');
const reporter = join(import.meta.dirname, 'report-memory.ts');

/** Measures `inspect` and `mapping try` on a file of the bench, each as the program is started, in a process of its own. */
export async function* measureCommands(folder: string, file: string): AsyncGenerator<CommandTaken> {
  const place = join(folder, 'commands');
  mkdirSync(place, { recursive: true });
  await promisify(execFile)(
    process.execPath,
    [main, 'inspect', file, '--row-limit', '20000', '--out', 'old.yaml', '--force'],
    {
      cwd: place,
    },
  );
  const configuration = configure(place, file);
  yield await take('inspect', ['inspect', file], place);
  const asOf = ['--as-of', '2026-03-02T09:00:00Z'];
  yield await take('mapping try', ['mapping', 'try', 'new.yaml', '--config', configuration, ...asOf], place);
}

/** A configuration with the first mapping, and beside it one that changes something for everybody. */
function configure(place: string, file: string): string {
  const old = readFileSync(join(place, 'old.yaml'), 'utf8');
  const changed = old.replace('{ value: w.costCenter,', `{ value: '"CC " + w.costCenter',`);
  if (changed === old) throw new Error('the first mapping has no cost centre');
  writeFileSync(join(place, 'new.yaml'), changed);
  writeFileSync(join(place, 'key.pem'), '', { mode: 0o600 });
  const source = {
    name: 'hr',
    type: 'csv',
    path: file,
    roster: 'all',
    finalLineBreak: 'required',
    mapping: 'old.yaml',
  };
  const text = JSON.stringify({
    version: 1,
    name: 'Bench',
    timezone: 'Europe/Berlin',
    okta: { orgUrl: 'https://bench.okta.com', clientId: '0oa1bench', privateKey: { file: 'key.pem' } },
    sources: [source],
    state: { dir: 'none' },
  });
  writeFileSync(join(place, 'tenured.yaml'), text);
  return 'tenured.yaml';
}

async function take(command: CommandTaken['command'], args: readonly string[], cwd: string): Promise<CommandTaken> {
  const start = performance.now();
  const child = fork(main, [...args], {
    cwd,
    execArgv: [...productionFlags, '--import', reporter],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  let peakMemory = 0;
  child.on('message', (bytes: number) => (peakMemory = bytes));
  const [code] = (await events.once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`${command} ended with ${String(code)}`);
  return { command, milliseconds: performance.now() - start, peakMemory };
}

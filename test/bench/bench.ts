import { fork, type ChildProcess } from 'node:child_process';
import events from 'node:events';
import {
  closeSync,
  cpSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { OktaAddress } from './okta-process.ts';
import { measureCommands } from './commands.ts';
import { productionFlags } from './flags.ts';
import type { Job, Measured } from './scenarios.ts';

/**
 * Measures planning against csv-parse alone over the same file, in one run: each measurement is a process of its own,
 * so that its peak memory is its own. The parent of all of them starts here, and so does every child.
 */
interface Row {
  readonly workers: number;
  readonly scenario: string;
  readonly target: string;
  readonly milliseconds: number;
  readonly ratio: number;
  /** The same by processor time. */
  readonly busyRatio: number;
  readonly peakMegabytes: number;
  readonly longestBlock: number;
  readonly calls: number | null;
  readonly operations: number;
  readonly phases: Readonly<Record<string, number>>;
}

const targets = {
  floor: '',
  'warm, same order': '<= 1.5 x',
  'warm, shuffled': '<= 2.5 x',
  'unchanged file': '<= 1 s, <= 5 calls',
  cold: '<= 5 x, < 512 MB',
  'cold, creations only': '<= 5 x, < 512 MB',
  inspect: '< 512 MB',
  'mapping try': '< 512 MB',
} as const;

type Scenario = keyof typeof targets;

const { values } = parseArgs({
  options: {
    sizes: { type: 'string' },
    full: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    repeat: { type: 'string', default: '3' },
    only: { type: 'string' },
    profile: { type: 'string' },
    keep: { type: 'string' },
    child: { type: 'string' },
  },
});

const needsSettled = values.only !== 'cold' && values.only !== 'commands';
/** What there is to say of commands that make no plan. */
const notPlanned = { busy: 0, longestBlock: 0, phases: {}, calls: null, operations: 0, hash: '' };

if (values.child === 'okta') await becomeOkta();
else if (values.child === 'scenario') await becomeScenario();
else if (values.child === 'mirror-okta') (await import('./mirror.ts')).becomeMirroredOkta();
else if (values.child === 'mirror-client') (await import('./mirror.ts')).becomeMirroringClient();
else if (values.only === 'mirror') await mirrors();
else await main();

async function becomeOkta(): Promise<void> {
  const { serveOkta } = await import('./okta-process.ts');
  process.once('message', (offset: number) => {
    void serveOkta(offset).then((address) => process.send?.(address));
  });
}

async function becomeScenario(): Promise<void> {
  const { perform } = await import('./scenarios.ts');
  const [job] = (await events.once(process, 'message')) as [Job];
  const measured = await perform(job);
  await new Promise((resolve) => process.send?.(measured, resolve));
  process.disconnect();
}

/** Filling a mirror, with the simulator on the other core. */
async function mirrors(): Promise<void> {
  const { measureMirror, mirrorTable } = await import('./mirror.ts');
  const rows = [];
  for (const size of (values.sizes ?? '100000').split(',').map(Number)) {
    rows.push(await measureMirror(size, Number(values.repeat), import.meta.filename));
  }
  process.stdout.write(values.json ? `${JSON.stringify(rows, null, 2)}\n` : mirrorTable(rows));
}

async function main(): Promise<void> {
  const sizes = (values.sizes ?? (values.full ? '10000,100000,300000' : '10000,100000')).split(',').map(Number);
  const folder = values.keep ?? mkdtempSync(join(tmpdir(), 'tenured-bench-'));
  const rows: Row[] = [];
  const offset = Date.UTC(2026, 2, 2, 9) - Date.now();
  const okta = start('okta', []);
  try {
    const address = (await ask(okta, offset)) as OktaAddress;
    for (const size of sizes) rows.push(...(await measureSize(size, join(folder, String(size)), offset, address)));
  } finally {
    okta.kill();
    if (values.keep === undefined) rmSync(folder, { recursive: true, force: true });
  }
  process.stdout.write(values.json ? `${JSON.stringify(rows, null, 2)}\n` : table(rows));
}

async function measureSize(size: number, folder: string, offset: number, okta: OktaAddress): Promise<Row[]> {
  const settled = join(folder, 'settled');
  const file = (name: string): string => join(folder, `${name}.csv`);
  await prepare(size, folder, settled, offset);
  const taken = new Map<Scenario, Measured[]>();
  const measure = async (scenario: Scenario, job: Pick<Job, 'scenario' | 'file'>): Promise<void> => {
    if (values.only !== undefined && scenario !== 'floor' && !scenario.startsWith(values.only)) return;
    const state = join(folder, 'state');
    if (job.scenario === 'plan') copyState(settled, state);
    const measured = await run({ ...job, size, state, offset, okta: job.scenario === 'plan' ? okta : null });
    rmSync(state, { recursive: true, force: true });
    note(`  ${scenario}: ${seconds(measured.milliseconds)} s`);
    taken.set(scenario, [...(taken.get(scenario) ?? []), measured]);
  };
  for (let turn = 0; turn < Number(values.repeat); turn += 1) {
    await measure('floor', { scenario: 'floor', file: file('next') });
    await measure('warm, same order', { scenario: 'plan', file: file('next') });
    await measure('warm, shuffled', { scenario: 'plan', file: file('shuffled') });
    await measure('unchanged file', { scenario: 'plan', file: file('first') });
    await measure('cold', { scenario: 'cold', file: file('next') });
    await measure('cold, creations only', { scenario: 'cold', file: file('joining') });
  }
  if (values.only === undefined || values.only === 'commands') {
    for await (const { command, ...own } of measureCommands(folder, file('first'))) {
      note(`  ${command}: ${seconds(own.milliseconds)} s`);
      taken.set(command, [{ ...notPlanned, ...own }]);
    }
  }
  if (values.keep === undefined) rmSync(folder, { recursive: true, force: true });
  const floor = median(taken.get('floor') ?? []);
  return [...taken].map(([scenario, all]) => rowOf(size, scenario, all, floor));
}

/** Writes the files and a state in which everybody is settled; with `--keep` only what is not there from an earlier time. */
async function prepare(size: number, folder: string, settled: string, offset: number): Promise<void> {
  const done = join(folder, 'prepared');
  if (existsSync(done) && (existsSync(settled) || !needsSettled)) return;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  note(`${String(size)} workers: writing the files and a settled state`);
  const prepared = { size, file: folder, state: settled, offset, okta: null };
  await run({ ...prepared, scenario: 'files' });
  if (needsSettled) await run({ ...prepared, scenario: 'settle' });
  writeFileSync(done, '');
}

/** The times' median; of memory and blocking the worst. */
function rowOf(workers: number, scenario: Scenario, all: readonly Measured[], floor: Measured): Row {
  const { milliseconds, busy, calls, operations, phases } = median(all);
  return {
    workers,
    scenario,
    target: targets[scenario],
    milliseconds: Math.round(milliseconds),
    ratio: rounded(milliseconds / floor.milliseconds),
    busyRatio: rounded(busy / floor.busy),
    peakMegabytes: Math.round(Math.max(...all.map(({ peakMemory }) => peakMemory)) / 2 ** 20),
    longestBlock: Math.round(Math.max(...all.map(({ longestBlock }) => longestBlock))),
    calls,
    operations,
    phases,
  };
}

function median(all: readonly Measured[]): Measured {
  const sorted = all.toSorted((left, right) => left.milliseconds - right.milliseconds);
  return sorted[sorted.length >> 1] as Measured;
}

/** A copy that has reached the disk, so that the first commit of what is measured does not wait for it. */
function copyState(from: string, to: string): void {
  cpSync(from, to, { recursive: true });
  const file = openSync(join(to, 'tenured.db'), 'r+');
  fsyncSync(file);
  closeSync(file);
}

async function run(job: Job): Promise<Measured> {
  const profiled = values.profile !== undefined && (job.scenario === 'plan' || job.scenario === 'cold');
  const flags = profiled ? ['--cpu-prof', `--cpu-prof-dir=${values.profile ?? ''}`] : [];
  return (await ask(start('scenario', flags), job)) as Measured;
}

function start(child: string, flags: readonly string[]): ChildProcess {
  return fork(import.meta.filename, ['--child', child], { execArgv: ['--expose-gc', ...productionFlags, ...flags] });
}

function ask(child: ChildProcess, question: object | number): Promise<unknown> {
  return new Promise((resolve, reject) => {
    child.once('message', resolve);
    child.once('exit', (code) => {
      reject(new Error(`a child of the bench ended with ${String(code)} before it answered`));
    });
    child.send(question);
  });
}

function rounded(ratio: number): number {
  return Math.round(ratio * 100) / 100;
}

function table(rows: readonly Row[]): string {
  const cells = rows.map((row) => [
    row.workers.toLocaleString('en'),
    row.scenario,
    seconds(row.milliseconds),
    `${row.ratio.toFixed(2)} x`,
    `${row.busyRatio.toFixed(2)} x`,
    row.target,
    `${String(row.peakMegabytes)} MB`,
    `${String(row.longestBlock)} ms`,
    row.calls === null ? '' : String(row.calls),
    row.operations === 0 ? '' : row.operations.toLocaleString('en'),
    Object.entries(row.phases)
      .map(([phase, time]) => `${phase} ${seconds(time)}`)
      .join(' '),
  ]);
  const head = [
    'workers',
    'scenario',
    's',
    'of floor',
    'by CPU',
    'target',
    'peak',
    'blocked',
    'calls',
    'operations',
    'phases',
  ];
  const widths = head.map((title, column) => Math.max(title.length, ...cells.map((row) => (row[column] ?? '').length)));
  return [head, ...cells]
    .map(
      (row) =>
        `${row
          .map((cell, column) => cell.padEnd(widths[column] ?? 0))
          .join('  ')
          .trimEnd()}\n`,
    )
    .join('');
}

function seconds(milliseconds: number): string {
  return (milliseconds / 1000).toFixed(2);
}

function note(text: string): void {
  process.stderr.write(`${text}\n`);
}

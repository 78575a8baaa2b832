import { fork, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { observe } from '../../src/reconcile/observe/observe.ts';
import { generateKey, publicJwk } from '../../src/okta/index.ts';
import { emptyOrg, group, idFor, serviceApp, startSimulator, user } from '../../src/simulator/index.ts';
import { staff } from '../../src/simulator/presets/people.ts';
import { seededRandom } from '../../src/simulator/seeded-random.ts';
import { openState, openStores } from '../../src/state/index.ts';
import { breathe, systemClock, systemRandom } from '../../src/system/index.ts';
import { benchMapping, benchMappings } from './mapping.ts';
import { oktaReader, type OktaAddress } from './okta-process.ts';
import { options } from './scenarios.ts';

/** A full mirror of an organisation over HTTP, the simulator in a process of its own. */
export interface MirrorRow {
  readonly users: number;
  readonly seconds: number;
  readonly calls: number;
  readonly clientSeconds: number;
  readonly simulatorSeconds: number;
  /** Of the whole time: how much of it the simulator was at work, its processor time over the time that passed. */
  readonly simulatorShare: number;
  readonly simulatorMilliseconds: number;
  readonly clientMegabytes: number;
  readonly simulatorMegabytes: number;
}

interface Usage {
  readonly busy: number;
  readonly megabytes: number;
}

interface Mirrored extends Usage {
  readonly milliseconds: number;
  readonly calls: number;
  readonly users: number;
}

const clientId = '0oaBench';

/** Measures one size, as often as asked; the median by time. */
export async function measureMirror(size: number, repeat: number, bench: string): Promise<MirrorRow> {
  const okta = started(bench, 'mirror-okta');
  try {
    const address = await asked(okta, size);
    const rows: MirrorRow[] = [];
    for (let turn = 0; turn < repeat; turn += 1) {
      const before = (await asked(okta, 'usage')) as Usage;
      const client = started(bench, 'mirror-client');
      const mirrored = (await asked(client, address as object)) as Mirrored;
      rows.push(rowOf(mirrored, before, (await asked(okta, 'usage')) as Usage));
    }
    rows.sort((one, other) => one.seconds - other.seconds);
    return rows[rows.length >> 1] as MirrorRow;
  } finally {
    okta.kill();
  }
}

function rowOf(mirrored: Mirrored, before: Usage, after: Usage): MirrorRow {
  const simulator = after.busy - before.busy;
  return {
    users: mirrored.users,
    seconds: rounded(mirrored.milliseconds / 1000),
    calls: mirrored.calls,
    clientSeconds: rounded(mirrored.busy / 1000),
    simulatorSeconds: rounded(simulator / 1000),
    simulatorShare: rounded(simulator / mirrored.milliseconds),
    simulatorMilliseconds: rounded(simulator / mirrored.calls),
    clientMegabytes: Math.round(mirrored.megabytes),
    simulatorMegabytes: Math.round(after.megabytes),
  };
}

/** The process of the simulator: told a size it starts, and asked for its usage it tells it. */
export function becomeMirroredOkta(): void {
  process.on('message', (question: number | 'usage') => {
    if (question === 'usage') process.send?.(usage());
    else void serve(question).then((address) => process.send?.(address));
  });
}

async function serve(size: number): Promise<OktaAddress> {
  const { privatePem } = await generateKey('ec', 'bench');
  const people = staff(size, seededRandom(1));
  const names = benchMapping().managedGroups;
  const admin = user('root.admin@simulated.example');
  const simulator = await startSimulator({
    clock: systemClock(),
    random: systemRandom(),
    presetLimits: 'unlimited',
    org: emptyOrg('bench', {
      users: [...people, admin],
      groups: names.map((name) => group(name)),
      memberships: names.map((name, index) => ({
        group: idFor('group', name),
        users: people.filter((_, place) => place % names.length === index).map(({ id = '' }) => id),
      })),
      roles: [{ assignee: admin.id ?? '', role: { type: 'SUPER_ADMIN' } }],
      apps: [serviceApp(clientId, [{ ...publicJwk(privatePem, 'bench') }])],
    }),
  });
  return { url: simulator.url, privateKey: privatePem };
}

/** The process of the client: it observes everything once into a state on disk. */
export function becomeMirroringClient(): void {
  process.once('message', (address: OktaAddress) => {
    void mirror(address).then((mirrored) => {
      process.send?.(mirrored, () => {
        process.disconnect();
      });
    });
  });
}

async function mirror(address: OktaAddress): Promise<Mirrored> {
  const folder = mkdtempSync(join(tmpdir(), 'tenured-mirror-'));
  const state = openState({ directory: join(folder, 'state') });
  const stores = openStores(state.database);
  const clock = systemClock();
  const directory = oktaReader(address, 0);
  const before = usage();
  const start = performance.now();
  await observe({
    directory,
    mirror: stores.mirror,
    organisation: stores.organisation,
    watch: stores.watch,
    workers: stores.workers,
    journal: stores.journal,
    orgUrl: address.url,
    mappings: benchMappings(),
    options,
    clock,
    emit: () => undefined,
    breathe,
    interlude: () => Promise.resolve(),
  });
  const milliseconds = performance.now() - start;
  const after = usage();
  const users = stores.mirror.state().users;
  state.close();
  rmSync(folder, { recursive: true });
  return { milliseconds, calls: directory.calls(), users, busy: after.busy - before.busy, megabytes: after.megabytes };
}

function usage(): Usage {
  const { user: inUser, system } = process.cpuUsage();
  return { busy: (inUser + system) / 1000, megabytes: process.resourceUsage().maxRSS / 1024 };
}

function started(bench: string, child: string): ChildProcess {
  return fork(bench, ['--child', child], { execArgv: ['--expose-gc'] });
}

function asked(child: ChildProcess, question: object | number | string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const ended = (code: number | null): void => {
      reject(new Error(`a child of the bench ended with ${String(code)} before it answered`));
    };
    child.once('message', (answer) => {
      child.off('exit', ended);
      resolve(answer);
    });
    child.once('exit', ended);
    child.send(question);
  });
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}

export function mirrorTable(rows: readonly MirrorRow[]): string {
  const lines = rows.map(
    (row) =>
      `${row.users.toLocaleString('en')} users in ${row.seconds.toFixed(1)} s, ${String(row.calls)} calls: ` +
      `client ${row.clientSeconds.toFixed(1)} s of processor time and ${String(row.clientMegabytes)} MB, ` +
      `simulator ${row.simulatorSeconds.toFixed(1)} s and ${String(row.simulatorMegabytes)} MB ` +
      `(${(row.simulatorShare * 100).toFixed(0)} % of the time, ${row.simulatorMilliseconds.toFixed(1)} ms a call)\n`,
  );
  return lines.join('');
}

import { parse } from 'csv-parse';
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import type { Sha256 } from '../../src/domain/kernel/ids.ts';
import { defaultConsentModes } from '../../src/domain/plan/consent.ts';
import { instant } from '../../src/domain/time/instant.ts';
import type { MinuteOfDay, ZoneId } from '../../src/domain/time/zone.ts';
import type { ReconcileOptions } from '../../src/reconcile/options.ts';
import { runPlan, type PlanRunResult, type PlanStores } from '../../src/reconcile/plan-run.ts';
import type { Binding, DirectoryReader } from '../../src/reconcile/ports.ts';
import { openSource } from '../../src/sources/index.ts';
import { csvFile } from '../../src/sources/options.fixture.ts';
import { openState, openStores } from '../../src/state/index.ts';
import { breathe } from '../../src/system/index.ts';
import { stubDirectory, wantedAccounts } from './directory.ts';
import { benchMapping, benchMappings } from './mapping.ts';
import { movedClock, oktaReader, type OktaAddress } from './okta-process.ts';
import { writePeople } from './people.ts';

/** What a child process is asked to do. */
export interface Job {
  readonly scenario: 'files' | 'settle' | 'floor' | 'plan' | 'cold';
  readonly size: number;
  readonly file: string;
  readonly state: string;
  /** What the clocks are moved by. */
  readonly offset: number;
  readonly okta: OktaAddress | null;
}

export interface Measured {
  readonly milliseconds: number;
  /** Processor time, which neighbours on the machine disturb less. */
  readonly busy: number;
  /** The process's, in bytes. */
  readonly peakMemory: number;
  /** The longest the event loop was kept from turning. */
  readonly longestBlock: number;
  /** Milliseconds by phase. */
  readonly phases: Readonly<Record<string, number>>;
  /** Calls to Okta; null without a simulator. */
  readonly calls: number | null;
  readonly operations: number;
  readonly hash: string;
}

export function perform(job: Job): Promise<Measured> {
  switch (job.scenario) {
    case 'files':
      return writeFiles(job);
    case 'settle':
      return settle(job);
    case 'floor':
      return measure(() => floor(job));
    case 'plan':
    case 'cold':
      return plan(job);
  }
}

const hour = 3_600_000;

function fileOf(directory: string, name: 'first' | 'next' | 'shuffled' | 'joining'): string {
  return join(directory, `${name}.csv`);
}

const nothing: Measured = {
  milliseconds: 0,
  busy: 0,
  peakMemory: 0,
  longestBlock: 0,
  phases: {},
  calls: null,
  operations: 0,
  hash: '',
};

async function writeFiles(job: Job): Promise<Measured> {
  await writePeople(fileOf(job.file, 'first'), job.size, '2026-03-02T05:00:00Z', 'plain');
  await writePeople(fileOf(job.file, 'next'), job.size, '2026-03-02T08:00:00Z', 'plain');
  await writePeople(fileOf(job.file, 'shuffled'), job.size, '2026-03-02T08:30:00Z', 'shuffled');
  await writePeople(fileOf(job.file, 'joining'), job.size, '2026-03-02T08:00:00Z', 'joining');
  return nothing;
}

/** Makes a state in which everybody of the first file is bound, mirrored and settled. */
async function settle(job: Job): Promise<Measured> {
  const mapping = benchMapping();
  const file = fileOf(job.file, 'first');
  const accounts = (): ReturnType<typeof wantedAccounts> => wantedAccounts(file, mapping);
  const clock = movedClock(job.offset - 3 * hour);
  const directory = stubDirectory({ mapping, now: () => clock.now(), accounts });
  const { stores, close } = openedState(job.state);
  let batch: Binding[] = [];
  for await (const { worker, user } of accounts()) {
    batch.push({
      worker: worker as Binding['worker'],
      okta: user.id,
      madeBy: 'adopted',
      madeAt: instant(0),
      evidence: '',
    });
    if (batch.length < 1000) continue;
    stores.bindings.add(batch);
    batch = [];
  }
  stores.bindings.add(batch);
  const run = (): Promise<PlanRunResult> => runIt({ ...job, file, offset: job.offset - 3 * hour }, stores, directory);
  const { plan: made } = await run();
  close();
  if (made.operations > 0) throw new Error(`the settled state needs ${String(made.operations)} operations`);
  return nothing;
}

/** csv-parse by itself over the file: arrays, one `for await` a row. What any reader of CSV in Node pays. */
async function floor(job: Job): Promise<Outcome> {
  let rows = 0;
  for await (const row of createReadStream(job.file).pipe(parse())) rows += (row as string[]).length > 0 ? 1 : 0;
  if (rows !== job.size + 1) throw new Error(`the file has ${String(rows)} rows`);
  return { phases: {}, operations: 0, hash: '' };
}

async function plan(job: Job): Promise<Measured> {
  const { stores, close } = openedState(job.state);
  const clock = movedClock(job.offset);
  const reader = job.okta === null ? null : oktaReader(job.okta, job.offset);
  const directory = reader ?? stubDirectory({ mapping: benchMapping(), now: () => clock.now(), accounts: null });
  try {
    return await measure(async () => {
      const phases = new Map<string, number>();
      const outcome = await runIt(job, stores, directory, phases);
      return {
        phases: Object.fromEntries(phases),
        operations: outcome.plan.operations,
        hash: outcome.plan.hash,
        calls: reader?.calls() ?? null,
      };
    });
  } finally {
    close();
  }
}

interface Outcome {
  readonly phases: Readonly<Record<string, number>>;
  readonly operations: number;
  readonly hash: string;
  readonly calls?: number | null;
}

async function measure(work: () => Promise<Outcome>): Promise<Measured> {
  globalThis.gc?.();
  const delay = monitorEventLoopDelay({ resolution: 5 });
  await breathe();
  delay.enable();
  const cpu = process.cpuUsage();
  const start = performance.now();
  const outcome = await work();
  const milliseconds = performance.now() - start;
  const { user, system } = process.cpuUsage(cpu);
  await breathe();
  delay.disable();
  return {
    milliseconds,
    busy: (user + system) / 1000,
    peakMemory: process.resourceUsage().maxRSS * 1024,
    longestBlock: delay.max / 1e6,
    calls: null,
    ...outcome,
  };
}

async function runIt(
  job: Job,
  stores: PlanStores,
  directory: DirectoryReader,
  phases = new Map<string, number>(),
): Promise<PlanRunResult> {
  const clock = movedClock(job.offset);
  let phase = '';
  let since = 0;
  const close = (): void => {
    if (phase !== '') phases.set(phase, Math.round(performance.now() - since));
  };
  const result = await runPlan(
    {
      clock,
      sources: new Map([
        ['hr', openSource(csvFile(job.file, { settleSeconds: 0 }), { clock, fetch, memory: new Map() })],
      ]),
      directory,
      orgUrl: 'https://bench.example',
      stores,
      mappings: benchMappings(),
      options,
      company: null,
      emit: (event) => {
        if (event.type !== 'phase') return;
        close();
        phase = event.phase;
        since = performance.now();
      },
      breathe,
      settleDoubts: () => Promise.resolve(),
      copyState: () => Promise.reject(new Error('the bench holds no file back')),
      interlude: () => Promise.resolve(),
    },
    { trigger: 'command', asOf: null },
  );
  close();
  const [refused] = result.refused;
  if (refused !== undefined) throw refused;
  return result;
}

function openedState(directory: string): { readonly stores: PlanStores; readonly close: () => void } {
  const state = openState({ directory });
  return {
    stores: openStores(state.database),
    close: () => {
      state.close();
    },
  };
}

const morning = 420 as MinuteOfDay;

/** The defaults of the configuration. */
export const options: ReconcileOptions = {
  version: 'bench',
  configFingerprint: '0'.repeat(64) as Sha256,
  lifecycle: {
    create: { workingDays: 5, at: morning },
    activate: { at: morning },
    cutOff: 1440 as MinuteOfDay,
    graceDays: 7,
    gapToleranceDays: 14,
    leave: {},
    staleAfterDays: 14,
  },
  guardrails: {
    rows: { dropCandidate: { floor: 3, share: 0.02 }, dropReject: 0.1, riseCandidate: { floor: 40, share: 0.1 } },
    keyProblems: { floor: 3, share: 0.01 },
    columns: {
      blank: { floor: 5, share: 0.02 },
      distinct: { floor: 3, share: 0.3 },
      changed: { floor: 5, share: 0.05 },
      keys: { floor: 3, share: 0.005 },
    },
    disables: { floor: 3, share: 0.01, cap: 100 },
    absences: { floor: 2, share: 0.005 },
    firmDisables: { floor: 10, share: 0.05 },
    returns: { floor: 2, share: 0.005, dueShare: 0.25 },
    groupRemovals: { floor: 10, share: 0.25, emptied: 5, total: 0.05 },
    announcements: { floor: 5, share: 0.01 },
    brake: { inARow: 3, failures: 0.05, afterTried: 20, conflicts: { floor: 10, share: 0.05 }, readBack: 3 },
    creates: { floor: 40, share: 0.05, growth: 1.5 },
    gapHours: 36,
  },
  consent: defaultConsentModes,
  protection: { users: [], groups: [], owners: [], userTypes: [], realms: [], profileSourced: 'report' },
  horizonHours: 24,
  zone: 'Europe/Berlin' as ZoneId,
  sources: [{ name: 'hr', roster: 'all', remove: null, missing: 'report', maxAgeHours: 30, enableWithinHours: 72 }],
  reservedLogins: ['admin', 'root', 'postmaster'],
  canary: null,
};

import { copyFileSync, mkdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadMapping } from '../../src/config/index.ts';
import type { Json } from '../../src/domain/kernel/canonical-json.ts';
import { hashOf } from '../../src/domain/kernel/hash.ts';
import { oktaUserId, workerId } from '../../src/domain/kernel/ids.ts';
import type { Sha256 } from '../../src/domain/kernel/ids.ts';
import { compileMapping, uniteMappings, type CompiledMapping } from '../../src/domain/mapping/index.ts';
import { defaultConsentModes } from '../../src/domain/plan/consent.ts';
import { day, instant, minute, plus, type Instant } from '../../src/domain/time/instant.ts';
import type { MinuteOfDay, ZoneId } from '../../src/domain/time/zone.ts';
import { limits } from '../../src/domain/guardrails/limits.fixture.ts';
import { decideOnPlan } from '../../src/reconcile/approve/approve.ts';
import type { ApplyTools } from '../../src/reconcile/apply/tools.ts';
import { ingest, type IngestOutcome } from '../../src/reconcile/ingest/ingest.ts';
import type { ReconcileOptions, SourceIdentity } from '../../src/reconcile/options.ts';
import type { PlanRunTools } from '../../src/reconcile/plan-run.ts';
import { runOnce } from '../../src/reconcile/run-once.ts';
import { openSource } from '../../src/sources/index.ts';
import { csvFile } from '../../src/sources/options.fixture.ts';
import { auditLog, copyState, leaseStore, openState, openStores, operationJournal } from '../../src/state/index.ts';
import { systemRandom } from '../../src/system/index.ts';
import { everyone, mapping as mappingText } from './household.ts';
import { MemoryOkta, type Ended } from './memory-okta.ts';
import { file, loginOf, person, type Person } from './people.ts';
import { VirtualClock } from './virtual-clock.ts';

/** The morning on which the bad file comes: the good one has been accepted twice, and a plan was approved. */
export const badMorning = instant(Date.UTC(2026, 10, 23, 5));

/** What became of a month that began with one file and went on with the same file every day. */
export interface Month {
  readonly ended: readonly Ended[];
  /** People who lost access and whose last day was not over, by what HR really meant. */
  readonly wrong: readonly string[];
  /** People whose last day is over for a day or longer, and who still have access. */
  readonly forgotten: readonly string[];
}

/** A company of so many, of whom some have left, some leave in the coming weeks, and most stay. */
export function company(size: number): readonly Person[] {
  const departments = ['Sales', 'Legal', 'Finance', 'Operations', 'Support', 'Research'];
  const firsts = ['Ann', 'Bora', 'Chidi', 'Dana', 'Élodie', 'Farid', 'Gül', 'Hana', 'Ivo', 'Jürgen', 'Kim', 'Lena'];
  return Array.from({ length: size }, (_, index) =>
    person(`P${String(index + 1).padStart(4, '0')}`, {
      first: firsts[index % firsts.length] ?? 'Ann',
      last: `Walker-${String((index * 7) % size)}`,
      start: `20${String(10 + (index % 14))}-0${String(1 + (index % 9))}-${String(1 + (index % 28)).padStart(2, '0')}`,
      end: endOf(index),
      dept: departments[index % departments.length] ?? 'Sales',
    }),
  );
}

/** Every 40th leaves within the month, every 25th left a year ago. */
function endOf(index: number): string {
  if (index % 40 === 11) return `2026-12-${String(1 + ((index * 3) % 18)).padStart(2, '0')}`;
  return index % 25 === 3 ? `2025-1${String(index % 3)}-15` : '';
}

/**
 * A folder with a state in which a good file was accepted twice, a day apart, everybody has the account that HR means, and
 * somebody has approved a plan: from here on whoever leaves loses access without anybody being asked.
 */
export class FeedMonths {
  readonly people: readonly Person[];
  readonly goodFile: string;
  readonly #directory: string;
  readonly #mapping: CompiledMapping;
  readonly #options: ReconcileOptions;
  #base: string | null = null;
  #trial: Home | null = null;
  #untouched: string | null = null;

  /** @param source what the source differs in from the plainest one. */
  constructor(directory: string, people: readonly Person[], source: Partial<SourceIdentity> = {}) {
    this.#directory = directory;
    this.#options = { ...options, sources: options.sources.map((one) => ({ ...one, ...source })) };
    this.people = people;
    this.goodFile = file(people);
    mkdirSync(directory, { recursive: true });
    const written = join(directory, 'people.yaml');
    writeFileSync(written, mappingText);
    const loaded = loadMapping(written);
    if (!loaded.ok) throw new Error(JSON.stringify(loaded.error));
    const compiled = compileMapping(loaded.value.document);
    if (!compiled.ok) throw new Error(JSON.stringify(compiled.error));
    this.#mapping = compiled.value;
  }

  /** @param earlier a file that was accepted before the good one; none when left out. */
  async prepare(earlier: string | null = null): Promise<void> {
    const home = this.#open(join(this.#directory, 'base'), plus(badMorning, -3 * day));
    try {
      if (earlier !== null) await this.#morning(home, earlier);
      for (let back = 2; back > 0; back -= 1) {
        home.clock.set(plus(badMorning, -back * day));
        await this.#morning(home, this.goodFile);
      }
    } finally {
      home.close();
    }
    this.#base = join(this.#directory, 'base', 'tenured.db');
  }

  /** What becomes of a file, when it comes on that morning: the source's and the safety checks' decision alone. */
  async decision(bytes: Buffer | string): Promise<{ readonly outcome: IngestOutcome; readonly untouched: boolean }> {
    // A file that came to nothing leaves nothing: the next one can be tried on the same state.
    const home = (this.#trial ??= this.#copy('trial'));
    const before = (this.#untouched ??= home.everything());
    this.#deliver(home, bytes);
    const { sources } = home.tools;
    const [identity] = this.#options.sources;
    const source = sources.get('people');
    if (identity === undefined || source === undefined) throw new Error('the month has no source');
    const tools = { ...home.tools, ...home.tools.stores, source, identity, mapping: this.#mapping };
    const outcome = await ingest(tools, home.clock.now());
    const untouched = home.everything() === before;
    if (!untouched || outcome.kind === 'accepted') this.close();
    return { outcome, untouched };
  }

  /** Closes what decisions were tried on. */
  close(): void {
    this.#trial?.close();
    this.#trial = null;
  }

  /**
   * Lives through the thirty days that begin with this file, which comes again every morning.
   * @param ofDay the file of each of the days; the same one when left out.
   */
  async month(bytes: Buffer | string, ofDay: (day: number) => Buffer | string = () => bytes): Promise<Month> {
    const home = this.#copy('month');
    try {
      for (let days = 0; days < 30; days += 1) {
        home.clock.set(plus(badMorning, days * day));
        await this.#morning(home, ofDay(days), false);
      }
      return this.#judge(home);
    } finally {
      home.close();
    }
  }

  #judge({ okta, clock }: Home): Month {
    const lastDays = new Map(this.people.map((one) => [loginOf(one), one.end]));
    const wrong = okta.ended
      .filter(({ login, at }) => !isOver(lastDays.get(login) ?? '', at))
      .map(({ login }) => login);
    const forgotten = this.people
      .filter((one) => isOver(one.end, plus(clock.now(), -day)) && okta.status(loginOf(one)) === 'ACTIVE')
      .map(loginOf);
    return { ended: okta.ended, wrong: [...new Set(wrong)], forgotten };
  }

  async #morning(home: Home, bytes: Buffer | string, approve = true): Promise<void> {
    this.#deliver(home, bytes);
    const { planned } = await runOnce(home.tools, { trigger: 'schedule', asOf: null });
    if (!approve) return;
    const plan = home.tools.stores.plans.find(String(planned.plan.number));
    if (plan === null) throw new Error('no plan');
    await decideOnPlan(
      { ...home.tools, stores: { ...home.tools.stores, audit: home.audit } },
      { plan, decision: 'approve', workers: null, kinds: null, person: 'olga.ops', reason: null },
    );
  }

  #deliver({ clock, source }: Home, bytes: Buffer | string): void {
    writeFileSync(source, bytes);
    const modified = (clock.now() - 10 * minute) / 1000;
    utimesSync(source, modified, modified);
  }

  #copy(name: string): Home {
    if (this.#base === null) throw new Error('prepare first');
    const folder = join(this.#directory, name);
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { mode: 0o700 });
    copyFileSync(this.#base, join(folder, 'tenured.db'));
    return this.#open(folder, badMorning);
  }

  #open(directory: string, at: Instant): Home {
    const clock = new VirtualClock(at);
    const state = openState({ directory });
    const { database } = state;
    const stores = openStores(database);
    if (stores.bindings.count() === 0) stores.bindings.add(this.people.filter(hasAccount).map(bound));
    const okta = new MemoryOkta(this.people.filter(hasAccount).map(accountOf), [everyone], () => clock.now());
    const source = `${directory}.csv`;
    const random = systemRandom();
    const lease = leaseStore(database).acquire('run', clock.now());
    if (lease === null) throw new Error('the run lease is taken');
    const breathe = (): Promise<void> => Promise.resolve();
    const reader = openSource(csvFile(source, { settleSeconds: 60 }), { clock, fetch, memory: new Map() });
    const shared = {
      clock,
      stores,
      mappings: uniteMappings([{ source: 'people', mapping: this.#mapping }]),
      options: this.#options,
      emit: () => undefined,
      breathe,
    };
    const tools: PlanRunTools & ApplyTools = {
      ...shared,
      sources: new Map([['people', reader]]),
      directory: okta.reader(this.#mapping.ownedAttributes),
      writer: okta.writer(),
      journal: operationJournal(database, random, lease),
      orgUrl: 'https://memory.okta.test',
      company: 'Acme',
      settleDoubts: () => Promise.resolve(),
      copyState: async () => {
        const copy = await copyState(state);
        return {
          stores: openStores(copy.database),
          close: () => {
            copy.close();
          },
        };
      },
      interlude: () => Promise.resolve(),
      stopped: () => null,
      preempted: () => null,
    };
    return {
      clock,
      okta,
      source,
      tools,
      audit: auditLog(database, random),
      everything: () => hashOf(lasting.map((sql) => database.prepare(sql).raw().all() as Json)),
      close: () => {
        state.close();
      },
    };
  }
}

interface Home {
  readonly clock: VirtualClock;
  readonly okta: MemoryOkta;
  readonly source: string;
  readonly tools: PlanRunTools & ApplyTools;
  readonly audit: ReturnType<typeof auditLog>;
  /** Whatever a plan follows from, as one digest. */
  everything(): string;
  close(): void;
}

/** All that is known of HR and of people; what a read that came to nothing leaves behind is not. */
const lasting = [
  'SELECT * FROM worker ORDER BY worker_id',
  'SELECT * FROM worker_detail ORDER BY worker_no',
  'SELECT * FROM announcement ORDER BY worker_id',
  'SELECT * FROM binding ORDER BY worker_id',
  `SELECT * FROM snapshot WHERE status IN ('accepted', 'settling', 'chosen') ORDER BY snapshot_id`,
] as const;

/** Midnight after the last day, in Berlin. */
function isOver(lastDay: string, at: Instant): boolean {
  return lastDay !== '' && Date.parse(`${lastDay}T23:00:00Z`) <= at;
}

/** Whoever left a year ago has no account any more. */
function hasAccount({ end }: Person): boolean {
  return end === '' || end > '2026';
}

function bound(one: Person) {
  const okta = oktaUserId(`00u${loginOf(one)}`);
  return { worker: workerId(one.id), okta, madeBy: 'adopted' as const, madeAt: instant(0), evidence: '' };
}

function accountOf(one: Person) {
  const { id, first, last, dept } = one;
  const attributes = { hrWorkerId: id, firstName: first, lastName: last, department: dept };
  return { login: loginOf(one), status: 'ACTIVE' as const, attributes };
}

const morning = (7 * 60) as MinuteOfDay;

/** The defaults of the configuration. */
const options: ReconcileOptions = {
  version: 'month',
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
  guardrails: limits,
  consent: defaultConsentModes,
  protection: { users: [], groups: [], owners: [], userTypes: [], realms: [], profileSourced: 'report' },
  horizonHours: 24,
  zone: 'Europe/Berlin' as ZoneId,
  sources: [{ name: 'people', roster: 'all', remove: null, missing: 'report', maxAgeHours: 30, enableWithinHours: 72 }],
  reservedLogins: [],
  canary: null,
};

import { judgeAge, type AgeLimit } from '../../domain/guardrails/age.ts';
import type { Instant } from '../../domain/time/instant.ts';
import type { LocalDate } from '../../domain/time/local-date.ts';
import type { ZoneId } from '../../domain/time/zone.ts';
import type { CutRequest, MirrorState, OverdueWorker, Pause, RunSummary, Snapshot } from '../../reconcile/ports.ts';
import { fromText } from '../../reconcile/workers/stored-record.ts';
import { workOutTools } from '../../reconcile/workers/work-out-tools.ts';
import type { Settings } from '../settings.ts';
import type { OpenState, World } from '../world.ts';
import { upcoming, type Agenda } from './upcoming.ts';
import { standingOf, type Standing } from './waiting.ts';

/** Somebody whose access should have ended, with their own clock. */
export interface Overdue extends OverdueWorker {
  readonly zone: ZoneId | null;
  readonly lastDay: LocalDate | null;
}

/** A request to end somebody's access, and whether it has been done. */
export interface Cut extends CutRequest {
  readonly name: string;
  readonly status: string | null;
}

/** How things stand, from this side's own stores alone. */
export interface Status {
  readonly now: Instant;
  readonly company: string | null;
  readonly orgUrl: string;
  readonly zone: ZoneId;
  readonly daemon: { readonly owner: string; readonly since: Instant } | null;
  readonly working: { readonly owner: string; readonly since: Instant } | null;
  readonly pauseFile: string | null;
  readonly pauses: readonly (Pause & { readonly name: string | null })[];
  readonly cuts: readonly Cut[];
  readonly overdue: readonly Overdue[];
  /** True when there are more overdue people than are listed. */
  readonly moreOverdue: boolean;
  /** People whose suspension was undone twice where their profile comes from. */
  readonly undone: readonly { readonly worker: string; readonly name: string; readonly provider: string }[];
  /** Why administrators, and group rules, could not be read at the last try; null when they could. */
  readonly administratorsFault: string | null;
  readonly rulesFault: string | null;
  /** Enabled accounts in Okta that are nobody's whom HR knows. */
  readonly orphans: number;
  readonly lastPlan: RunSummary | null;
  readonly lastApply: RunSummary | null;
  /** A run that was killed on the way; null when none was. */
  readonly interrupted: RunSummary | null;
  readonly doubts: readonly { readonly worker: string; readonly name: string; readonly kind: string }[];
  /** Each source's file, in the order of precedence; sources that are not configured any more last. */
  readonly files: readonly SourceFileState[];
  readonly plan: Standing | null;
  readonly agenda: Agenda;
}

/** What is known of a source's file. */
export interface SourceFileState {
  readonly source: string;
  /** Null before the first was accepted. */
  readonly accepted: AcceptedFile | null;
  /** The file that waits for a person; null when none does. */
  readonly held: string | null;
  /** The source is not configured any more. */
  readonly removed: boolean;
}

/** The file that everything is planned from. */
export interface AcceptedFile {
  readonly name: string;
  readonly modifiedAt: Instant;
  readonly rows: number;
  readonly maxAgeHours: number;
  /** Older than that, days without an expected file not counted (G4). */
  readonly old: boolean;
}

const mostOverdue = 50;
const runsLookedAt = 200;

/** Looks everything up. Asks nobody: neither Okta nor the HR file is touched. */
export async function gather(world: World, state: OpenState, { configuration, mappings }: Settings): Promise<Status> {
  const now = world.clock.now();
  const { stores, leases, history } = state;
  const options = { ...configuration.reconcile, version: world.version };
  const working = leases.atWork('run', now);
  const runs = stores.runs.latest(runsLookedAt);
  const applicable = stores.plans.applicable(now);
  const plan = applicable === null ? null : stores.plans.find(String(applicable));
  const overdue = stores.workers.overdue(now, mostOverdue + 1);
  return {
    now,
    company: configuration.name,
    orgUrl: configuration.okta.orgUrl,
    zone: options.zone,
    daemon: leases.atWork('daemon', now),
    working,
    pauseFile: world.pauseFile.read(configuration.state.dir),
    pauses: stores.controls.pauses().map((pause) => ({ ...pause, name: nameOf(state, pause.worker) })),
    cuts: stores.controls.cuts().map((cut) => cutOf(state, cut)),
    overdue: overdue.slice(0, mostOverdue).map((one) => withClock(state, one)),
    moreOverdue: overdue.length > mostOverdue,
    undone: stores.watch.undone().map(({ worker, provider }) => ({
      worker,
      name: nameOf(state, worker) ?? worker,
      provider,
    })),
    ...pickFaults(stores.mirror.state()),
    orphans: stores.mirror.unboundEnabled(),
    lastPlan: runs.find(({ outcome }) => outcome === 'planned') ?? null,
    lastApply: runs.find(isApply) ?? null,
    interrupted: working === null ? stores.runs.interrupted(null) : null,
    doubts: history.open().map(({ operation: { subject, kind } }) => ({ ...pick(subject), kind })),
    files: [
      ...options.sources.map((one) => fileOf(state, { ...one, zone: options.zone }, now)),
      ...removedFiles(state, mappings, { now, zone: options.zone }),
    ],
    plan: plan === null ? null : await standingOf({ stores, options, history, breathe: world.breathe }, plan, now),
    agenda: await upcoming(
      {
        workers: stores.workers,
        conversions: stores.conversions,
        workOut: workOutTools({ mappings, options, stores }),
        breathe: world.breathe,
      },
      now,
    ),
  };
}

function isApply({ outcome, phase }: RunSummary): boolean {
  return outcome === 'applied' || outcome === 'yielded' || (outcome === 'failed' && phase === 'apply');
}

function pickFaults({
  administratorsFault,
  rulesFault,
}: MirrorState): Pick<Status, 'administratorsFault' | 'rulesFault'> {
  return { administratorsFault, rulesFault };
}

function pick({ worker, name }: { readonly worker: string; readonly name: string }) {
  return { worker, name };
}

function nameOf(state: OpenState, worker: string | null): string | null {
  const stored = worker === null ? null : state.stores.workers.get(worker);
  return stored?.name ?? null;
}

function cutOf(state: OpenState, cut: CutRequest): Cut {
  const binding = state.stores.bindings.byWorker(cut.worker);
  const account = binding === null ? null : state.stores.mirror.userById(binding.okta);
  return { ...cut, name: nameOf(state, cut.worker) ?? cut.worker, status: account?.status ?? null };
}

/** By the last spell: what is stored as wanted is of the time before the end. */
function withClock(state: OpenState, one: OverdueWorker): Overdue {
  const stored = state.stores.workers.get(one.id);
  const spell = stored === null ? undefined : fromText(stored.record).at(-1)?.spell;
  return { ...one, zone: spell?.zone ?? null, lastDay: spell?.lastDay ?? null };
}

function fileOf(
  state: OpenState,
  { name, ...limit }: { readonly name: string } & AgeLimit,
  now: Instant,
): SourceFileState {
  const { feed } = state.stores;
  const held = feed.candidate(name)?.snapshot.file.file ?? null;
  return { source: name, accepted: acceptedOf(feed.accepted(name), limit, now), held, removed: false };
}

function acceptedOf(found: Snapshot | null, limit: AgeLimit, now: Instant): AcceptedFile | null {
  if (found === null) return null;
  const { file, rows } = found;
  const old = judgeAge(file.modifiedAt, now, limit).verdict !== 'ok';
  return { name: file.file, modifiedAt: file.modifiedAt, rows, maxAgeHours: limit.maxAgeHours, old };
}

/** Files that people are known from and that nobody reads any more. */
function removedFiles(
  state: OpenState,
  mappings: Settings['mappings'],
  { now, zone }: { readonly now: Instant; readonly zone: ZoneId },
): readonly SourceFileState[] {
  const names = [...state.stores.standings.known().keys()].filter((name) => mappings.of(name) === undefined);
  const files = names.map((name) => ({
    ...fileOf(state, { name, maxAgeHours: 0, zone }, now),
    held: null,
    removed: true,
  }));
  return files.filter(({ accepted }) => accepted !== null);
}

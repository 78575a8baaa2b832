import { decide, decideAhead } from '../../domain/plan/decide.ts';
import type { AccountFacts, Decision, Match, Situation } from '../../domain/plan/situation.ts';
import type { DesiredAccount } from '../../domain/plan/desired.ts';
import type { Operation } from '../../domain/plan/artefact.ts';
import { chooseSpell, spellInstants } from '../../domain/worker/employment.ts';
import { workerId } from '../../domain/kernel/ids.ts';
import { isUndone } from '../../domain/identity/sourced.ts';
import { day, hour, plus, type Instant } from '../../domain/time/instant.ts';
import type { ReconcileOptions } from '../options.ts';
import type {
  AnnouncementStore,
  BindingStore,
  ControlStore,
  JournalReader,
  MirroredUser,
  MirrorStore,
  Pair,
  Snapshot,
  SourceWatch,
} from '../ports.ts';
import { sourceOf, standingIn, workerOf } from '../workers/sources-in-force.ts';
import { fromText, type StoredRecord } from '../workers/stored-record.ts';
import { desiredAt, wantedAt, type WorkOutTools } from '../workers/work-out.ts';
import type { GroupBook } from './groups.ts';
import type { LoginAllocator } from './logins.ts';
import { matcher } from './match.ts';
import type { Protection } from './protection.ts';

/** All that deciding about a worker looks at. */
export interface DecisionTools extends WorkOutTools {
  readonly mirror: MirrorStore;
  readonly bindings: BindingStore;
  readonly watch: Pick<SourceWatch, 'of'>;
  readonly journal: JournalReader;
  readonly announcements: AnnouncementStore;
  readonly groups: GroupBook;
  readonly protection: Protection;
  readonly allocator: LoginAllocator;
  readonly schema: ReadonlySet<string> | null;
  /** The accepted snapshot of each source that has one, in the order of precedence. */
  readonly snapshots: readonly Snapshot[];
  readonly options: ReconcileOptions;
  /** For those whom a run within this one has worked out: with what is known by now. */
  readonly latest: WorkOutTools;
  /** Who is paused; nobody is where it is left out. */
  readonly controls?: Pick<ControlStore, 'pauses' | 'cuts'>;
  /** The real time, by which a snapshot is fresh or not; the plan's instant may be another. */
  readonly now: Instant;
  /** True when an instant was given by a person: whatever is stored of the desired account is of another time. */
  readonly whatIf: boolean;
}

/** What is decided for a worker at the plan's instant and for the boundaries within its horizon. */
export interface PairDecision extends Decision {
  readonly record: StoredRecord;
  readonly desired: DesiredAccount;
}

/** Access is given by what HR says now, and not by what it said days ago. */
function isFresh({ now, options }: DecisionTools, { source, readAt }: Snapshot): boolean {
  const limit = options.sources.find(({ name }) => name === source)?.enableWithinHours ?? 0;
  return now - readAt <= limit * hour;
}

/** Decides about pairs. Everything it needs of the outside is read here, so that the decision itself stays pure. */
export function decider(tools: DecisionTools, at: Instant): (pair: Pair) => PairDecision {
  const { sources } = tools;
  const matches = new Map(
    tools.mappings.all.map(({ source, mapping }) => [
      source,
      matcher(mapping, tools.mirror, tools.bindings, tools.protection),
    ]),
  );
  const enabling = new Set(tools.snapshots.filter((one) => isFresh(tools, one)).map(({ source }) => source));
  const unreported = new Set(tools.options.sources.flatMap((one) => (one.missing === 'ignore' ? [one.name] : [])));
  const paused = new Set((tools.controls?.pauses() ?? []).map(({ worker }) => worker));
  const cutAnyway = new Set(tools.controls?.cuts().flatMap((one) => (one.evenProtected ? [one.worker] : [])) ?? []);
  const until = plus(at, tools.options.horizonHours * hour);

  function situation(pair: Pair, desired: DesiredAccount, record: StoredRecord, boundary: Instant | null): Situation {
    const account = accountOf(pair);
    const { id } = pair.worker;
    const source = sourceOf(tools, desired);
    return {
      worker: id,
      standing: desired.source === undefined ? pair.worker.standing : standingIn(sources, id, desired.source),
      desired,
      at,
      boundary,
      mayEnable: enabling.has(source),
      account,
      lostAccount: account === null ? pair.boundTo : null,
      match: account === null && pair.boundTo === null ? matchOf(id, record, desired) : { kind: 'none' },
      allocateLogin: () => tools.allocator.allocate(id, desired.shape?.loginCandidates ?? []),
      groups: tools.groups.byName,
      schema: tools.schema,
      ...announcedAs(id, desired),
      paused: paused.has(id),
      reportMissing: !unreported.has(source),
      staleAfterDays: tools.options.lifecycle.staleAfterDays,
    };
  }

  function accountOf(pair: Pair): AccountFacts | null {
    const user = pair.userNo === null ? null : tools.mirror.user(pair.userNo);
    if (user === null) return null;
    return {
      user,
      groups: namesOf(user),
      protection: cutAnyway.has(pair.worker.id) ? null : tools.protection(user),
      ...undoneBy(user),
      adopted: tools.bindings.byWorker(pair.worker.id)?.madeBy === 'adopted',
      suspendedAt: tools.journal.suspendedAt(pair.worker.id),
      deactivatedAt: tools.journal.deactivatedAt(pair.worker.id),
      suspendedForLeave: tools.journal.suspendedForLeave(pair.worker.id),
    };
  }

  /** Suspended as often as it is for one end, and enabled again: its source has to end it, or a person. */
  function undoneBy({ id, status }: MirroredUser): Pick<AccountFacts, 'undone'> {
    const watched = tools.watch.of(id);
    if (watched === null || !isUndone(watched, status)) return {};
    return {
      undone: `suspended ${String(watched.suspensions)} times, and each time enabled again by ${watched.provider}`,
    };
  }

  function namesOf(user: MirroredUser): ReadonlySet<string> {
    return new Set(user.managedGroups.flatMap((id) => tools.groups.nameOf(id) ?? []));
  }

  function matchOf(id: string, record: StoredRecord, desired: DesiredAccount): Match {
    if (desired.account === 'none') return { kind: 'none' };
    const { spells } = workerOf(tools, workerId(id), record);
    const chosen =
      spells.length < 2 ? spells[0] : chooseSpell(spellInstants(spells, tools.options.lifecycle), at)?.spell;
    const match = chosen === undefined ? undefined : matches.get(sourceOf(tools, chosen));
    return chosen === undefined || match === undefined ? { kind: 'none' } : match(chosen.fields);
  }

  /** Whether this very end is announced firmly, or held with others. What a person asks for by name is firm at once. */
  function announcedAs(id: string, desired: DesiredAccount): Pick<Situation, 'firm' | 'held' | 'toldLate'> {
    const unknown = { firm: false, held: false, toldLate: false };
    if (desired.reason.rule === 'cut-access') return { ...unknown, firm: true };
    if (desired.account !== 'suspended' && desired.account !== 'closed') return unknown;
    const announced = tools.announcements.get(id);
    const isThis = desired.account === 'closed' || announced?.endsAt === desired.since;
    if (announced === null || !isThis) return unknown;
    const toldLate = announced.firstSeenAt - announced.endsAt > tools.options.lifecycle.staleAfterDays * day;
    return { firm: announced.firm, held: announced.held && !announced.firm, toldLate };
  }

  function ahead(pair: Pair, record: StoredRecord, now: Decision, first: Instant | null): readonly Operation[] {
    const found: Operation[] = [];
    const worker = workerOf(tools, pair.worker.id, record);
    for (let next = first; next !== null && next <= until;) {
      const { desired, lifecycle } = desiredAt(tools, worker, next);
      const known: Decision = { operations: [...now.operations, ...found], skips: [] };
      found.push(...decideAhead(situation(pair, desired, record, next), known));
      next = lifecycle.next;
    }
    return found;
  }

  /**
   * The desired account at the plan's instant, and when it changes: as stored, unless a person asked about another. Whom
   * a run within this one has worked out since stays as that left it, or the plan would take back what it did.
   */
  function wanted(pair: Pair, record: StoredRecord): { desired: DesiredAccount; next: Instant | null } {
    const { id, validUntil, workedOutAt } = pair.worker;
    if (tools.whatIf) return wantedAt(tools, id, record, at);
    const { desired } =
      workedOutAt > at ? wantedAt(tools.latest, id, record, workedOutAt) : wantedAt(tools, id, record, at);
    return { desired, next: validUntil };
  }

  return (pair) => {
    const record = fromText(pair.worker.record);
    const { desired, next } = wanted(pair, record);
    const now = decide(situation(pair, desired, record, null));
    const later = record.length > 0 ? ahead(pair, record, now, next) : [];
    return { operations: [...now.operations, ...later], skips: now.skips, record, desired };
  };
}

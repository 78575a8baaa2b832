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
  Announcement,
  AnnouncementStore,
  BindingStore,
  ClaimStore,
  ControlStore,
  ConversionStore,
  JournalReader,
  MirroredUser,
  MirrorStore,
  Pair,
  Snapshot,
  SourceWatch,
  WorkerStore,
} from '../ports.ts';
import { absenceSoFar, sourceOf, standingIn, workerOf } from '../workers/sources-in-force.ts';
import { fromText, type StoredRecord } from '../workers/stored-record.ts';
import { desiredAt, wantedAt, type WorkOutTools } from '../workers/work-out.ts';
import { claimBook } from './claims.ts';
import type { GroupBook } from './groups.ts';
import type { LoginAllocator } from './logins.ts';
import { matcher } from './match.ts';
import type { Protection } from './protection.ts';

/** All that deciding about a worker looks at. */
export interface DecisionTools extends WorkOutTools {
  readonly mirror: MirrorStore;
  readonly bindings: BindingStore;
  readonly claims: ClaimStore;
  readonly conversions: ConversionStore;
  readonly workers: Pick<WorkerStore, 'get' | 'unsettledPairs'>;
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
  readonly controls?: Pick<ControlStore, 'pauses' | 'pauseOf' | 'cuts'>;
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

/** Nobody announces an absence. What is closed was announced by an end that is past. */
function isAnnounced({ endsAt }: Announcement, { account, since, reason }: DesiredAccount): boolean {
  if (reason.rule === 'absent-from-file') return false;
  return endsAt === since || (account === 'closed' && since !== null && endsAt <= since);
}

/** Access is given by what HR says now, and not by what it said days ago. */
function isFresh({ now, options }: DecisionTools, { source, readAt }: Snapshot): boolean {
  const limit = options.sources.find(({ name }) => name === source)?.enableWithinHours ?? 0;
  return now - readAt <= limit * hour;
}

const pairRange = 500;

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
  const claims = claimBook(tools);
  let askedFor: ReadonlySet<string> | null = null;

  function situation(pair: Pair, desired: DesiredAccount, record: StoredRecord, boundary: Instant | null): Situation {
    const account = accountOf(pair);
    const { id } = pair.worker;
    const source = sourceOf(tools, desired);
    const standing = standingOf(pair, desired);
    const absence = standing === 'missing' ? absenceSoFar(sources, desired.of ?? id, source) : null;
    return {
      worker: id,
      standing,
      ...(absence === null ? {} : { absence }),
      ...askedForBy(account, desired),
      desired,
      at,
      boundary,
      mayEnable: enabling.has(source),
      account,
      lostAccount: account === null ? pair.boundTo : null,
      ...(account === null && pair.boundTo === null
        ? withoutAccount(id, record, desired, boundary ?? at)
        : { match: { kind: 'none' } as const, ...claimedAs(id, account, boundary ?? at) }),
      allocateLogin: () => tools.allocator.allocate(id, desired.shape?.loginCandidates ?? []),
      groups: tools.groups.byName,
      schema: tools.schema,
      ...announcedAs(id, desired),
      paused: paused.has(id),
      reportMissing: !unreported.has(source),
      staleAfterDays: tools.options.lifecycle.staleAfterDays,
    };
  }

  function standingOf({ worker }: Pair, { source, of }: DesiredAccount): Situation['standing'] {
    if (source === undefined && of === undefined) return worker.standing;
    const standing = standingIn(sources, of ?? worker.id, source ?? sources.home);
    // Nobody is missing who stands there under the id that they have now; the old row is what is left of the old id.
    return of !== undefined && standing === 'missing' && isThere(worker.id) ? 'put-aside' : standing;
  }

  function isThere(id: string): boolean {
    return sources.standings(id).every(({ standing }) => standing !== 'missing');
  }

  /** Whoever goes on as another id, or claims the account of one, is looked for by no key. */
  function withoutAccount(
    id: string,
    record: StoredRecord,
    desired: DesiredAccount,
    when: Instant,
  ): Pick<Situation, 'match' | 'goesOnAs' | 'claiming'> {
    const goesOnAs = claims.goesOnAs(id);
    if (goesOnAs !== null) return { match: { kind: 'none' }, goesOnAs };
    const claiming = claims.claiming(id, when);
    if (claiming !== null) return { match: { kind: 'none' }, claiming };
    return { match: claims.isHereOtherwise(id, when) ? { kind: 'none' } : matchOf(id, record, desired) };
  }

  function claimedAs(id: string, account: AccountFacts | null, when: Instant): Pick<Situation, 'claimed'> {
    const claimed = account === null ? null : claims.claimed(id, when);
    return claimed === null ? {} : { claimed };
  }

  function accountOf(pair: Pair): AccountFacts | null {
    const user = pair.userNo === null ? null : tools.mirror.user(pair.userNo);
    if (user === null) return null;
    return {
      user,
      groups: namesOf(user),
      protection: cutAnyway.has(pair.worker.id) ? null : tools.protection(user),
      ...undoneBy(user),
      adopted: tools.bindings.isAdopted(pair.worker.id),
      suspendedAt: tools.journal.suspendedAt(pair.worker.id),
      deactivatedAt: tools.journal.deactivatedAt(pair.worker.id),
      suspendedForLeave: tools.journal.suspendedForLeave(pair.worker.id),
    };
  }

  /** Somebody in no file any more whose account another worker asks for may have a new worker id, and no new life. */
  function askedForBy(account: AccountFacts | null, { reason }: DesiredAccount): Pick<Situation, 'askedFor'> {
    if (account === null || reason.rule !== 'absent-from-file') return {};
    askedFor ??= accountsAskedFor();
    return askedFor.has(account.user.id) ? { askedFor: true } : {};
  }

  /** Accounts that are somebody's and that a worker without an account asks for. */
  function accountsAskedFor(): ReadonlySet<string> {
    const found = new Set<string>();
    for (let after = ''; ;) {
      const page = tools.workers.unsettledPairs(after, pairRange);
      if (page.last === null) return found;
      after = page.last;
      for (const { worker, userNo, boundTo } of page.pairs) {
        const match = userNo === null && boundTo === null ? askedForOf(worker) : null;
        if (match?.kind === 'claimed') found.add(match.user.id);
      }
    }
  }

  function askedForOf({ id, standing, record: text }: Pair['worker']): Match | null {
    if (standing !== 'present') return null;
    const record = fromText(text);
    const { desired } = wantedAt(tools, id, record, at);
    return desired.account === 'staged' || desired.account === 'active' ? matchOf(id, record, desired) : null;
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
    if (announced === null || !isAnnounced(announced, desired)) return unknown;
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

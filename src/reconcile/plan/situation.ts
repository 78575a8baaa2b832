import { decide, decideAhead } from '../../domain/plan/decide.ts';
import type { AccountFacts, Decision, Match, Situation } from '../../domain/plan/situation.ts';
import type { DesiredAccount } from '../../domain/plan/desired.ts';
import type { Operation } from '../../domain/plan/artefact.ts';
import { workerId } from '../../domain/kernel/ids.ts';
import { hour, plus, type Instant } from '../../domain/time/instant.ts';
import type { ReconcileOptions } from '../options.ts';
import type {
  AnnouncementStore,
  BindingStore,
  JournalReader,
  MirroredUser,
  MirrorStore,
  Pair,
  Snapshot,
} from '../ports.ts';
import { fromText, toWorker, type StoredRecord } from '../workers/stored-record.ts';
import { desiredAt, type WorkOutTools } from '../workers/work-out.ts';
import type { GroupBook } from './groups.ts';
import type { AllocateLogin } from './logins.ts';
import { matcher } from './match.ts';
import type { Protection } from './protection.ts';

/** All that deciding about a worker looks at. */
export interface DecisionTools extends WorkOutTools {
  readonly mirror: MirrorStore;
  readonly bindings: BindingStore;
  readonly journal: JournalReader;
  readonly announcements: AnnouncementStore;
  readonly groups: GroupBook;
  readonly protection: Protection;
  readonly allocate: AllocateLogin;
  readonly schema: ReadonlySet<string> | null;
  readonly snapshot: Snapshot;
  readonly options: ReconcileOptions;
  /** True when an instant was given by a person: every stored desired account is of another time. */
  readonly whatIf: boolean;
}

/** What is decided for a worker at the plan's instant and for the boundaries within its horizon. */
export interface PairDecision extends Decision {
  readonly record: StoredRecord;
  readonly desired: DesiredAccount;
}

/** Decides about pairs. Everything it needs of the outside is read here, so that the decision itself stays pure. */
export function decider(tools: DecisionTools, at: Instant): (pair: Pair) => PairDecision {
  const match = matcher(tools.mapping, tools.mirror, tools.bindings, tools.protection);
  const until = plus(at, tools.options.horizonHours * hour);
  const mayEnable = at - tools.snapshot.readAt <= tools.options.source.enableWithinHours * hour;

  function situation(pair: Pair, desired: DesiredAccount, record: StoredRecord, boundary: Instant | null): Situation {
    const account = accountOf(pair);
    const { id } = pair.worker;
    return {
      worker: id,
      standing: pair.worker.standing,
      desired,
      at,
      boundary,
      mayEnable,
      account,
      lostAccount: account === null ? pair.boundTo : null,
      match: account === null && pair.boundTo === null ? matchOf(record, desired) : { kind: 'none' },
      allocateLogin: () => tools.allocate(id, desired.shape?.loginCandidates ?? []),
      groups: tools.groups.byName,
      schema: tools.schema,
      firm: isFirm(id, desired),
      staleAfterDays: tools.options.lifecycle.staleAfterDays,
    };
  }

  function accountOf(pair: Pair): AccountFacts | null {
    const user = pair.userNo === null ? null : tools.mirror.user(pair.userNo);
    if (user === null) return null;
    return {
      user,
      groups: namesOf(user),
      protection: tools.protection(user),
      adopted: tools.bindings.byWorker(pair.worker.id)?.madeBy === 'adopted',
      suspendedAt: tools.journal.suspendedAt(pair.worker.id),
      deactivatedAt: tools.journal.deactivatedAt(pair.worker.id),
    };
  }

  function namesOf(user: MirroredUser): ReadonlySet<string> {
    return new Set(user.managedGroups.flatMap((id) => tools.groups.nameOf(id) ?? []));
  }

  function matchOf(record: StoredRecord, desired: DesiredAccount): Match {
    const spell = record.at(-1)?.spell;
    if (spell === undefined || desired.account === 'none') return { kind: 'none' };
    return match(spell.fields);
  }

  function isFirm(id: string, desired: DesiredAccount): boolean {
    if (desired.account !== 'suspended' && desired.account !== 'closed') return false;
    const announced = tools.announcements.get(id);
    return announced !== null && announced.firm && (desired.account === 'closed' || announced.endsAt === desired.since);
  }

  function ahead(pair: Pair, record: StoredRecord, now: Decision): readonly Operation[] {
    const found: Operation[] = [];
    const worker = toWorker(pair.worker.id, record);
    let next = pair.worker.validUntil;
    while (next !== null && next <= until && found.length < mostBoundaries) {
      const { desired, lifecycle } = desiredAt(tools, worker, next);
      found.push(
        ...decideAhead(situation(pair, desired, record, next), {
          operations: [...now.operations, ...found],
          skips: [],
        }),
      );
      next = lifecycle.next;
    }
    return found;
  }

  return (pair) => {
    const record = fromText(pair.worker.record);
    const stored = JSON.parse(pair.worker.desired) as DesiredAccount;
    const desired =
      tools.whatIf && record.length > 0
        ? desiredAt(tools, toWorker(workerId(pair.worker.id), record), at).desired
        : stored;
    const now = decide(situation(pair, desired, record, null));
    const later = record.length > 0 ? ahead(pair, record, now) : [];
    return { operations: [...now.operations, ...later], skips: now.skips, record, desired };
  };
}

/** A worker has a handful of dates; more boundaries than this within a day are a mistake somewhere. */
const mostBoundaries = 16;

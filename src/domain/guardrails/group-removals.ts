import type { Operation } from '../plan/artefact.ts';
import type { Finding } from './finding.ts';
import { allowed, mostSubjects } from './limit.ts';
import type { GuardrailLimits } from './limits.ts';
import type { PlanMeasures } from './plan-measures.ts';
import { counted } from './words.ts';

/** A loss of members held against what it may be. */
interface Loss {
  /** Null for all managed groups together. */
  readonly group: string | null;
  readonly lost: number;
  readonly size: number;
  readonly limit: number;
}

/** G16: counts by group who is taken out of it, leavers left aside. A mapping edited by mistake empties groups. */
export class GroupRemovals {
  readonly #byGroup = new Map<string, number>();

  take({ kind, lifecycle, target }: Operation): void {
    if (kind !== 'remove-from-group' || lifecycle !== 'mover' || target === null) return;
    this.#byGroup.set(target, (this.#byGroup.get(target) ?? 0) + 1);
  }

  judge({ groupSizes, managedMemberships }: PlanMeasures, { groupRemovals: limits }: GuardrailLimits): Finding {
    const losses: Loss[] = [];
    let total = 0;
    for (const [group, lost] of this.#byGroup) {
      total += lost;
      const size = groupSizes?.(group) ?? Infinity;
      const emptied = size >= limits.emptied && lost >= size;
      const limit = size === Infinity ? Infinity : allowed(limits, size);
      losses.push({ group, lost, size, limit: emptied ? Math.min(limit, size - 1) : limit });
    }
    const size = total === 0 || managedMemberships === undefined ? Infinity : managedMemberships();
    const limit = size === Infinity ? Infinity : allowed({ floor: limits.floor, share: limits.total }, size);
    return verdict(losses, { group: null, lost: total, size, limit });
  }
}

/** The largest loss that is too large speaks for all, else the sum of all. */
function verdict(losses: readonly Loss[], all: Loss): Finding {
  const tooMany = losses.filter(isTooMany).sort(largestFirst);
  const worst = tooMany[0] ?? all;
  return {
    guardrail: 'G16',
    verdict: isTooMany(worst) ? 'hold' : 'ok',
    scope: 'group-removals',
    measured: worst.lost,
    limit: Number.isFinite(worst.limit) ? worst.limit : null,
    message: said(worst),
    subjects: tooMany.slice(0, mostSubjects).map(({ group, lost, size }) => `${group ?? ''} (${lost} of ${size})`),
    subjectsTotal: tooMany.length,
    remedy: 'look whether these people really lose the groups, then approve this plan or correct the mapping',
  };
}

function isTooMany({ lost, limit }: Loss): boolean {
  return lost > limit;
}

function largestFirst(one: Loss, other: Loss): number {
  if (one.lost !== other.lost) return other.lost - one.lost;
  return (one.group ?? '') < (other.group ?? '') ? -1 : 1;
}

function said({ group, lost, size }: Loss): string {
  const of = Number.isFinite(size) ? `, of ${size}` : '';
  return group === null
    ? `${counted(lost, 'membership')} of people who stay would end${of}`
    : `the group ${group} would lose ${counted(lost, 'member')} who stay${lost === 1 ? 's' : ''}${of}`;
}

import { instant, parseInstant, type Instant } from '../../domain/time/instant.ts';
import { idFor } from './ids.ts';
import type { GroupRuleSeed } from './seed.ts';
import type { LogTarget } from './system-log.ts';

/** A group rule: users whose profile fulfils the expression become members of the groups. */
export interface GroupRule {
  readonly id: string;
  readonly name: string;
  readonly status: 'ACTIVE' | 'INACTIVE' | 'INVALID';
  readonly created: Instant;
  readonly lastUpdated: Instant;
  readonly expression: string;
  readonly groupIds: readonly string[];
  readonly excludedUsers: readonly string[];
  readonly excludedGroups: readonly string[];
}

export function ruleFromSeed(seed: GroupRuleSeed, now: Instant): GroupRule {
  const created = (seed.created === undefined ? undefined : parseInstant(seed.created)) ?? now;
  const updated = (seed.lastUpdated === undefined ? undefined : parseInstant(seed.lastUpdated)) ?? created;
  return {
    id: seed.id ?? idFor('rule', seed.name),
    name: seed.name,
    status: seed.status ?? 'ACTIVE',
    created: instant(Math.floor(created / 1000) * 1000),
    lastUpdated: instant(Math.floor(updated / 1000) * 1000),
    expression: seed.expression,
    groupIds: seed.groupIds,
    excludedUsers: seed.excludedUsers ?? [],
    excludedGroups: seed.excludedGroups ?? [],
  };
}

/** The rule as the System Log names it. */
export function ruleTarget({ id, name }: GroupRule): LogTarget {
  return { id, type: 'GroupRule', alternateId: 'unknown', displayName: name };
}

import type { OktaGroupId } from '../../domain/kernel/ids.ts';
import type { ManagedGroup } from '../../domain/plan/group-diff.ts';
import type { MirrorStore } from '../ports.ts';

/** The groups that the mapping names, resolved once a run. */
export interface GroupBook {
  readonly byName: ReadonlyMap<string, ManagedGroup>;
  nameOf(id: OktaGroupId): string | undefined;
}

/**
 * Finds each managed group in the mirror: an OKTA_GROUP of that name, the only one. A group that an active rule fills is
 * refused, since tenured and the rule would undo each other; so is one that carries an admin role.
 */
export function resolveGroups(mirror: MirrorStore, names: readonly string[]): GroupBook {
  const ruled = new Set(mirror.rules().flatMap((rule) => (rule.active ? rule.groups : [])));
  const privileged = new Set(mirror.administrators().groups);
  const byName = new Map<string, ManagedGroup>();
  const byId = new Map<OktaGroupId, string>();
  for (const name of names) {
    const found = mirror.groupsNamed(name).filter((group) => group.type === 'OKTA_GROUP');
    const [group] = found;
    if (group === undefined || found.length > 1) {
      byName.set(name, { usable: false, why: 'group-missing' });
    } else if (privileged.has(group.id)) {
      byName.set(name, { usable: false, why: 'protected' });
    } else {
      byName.set(
        name,
        ruled.has(group.id) ? { usable: false, why: 'group-filled-by-rule' } : { usable: true, id: group.id },
      );
      byId.set(group.id, name);
    }
  }
  return { byName, nameOf: (id) => byId.get(id) };
}

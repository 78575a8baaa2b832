import type { OktaGroupId } from '../kernel/ids.ts';
import type { SkipReason } from './artefact.ts';

/** A group that the mapping names: found and ours to fill, or why not. */
export type ManagedGroup =
  | { readonly usable: true; readonly id: OktaGroupId }
  | { readonly usable: false; readonly why: SkipReason & ('group-missing' | 'group-filled-by-rule' | 'protected') };

export interface GroupChanges {
  readonly add: readonly string[];
  readonly remove: readonly string[];
  /** Wanted groups that cannot be written. */
  readonly refused: readonly { readonly name: string; readonly why: SkipReason }[];
}

/** Compares wanted with held managed groups. Only managed groups are ever removed; with `addOnly` none is. */
export function groupChanges(
  wanted: readonly string[],
  held: ReadonlySet<string>,
  managed: ReadonlyMap<string, ManagedGroup>,
  addOnly: boolean,
): GroupChanges {
  const add: string[] = [];
  const refused: { name: string; why: SkipReason }[] = [];
  for (const name of wanted) {
    if (held.has(name)) continue;
    const group = managed.get(name);
    if (group?.usable === true) add.push(name);
    else refused.push({ name, why: group?.why ?? 'group-missing' });
  }
  if (addOnly) return { add, remove: [], refused };
  const keep = new Set(wanted);
  const remove = [...held].filter((name) => !keep.has(name) && managed.get(name)?.usable === true).sort();
  return { add, remove, refused };
}

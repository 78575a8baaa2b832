import type { WorkerId } from '../../domain/kernel/ids.ts';
import type { Problem } from '../../domain/kernel/problem.ts';
import { err, ok, type Result } from '../../domain/kernel/result.ts';
import type { LifecyclePolicy } from '../../domain/lifecycle/policy.ts';
import type { AccountShape } from '../../domain/mapping/compiled.ts';
import type { Instant } from '../../domain/time/instant.ts';
import { localDateAt } from '../../domain/time/zone.ts';
import { chooseSpell, spellInstants } from '../../domain/worker/employment.ts';
import type { Spell } from '../../domain/worker/record.ts';
import { sourceOf, type SourceTools } from './sources-in-force.ts';

/** What making an account of periods takes. */
export interface ShapeTools extends SourceTools {
  readonly options: { readonly lifecycle: LifecyclePolicy };
}

/**
 * The account by the mapping of the chosen period's source, with the groups of every period that holds, each by the mapping
 * of its own source. Undefined when that source is not configured any more: nothing is changed then.
 */
export function accountShape(
  tools: ShapeTools,
  id: WorkerId,
  chosen: Spell,
  covering: readonly Spell[],
  at: Instant,
): Result<AccountShape, readonly Problem[]> | undefined {
  const mapping = tools.mappings.of(sourceOf(tools, chosen));
  if (mapping === undefined) return undefined;
  const own = covering.filter(({ source }) => source === chosen.source);
  const shape = mapping.shape(id, chosen, own, localDateAt(at, chosen.zone));
  if (own.length === covering.length || !shape.ok) return shape;
  const others = groupsElsewhere(
    tools,
    id,
    covering.filter(({ source }) => source !== chosen.source),
    at,
  );
  if (!others.ok) return others;
  return ok({ ...shape.value, groups: [...new Set([...shape.value.groups, ...others.value])].sort() });
}

/** Groups by the mappings of the other sources, of the periods that these cover. */
function groupsElsewhere(
  tools: ShapeTools,
  id: WorkerId,
  spells: readonly Spell[],
  at: Instant,
): Result<readonly string[], readonly Problem[]> {
  const groups: string[] = [];
  for (const source of new Set(spells.map((spell) => sourceOf(tools, spell)))) {
    const mapping = tools.mappings.of(source);
    const own = spells.filter(
      (spell) => sourceOf(tools, spell) === source && mapping?.inScope(spell, localDateAt(at, spell.zone)) === true,
    );
    const chosen = own.length < 2 ? own[0] : chooseSpell(spellInstants(own, tools.options.lifecycle), at)?.spell;
    if (mapping === undefined || chosen === undefined) continue;
    const found = mapping.groups(id, chosen, own, localDateAt(at, chosen.zone));
    if (!found.ok) return err(found.error);
    groups.push(...found.value);
  }
  return ok(groups);
}

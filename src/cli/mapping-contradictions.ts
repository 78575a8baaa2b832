import type { Problem } from '../domain/kernel/problem.ts';
import type { SourceInUse } from './source-in-use.ts';

/** What two mappings say that does not fit together. Each is legal; what follows from it should be meant. */
export function mappingContradictions(sources: readonly SourceInUse[]): readonly Problem[] {
  const [first, ...others] = sources;
  if (first === undefined) return [];
  return others.flatMap((other) => [...otherKeys(first, other), ...otherAttributes(first, other)]);
}

/** Whoever changes from one source to the other is looked for by other keys, and may get a second account. */
function otherKeys(first: SourceInUse, other: SourceInUse): readonly Problem[] {
  const [own, theirs] = [keysOf(first), keysOf(other)];
  if (own.join() === theirs.join()) return [];
  return [
    {
      code: 'TEN-1280',
      severity: 'warning',
      message: `${other.name} is matched with accounts by ${theirs.join(', ')}, ${first.name} by ${own.join(', ')}`,
      where: other.loaded.locate(['match']),
      why: 'an account that one source found is not looked for in the same way by the other',
      hint: 'match by the same keys in the same order in both mappings, unless the accounts are really marked differently',
    },
  ];
}

function keysOf({ compiled }: SourceInUse): readonly string[] {
  return compiled.match.map(({ okta }) => okta);
}

/** An attribute that one mapping owns and the other does not keeps its value when somebody changes. */
function otherAttributes(first: SourceInUse, other: SourceInUse): readonly Problem[] {
  const onlyFirst = lacking(first, other);
  const onlyOther = lacking(other, first);
  if (onlyFirst.length + onlyOther.length === 0) return [];
  const said = [
    ...(onlyFirst.length === 0 ? [] : [`only ${first.name} writes ${onlyFirst.join(', ')}`]),
    ...(onlyOther.length === 0 ? [] : [`only ${other.name} writes ${onlyOther.join(', ')}`]),
  ];
  return [
    {
      code: 'TEN-1281',
      severity: 'warning',
      message: said.join('; '),
      where: other.loaded.locate(['profile']),
      why: 'somebody who changes from one source to the other keeps there what the one wrote last',
      hint: 'map it in both, with `onBlank: clear` where the source does not know it; leave it if that is meant',
    },
  ];
}

function lacking(one: SourceInUse, other: SourceInUse): readonly string[] {
  const theirs = new Set(other.compiled.ownedAttributes);
  return one.compiled.ownedAttributes.filter((name) => !theirs.has(name));
}

import { hashOf } from '../kernel/hash.ts';
import type { Sha256 } from '../kernel/ids.ts';
import type { CompiledMapping } from './compiled.ts';
import type { MatchDocument } from './document.ts';

/** The mapping of one source. */
export interface SourceMapping {
  readonly source: string;
  readonly mapping: CompiledMapping;
}

/**
 * The mappings of all sources, the one that takes precedence first. What they own is united: it is what is looked at in Okta
 * and what may be written to. What is written for a worker follows from the mapping of the source that the worker's
 * chosen period came from.
 */
export interface Mappings {
  readonly all: readonly SourceMapping[];
  /** Changes when the meaning of any mapping, the names of the sources or their order does; one mapping's own when it is alone. */
  readonly fingerprint: Sha256;
  /** Owned attributes by Okta's name, sorted. */
  readonly ownedAttributes: readonly string[];
  /** Every managed group's name, sorted. */
  readonly managedGroups: readonly string[];
  /** The keys that accounts are matched by, each once. */
  readonly match: readonly MatchDocument[];
  /** True when what any of them makes is valid until the next local midnight only. */
  readonly usesToday: boolean;
  /** The mapping of a source; undefined for one that is not configured. */
  of(source: string): CompiledMapping | undefined;
  /** Greater for a source that goes before another; below 0 for one that is not configured. */
  precedenceOf(source: string): number;
}

/** Puts the mappings of the sources side by side, in the order of their precedence. */
export function uniteMappings(all: readonly SourceMapping[]): Mappings {
  const bySource = new Map(all.map(({ source, mapping }) => [source, mapping]));
  const ranks = new Map(all.map(({ source }, index) => [source, all.length - 1 - index]));
  const mappings = all.map(({ mapping }) => mapping);
  return {
    all,
    fingerprint: fingerprintOf(all),
    ownedAttributes: united(mappings.map(({ ownedAttributes }) => ownedAttributes)),
    managedGroups: united(mappings.map(({ managedGroups }) => managedGroups)),
    match: distinctKeys(mappings.flatMap(({ match }) => match)),
    usesToday: mappings.some(({ usesToday }) => usesToday),
    of: (source) => bySource.get(source),
    precedenceOf: (source) => ranks.get(source) ?? -1,
  };
}

function fingerprintOf(all: readonly SourceMapping[]): Sha256 {
  const [only, ...others] = all;
  if (only !== undefined && others.length === 0) return only.mapping.fingerprint;
  return hashOf(all.map(({ source, mapping }) => ({ source, mapping: mapping.fingerprint })));
}

function united(lists: readonly (readonly string[])[]): readonly string[] {
  const [only, ...others] = lists;
  return only !== undefined && others.length === 0 ? only : [...new Set(lists.flat())].sort();
}

function distinctKeys(keys: readonly MatchDocument[]): readonly MatchDocument[] {
  return keys.filter(
    ({ okta, field }, index) => keys.findIndex((other) => other.okta === okta && other.field === field) === index,
  );
}

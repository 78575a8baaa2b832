import type { AttributeValue } from '../../domain/mapping/compiled.ts';
import type { DesiredAccount } from '../../domain/plan/desired.ts';
import { formatInstant, type Instant } from '../../domain/time/instant.ts';
import type { Outcome } from './outcome.ts';

/** Somebody for whom the new mapping makes a difference, with both values where there are two. */
export interface Changed {
  readonly worker: string;
  readonly name: string;
  readonly before: string | null;
  readonly after: string | null;
  /** True for somebody with an enabled account that tenured knows; null when there is no state to ask. */
  readonly hasAccess: boolean | null;
}

/** What kind of difference it is; those about access come first. */
export const differenceKinds = [
  'loses-access',
  'account-closed',
  'gains-access',
  'state',
  'leaves-scope',
  'enters-scope',
  'put-aside',
  'usable-again',
  'passed-over',
  'worker-id',
  'access-ends',
  'access-begins',
  'group-lost',
  'group-gained',
  'attribute',
  'attribute-at-creation',
  'first-login',
  'manager',
] as const;

export type DifferenceKind = (typeof differenceKinds)[number];

/** One difference that several people share. */
export interface Difference {
  readonly kind: DifferenceKind;
  /** The attribute or the group; null for the other kinds. */
  readonly name: string | null;
  readonly count: number;
  /** The first of them, in the file's order. */
  readonly people: readonly Changed[];
}

type Usable = Extract<Outcome, { readonly kind: 'usable' }>;

/** Folds over people: what the new mapping makes of them against what the old one does. Keeps counts and a few names. */
export class Differences {
  readonly #at: Instant;
  readonly #shown: number;
  readonly #hasAccess: (worker: string) => boolean | null;
  readonly #found = new Map<string, { kind: DifferenceKind; name: string | null; count: number; people: Changed[] }>();
  people = 0;
  changed = 0;

  /** @param at what lies before it is over: other dates for it change nothing. */
  constructor(at: Instant, shown: number, hasAccess: (worker: string) => boolean | null) {
    this.#at = at;
    this.#shown = shown;
    this.#hasAccess = hasAccess;
  }

  /** @returns whether anything differs. */
  take(worker: string, before: Outcome, after: Outcome): boolean {
    this.people += 1;
    let found = 0;
    const add = (kind: DifferenceKind, name: string | null, one: string | null, other: string | null): void => {
      found += 1;
      this.#add(kind, name, { worker, name: nameOf(after) ?? nameOf(before) ?? worker, before: one, after: other });
    };
    if (before.kind === 'usable' && after.kind === 'usable') compare(before, after, this.#at, add);
    else compareUse(before, after, add);
    if (found > 0) this.changed += 1;
    return found > 0;
  }

  #add(kind: DifferenceKind, name: string | null, one: Omit<Changed, 'hasAccess'>): void {
    const key = `${kind} ${name ?? ''}`;
    const known = this.#found.get(key) ?? { kind, name, count: 0, people: [] };
    known.count += 1;
    if (known.people.length < this.#shown) known.people.push({ ...one, hasAccess: this.#hasAccess(one.worker) });
    this.#found.set(key, known);
  }

  /** By kind, the most frequent first within each. */
  finish(): readonly Difference[] {
    return [...this.#found.values()].sort(inOrder);
  }
}

function inOrder(one: Difference, other: Difference): number {
  const kinds = differenceKinds.indexOf(one.kind) - differenceKinds.indexOf(other.kind);
  if (kinds !== 0) return kinds;
  if (one.count !== other.count) return other.count - one.count;
  return (one.name ?? '') < (other.name ?? '') ? -1 : 1;
}

type Add = (kind: DifferenceKind, name: string | null, before: string | null, after: string | null) => void;

function nameOf(outcome: Outcome): string | null {
  return outcome.kind === 'usable' ? outcome.desired.name : null;
}

function compareUse(before: Outcome, after: Outcome, add: Add): void {
  if (before.kind === after.kind) return;
  if (after.kind === 'put-aside') add('put-aside', null, null, after.why);
  else if (after.kind === 'passed-over') add('passed-over', null, null, null);
  else if (before.kind === 'put-aside') add('usable-again', null, before.why, after.desired.state);
  else add('state', null, null, after.desired.state);
}

function compare(before: Usable, after: Usable, at: Instant, add: Add): void {
  if (before.id !== after.id) add('worker-id', null, before.id, after.id);
  const [one, other] = [before.desired, after.desired];
  if (one.inScope && !other.inScope) add('leaves-scope', null, one.state, null);
  if (!one.inScope && other.inScope) add('enters-scope', null, null, other.state);
  if (!one.inScope || !other.inScope) return;
  compareState(one, other, add);
  if (differs(before.begins, after.begins, at)) add('access-begins', null, iso(before.begins), iso(after.begins));
  if (differs(before.ends, after.ends, at)) add('access-ends', null, iso(before.ends), iso(after.ends));
  compareShape(one, other, add);
}

/** Two instants of which one is still to come, or none. */
function differs(one: Instant | null, other: Instant | null, at: Instant): boolean {
  return one !== other && ((one ?? at) >= at || (other ?? at) >= at);
}

function compareState(one: DesiredAccount, other: DesiredAccount, add: Add): void {
  if (one.account === other.account && one.state === other.state) return;
  const had = one.account === 'active';
  const has = other.account === 'active';
  if (had && !has && other.account !== 'leave-alone') add('loses-access', null, one.state, other.state);
  else if (one.account === 'suspended' && other.account === 'closed')
    add('account-closed', null, one.state, other.state);
  else if (!had && has) add('gains-access', null, one.state, other.state);
  else add('state', null, one.state, other.state);
}

function compareShape(one: DesiredAccount, other: DesiredAccount, add: Add): void {
  if (one.shape === null || other.shape === null) return;
  compareValues('attribute', one.shape.attributes, other.shape.attributes, add);
  compareValues('attribute-at-creation', one.shape.onCreate, other.shape.onCreate, add);
  for (const group of one.shape.groups) if (!other.shape.groups.includes(group)) add('group-lost', group, null, null);
  for (const group of other.shape.groups) if (!one.shape.groups.includes(group)) add('group-gained', group, null, null);
  const [first] = one.shape.loginCandidates;
  const [otherFirst] = other.shape.loginCandidates;
  if (first !== otherFirst) add('first-login', null, first ?? null, otherFirst ?? null);
  if (one.shape.manager !== other.shape.manager) add('manager', null, one.shape.manager, other.shape.manager);
}

type Values = Readonly<Record<string, AttributeValue>>;

function compareValues(kind: 'attribute' | 'attribute-at-creation', before: Values, after: Values, add: Add): void {
  for (const name of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const [one, other] = [textOf(before[name]), textOf(after[name])];
    if (one !== other) add(kind, name, one, other);
  }
}

/** Null for what is left as it is; '' for what is emptied. */
function textOf(value: AttributeValue | undefined): string | null {
  if (value === undefined) return null;
  return value === null ? '' : String(value);
}

function iso(at: Instant | null): string | null {
  return at === null || at === 0 ? null : formatInstant(at);
}

import type { Asked, Catalogue } from './catalogues.ts';

/** An expression as it was made up, before it was written down: nothing here ever reads a text. */
export type Expression = Joined | Comparison;

export interface Joined {
  readonly kind: 'and' | 'or';
  readonly parts: readonly Expression[];
}

export interface Comparison {
  readonly kind: 'ask';
  readonly asked: Asked;
  readonly operator: string;
  /** Undefined for `pr`. */
  readonly value: Value | undefined;
}

export type Value = string | number | boolean;

/** Whether a subject, as its list shows it, is what an expression asks for. */
export function fits(expression: Expression, subject: unknown, { ignoreCase }: Catalogue): boolean {
  const judge = (part: Expression): boolean => {
    if (part.kind !== 'ask') {
      const fitting = part.parts.filter(judge).length;
      return part.kind === 'and' ? fitting === part.parts.length : fitting > 0;
    }
    const actual = valuesAt(subject, part.asked.at);
    if (part.operator === 'pr') return actual.some((one) => one !== '');
    const wanted = part.value ?? '';
    const fold = ignoreCase && part.asked.kind === 'text';
    return actual.some((one) => holds(part, comparable(one, part.asked, fold), comparable(wanted, part.asked, fold)));
  };
  return judge(expression);
}

/** What is there, of lists everything that is in them. */
export function valuesAt(subject: unknown, at: readonly string[]): readonly Value[] {
  if (Array.isArray(subject)) return subject.flatMap((each) => valuesAt(each, at));
  const [name, ...rest] = at;
  if (subject === null || subject === undefined) return [];
  if (name === undefined) return [subject as Value];
  return valuesAt((subject as Readonly<Record<string, unknown>>)[name], rest);
}

function comparable(value: Value, { kind }: Asked, fold: boolean): Value {
  if (kind === 'instant') return new Date(String(value)).getTime();
  return fold ? String(value).toLowerCase() : value;
}

function holds({ operator }: { readonly operator: string }, actual: Value, wanted: Value): boolean {
  if (typeof actual !== typeof wanted) return false;
  const [text, part] = [String(actual), String(wanted)];
  const table: Readonly<Record<string, boolean>> = {
    eq: actual === wanted,
    ne: actual !== wanted,
    sw: text.split(part)[0] === '' || part === '',
    ew: text.lastIndexOf(part) + part.length === text.length && text.includes(part),
    co: text.split(part).length > 1 || part === '',
    gt: actual > wanted,
    ge: !(actual < wanted),
    lt: actual < wanted,
    le: !(actual > wanted),
  };
  return table[operator] ?? false;
}

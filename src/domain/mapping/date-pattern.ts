import { err, ok, type Result } from '../kernel/result.ts';

/** One part of a pattern: what is read there. */
export type Part =
  | 'yyyy'
  | 'yy'
  | 'MMMM'
  | 'MMM'
  | 'MM'
  | 'M'
  | 'dd'
  | 'd'
  | 'hour'
  | 'plainHour'
  | 'halfHour'
  | 'minute'
  | 'second'
  | 'fraction'
  | 'am'
  | 'offset';

export type Step = { readonly part: Part } | { readonly literal: string };

// In this order: of two that begin alike, the longer comes first.
const parts: readonly (readonly [string, Part])[] = [
  ['yyyy', 'yyyy'],
  ['yy', 'yy'],
  ['MMMM', 'MMMM'],
  ['MMM', 'MMM'],
  ['MM', 'MM'],
  ['M', 'M'],
  ['dd', 'dd'],
  ['d', 'd'],
  ['HH', 'hour'],
  ['H', 'plainHour'],
  ['hh', 'halfHour'],
  ['h', 'halfHour'],
  ['mm', 'minute'],
  ['ss', 'second'],
  ['SSS', 'fraction'],
  ['XXX', 'offset'],
  ['a', 'am'],
];

/** Takes a pattern apart; the error says what of it is not understood or missing. */
export function readPattern(format: string): Result<readonly Step[], string> {
  const steps = tokenize(format);
  if (!steps.ok) return steps;
  const complaint = complete(steps.value);
  return complaint === undefined ? steps : err(complaint);
}

function tokenize(format: string): Result<readonly Step[], string> {
  const steps: Step[] = [];
  let position = 0;
  while (position < format.length) {
    const found = parts.find(([text]) => format.startsWith(text, position));
    if (found !== undefined) {
      steps.push({ part: found[1] });
      position += found[0].length;
    } else {
      const literal = literalAt(format, position);
      if (literal === undefined) return err(`"${format.slice(position)}" is not understood`);
      steps.push({ literal: literal.text });
      position = literal.next;
    }
  }
  return ok(steps);
}

function literalAt(format: string, position: number): { text: string; next: number } | undefined {
  const character = format.charAt(position);
  if (character === "'") {
    const end = format.indexOf("'", position + 1);
    return end <= position + 1 ? undefined : { text: format.slice(position + 1, end), next: end + 1 };
  }
  // T and Z of ISO 8601; any other letter is more likely a mistyped part than text.
  return /[A-SU-Ya-z0-9]/.test(character) ? undefined : { text: character, next: position + 1 };
}

function complete(steps: readonly Step[]): string | undefined {
  const count = (...wanted: readonly Part[]): number =>
    steps.filter((step) => 'part' in step && wanted.includes(step.part)).length;
  if (count('yyyy', 'yy') !== 1) return 'a year (yyyy, or yy with a pivot) is needed once';
  if (count('MMMM', 'MMM', 'MM', 'M') !== 1) return 'a month (MM, M, MMM or MMMM) is needed once';
  if (count('dd', 'd') !== 1) return 'a day (dd or d) is needed once';
  if (count('halfHour') > 0 && count('am') !== 1) return 'an hour up to 12 (h) needs its half of the day (a)';
  if (count('am') > 0 && count('halfHour') !== 1) return 'a half of the day (a) needs an hour up to 12 (h)';
  if (count('hour', 'plainHour', 'halfHour') > 1) return 'a part of the time stands twice';
  for (const part of ['minute', 'second', 'fraction', 'offset'] as const) {
    if (count(part) > 1) return 'a part of the time stands twice';
  }
  return ambiguous(steps) ? 'a part of one or two digits (M, d, H or h) needs a separator after it' : undefined;
}

const shortParts = new Set<Part>(['M', 'd', 'plainHour']);

function ambiguous(steps: readonly Step[]): boolean {
  return steps.some((step, index) => {
    if (!('part' in step) || !shortParts.has(step.part)) return false;
    const next = steps[index + 1];
    return next !== undefined && 'part' in next;
  });
}

/** True when the pattern names the part. */
export function hasPart(steps: readonly Step[], ...wanted: readonly Part[]): boolean {
  return steps.some((step) => 'part' in step && wanted.includes(step.part));
}

/** True when it ends in the Z of ISO 8601, which says that the time is UTC's. */
export function endsInZulu(steps: readonly Step[]): boolean {
  const last = steps.at(-1);
  return last !== undefined && 'literal' in last && last.literal === 'Z';
}

import { nextInSequence, type NextFile, type NumberedFile } from '../../domain/guardrails/sequence.ts';
import { TenuredError } from '../../domain/kernel/errors.ts';
import type { Numbered } from '../../reconcile/ports.ts';
import type { NumberingOptions } from '../options.ts';
import { matcher } from './newest.ts';
import { missingFile } from './open-file.ts';

/**
 * The file that follows `last`, by the numbers in the names; null when none has come since.
 * @throws TenuredError TEN-3041 over a gap, TEN-3042 without a whole file to begin with, TEN-3043 when two have one number.
 */
export function nextFile(
  names: readonly string[],
  { number, step, whole }: NumberingOptions,
  last: Numbered | null,
  place: string,
): NumberedFile | null {
  return taken(nextInSequence(numbered(names, { number, whole }), last, step), place);
}

/** The file with the highest number, for looking at. @throws TenuredError TEN-3001 when no file has one */
export function lastFile(names: readonly string[], numbering: NumberingOptions, place: string): NumberedFile {
  const [last] = numbered(names, numbering).sort((one, other) => other.number - one.number);
  if (last === undefined) throw missingFile(place);
  return last;
}

function numbered(
  names: readonly string[],
  { number, whole }: Pick<NumberingOptions, 'number' | 'whole'>,
): NumberedFile[] {
  const pattern = new RegExp(number, 'u');
  const isWhole = matcher(whole);
  return names.flatMap((name): NumberedFile[] => {
    const found = Number(pattern.exec(name)?.groups?.['number'] ?? NaN);
    return Number.isSafeInteger(found) ? [{ name, number: found, whole: isWhole(name) }] : [];
  });
}

function taken(next: NextFile, place: string): NumberedFile | null {
  switch (next.kind) {
    case 'next':
      return next.file;
    case 'nothing':
      return null;
    case 'gap':
      throw new TenuredError('TEN-3041', `the changes numbered ${String(next.missing)} have not come`, {
        where: { file: place },
        why: `"${next.found.name}" and what follows it is not read: who has left may stand in the file that is missing`,
        hint: 'have the missing file sent, or a whole one, which tells all that it told',
      });
    case 'no-beginning':
      throw new TenuredError('TEN-3042', 'there is no whole file to begin with', {
        where: { file: place },
        why: 'changes tell who changed, and never who works here',
        hint: 'have a whole file sent; `delta.whole` says how it is called',
      });
    case 'doubled':
      throw new TenuredError('TEN-3043', `"${next.names[0]}" and "${next.names[1]}" have the same number`, {
        where: { file: place },
        why: 'which of the two HR means cannot be known',
        hint: 'remove one of them, or mend `delta.number`',
      });
  }
}

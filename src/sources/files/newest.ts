import { TenuredError } from '../../domain/kernel/errors.ts';
import type { Newest } from '../options.ts';
import { missingFile } from './open-file.ts';

/** A name that a pattern matched, and when its file was written. */
export interface Candidate {
  readonly name: string;
  readonly modifiedAt: number;
}

/** Names under which programs write what they rename when it is whole. */
const unfinished = /^\.|\.(?:tmp|part|filepart|partial|crdownload|swp)$|~$/i;

/** Whether a file's name is one that the pattern means: `*` any letters, `?` one, and never a name of something unfinished. */
export function matcher(pattern: string): (name: string) => boolean {
  const text = pattern
    .replaceAll(/[.+^${}()|[\]\\]/g, String.raw`\$&`)
    .replaceAll(/\*+/g, '[^/]*')
    .replaceAll('?', '[^/]');
  const whole = new RegExp(`^${text}$`, 'u');
  return (name) => whole.test(name) && !unfinished.test(name);
}

/**
 * The newest of several files, by what was declared; a file that HR has dated in its name, or by the time it was written.
 * @throws TenuredError TEN-3001 when there is none, TEN-3020 when two are equally new.
 */
export function newestOf(candidates: readonly Candidate[], newest: Newest, path: string): Candidate {
  const ordered = [...candidates].sort((left, right) => compare(left, right, newest));
  const best = ordered.at(-1);
  const second = ordered.at(-2);
  if (best === undefined) throw missingFile(path);
  if (second === undefined || compare(best, second, newest) !== 0) return best;
  throw new TenuredError('TEN-3020', `"${best.name}" and "${second.name}" are equally new`, {
    where: { file: path },
    why: 'which of the two holds what HR says now cannot be known',
    hint: 'remove one of them, or set `newest: name` when the names hold the date as year, month, day',
  });
}

function compare(left: Candidate, right: Candidate, newest: Newest): number {
  return newest === 'date' ? left.modifiedAt - right.modifiedAt : compareNames(left.name, right.name);
}

/** By letters, with whole numbers by their value: `people_9` is before `people_10`. */
function compareNames(left: string, right: string): number {
  const [ours, theirs] = [left.split(/(\d+)/), right.split(/(\d+)/)];
  for (let at = 0; at < Math.min(ours.length, theirs.length); at += 1) {
    const [one = '', other = ''] = [ours[at], theirs[at]];
    const order = at % 2 === 1 ? compareNumbers(one, other) : compareTexts(one, other);
    if (order !== 0) return order;
  }
  return ours.length === theirs.length ? compareTexts(left, right) : ours.length - theirs.length;
}

function compareNumbers(left: string, right: string): number {
  const [one, other] = [left.replace(/^0+/, ''), right.replace(/^0+/, '')];
  return one.length === other.length ? compareTexts(one, other) : one.length - other.length;
}

function compareTexts(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

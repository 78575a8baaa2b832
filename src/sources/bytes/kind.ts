import { TenuredError } from '../../domain/kernel/errors.ts';

/** What comes in place of a table often enough to be called by its name, by how it begins. */
const kinds: readonly (readonly [kind: string, beginning: RegExp])[] = [
  ['a workbook or a zip archive', /^PK\p{Cc}{2}/u],
  ['an old Excel workbook', /^\u00d0\u00cf\p{Cc}\u00e0/u],
  ['a PDF', /^%PDF/],
  ['a web page: perhaps the sign-in page of the HR system', /^(?:\u00ef\u00bb\u00bf)?\s*<(?:!doctype html|html[\s>])/i],
  ['XML', /^(?:\u00ef\u00bb\u00bf)?\s*<\?xml/i],
];

/** What a file is by its first bytes when it is neither rows nor records; null when it may be. */
export function otherKind(start: Buffer): string | null {
  const beginning = start.subarray(0, 200).toString('latin1');
  return kinds.find(([, pattern]) => pattern.test(beginning))?.[0] ?? null;
}

/** @throws TenuredError TEN-3005 for what is no text with people, by its name. */
export function refuseOtherKinds(file: string, start: Buffer): void {
  const kind = otherKind(start);
  if (kind === null) return;
  throw new TenuredError('TEN-3005', `this is ${kind}, and no file of people`, {
    where: { file },
    why: 'read as rows it would say that everybody is gone or somebody else',
    hint: 'look at what is delivered there, and at the credentials; it has to be CSV or JSON, packed with gzip or not',
  });
}

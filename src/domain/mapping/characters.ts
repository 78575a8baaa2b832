// Anything but printable ASCII: the one test that nearly every cell passes.
const unusual = /[^\x20-\x7e]/;
// eslint-disable-next-line no-control-regex -- control characters are what is looked for
const control = /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]/;
const fourBytes = /[\u{10000}-\u{10ffff}]/u;
const loneSurrogate = /\p{Surrogate}/u;
const invisible = /[\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]/;

/** True for text that needs a closer look; false for plain printable ASCII. */
export function isUnusual(text: string): boolean {
  return unusual.test(text);
}

/** What makes a text unfit for Okta, in words; undefined when nothing does. */
export function unfitness(text: string): string | undefined {
  if (text.includes('\ufffd')) return 'a replacement character: the file was decoded with the wrong encoding somewhere';
  if (control.test(text)) return 'a control character';
  if (fourBytes.test(text)) return 'an emoji or another character that Okta cannot store';
  if (loneSurrogate.test(text)) return 'half a character';
  return invisible.test(text) ? 'an invisible character' : undefined;
}

// UTF-8 read as Windows-1252 and written again: Ã followed by a continuation byte, â€ and its kin.
const mojibake = /Ã[\u0080-\u00bf]|â€|Â[\u00a0-\u00bf]/;

/** True for text that was most likely decoded wrongly before it was written. */
export function looksMisread(text: string): boolean {
  return mojibake.test(text);
}

// White space as JavaScript trims it, and what has no width at all.
const atEnds = /^[\s\u200b\u2060\ufeff]+|[\s\u200b\u2060\ufeff]+$/g;

/** Without white space at the ends, no-break and zero-width characters included. */
export function trimmed(text: string): string {
  const plain = text.trim();
  return isUnusual(plain) ? plain.replace(atEnds, '') : plain;
}

// No-break, figure, narrow and ideographic spaces and their kin; not the line breaks, which mean something.
const otherSpace = /[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]/g;

/** A text as the mapping's own texts are compared with it: what looks the same is the same. */
export function comparable(text: string): string {
  return isUnusual(text) ? plainSpaces(text.normalize('NFC')) : text;
}

/** With plain spaces in place of all the others, which look the same and compare as something else. */
export function plainSpaces(text: string): string {
  return text.replace(otherSpace, ' ');
}

/** The mark between the whole number and its fraction. */
export type DecimalMark = ',' | '.';

const shapes: Readonly<Record<DecimalMark, RegExp>> = {
  ',': /^(-?)(\d{1,3}(?:([. '\u00a0\u202f\u2019])\d{3})(?:\3\d{3})*|\d+)(?:,0+)?$/,
  '.': /^(-?)(\d{1,3}(?:([, '\u00a0\u202f\u2019])\d{3})(?:\3\d{3})*|\d+)(?:\.0+)?$/,
};

/**
 * A whole number as digits, without marks between thousands and without a fraction of nothing: `1.234,00` is `1234`.
 * What is not such a number, a fraction that is something included, comes back as it is.
 */
export function numberText(text: string, decimal: DecimalMark): string {
  if (text.length > 40) return text;
  const found = shapes[decimal].exec(text);
  return found === null ? text : `${found[1] ?? ''}${(found[2] ?? '').replace(/\D/g, '')}`;
}

/** Wide in every terminal: East Asian wide and full-width blocks. What shows as emoji is wide as well. */
const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe10-\ufe19\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{16fe0}-\u{18dff}\u{1aff0}-\u{1b2ff}\u{1f200}-\u{1f2ff}\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}/u;
const joined = /^(?:[\u200c\u200d]|[\p{Mn}\p{Me}])$/u;
const emojiStyle = '\ufe0f';
const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/**
 * Columns that a text takes in a terminal, rather too many than too few: a sequence of joined emoji counts each of them,
 * since some terminals draw each.
 */
export function widthOf(text: string): number {
  if (/^[ -~]*$/.test(text)) return text.length;
  let width = 0;
  for (const character of text) {
    if (character === emojiStyle) width += 1;
    else if (!joined.test(character)) width += wide.test(character) ? 2 : 1;
  }
  return width;
}

/** The text, or as much of it as fits before an ellipsis; never cut inside a character. */
export function fit(text: string, columns: number, ellipsis: string): string {
  if (widthOf(text) <= columns) return text;
  const room = columns - widthOf(ellipsis);
  if (room < 0) return '';
  return head(text, room).trimEnd() + ellipsis;
}

/** Filled with blanks to exactly so many columns, cut when longer. */
export function pad(text: string, columns: number, ellipsis: string): string {
  const shown = fit(text, columns, ellipsis);
  return shown + ' '.repeat(Math.max(0, columns - widthOf(shown)));
}

/**
 * Lines of at most so many columns, broken at blanks; a word that is too long for a line is broken where it must, a
 * login after its own `.`, `@` and `-` where it can.
 */
export function wrap(text: string, columns: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const joinedLine = line === '' ? word : `${line} ${word}`;
    if (widthOf(joinedLine) <= columns) {
      line = joinedLine;
      continue;
    }
    if (line !== '') lines.push(line);
    const pieces = broken(word, columns);
    line = pieces.pop() ?? '';
    lines.push(...pieces);
  }
  lines.push(line);
  return lines;
}

function broken(word: string, columns: number): string[] {
  const pieces: string[] = [];
  let left = word;
  while (widthOf(left) > columns) {
    const fitting = head(left, columns);
    const whole = word.includes('@') ? (/^.*[.@-]/su.exec(fitting)?.[0] ?? fitting) : fitting;
    const piece = whole === '' ? firstOf(left) : whole;
    pieces.push(piece);
    left = left.slice(piece.length);
  }
  pieces.push(left);
  return pieces;
}

function head(text: string, columns: number): string {
  let width = 0;
  let end = 0;
  for (const { segment, index } of graphemes.segment(text)) {
    width += widthOf(segment);
    if (width > columns) break;
    end = index + segment.length;
  }
  return text.slice(0, end);
}

function firstOf(text: string): string {
  for (const { segment } of graphemes.segment(text)) return segment;
  return text;
}

import type { Tone } from '../words.ts';
import { visible } from '../text.ts';
import { fit, pad, widthOf, wrap } from './width.ts';

export interface TerminalOptions {
  /** Columns that no line is wider than; at least 40 are used. */
  readonly columns: number;
  readonly colour: boolean;
  /** False: ASCII only. Letters lose their accents, what has no ASCII letter becomes `?`. */
  readonly unicode: boolean;
}

type Style = Tone | 'bold' | 'dim';

/** Select Graphic Rendition by style; the reset is the same for all. */
const codes: Readonly<Record<Style, string>> = {
  bold: '1',
  dim: '2',
  quiet: '2',
  good: '32',
  add: '32',
  change: '33',
  wait: '1;33',
  pause: '35',
  remove: '31',
  stop: '1;31',
  group: '34',
};

const ascii: Readonly<Record<string, string>> = {
  '→': '->',
  '…': '...',
  '–': '-',
  '−': '-',
  '’': "'",
  '‘': "'",
  '“': '"',
  '”': '"',
  '·': '-',
  '─': '-',
  '×': 'x',
  '✓': '+',
  ß: 'ss',
  æ: 'ae',
  ø: 'o',
  ł: 'l',
  đ: 'd',
};

/** Makes lines that fit: text is made harmless and measured first, painted last. */
export interface Screen {
  readonly columns: number;
  /** The text as this terminal can show it. */
  text(text: string): string;
  /** Painted; the text must have gone through `text` before. */
  paint(style: Style, text: string): string;
  fit(text: string, columns: number): string;
  pad(text: string, columns: number): string;
  width(text: string): number;
  /** Whole lines, wrapped, each behind `indent` blanks. */
  lines(text: string, indent: number, style?: Style): string[];
  /** A section with nothing in it, in one line. */
  empty(title: string, text: string): string[];
  /** A heading with a rule beneath. */
  heading(text: string): string[];
}

/** A screen after the options. */
export function screen(options: TerminalOptions): Screen {
  const columns = Math.max(40, Math.floor(options.columns));
  const ellipsis = options.unicode ? '…' : '...';
  const text = (raw: string): string => (options.unicode ? visible(raw) : toAscii(visible(raw)));
  const paint = (style: Style, shown: string): string =>
    options.colour && shown !== '' ? `\u001b[${codes[style]}m${shown}\u001b[0m` : shown;
  return {
    columns,
    text,
    paint,
    fit: (raw, width) => fit(text(raw), width, ellipsis),
    pad: (raw, width) => pad(text(raw), width, ellipsis),
    width: (raw) => widthOf(text(raw)),
    lines: (raw, indent, style) =>
      wrap(text(raw), columns - indent).map(
        (line) => ' '.repeat(indent) + (style === undefined ? line : paint(style, line)),
      ),
    empty(title, raw) {
      const head = fit(text(title), columns, ellipsis);
      return ['', paint('bold', head) + fit(`  ${text(raw)}`, columns - widthOf(head), ellipsis)];
    },
    heading(raw) {
      const title = fit(text(raw), columns, ellipsis);
      return ['', paint('bold', title), paint('dim', (options.unicode ? '─' : '-').repeat(columns))];
    },
  };
}

function toAscii(text: string): string {
  if (/^[ -~]*$/.test(text)) return text;
  const plain = text.replaceAll(
    /[^ -~]/gu,
    (character) => ascii[character] ?? ascii[character.toLowerCase()] ?? character,
  );
  return plain
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[^ -~]/gu, '?');
}

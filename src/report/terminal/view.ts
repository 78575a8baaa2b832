import type { Summary } from '../summary.ts';
import { visible } from '../text.ts';
import type { Screen } from './screen.ts';

/** What every part of the screen is made from. */
export interface View {
  readonly summary: Summary;
  readonly to: Screen;
  /** True: more rows a section, and why each change is made. */
  readonly details: boolean;
  /** The flag that names the configuration, with a blank in front; '' for the default one. */
  readonly configFlag: string;
}

/** The command that shows this plan again, for this person only where the screen does. */
export function showCommand(view: View, flags: string, only = view.summary.only): string {
  const number = String(view.summary.envelope.number);
  const person = only === null ? '' : ` --only ${shellWord(only)}`;
  return `tenured plan show ${number}${view.configFlag}${person}${flags}`;
}

/** A word as a shell takes it for one. */
export function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/u.test(text) ? text : `'${visible(text).replaceAll("'", String.raw`'\''`)}'`;
}

const labelWidth = 13;
/** Where the text of a labelled line begins. */
export const textIndent = 6 + labelWidth;

/** A line under a person, its text in a column of its own, wrapped there. */
export function labelled(label: string, text: string, { to }: View): string[] {
  const [first = '', ...more] = to.lines(text, textIndent);
  const head = to.text(label);
  if (to.width(head) > labelWidth - 2) return to.lines(`${label}  ${text}`, 6);
  return [`${' '.repeat(6)}${head}${' '.repeat(labelWidth - to.width(head))}${first.slice(textIndent)}`, ...more];
}

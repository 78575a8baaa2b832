import anyAscii from 'any-ascii';
import { isUnusual } from './characters.ts';

/** How a language writes its own letters in plain ones, where that is not what everybody else does. */
const languages: Readonly<Record<string, string>> = {
  bulgarian: 'щ sht ъ a ь y ю yu я ya ж zh ц ts ч ch ш sh й y х h у u',
  croatian: 'đ dj',
  danish: 'æ ae ø oe å aa',
  estonian: 'õ o ä a ö o ü u',
  finnish: 'ä a ö o å a',
  german: 'ä ae ö oe ü ue ß ss',
  hungarian: 'ö o ő o ü u ű u',
  icelandic: 'þ th ð d æ ae ö o',
  norwegian: 'æ ae ø oe å aa',
  polish: 'ł l ą a ę e ó o ń n ć c ś s ź z ż z',
  swedish: 'å a ä a ö o',
  turkish: 'ı i ş s ğ g ç c ö o ü u',
  ukrainian: 'г h ґ g и y і i ї i й i є ie ж zh х kh ц ts ч ch ш sh щ shch ю iu я ia ь * ʼ *',
};

/** The languages that a mapping can name. */
export const transliterationLanguages: readonly string[] = Object.keys(languages);

/** Text in plain ASCII: by the declared letters, and by any-ascii where nothing is declared. */
export type Transliterate = (text: string) => string;

/** Any text in ASCII, by no language's own rules: `Łukasz` → `Lukasz`, `Müller` → `Muller`, `Юлия` → `Yuliya`. */
export function plainAscii(text: string): string {
  return isUnusual(text) ? anyAscii(text.normalize('NFC')) : text;
}

/** Transliterates by languages in order, the earlier before the later, and before all of them by these letters. */
export function transliterator(
  order: readonly string[],
  letters: Readonly<Record<string, string>> = {},
): Transliterate {
  const table = new Map<string, string>();
  for (const language of [...order].reverse()) {
    for (const [letter, plain] of lettersOf(language)) addLetter(table, letter, plain);
  }
  for (const [letter, plain] of Object.entries(letters)) addLetter(table, letter.normalize('NFC'), plain);
  if (table.size === 0) return plainAscii;
  return (text) => (isUnusual(text) ? byTable(text.normalize('NFC'), table) : text);
}

function lettersOf(language: string): readonly (readonly [string, string])[] {
  const listed = (languages[language] ?? '').split(' ');
  return listed.flatMap((letter, index) =>
    index % 2 === 0 ? [[letter, listed[index + 1] === '*' ? '' : (listed[index + 1] ?? '')] as const] : [],
  );
}

/** A letter with its capital, which becomes `Ae` where the letter becomes `ae`. */
function addLetter(table: Map<string, string>, letter: string, plain: string): void {
  const capital = letter === 'ı' ? 'I' : letter.toUpperCase();
  // What has no capital of its own, ß for example, is not turned into another letter's.
  if (isOneLetter(capital) && capital !== letter && isUnusual(capital)) {
    table.set(capital, plain.charAt(0).toUpperCase() + plain.slice(1));
  }
  table.set(letter, plain);
}

function byTable(text: string, table: ReadonlyMap<string, string>): string {
  let written = '';
  for (const letter of text) written += table.get(letter) ?? (isUnusual(letter) ? anyAscii(letter) : letter);
  return written;
}

/** Why letters cannot be declared so; undefined when they can. */
export function letterComplaint(letter: string, plain: string): string | undefined {
  if (!isOneLetter(letter.normalize('NFC'))) return `"${letter}" is not one letter`;
  if (!isUnusual(letter)) return `"${letter}" is a plain letter already`;
  return /^[A-Za-z0-9._' -]{0,8}$/.test(plain) ? undefined : `"${plain}" is not plain ASCII of at most 8 characters`;
}

function isOneLetter(text: string): boolean {
  return text.length === String.fromCodePoint(text.codePointAt(0) ?? 0).length;
}

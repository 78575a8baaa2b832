import type { Screen } from '../report/index.ts';

/** A command line as a person types it, each word quoted already, on as many lines as it takes. */
export function* typedLines(to: Screen, words: readonly string[]): Generator<string> {
  const last = words.length - 1;
  let line = '$ tenured';
  for (const [place, word] of words.entries()) {
    // Room for the backslash, where one may follow.
    if (to.width(line) + 1 + to.width(word) > to.columns - (place === last ? 0 : 2)) {
      yield to.paint('bold', to.text(`${line} \\`));
      line = `    ${word}`;
    } else line = `${line} ${word}`;
  }
  yield to.paint('bold', to.text(line));
}

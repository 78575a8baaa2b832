const narrowest = 40;

/**
 * Breaks a text at its spaces so that no line is wider than `columns`, where its words allow it. The first line keeps the
 * blanks it begins with; the others begin with `indent`.
 */
export function wrap(text: string, columns: number, indent: string): string {
  const width = Math.max(columns, narrowest);
  const words = text.trimStart().split(' ');
  const lines: string[] = [];
  let line = text.slice(0, text.length - text.trimStart().length) + (words.shift() ?? '');
  for (const word of words) {
    if (line.length + 1 + word.length > width) {
      lines.push(line);
      line = indent + word;
    } else {
      line += ` ${word}`;
    }
  }
  return [...lines, line].join('\n');
}

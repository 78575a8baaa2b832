const plain = /^[A-Za-z][\w ./@+-]*[\w./@+-]$|^[A-Za-z]$/;
const meant = /^(?:true|false|null|yes|no|on|off|y|n)$/i;

/** A text as YAML takes it for one, also inside `{ }` and `[ ]`. */
export function scalar(text: string): string {
  if (plain.test(text) && !meant.test(text)) return text;
  return /['\\\p{Cc}]/u.test(text) ? JSON.stringify(text) : `'${text}'`;
}

export function list(texts: readonly string[]): string {
  return `[${texts.map(scalar).join(', ')}]`;
}

/** A text as an expression takes it. */
export function quoted(text: string): string {
  return JSON.stringify(text);
}

/** An expression as a YAML value. */
export function expression(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

const width = 118;

/** A comment of as many lines as it takes. */
export function comment(text: string, indent = 0): string[] {
  const front = `${' '.repeat(indent)}# `;
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && front.length + line.length + 1 + word.length > width) {
      lines.push(front + line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...lines, front + line];
}

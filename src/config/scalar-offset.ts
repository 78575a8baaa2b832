import type { Scalar } from 'yaml';

/**
 * Where in the file a character of a scalar's value stands, quotes, escapes, folding and indentation considered:
 * the value and its source are walked side by side.
 */
export function sourceOffset(text: string, node: Scalar, index: number): number {
  const value = String(node.value);
  const start = node.range?.[0] ?? 0;
  const end = node.range?.[1] ?? start;
  let offset = contentStart(text, node, start, end);
  for (let at = 0; at < index && at < value.length && offset < end; at += 1) {
    offset = after(text, offset, value, at, node.type, end);
  }
  return Math.min(offset, end);
}

function contentStart(text: string, node: Scalar, start: number, end: number): number {
  if (node.type === 'QUOTE_SINGLE' || node.type === 'QUOTE_DOUBLE') return start + 1;
  if (node.type !== 'BLOCK_LITERAL' && node.type !== 'BLOCK_FOLDED') return start;
  const firstLine = text.indexOf('\n', start);
  return firstLine === -1 ? end : skipIndent(text, firstLine + 1, end);
}

function after(
  text: string,
  offset: number,
  value: string,
  at: number,
  type: Scalar.Type | undefined,
  end: number,
): number {
  const character = value.charAt(at);
  if (type === 'QUOTE_SINGLE' && character === "'") return offset + 2;
  if (type === 'QUOTE_DOUBLE' && text.charAt(offset) === '\\') return offset + escapeLength(text.charAt(offset + 1));
  const folded = character === ' ' || character === '\n';
  if (!folded || !/^[ \t]*\r?\n/.test(text.slice(offset, end))) return offset + 1;
  const line = text.indexOf('\n', offset);
  // Of a line's indentation, a block scalar keeps what goes beyond its own; those spaces are still to come.
  const kept = value.length - at - 1 - value.slice(at + 1).trimStart().length;
  return line === -1 ? end : Math.max(line + 1, skipIndent(text, line + 1, end) - kept);
}

function escapeLength(kind: string): number {
  if (kind === 'x') return 4;
  if (kind === 'u') return 6;
  return kind === 'U' ? 10 : 2;
}

function skipIndent(text: string, offset: number, end: number): number {
  let at = offset;
  while (at < end && text.charAt(at) === ' ') at += 1;
  return at;
}

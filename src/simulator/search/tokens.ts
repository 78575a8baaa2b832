/** One word of a search expression. */
export type Token =
  | { readonly kind: 'word'; readonly text: string }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'boolean'; readonly value: boolean }
  | { readonly kind: 'open' }
  | { readonly kind: 'close' };

/** Why an expression is refused; users and groups answer every such refusal alike, E0000031. */
export class SearchError extends Error {
  override readonly name = 'SearchError';
  /** Whether the text is no expression, or one that names what cannot be asked for. */
  readonly about: 'grammar' | 'field';

  constructor(message: string, about: 'grammar' | 'field' = 'grammar') {
    super(message);
    this.about = about;
  }
}

const wordPattern = /[A-Za-z_][A-Za-z0-9_.:-]*/y;
const numberPattern = /-?\d+(?:\.\d+)?(?![A-Za-z0-9_.])/y;

/** Splits an expression into words, values and parentheses. Strings are JSON strings, as in the SCIM filter grammar. */
export function tokenize(text: string): readonly Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    const character = text.charAt(at);
    if (/\s/.test(character)) {
      at += 1;
    } else if (character === '(' || character === ')') {
      tokens.push({ kind: character === '(' ? 'open' : 'close' });
      at += 1;
    } else {
      const { token, end } = character === '"' ? readString(text, at) : readBare(text, at);
      tokens.push(token);
      at = end;
    }
  }
  return tokens;
}

function readString(text: string, start: number): { token: Token; end: number } {
  let end = start + 1;
  while (end < text.length && text.charAt(end) !== '"') end += text.charAt(end) === '\\' ? 2 : 1;
  if (end >= text.length) throw new SearchError('a string is not closed');
  try {
    const value: unknown = JSON.parse(text.slice(start, end + 1));
    return { token: { kind: 'string', value: String(value) }, end: end + 1 };
  } catch {
    throw new SearchError('a string is not well-formed');
  }
}

function readBare(text: string, start: number): { token: Token; end: number } {
  const word = matchAt(wordPattern, text, start);
  if (word !== undefined) {
    const lower = word.toLowerCase();
    const isBoolean = lower === 'true' || lower === 'false';
    const token: Token = isBoolean ? { kind: 'boolean', value: lower === 'true' } : { kind: 'word', text: word };
    return { token, end: start + word.length };
  }
  const number = matchAt(numberPattern, text, start);
  if (number !== undefined) return { token: { kind: 'number', value: Number(number) }, end: start + number.length };
  throw new SearchError(`unexpected ${text.charAt(start)}`);
}

function matchAt(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}

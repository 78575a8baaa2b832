/** One link of a `Link` header: where to, and its relation types in lower case. */
export interface Link {
  readonly target: string;
  readonly relations: readonly string[];
}

/**
 * Reads a `Link` header after RFC 8288: several links joined by commas, targets and quoted parameters that contain
 * commas or semicolons, several relations in one `rel`. Of several `rel` of one link the first counts.
 * @returns null when the header is malformed: then nobody knows whether a next page exists.
 */
export function parseLinks(header: string | null): readonly Link[] | null {
  const links: Link[] = [];
  const text = header ?? '';
  let position = skip(text, 0);
  while (position < text.length) {
    const target = targetAt(text, position);
    if (target === null) return null;
    const parameters = parametersAt(text, target.end);
    if (parameters === null) return null;
    links.push({ target: target.value, relations: parameters.relations ?? [] });
    position = skip(text, parameters.end);
  }
  return links;
}

interface Token<Value> {
  readonly value: Value;
  readonly end: number;
}

/** White space and empty list elements, which a recipient has to put up with (RFC 9110, 5.6.1). */
function skip(text: string, from: number): number {
  let position = from;
  while (/[ \t,]/.test(text.charAt(position))) position += 1;
  return position;
}

function targetAt(text: string, from: number): Token<string> | null {
  const end = text.indexOf('>', from);
  return text.charAt(from) === '<' && end !== -1 ? { value: text.slice(from + 1, end), end: end + 1 } : null;
}

const parameter = /[ \t]*;[ \t]*(?:([\w!#$%&'*+.^`|~-]+)[ \t]*(?:=[ \t]*(?:"((?:[^"\\]|\\.)*)"|([^\s";,]+)))?)?/y;
const ending = /[ \t]*(?:,|$)/y;

function parametersAt(text: string, from: number): { relations: readonly string[] | null; end: number } | null {
  let relations: readonly string[] | null = null;
  let position = from;
  for (;;) {
    ending.lastIndex = position;
    if (ending.test(text)) return { relations, end: ending.lastIndex };
    parameter.lastIndex = position;
    const match = parameter.exec(text);
    if (match === null) return null;
    position = parameter.lastIndex;
    const [, name, quoted, bare] = match;
    if (name?.toLowerCase() === 'rel') relations ??= relationsOf(quoted?.replace(/\\(.)/g, '$1') ?? bare ?? '');
  }
}

function relationsOf(value: string): readonly string[] {
  return value.toLowerCase().split(/\s+/).filter(Boolean);
}

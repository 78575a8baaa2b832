/**
 * The parameters of a `WWW-Authenticate` challenge (RFC 9110, 11.6.1), by lower-case name. Only what is well formed is
 * taken: the header decides how a refusal is explained, and whether it was one of the token or its proof alone.
 */
export function challengeParameters(header: string | null): ReadonlyMap<string, string> {
  const parameters = new Map<string, string>();
  for (const match of (header ?? '').slice(0, 8192).matchAll(/([\w-]{1,60})="((?:[^"\\]|\\.){0,2000})"/g)) {
    const [, name, value] = match;
    if (name !== undefined && value !== undefined) parameters.set(name.toLowerCase(), value.replace(/\\(.)/g, '$1'));
  }
  return parameters;
}

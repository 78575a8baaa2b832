type Json = Readonly<Record<string, unknown>>;

/**
 * Keeps the requested properties of a user: `id,status,profile:(firstName, city)`. Okta: list users, parameter
 * `fields`; the id always comes along.
 */
export function projectUser(user: Json, fields: string | undefined): Json {
  if (fields === undefined) return user;
  const inner = /profile:\(([^)]*)\)/.exec(fields)?.[1];
  const outer = new Set(names(fields.replace(/profile:\([^)]*\)/, '')));
  const kept: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(user)) {
    if (name === 'id' || outer.has(name)) kept[name] = value;
    else if (name === 'profile' && inner !== undefined) kept[name] = pick(value as Json, new Set(names(inner)));
  }
  return kept;
}

function pick(profile: Json, wanted: ReadonlySet<string>): Json {
  return Object.fromEntries(Object.entries(profile).filter(([name]) => wanted.has(name)));
}

function names(text: string): readonly string[] {
  return text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
}

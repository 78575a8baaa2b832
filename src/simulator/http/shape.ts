import type { ShapeFault } from '../faults/vocabulary.ts';

type Kind = ShapeFault['kind'];
type OfKind<Name extends Kind> = Extract<ShapeFault, { kind: Name }>;

/** The faults of one kind that a request met. */
export function shapesOf<Name extends Kind>(shapes: readonly ShapeFault[], kind: Name): readonly OfKind<Name>[] {
  return shapes.filter((shape): shape is OfKind<Name> => shape.kind === kind);
}

/** Milliseconds that the answer's `Date` is off. */
export function skewOf(shapes: readonly ShapeFault[]): number {
  return shapesOf(shapes, 'dateSkew').reduce((sum, { milliseconds }) => sum + milliseconds, 0);
}

/** The rate headers as they are sent: none, one or two of each name. */
export function rateHeaders(
  { limit, remaining, reset }: { readonly limit: number; readonly remaining: number; readonly reset: number },
  shapes: readonly ShapeFault[],
): Readonly<Record<string, readonly string[]>> {
  const values: Record<string, string | number> = { limit, remaining, reset };
  let copies = 1;
  for (const shape of shapesOf(shapes, 'rateHeaders')) {
    if (shape.form === 'missing') copies = 0;
    if (shape.form === 'duplicated') copies = 2;
    if (shape.form === 'absurd') Object.assign(values, { limit: 0, remaining: -1, reset: 9_999_999_999 });
    for (const name of ['limit', 'remaining', 'reset'] as const) values[name] = shape[name] ?? values[name] ?? '';
  }
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [`x-rate-limit-${name}`, Array<string>(copies).fill(String(value))]),
  );
}

/** The answer's body with what was ordered for it: lists that are too short, a next page that lies elsewhere. */
export function bentBody(body: unknown, shapes: readonly ShapeFault[]): unknown {
  let bent = body;
  for (const { keep } of shapesOf(shapes, 'shrink')) bent = shrunken(bent, keep);
  for (const { origin } of shapesOf(shapes, 'foreignNext')) bent = withNextElsewhere(bent, origin);
  return bent;
}

/** Link header values whose next page lies elsewhere. */
export function bentLinks(links: readonly string[], shapes: readonly ShapeFault[]): readonly string[] {
  return shapesOf(shapes, 'foreignNext').reduce<readonly string[]>(
    (bent, { origin }) =>
      bent.map((link) => (link.endsWith('rel="next"') ? link.replace(/<https?:\/\/[^/]+/, `<${origin}`) : link)),
    links,
  );
}

function shrunken(body: unknown, keep: number): unknown {
  if (Array.isArray(body)) return body.slice(0, Math.floor(body.length * keep));
  // Okta: the list of assignees is inside an object.
  return isObject(body) && Array.isArray(body['value']) ? { ...body, value: shrunken(body['value'], keep) } : body;
}

function withNextElsewhere(body: unknown, origin: string): unknown {
  const links = isObject(body) ? body['_links'] : undefined;
  const next = isObject(links) ? links['next'] : undefined;
  if (!isObject(body) || !isObject(links) || !isObject(next)) return body;
  const href = String(next['href']).replace(/^https?:\/\/[^/]+/, origin);
  return { ...body, _links: { ...links, next: { ...next, href } } };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

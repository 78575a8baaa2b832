import { TenuredError } from '../../domain/kernel/errors.ts';
import { parseLinks } from './link-header.ts';
import type { GetCall, JsonAnswer, Session } from './session.ts';

/**
 * Reads a listing page by page. A next link is followed as it is: cursors are opaque. It must stay on the organisation's
 * own origin and must not come twice; the loop ends when there is none, never because a page is short or empty.
 * [Okta: Core Okta API, pagination]
 * @param next finds the next page's address in an answer; by default in its `Link` header.
 * @throws TenuredError TEN-2307 when the listing cannot be read to its end.
 */
export async function* readPages(
  session: Session,
  first: GetCall,
  next: (answer: JsonAnswer) => string | null = nextLink,
): AsyncGenerator<JsonAnswer, void, undefined> {
  const seen = new Set<string>();
  let url: string | null = first.url;
  while (url !== null) {
    if (seen.has(url)) throw incomplete(first, 'Okta named the same next page twice');
    seen.add(url);
    const answer: JsonAnswer = await session.get({ ...first, url });
    // Judged before the page is handed out: a page whose successor cannot be read must not pass for the last one.
    const target: string | null = next(answer);
    url = target === null ? null : pinned(target, url, session.origin, first);
    yield answer;
  }
}

/** The one `rel="next"` of the `Link` header; null on the last page. */
function nextLink(answer: JsonAnswer): string | null {
  const links = parseLinks(answer.headers.get('link'));
  if (links === null) throw malformed();
  const targets = new Set(links.filter(({ relations }) => relations.includes('next')).map(({ target }) => target));
  if (targets.size > 1) throw malformed();
  return [...targets][0] ?? null;
}

function pinned(target: string, base: string, origin: string, call: GetCall): string {
  const url = URL.parse(target, base);
  if (url?.origin !== origin || url.username !== '' || url.password !== '') {
    throw incomplete(call, 'the next page is said to be at a foreign address');
  }
  return url.href;
}

function malformed(): TenuredError {
  return new TenuredError(
    'TEN-2307',
    "A listing of Okta's could not be read to its end: its Link header is malformed.",
  );
}

function incomplete(call: GetCall, reason: string): TenuredError {
  return new TenuredError('TEN-2307', `The ${call.what} could not be read to the end: ${reason}.`, {
    why: 'Half a listing taken for the whole would make people look as if they did not exist.',
    hint: 'Check okta.orgUrl, and whether a proxy rewrites what Okta answers.',
  });
}

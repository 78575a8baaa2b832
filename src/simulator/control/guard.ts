const loopbackNames = new Set(['127.0.0.1', 'localhost', '[::1]']);

/**
 * Why a request to the control endpoint is refused; undefined when it may pass. A page that somebody happens to have open
 * in a browser must not be able to use it: a foreign name that leads to this machine is told by `Host`, a foreign page
 * by `Origin` and `Sec-Fetch-Site`, and a form, which needs nobody's leave, by its content type.
 */
export function refusedByGuard(request: Request, path: string): string | undefined {
  return foreignPlace(request.headers) ?? foreignSite(request, path) ?? wrongContent(request);
}

function foreignPlace(headers: Headers): string | undefined {
  const host = headers.get('host') ?? '';
  if (!loopbackNames.has(host.replace(/:\d+$/, ''))) return `the host ${host} is not this machine`;
  const origin = headers.get('origin') ?? `http://${host}`;
  return origin === `http://${host}` ? undefined : `pages of ${origin} have no business here`;
}

/** A link from elsewhere may open the page, and nothing else. */
function foreignSite({ method, headers }: Request, path: string): string | undefined {
  const site = headers.get('sec-fetch-site') ?? 'none';
  if (site === 'none' || site === 'same-origin') return undefined;
  const opensThePage = headers.get('sec-fetch-dest') === 'document' && method === 'GET' && path === '/simulator';
  return opensThePage ? undefined : 'another site asks';
}

function wrongContent({ method, headers }: Request): string | undefined {
  if (method === 'GET' || method === 'DELETE') return undefined;
  const isJson = headers.get('content-type')?.startsWith('application/json') === true;
  return isJson ? undefined : 'send content-type: application/json';
}

import { TenuredError } from '../../domain/kernel/errors.ts';

/**
 * Builds an address of the API. Every segment that is not fixed is encoded; `.` and `..`, which encoding leaves alone
 * and `fetch` would resolve away, are refused, and so is nothing at all.
 */
export function address(origin: string, path: readonly string[], query: Readonly<Record<string, string>> = {}): string {
  const search = Object.entries(query).map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
  return `${origin}/${path.map(segment).join('/')}${search.length === 0 ? '' : `?${search.join('&')}`}`;
}

function segment(text: string): string {
  if (text === '' || text === '.' || text === '..' || text.length > 400 || !text.isWellFormed()) {
    throw new TenuredError('TEN-2308', 'That cannot be an id or a login in Okta.');
  }
  return encodeURIComponent(text);
}

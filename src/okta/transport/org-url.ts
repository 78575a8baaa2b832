import { TenuredError } from '../../domain/kernel/errors.ts';

/**
 * The organisation's origin, the only place that is ever called.
 * @throws TenuredError TEN-2002 for anything but `https://host[:port]`; http is accepted for loopback, for simulators.
 */
export function orgOrigin(orgUrl: string): string {
  const url = URL.parse(orgUrl);
  if (url === null || url.host === '') throw unusable('is not a URL', 'Write it as https://acme.okta.com.');
  if (url.username !== '' || url.password !== '') {
    throw unusable('carries a user name or password', 'Write it as https://acme.okta.com.');
  }
  if ((url.pathname !== '/' && url.pathname !== '') || url.search !== '' || url.hash !== '') {
    throw unusable('goes on after the host name', `Write it as ${url.origin}.`);
  }
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback(url.hostname))) {
    throw unusable('is not https', 'Write it as https://acme.okta.com.');
  }
  refuseAdminHost(url);
  return url.origin;
}

/** Okta's API answers on the organisation's host, not on the host of its admin console. [Okta: Core Okta API] */
function refuseAdminHost(url: URL): void {
  const admin = /^([^.]+)-admin\.(okta|oktapreview|okta-emea|okta-gov)\.(com|mil)$/.exec(url.hostname);
  if (admin === null) return;
  const [, name, domain, ending] = admin;
  throw unusable(
    'is the address of the admin console',
    `Use https://${String(name)}.${String(domain)}.${String(ending)}.`,
  );
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || /^127(\.\d{1,3}){3}$/.test(host);
}

function unusable(what: string, hint: string): TenuredError {
  return new TenuredError('TEN-2002', `The Okta URL ${what}.`, { hint });
}

import { err, ok, type Result } from '../domain/kernel/result.ts';

const loopback = new Set(['localhost', '127.0.0.1', '[::1]']);

/** An organisation's origin from what people write; what is wrong with it otherwise. */
export function orgOrigin(text: string): Result<string, string> {
  const written = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `https://${text}`;
  if (/[\s\\]/.test(written) || !URL.canParse(written)) return err('has to be a URL such as https://acme.okta.com');
  const url = new URL(written);
  const complaint = complaintAbout(url);
  return complaint === undefined ? ok(url.origin) : err(complaint);
}

function complaintAbout(url: URL): string | undefined {
  const { protocol, hostname } = url;
  if (protocol !== 'https:' && !(protocol === 'http:' && loopback.has(hostname))) {
    return 'has to be an https URL; http is for a simulator on this machine only';
  }
  if (url.username !== '' || url.password !== '') return 'must not carry a user name or password';
  if (url.pathname !== '/' || url.search !== '' || url.hash !== '') {
    return `has to be the origin alone, without a path: ${url.origin}`;
  }
  if (/-admin\.(okta|oktapreview|okta-emea|okta-gov)\.com$/.test(hostname)) {
    return `is the admin console; the API lives at ${url.origin.replace('-admin.', '.')}`;
  }
  return hostname.includes('.') || loopback.has(hostname) ? undefined : 'has to name a whole host, e.g. acme.okta.com';
}

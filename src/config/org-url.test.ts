import { describe, expect, it } from 'vitest';
import { orgOrigin } from './org-url.ts';

describe('orgOrigin', () => {
  it.each([
    ['https://acme.okta.com', 'https://acme.okta.com'],
    ['https://acme.okta.com/', 'https://acme.okta.com'],
    ['acme.okta.com', 'https://acme.okta.com'],
    ['HTTPS://Acme.Okta.Com', 'https://acme.okta.com'],
    ['https://login.acme.example:8443', 'https://login.acme.example:8443'],
    ['http://127.0.0.1:4000', 'http://127.0.0.1:4000'],
    ['http://localhost:4000/', 'http://localhost:4000'],
    ['http://[::1]:4000', 'http://[::1]:4000'],
  ])('%s → %s', (text, origin) => {
    expect(orgOrigin(text)).toEqual({ ok: true, value: origin });
  });

  it.each([
    ['http://acme.okta.com', 'https'],
    ['ftp://acme.okta.com', 'https'],
    ['https://acme-admin.okta.com', 'https://acme.okta.com'],
    ['https://acme-admin.oktapreview.com/', 'https://acme.oktapreview.com'],
    ['https://user:pass@acme.okta.com', 'password'],
    ['https://acme.okta.com/oauth2/default', 'without a path'],
    ['https://acme.okta.com?x=1', 'without a path'],
    ['https://acme.okta.com#x', 'without a path'],
    ['acme', 'whole host'],
    ['', 'URL'],
    ['https://acme okta.com', 'URL'],
    ['https:\\\\acme.okta.com', 'URL'],
    ['http://localhost.evil.example', 'https'],
  ])('refuses %j: %s', (text, complaint) => {
    const origin = orgOrigin(text);
    expect(origin.ok ? '' : origin.error).toContain(complaint);
  });
});

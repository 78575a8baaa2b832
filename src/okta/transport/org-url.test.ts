import { describe, expect, it } from 'vitest';
import { TenuredError } from '../../domain/kernel/errors.ts';
import { orgOrigin } from './org-url.ts';

describe('orgOrigin', () => {
  it.each([
    ['https://acme.okta.com', 'https://acme.okta.com'],
    ['https://ACME.okta.com/', 'https://acme.okta.com'],
    ['https://login.acme.example:8443', 'https://login.acme.example:8443'],
    ['http://127.0.0.1:8080', 'http://127.0.0.1:8080'],
    ['http://localhost:8080/', 'http://localhost:8080'],
    ['http://[::1]:8080', 'http://[::1]:8080'],
  ])('takes %s as %s', (url, origin) => {
    expect(orgOrigin(url)).toBe(origin);
  });

  it.each([
    '',
    'acme.okta.com',
    'http://acme.okta.com',
    'http://127.0.0.1.evil.test',
    'ftp://acme.okta.com',
    'https://user:pass@acme.okta.com',
    'https://acme.okta.com/api/v1',
    'https://acme.okta.com/?x=1',
    'https://acme.okta.com/#x',
    'https://acme-admin.okta.com',
  ])('refuses %s', (url) => {
    expect(() => orgOrigin(url)).toThrow(TenuredError);
  });

  it('names the address to use instead of the admin console', () => {
    expect(() => orgOrigin('https://acme-admin.oktapreview.com')).toThrow(
      expect.objectContaining({ code: 'TEN-2002', hint: 'Use https://acme.oktapreview.com.' }),
    );
  });

  it('repeats nothing of a URL that may hold a password', () => {
    expect(() => orgOrigin('https://user:hunter2@acme.okta.com')).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('hunter2') as string }),
    );
  });
});

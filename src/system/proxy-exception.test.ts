import { describe, expect, it } from 'vitest';
import { isExcepted } from './proxy-exception.ts';

describe('an address is reached without the proxy', () => {
  it.each([
    ['https://acme.okta.com/api', 'acme.okta.com', true],
    ['https://ACME.okta.com/api', 'Acme.Okta.Com', true],
    ['https://acme.okta.com', 'okta.com', true],
    ['https://acme.okta.com', '.okta.com', true],
    ['https://acme.okta.com', '*.okta.com', true],
    ['https://acme.okta.com', '*', true],
    ['https://acme.okta.com', 'acme.okta.com:443', true],
    ['https://acme.okta.com', 'acme.okta.com:8443', false],
    ['https://localhost:8443', 'localhost:8443', true],
    ['https://127.0.0.1:8443', '127.0.0.1', true],
    ['https://acmeokta.com', 'okta.com', false],
    ['https://okta.com.evil.test', 'okta.com', false],
    ['https://acme.okta.com', 'other.com', false],
    ['https://acme.okta.com', '', false],
    ['https://acme.okta.com', '.', false],
  ])('%s with %j: %s', (url, entry, expected) => {
    expect(isExcepted(new URL(url), ['unrelated.test', entry])).toBe(expected);
  });
});

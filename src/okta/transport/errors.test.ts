import { describe, expect, it } from 'vitest';
import { callRefused, errorCode } from './errors.ts';
import type { Answer } from './http.ts';

function refusal(status: number, text: string, headers: Record<string, string> = {}): Answer {
  return { status, text, headers: new Headers(headers), date: null, requestId: 'reqA1' };
}

const insufficient =
  'Bearer authorization_uri="http://acme.okta.com/oauth2/v1/authorize", realm="http://acme.okta.com", ' +
  'scope="okta.groups.read", error="insufficient_scope", ' +
  'error_description="The access token provided does not contain the required scopes.", resource="/api/v1/groups"';

const roleBody = JSON.stringify({ errorCode: 'E0000006', errorSummary: 'You do not have permission', errorCauses: [] });

describe('callRefused', () => {
  it.each(['', roleBody, '<html>'])('names the missing scope by the header, whatever the body (%s)', (body) => {
    const error = callRefused(refusal(403, body, { 'www-authenticate': insufficient }), 'groups');
    expect(error.code).toBe('TEN-2201');
    expect(error.message).toContain('okta.groups.read');
    expect(error.hint).toContain('okta.groups.read');
  });

  it('takes any other 403 for the role', () => {
    const error = callRefused(refusal(403, roleBody), 'groups');
    expect(error.code).toBe('TEN-2202');
    expect(error.message).toBe("The app's admin role does not allow it to read groups (E0000006, Okta request reqA1).");
  });

  it('knows a refused proof by the header', () => {
    const header = 'DPoP algs="RS256 ES256", error="invalid_dpop_proof", error_description="\'htu\' is invalid."';
    expect(callRefused(refusal(400, '', { 'www-authenticate': header }), 'users').code).toBe('TEN-2105');
  });

  it('repeats nothing of a body or of a header that is not what it should be', () => {
    const body = JSON.stringify({ errorCode: 'E0000007<script>', errorSummary: 'Not found: ann@acme.test (User)' });
    const header = 'Bearer scope="ann@acme.test secret", error="insufficient_scope"';
    expect(callRefused(refusal(400, body), 'users').message).not.toMatch(/ann|script/);
    expect(callRefused(refusal(403, body, { 'www-authenticate': header }), 'users').message).not.toMatch(/ann|secret/);
  });
});

describe('errorCode', () => {
  it.each(['', 'null', '[]', '"E0000006"', '{"errorCode":6}', '{"errorCode":"e0000006"}', '{'])(
    'finds none in %s',
    (body) => {
      expect(errorCode(refusal(400, body))).toBeNull();
    },
  );
});

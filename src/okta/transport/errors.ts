import { TenuredError } from '../../domain/kernel/errors.ts';
import { inBrackets } from './in-brackets.ts';
import type { Answer } from './http.ts';
import { tryObject } from './json.ts';
import { proofChallenge, proofRefused } from './proof-refusal.ts';
import { challengeParameters } from './www-authenticate.ts';

/** Okta's error code; of the whole error object only the code is contractual. [Okta: Core Okta API] */
export function errorCode(answer: Answer): string | null {
  const code = tryObject(answer.text)?.['errorCode'];
  return typeof code === 'string' && /^E\d{7}$/.test(code) ? code : null;
}

/**
 * What a refused call means. The header is asked before the body: a missing scope is told by `WWW-Authenticate`, and the
 * body may then be empty. [Okta support: insufficient_scope error]
 * @param what the thing that was asked for, in words: `users`, `admin roles`.
 */
export function callRefused(answer: Answer, what: string): TenuredError {
  const challenge = challengeParameters(answer.headers.get('www-authenticate'));
  if (challenge.get('error') === 'insufficient_scope') return scopeMissing(challenge.get('scope'), answer);
  const proof = proofChallenge(answer);
  if (proof !== null) return proofRefused(proof, answer, errorCode(answer));
  if (answer.status === 401) return featureOff(answer) ? notEnabled(answer, what) : tokenRefused(answer);
  if (answer.status === 403) return roleMissing(answer, what);
  return new TenuredError(
    'TEN-2308',
    `Okta refused to read ${what} with status ${String(answer.status)}${code(answer)}.`,
    {
      hint: 'Look the request up in the System Log of Okta; if tenured asked wrongly, report it.',
    },
  );
}

/** A 401 that no new token mends: the organisation does not have the feature. [Okta: error codes, E0000015] */
export function featureOff(answer: Answer): boolean {
  return errorCode(answer) === 'E0000015';
}

function notEnabled(answer: Answer, what: string): TenuredError {
  return new TenuredError('TEN-2308', `The Okta organisation does not offer to read ${what}${code(answer)}.`, {
    hint: 'Ask whoever administers Okta whether the feature is licensed and turned on.',
  });
}

/** The role gate: the scope is there, but no admin role that covers it. [Okta support: E0000006 despite correct scopes] */
function roleMissing(answer: Answer, what: string): TenuredError {
  return new TenuredError('TEN-2202', `The app's admin role does not allow it to read ${what}${code(answer)}.`, {
    why: 'An app without a fitting admin role sees nobody, or only some, and says nothing about the rest.',
    hint: 'Give the app an admin role that covers it: in Okta\'s admin console, the app\'s "Admin roles" tab.',
  });
}

function scopeMissing(scope: string | undefined, answer: Answer): TenuredError {
  const name = scope !== undefined && /^[\w.]+( [\w.]+)*$/.test(scope) ? scope : 'a scope that Okta does not name';
  return new TenuredError('TEN-2201', `The app has not been granted: ${name}${code(answer)}.`, {
    hint: `Grant it in the Okta admin console, on the app's "Okta API Scopes" tab: ${name}`,
  });
}

function tokenRefused(answer: Answer): TenuredError {
  return new TenuredError('TEN-2106', `Okta refused a fresh access token${code(answer)}.`, {
    hint: 'Check that the app is active and that its tokens are not being revoked.',
  });
}

function code(answer: Answer): string {
  return inBrackets({ code: errorCode(answer), requestId: answer.requestId });
}

import type { Code } from '../../domain/kernel/codes.ts';
import { TenuredError } from '../../domain/kernel/errors.ts';
import { inBrackets } from '../transport/in-brackets.ts';
import type { Answer } from '../transport/http.ts';
import { tryObject } from '../transport/json.ts';
import { momentary, proofRefused, wrongTime } from '../transport/proof-refusal.ts';

/** A refusal by the token endpoint, whose errors have OAuth's shape, not Okta's. [Okta: OAuth error codes] */
export interface OauthRefusal {
  readonly error: string;
  /** Read to tell causes apart, never printed. */
  readonly description: string;
}

/** What a refused client needs to be told. */
export interface RefusedClient {
  readonly clientId: string;
  readonly kid: string;
  readonly dpop: boolean;
  readonly scopes: readonly string[];
}

interface Translation {
  readonly pattern: RegExp;
  readonly code: Code;
  readonly say: (client: RefusedClient) => string;
  readonly hint: (client: RefusedClient) => string;
}

/** The refusal in an answer of the token endpoint; both parts empty when the body is something else. */
export function readRefusal(answer: Answer): OauthRefusal {
  const body = tryObject(answer.text);
  const text = (value: unknown): string => (typeof value === 'string' ? value : '');
  return { error: text(body?.['error']), description: text(body?.['error_description']) };
}

/** Refusals that another key of the app may mend: whatever is said of the client but for its id, its kind and its time. */
export function worthAnotherKey(refusal: OauthRefusal): boolean {
  const { error, description } = refusal;
  return error === 'invalid_client' && !momentary.test(description) && !aboutTheApp.test(description);
}

/** Refusals that a new assertion, signed with what this answer taught about Okta's time, may mend. */
export function worthAnotherAssertion(refusal: OauthRefusal): boolean {
  const { error, description } = refusal;
  return (error === 'invalid_client' || error === 'invalid_dpop_proof') && momentary.test(description);
}

const aboutTheApp = /(issuer|subject|audience) claim|application_type|must use the private_key_jwt/i;

/** The wording is Okta's catalogue of OAuth errors; unknown wording falls through to the general case. */
const invalidClient: readonly Translation[] = [
  {
    pattern: /(issuer|subject) claim .*not a valid client_id/i,
    code: 'TEN-2101',
    say: ({ clientId }) => `Okta knows no active app with the client id ${clientId}.`,
    hint: () => 'Copy the client id from the app in the Okta admin console, and check okta.orgUrl.',
  },
  {
    pattern: /signature is invalid/i,
    code: 'TEN-2102',
    say: ({ kid }) => `The private key does not match the public key that the app has under kid "${kid}".`,
    hint: () => 'Print the public half with tenured keys public and register it in the app.',
  },
  {
    pattern: /signature algorithm is invalid/i,
    code: 'TEN-2102',
    say: ({ kid }) => `Okta does not accept the algorithm of the key "${kid}".`,
    hint: () => 'Make a new key with tenured keys generate and register it in the app.',
  },
  {
    pattern: /kid is invalid|does not have a JWKSet/i,
    code: 'TEN-2103',
    say: ({ kid }) => `The app has no active public key with kid "${kid}".`,
    hint: () => 'Register the output of tenured keys public in the app, or set the kid that Okta shows.',
  },
  {
    pattern: /using a signing key/i,
    code: 'TEN-2103',
    say: ({ kid }) => `The app's public key with kid "${kid}" is not for signing.`,
    hint: () => 'Register the output of tenured keys public in the app: its "use" is "sig".',
  },
  {
    pattern: /already been used/i,
    code: 'TEN-2109',
    say: () => 'Okta says that what tenured signed anew was used already, twice.',
    hint: () =>
      'Check that nothing repeats requests between this host and Okta, and that no other program uses the same key.',
  },
  {
    pattern: /audience claim/i,
    code: 'TEN-2104',
    say: () => 'Okta does not answer under the configured URL.',
    hint: () => "Set okta.orgUrl to the organisation's own address, https://acme.okta.com, or its custom domain.",
  },
  {
    pattern: wrongTime,
    code: 'TEN-2107',
    say: () => 'Okta found the time in what tenured signed wrong, twice.',
    hint: () => 'Turn on time synchronisation: timedatectl set-ntp true',
  },
  {
    pattern: /application_type|must use the private_key_jwt/i,
    code: 'TEN-2108',
    say: ({ clientId }) => `The app ${clientId} is not an API service app with a public key.`,
    hint: () => 'Create an "API Services" app with "Public key / Private key" as client authentication.',
  },
];

/** Says what a refusal by the token endpoint means and what to do, without a word of the answer. */
export function translateRefusal(refusal: OauthRefusal, client: RefusedClient, answer: Answer): TenuredError {
  switch (refusal.error) {
    case 'invalid_client':
      return refusedClient(refusal, client, answer);
    case 'consent_required':
    case 'invalid_scope':
    case 'client_credentials_self_scope_requested':
      return scopesMissing(client.scopes, answer.requestId);
    case 'unauthorized_client':
    case 'unsupported_grant_type':
      return new TenuredError('TEN-2108', `The app ${client.clientId} may not use client credentials.`, {
        hint: 'Create an "API Services" app; only those get tokens for Okta itself.',
      });
    case 'invalid_dpop_proof':
    case 'use_dpop_nonce':
      return refusedProof(refusal, client, answer);
    default:
      return new TenuredError('TEN-2109', `Okta gave no access token${inBrackets(answer)}.`, {
        hint: 'Check okta.orgUrl and the client id: tenured doctor',
      });
  }
}

/**
 * Says which scopes have to be granted.
 * [Okta: Implement OAuth for Okta with a service app] scopes are granted to the app by a super administrator.
 */
export function scopesMissing(scopes: readonly string[], requestId: string | null): TenuredError {
  const names = scopes.join(', ');
  return new TenuredError('TEN-2201', `The app has not been granted: ${names}${inBrackets({ requestId })}.`, {
    why: 'Without them tenured sees only a part of the organisation, which it must not take for the whole.',
    hint: `Grant them in the Okta admin console, on the app's "Okta API Scopes" tab: ${names}`,
  });
}

function refusedClient(refusal: OauthRefusal, client: RefusedClient, answer: Answer): TenuredError {
  const match = invalidClient.find(({ pattern }) => pattern.test(refusal.description));
  if (match === undefined) {
    return new TenuredError('TEN-2109', `Okta refused the app ${client.clientId}${inBrackets(answer)}.`, {
      hint: 'Check that the app is active and that its public key is the one of tenured keys public.',
    });
  }
  return new TenuredError(match.code, match.say(client), { hint: match.hint(client) });
}

function refusedProof(refusal: OauthRefusal, client: RefusedClient, answer: Answer): TenuredError {
  if (client.dpop) return proofRefused(refusal.description, answer);
  return new TenuredError('TEN-2105', 'The app requires DPoP, and okta.dpop is false.', {
    hint: 'Remove okta.dpop, or set it to true.',
  });
}

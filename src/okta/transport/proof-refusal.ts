import type { Code } from '../../domain/kernel/codes.ts';
import { TenuredError } from '../../domain/kernel/errors.ts';
import { inBrackets } from './in-brackets.ts';
import type { Answer } from './http.ts';
import { challengeParameters } from './www-authenticate.ts';

/** Okta found the time of something signed wrong. [Okta: OAuth error codes] */
export const wrongTime =
  /is expired|issued before the current time|issued in the future|five minutes in the past|expiration too far|'iat' claim/i;

/** What another signature of the same key, made now, may mend: another time, or an id that was never used. */
export const momentary = new RegExp(`${wrongTime.source}|already been used`, 'i');

interface Meaning {
  readonly pattern: RegExp;
  readonly code: Code;
  readonly say: string;
  readonly hint: string;
}

const between = 'Check that no proxy rewrites addresses or headers, or repeats requests, between this host and Okta.';

/** The wording is Okta's catalogue of OAuth errors; unknown wording falls through to the general case. */
const meanings: readonly Meaning[] = [
  {
    pattern: wrongTime,
    code: 'TEN-2107',
    say: 'Okta found the time in what tenured signed wrong, twice',
    hint: 'Turn on time synchronisation: timedatectl set-ntp true',
  },
  {
    pattern: /already been used/i,
    code: 'TEN-2105',
    say: 'Okta says that a new proof of possession (DPoP) was used already, twice',
    hint: between,
  },
  {
    pattern: /'ht[mu]' claim/i,
    code: 'TEN-2105',
    say: 'Okta was reached by another address than the one that the proof of possession (DPoP) names',
    hint: `Set okta.orgUrl to the organisation's own address, without a slash at its end. ${between}`,
  },
  {
    pattern: /nonce/i,
    code: 'TEN-2105',
    say: 'Okta keeps asking for another nonce in the proof of possession (DPoP)',
    hint: between,
  },
];

/** What a refused proof of possession means and what to do, without a word of the answer. [Okta: DPoP guide] */
export function proofRefused(description: string, answer: Answer, code: string | null = null): TenuredError {
  const told = inBrackets({ code, requestId: answer.requestId });
  const match = meanings.find(({ pattern }) => pattern.test(description));
  if (match !== undefined) return new TenuredError(match.code, `${match.say}${told}.`, { hint: match.hint });
  return new TenuredError('TEN-2105', `Okta refused the proof of possession (DPoP)${told}.`, {
    hint: `Check the clock. ${between}`,
  });
}

/** How a resource refuses a proof; null when the answer says nothing of one. It has not looked at the call then. */
export function proofChallenge({ headers }: Pick<Answer, 'headers'>): string | null {
  const challenge = challengeParameters(headers.get('www-authenticate'));
  const error = challenge.get('error');
  const description = challenge.get('error_description') ?? '';
  if (error === 'invalid_dpop_proof') return description;
  if (error === 'use_dpop_nonce') return 'nonce';
  return error === 'invalid_request' && description.includes('DPoP') ? description : null;
}

/** Whether a proof that is made anew may be taken. */
export function worthAnotherProof(answer: Answer): boolean {
  return momentary.test(proofChallenge(answer) ?? '');
}

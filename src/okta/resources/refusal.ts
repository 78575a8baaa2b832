import type { WriteOutcome } from '../../reconcile/ports.ts';
import { errorCode } from '../transport/errors.ts';
import type { Answer } from '../transport/http.ts';
import { tryObject } from '../transport/json.ts';
import type { WriteCall } from '../transport/write-session.ts';
import { isRaw } from './trust.ts';

const longestPart = 200;
const mostCauses = 5;
const covered = '…';

/** A 4xx in the words of Okta's error object; the words of anybody else are not repeated. [Okta: Core Okta API, errors] */
export function refusalOf(answer: Answer, call: WriteCall): Extract<WriteOutcome, { kind: 'refused' }> {
  const { status, requestId } = answer;
  const oktaCode = errorCode(answer);
  const message = oktaCode === null ? `status ${String(status)}` : messageOf(answer, valuesIn(call.body));
  return { kind: 'refused', status, oktaCode, message, requestId };
}

/** Summary and causes, without what was sent: an error of Okta's may quote a value of the profile. */
function messageOf(answer: Answer, values: readonly string[]): string {
  const error = tryObject(answer.text) ?? {};
  const causes = Array.isArray(error['errorCauses']) ? (error['errorCauses'] as readonly unknown[]) : [];
  const parts = [error, ...causes.slice(0, mostCauses)]
    .map((part) => (isRaw(part) ? part['errorSummary'] : undefined))
    .filter((part) => typeof part === 'string')
    .map((part) => cover(part, values))
    .filter((part) => part !== '');
  return parts.length === 0 ? 'no reason given' : parts.join('; ');
}

function cover(text: string, values: readonly string[]): string {
  let plain = text.slice(0, 2000);
  for (const value of values) plain = plain.replace(wholeWords(value), covered);
  plain = plain.replace(/[^\s"'<>(),;:]+@[^\s"'<>(),;:]+/g, covered);
  plain = plain.replace(/[\p{C}\s]+/gu, ' ').trim();
  return plain.length <= longestPart ? plain : `${plain.slice(0, longestPart).toWellFormed()}${covered}`;
}

/** The value wherever it stands by itself: `Ann` in "Ann is taken", not in "Annex". */
function wholeWords(value: string): RegExp {
  const literal = value.replace(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`);
  return new RegExp(String.raw`(?<![\p{L}\p{N}])${literal}(?![\p{L}\p{N}])`, 'giu');
}

/** Every value of the profile that a write carried, the longest first so that none hides a part of another. */
function valuesIn(body: string | undefined): readonly string[] {
  const profile = tryObject(body ?? '')?.['profile'];
  const values = isRaw(profile) ? Object.values(profile).flat() : [];
  return values
    .filter((value) => typeof value === 'string' || typeof value === 'number')
    .map(String)
    .filter((value) => value.trim() !== '')
    .sort((one, other) => other.length - one.length);
}

import { parseInstant } from '../../domain/time/instant.ts';

const email = /^[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$/;
const languageTag = /^[A-Za-z]{2,3}([-_][A-Za-z]{4})?([-_]([A-Za-z]{2}|\d{3}))?$/;
const localeTag = /^[a-z]{2,3}([-_][A-Z][a-z]{3})?([-_]([A-Z]{2}|\d{3}))?$/;

const regions = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' });
/** Names that the runtime knows beside the countries of ISO 3166-1. */
const noCountries = new Set(['EU', 'EZ', 'UN', 'QO', 'XA', 'XB', 'ZZ', 'AC', 'CP', 'CQ', 'DG', 'EA', 'IC', 'TA', 'XK']);
const zones = new Map<string, boolean>();

/** Whether a text has the format; a format this org does not judge always fits. Okta: user schema attributes. */
export function hasFormat(text: string, format: string): boolean {
  return formats[format]?.(text) ?? true;
}

/** Okta: "4-byte UTF-8 characters are not supported in any string"; half of one is no character at all. */
export function isStorable(text: string): boolean {
  return text.isWellFormed() && !/[\u{10000}-\u{10ffff}]/u.test(text);
}

const formats: Readonly<Record<string, (text: string) => boolean>> = {
  email: (text) => email.test(text),
  uri: (text) => URL.canParse(text),
  'date-time': (text) => parseInstant(text) !== undefined,
  timezone: isTimeZone,
  // Okta: "an Internet language tag", RFC 2616 section 3.10.
  'language-code': (text) => languageTag.test(text),
  // Okta: "a locale, for example en_US".
  locale: (text) => localeTag.test(text),
  // Okta: ISO 3166-1 alpha-2, in capitals.
  'country-code': (text) => /^[A-Z]{2}$/.test(text) && isCountry(text),
};

/** The runtime also names unions and exceptional reservations, and reads withdrawn codes as their successors'. */
function isCountry(code: string): boolean {
  return !noCountries.has(code) && regions.of(code) !== undefined && new Intl.Locale(`und-${code}`).region === code;
}

/** Okta: a name of the tz database; the runtime would also take an offset. */
function isTimeZone(text: string): boolean {
  const known = zones.get(text);
  if (known !== undefined) return known;
  const good = /^[A-Za-z]/.test(text) && runtimeKnows(text);
  zones.set(text, good);
  return good;
}

function runtimeKnows(timeZone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

import type { Reason, ReasonRule } from '../domain/lifecycle/state.ts';
import type { Instant } from '../domain/time/instant.ts';
import type { LocalDate } from '../domain/time/local-date.ts';
import { localDateAt, type ZoneId } from '../domain/time/zone.ts';
import { clip } from './text.ts';
import { keyWords } from './words.ts';
import { dateText, dayTimeText, endsDay, placeOf, showable, timeText } from './times.ts';

const utc = 'UTC' as ZoneId;
const noTime = 'a time no calendar shows';

/**
 * Why, in one sentence without a full stop: `last day 20 Nov 2026 has ended in Denver (midnight there was
 * 21 Nov 2026 07:00 UTC)`.
 * @param asOf the plan's instant: what lies after it is still to come.
 */
export function sentence(reason: Reason, asOf: Instant | undefined): string {
  return sentences[reason.rule](reason, asOf);
}

const sentences: Readonly<Record<ReasonRule, (reason: Reason, asOf: Instant | undefined) => string>> = {
  'before-create-lead': (reason) =>
    `${starts(reason)}; too early to prepare the account${reason.at === undefined ? '' : `, that is due ${clock(reason)}`}`,
  'create-lead-reached': (reason, asOf) => `${starts(reason)}, so the account is prepared ahead${since(reason, asOf)}`,
  'hire-date-reached': firstDay,
  'on-leave': onLeave,
  'last-day-ended': lastDay,
  'immediate-stop': (reason) => `HR asked for access to stop at once${detail(reason)}${dated(', from ', reason)}`,
  'absent-from-file': absent,
  'cut-access': (reason, asOf) => `a person asked for access to be cut${since(reason, asOf)}`,
  'grace-ended': (reason, asOf) =>
    `access was stopped before and the waiting time ${past(reason, asOf) ? 'is over' : 'will be over'}${since(reason, asOf)}`,
  'hire-withdrawn': (reason) => `HR took back or moved the start${dated(' of ', reason)}`,
  'never-started': (reason) => `never started: HR ended it again${dated(' on ', reason)} and nobody signed in`,
  'no-accepted-record': () => 'HR has no accepted record of this person',
  'dates-contradict': (reason) => `HR's dates contradict each other${detail(reason)}`,
  'no-hire-date': () => 'HR gives no start date',
  'stale-date': (reason) => `the date${dated(' ', reason)} is too far back to act on without asking`,
  'end-withdrawn': (reason) => `HR took back or moved the last day${dated(' ', reason)}`,
  'attributes-differ': (reason) => `HR and Okta differ${detail(reason)}`,
  'group-rule': (reason) => `decided by group rule${detail(reason)}`,
  'goes-on-from': (reason) =>
    `HR says that this is ${given(reason.detail) ? clip(reason.detail, 120) : 'somebody known'} under a new worker id${dated(' from ', reason)}`,
  undone: (reason) =>
    given(reason.detail) ? `${clip(reason.detail, 120)} is taken back` : 'an earlier run is taken back',
  'matched-by-key': (reason) =>
    `the Okta account matches${given(reason.detail) ? ` by ${keyWords(clip(reason.detail, 120))}` : ''}`,
};

/**
 * Why, in a few words for a line of its own: without the instants, which stand beside it.
 * @param asOf the plan's instant: what lies after it is still to come.
 */
export function brief(reason: Reason, asOf: Instant | undefined): string {
  if (reason.rule === 'grace-ended') {
    return `access was stopped before, the waiting time ${past(reason, asOf) ? 'is' : 'will be'} over`;
  }
  if (reason.rule === 'never-started') return `never started: HR ended it${dated(' on ', reason)}, nobody signed in`;
  if (reason.rule === 'last-day-ended') return lastDayOver(reason, asOf);
  return reason.rule === 'hire-date-reached' ? firstDayBegun(reason, asOf) : sentence(reason, asOf);
}

/** True for a stop that no last day brought about. */
export function isStop({ rule }: Reason): boolean {
  return rule === 'immediate-stop' || rule === 'cut-access';
}

/** An immediate stop: `at once: dismissed, from 23 Nov 2026`, with its day where HR gives one; or a person's word. */
export function stopText(reason: Reason): string {
  if (reason.rule === 'cut-access') return 'asked for by a person';
  return `at once${given(reason.detail) ? `: ${clip(reason.detail, 120)}` : ''}${dated(', from ', reason)}`;
}

/** The HR cell behind a reason: `EndDate is "20.11.2026"`; null when no column decided. */
export function evidence(reason: Reason): string | null {
  if (reason.column === undefined) return null;
  return reason.value === undefined || reason.value === ''
    ? `${reason.column} is blank`
    : `${reason.column} is "${clip(reason.value, 120)}"`;
}

/** `on leave (parental) since 20 Nov 2026`: the day on the worker's calendar. */
function onLeave(reason: Reason, asOf: Instant | undefined): string {
  const { at, zone, date } = reason;
  const day = date ?? (showable(at) === undefined || at === undefined ? undefined : localDateAt(at, zone ?? utc));
  const word = past(reason, asOf) ? 'since' : 'from';
  return `on leave${detail(reason)}${day === undefined ? '' : ` ${word} ${dateText(day)}`}`;
}

function lastDay(reason: Reason, asOf: Instant | undefined): string {
  const ended = lastDayOver(reason, asOf);
  if (reason.at === undefined || reason.zone === undefined) return ended;
  const place = placeOf(reason.zone);
  return endsDay(reason.at, reason.zone, reason.date) === undefined
    ? `${ended} at ${localClock(reason.at, reason.zone, reason.date)} in ${place} (${inUtc(reason.at)})`
    : `${ended} in ${place} (midnight there ${past(reason, asOf) ? 'was' : 'is'} ${inUtc(reason.at)})`;
}

function lastDayOver(reason: Reason, asOf: Instant | undefined): string {
  const day = reason.date === undefined ? 'the last day' : `last day ${dateText(reason.date)}`;
  return `${day} ${past(reason, asOf) ? 'has ended' : 'ends'}`;
}

/** `not in the last 3 files since 12 May 2026 (read 12 May 2026 07:00, … in Berlin): their access stops`. */
function absent(reason: Reason): string {
  const { files = [], zone = utc } = reason;
  const whose = given(reason.detail) ? ` of ${clip(reason.detail, 40)}` : '';
  const count = `${files.length === 0 ? 'the files' : `the last ${String(files.length)} files`}${whose}`;
  const shown = files.length > mostFiles ? [...files.slice(0, mostFiles - 1), ...files.slice(-1)] : files;
  const names = shown.map(({ file, at }) => `${clip(file, 60)} of ${dayTimeText(at, zone)}`);
  if (files.length > mostFiles) names.splice(mostFiles - 1, 0, '…');
  const which = names.length === 0 ? '' : ` (${names.join(', ')} in ${placeOf(zone)})`;
  return `not in ${count}${dated(' since ', reason)}${which}; access stops`;
}

const mostFiles = 4;

function firstDay(reason: Reason, asOf: Instant | undefined): string {
  const begun = firstDayBegun(reason, asOf);
  if (reason.at === undefined || reason.zone === undefined) return begun;
  const from = localClock(reason.at, reason.zone, reason.date);
  return `${begun} in ${placeOf(reason.zone)} (access from ${from} there, ${inUtc(reason.at)})`;
}

function firstDayBegun(reason: Reason, asOf: Instant | undefined): string {
  const day = reason.date === undefined ? 'the first day' : `first day ${dateText(reason.date)}`;
  return `${day} ${past(reason, asOf) ? 'has begun' : 'begins'}`;
}

function starts(reason: Reason): string {
  return reason.date === undefined ? 'has not started' : `starts ${dateText(reason.date)}`;
}

function since(reason: Reason, asOf: Instant | undefined): string {
  if (reason.at === undefined) return '';
  return `${past(reason, asOf) ? ' since ' : ' from '}${clock(reason)}`;
}

function past(reason: Reason, asOf: Instant | undefined): boolean {
  return reason.at === undefined || asOf === undefined || reason.at <= asOf;
}

/** `18:00`, with the day in front when it is not the one the sentence is about. */
function localClock(at: Instant, zone: ZoneId, day: LocalDate | undefined): string {
  if (showable(at) === undefined) return noTime;
  return localDateAt(at, zone) === day ? timeText(at, zone) : dayTimeText(at, zone);
}

function clock({ at, zone }: Reason): string {
  if (showable(at) === undefined || at === undefined) return noTime;
  return zone === undefined ? inUtc(at) : `${dayTimeText(at, zone)} in ${placeOf(zone)} (${inUtc(at)})`;
}

function inUtc(at: Instant): string {
  return showable(at) === undefined ? noTime : `${dateText(localDateAt(at, utc))} ${timeText(at, utc)} UTC`;
}

function dated(before: string, { date }: Reason): string {
  return date === undefined ? '' : before + dateText(date);
}

function given(text: string | undefined): text is string {
  return text !== undefined && text !== '';
}

function detail(reason: Reason): string {
  return given(reason.detail) ? ` (${clip(reason.detail, 120)})` : '';
}

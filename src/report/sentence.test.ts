import { expect, it } from 'vitest';
import type { Reason } from '../domain/lifecycle/state.ts';
import { parseInstant, type Instant } from '../domain/time/instant.ts';
import { parseLocalDate, type LocalDate } from '../domain/time/local-date.ts';
import { zoneId, type ZoneId } from '../domain/time/zone.ts';
import { evidence, sentence } from './sentence.ts';

const at = (text: string): Instant => parseInstant(text) as Instant;
const on = (text: string): LocalDate => parseLocalDate(text) as LocalDate;
const zone = (name: string): ZoneId => zoneId(name) as ZoneId;
const asOf = at('2026-11-23T02:00:00Z');
const denver: Reason = {
  rule: 'last-day-ended',
  date: on('2026-11-20'),
  at: at('2026-11-21T07:00:00Z'),
  zone: zone('America/Denver'),
};
const nia: Reason = {
  rule: 'hire-date-reached',
  date: on('2026-11-23'),
  at: at('2026-11-23T06:00:00Z'),
  zone: zone('Europe/Berlin'),
};

it.each<[string, Reason]>([
  ['last day 20 Nov 2026 has ended in Denver (midnight there was 21 Nov 2026 07:00 UTC)', denver],
  [
    'last day 20 Nov 2026 has ended at 18:00 in Denver (21 Nov 2026 01:00 UTC)',
    { ...denver, at: at('2026-11-21T01:00:00Z') },
  ],
  [
    'last day 27 Nov 2026 ends in Denver (midnight there is 28 Nov 2026 07:00 UTC)',
    { ...denver, date: on('2026-11-27'), at: at('2026-11-28T07:00:00Z') },
  ],
  ['the last day has ended', { rule: 'last-day-ended' }],
  ['first day 23 Nov 2026 begins in Berlin (access from 07:00 there, 23 Nov 2026 06:00 UTC)', nia],
  [
    'starts 23 Nov 2026, so the account is prepared ahead from Mon 23 Nov 2026 07:00 in Berlin (23 Nov 2026 06:00 UTC)',
    { ...nia, rule: 'create-lead-reached' },
  ],
  [
    'HR asked for access to stop at once (dismissed), from 20 Nov 2026',
    { rule: 'immediate-stop', detail: 'dismissed', date: on('2026-11-20') },
  ],
  ['on leave (parental) since 20 Nov 2026', { rule: 'on-leave', detail: 'parental', date: on('2026-11-20') }],
  ['HR has no accepted record of this person', { rule: 'no-accepted-record' }],
])('says: %s', (expected, reason) => {
  expect(sentence(reason, asOf)).toBe(expected);
});

it('says of nobody who is gone that they are leaving', () => {
  expect(sentence(denver, asOf)).not.toMatch(/leav/);
});

it('names the cell that decided', () => {
  expect(evidence({ ...denver, column: 'EndDate', value: '20.11.2026' })).toBe('EndDate is "20.11.2026"');
  expect(evidence({ ...denver, column: 'EndDate', value: '' })).toBe('EndDate is blank');
  expect(evidence(denver)).toBeNull();
});

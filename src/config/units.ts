import { z } from 'zod';
import { parseCron } from '../domain/time/cron.ts';
import { parseLocalDate, type LocalDate } from '../domain/time/local-date.ts';
import { parseTimeOfDay, zoneId, type MinuteOfDay, type ZoneId } from '../domain/time/zone.ts';

/** A share, `50%` or `2.5 %`, as a fraction within the bounds (in percent). */
export function percent(least: number, most: number): z.ZodPipe<z.ZodString, z.ZodTransform<number, string>> {
  return z
    .string('has to be a share such as 50%')
    .regex(/^\d{1,3}(\.\d{1,2})? ?%$/, 'has to be a share such as 50%')
    .transform((text, context) => {
      const value = Number.parseFloat(text);
      if (value < least || value > most) {
        context.addIssue({ code: 'custom', message: `has to be between ${String(least)}% and ${String(most)}%` });
        return z.NEVER;
      }
      // 2.3 / 100 is 0.022999999999999996; a share has at most four decimals.
      return Math.round(value * 100) / 10_000;
    });
}

const unitSeconds: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };
const durationPattern = /^(\d{1,6}) ?(s|m|h|d|seconds?|minutes?|hours?|days?)$/;

const durationWanted = 'has to be a duration such as 60s, 24h or 7 days';

/** A duration, `60s`, `24h`, `7 days`, in the unit asked for, within the bounds in that unit. */
export function duration(
  unit: 's' | 'h' | 'd',
  least: number,
  most: number,
): z.ZodPipe<z.ZodString, z.ZodTransform<number, string>> {
  return z
    .string(durationWanted)
    .regex(durationPattern, durationWanted)
    .transform((text, context) => {
      const [, count = '', name = ''] = durationPattern.exec(text) ?? [];
      const value = (Number(count) * (unitSeconds[name.charAt(0)] ?? 0)) / (unitSeconds[unit] ?? 1);
      if (!Number.isInteger(value) || value < least || value > most) {
        const message = `has to be whole and between ${String(least)}${unit} and ${String(most)}${unit}`;
        context.addIssue({ code: 'custom', message });
        return z.NEVER;
      }
      return value;
    });
}

const sizePattern = /^(\d{1,4}) ?(MB|GB)$/;

/** A size, `500 MB`, `2 GB`, in bytes; up to 64 GB. */
export const size = z
  .string('has to be a size such as 500 MB')
  .regex(sizePattern, 'has to be a size such as 500 MB')
  .transform((text, context): number => {
    const [, count = '', unit = ''] = sizePattern.exec(text) ?? [];
    const bytes = Number(count) * (unit === 'GB' ? 1_000_000_000 : 1_000_000);
    if (bytes >= 1_000_000 && bytes <= 64_000_000_000) return bytes;
    context.addIssue({ code: 'custom', message: 'has to be between 1 MB and 64 GB' });
    return z.NEVER;
  });

/** `5 working days`, as a number of days. */
export const workingDays = z
  .string('has to be a number of working days such as 5 working days')
  .regex(/^\d{1,2} working days?$/, 'has to be a number of working days such as 5 working days')
  .transform((text) => Number.parseInt(text, 10));

/** A time of day, `07:00` to `24:00`. */
export const timeOfDay = z.string().transform((text, context): MinuteOfDay => {
  const time = parseTimeOfDay(text);
  if (time !== undefined) return time;
  context.addIssue({ code: 'custom', message: 'has to be a time of day such as 07:00, at most 24:00' });
  return z.NEVER;
});

/** A zone of the IANA database. */
export const zone = z.string().transform((text, context): ZoneId => {
  const known = zoneId(text);
  if (known !== undefined) return known;
  context.addIssue({ code: 'custom', message: 'has to be a time zone such as Europe/Berlin' });
  return z.NEVER;
});

/** A cron expression of five fields, as it was written. */
export const cronExpression = z.string().transform((text, context): string => {
  const cron = parseCron(text);
  if (cron.ok) return text;
  context.addIssue({ code: 'custom', message: cron.error });
  return z.NEVER;
});

/** A text that says something and has no white space around it. */
export const line = z
  .string()
  .min(1, 'must not be empty')
  .regex(/^\S(?:[^\r\n]*\S)?$/, 'must not begin or end with white space');

const dayNames = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
const daysPattern = /^(mon|tue|wed|thu|fri|sat|sun)(-(mon|tue|wed|thu|fri|sat|sun))?$/;

/** Days of the week, `mon-fri`, `sun-thu`, `mon, wed, fri`, as 1 for Monday to 7 for Sunday in their order. */
export const weekdays = z.string().transform((text, context): readonly number[] => {
  const found = new Set<number>();
  for (const part of text.split(',').map((one) => one.trim().toLowerCase())) {
    const [, from = '', , until = from] = daysPattern.exec(part) ?? [];
    if (from === '') {
      context.addIssue({ code: 'custom', message: 'has to be days of the week such as mon-fri or mon, wed, fri' });
      return z.NEVER;
    }
    const last = dayNames.indexOf(until);
    for (let day = dayNames.indexOf(from); ; day = (day + 1) % 7) {
      found.add(day + 1);
      if (day === last) break;
    }
  }
  return [...found].sort((one, other) => one - other);
});

/** A day of the calendar, `2026-12-25`. */
export const calendarDay = z.string().transform((text, context): LocalDate => {
  const found = parseLocalDate(text);
  if (found !== undefined) return found;
  context.addIssue({ code: 'custom', message: 'has to be a day such as 2026-12-25' });
  return z.NEVER;
});

import { instant } from '../time/instant.ts';
import { fromEpochDay, type LocalDate } from '../time/local-date.ts';
import { localDateAt, type ZoneId } from '../time/zone.ts';

/** Formats that are numbers, by the name that a mapping gives them. */
export const numberFormats = ['excel', 'excel-1904', 'odata', 'epoch-seconds', 'epoch-millis'] as const;
export type NumberFormat = (typeof numberFormats)[number];

/** True for the name of a format that is a number. */
export function isNumberFormat(format: string): format is NumberFormat {
  return (numberFormats as readonly string[]).includes(format);
}

/** True for a number that stands for an instant, of which the day depends on a zone. */
export function isInstantFormat(format: NumberFormat): boolean {
  return format !== 'excel' && format !== 'excel-1904';
}

const utc = 'UTC' as ZoneId;
const lastDay = 2_932_896; // 9999-12-31
const firstDay = -719_162; // 0001-01-01

/** Reads a number as a day; undefined when it is none. An instant's day is that of the zone. */
export function readDateNumber(format: NumberFormat, text: string, zone: ZoneId = utc): LocalDate | undefined {
  switch (format) {
    case 'excel':
      return excelDay(text);
    case 'excel-1904':
      return excel1904Day(text);
    case 'odata': {
      // The offset, which vendors write in minutes or as hours and minutes, says where it was entered, not when.
      const ticks = /^\/Date\((-?\d{1,15})(?:[+-]\d{4})?\)\/$/.exec(text);
      return ticks === null ? undefined : dayIn(Number(ticks[1]), zone);
    }
    case 'epoch-seconds':
      return /^-?\d{1,12}$/.test(text) ? dayIn(Number(text) * 1000, zone) : undefined;
    case 'epoch-millis':
      return /^-?\d{1,15}$/.test(text) ? dayIn(Number(text), zone) : undefined;
  }
}

/** A serial without a time of day: with one, an export wrote something else than the date. */
const serial = /^(\d{1,7})(?:\.0+)?$/;

/** Day 1 is 1 January 1900. Day 60 would be 29 February 1900, which Lotus invented and Excel kept: no such day. */
function excelDay(text: string): LocalDate | undefined {
  const days = Number(serial.exec(text)?.[1] ?? 0);
  if (days < 1 || days === 60) return undefined;
  return within(days - (days > 60 ? 25_569 : 25_568));
}

/** Day 0 is 1 January 1904: workbooks of old Macs. */
function excel1904Day(text: string): LocalDate | undefined {
  const found = serial.exec(text);
  return found === null ? undefined : within(Number(found[1]) - 24_107);
}

function dayIn(milliseconds: number, zone: ZoneId): LocalDate | undefined {
  const epochDay = Math.floor(milliseconds / 86_400_000);
  // A day of room on either side for the zone.
  if (epochDay <= firstDay || epochDay > lastDay) return undefined;
  return zone === utc || epochDay === lastDay ? within(epochDay) : localDateAt(instant(milliseconds), zone);
}

function within(epochDay: number): LocalDate | undefined {
  return epochDay < firstDay || epochDay > lastDay ? undefined : fromEpochDay(epochDay);
}

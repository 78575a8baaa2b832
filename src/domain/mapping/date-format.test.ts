import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays, localDate, type LocalDate } from '../time/local-date.ts';
import { compileDates, type DateOptions, type DateReader } from './date-format.ts';

function reader(format: string, options: Partial<DateOptions> = {}): DateReader {
  const compiled = compileDates({ format, ...options });
  if (!compiled.ok) throw new Error(compiled.error.message);
  return compiled.value;
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** Writes a date the way a format says, by another way than the reader reads it. */
function write(format: string, date: LocalDate): string {
  const [year = '', month = '', day = ''] = date.split('-');
  const short = (text: string): string => String(Number(text));
  return format
    .replace('yyyy', year)
    .replace('MMM', '@')
    .replace('MM', month)
    .replace('M', short(month))
    .replace('dd', day)
    .replace('d', short(day))
    .replace('HH:mm:ss', '00:00:00')
    .replace('H:mm', '0:00')
    .replace('h:mm:ss a', '12:00:00 AM')
    .replace("'T'", 'T')
    .replace('@', months[Number(month) - 1] ?? '');
}

const formats = [
  'yyyy-MM-dd',
  'dd.MM.yyyy',
  'MM/dd/yyyy',
  'M/d/yyyy',
  'd-M-yyyy',
  'yyyy/MM/dd',
  'dd-MMM-yyyy',
  'yyyyMMdd',
  'yyyy-MM-dd HH:mm:ss',
  "yyyy-MM-dd'T'HH:mm:ssZ",
  'M/d/yyyy h:mm:ss a',
  'M/d/yyyy H:mm',
];

describe('date formats', () => {
  it.each(formats)('%s reads back every date that it writes', (format) => {
    const read = reader(format);
    const start = localDate(1900, 1, 1) as LocalDate;
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 150_000 }), (days) => {
        const date = addDays(start, days);
        expect(read(write(format, date))).toBe(date);
      }),
    );
  });

  it.each(formats)('%s never throws and never invents a date', (format) => {
    const read = reader(format);
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 30 }), (text) => {
        const date = read(text);
        expect(date === undefined || text.includes(date.slice(0, 4))).toBe(true);
      }),
    );
  });

  it.each([
    ['yyyy-MM-dd', '2025-02-30'],
    ['yyyy-MM-dd', '2025-1-31'],
    ['yyyy-MM-dd', '2025-01-31 '],
    ['yyyy-MM-dd', '2025-01-31T00:00:00'],
    ['yyyy-MM-dd', '45688'],
    ['yyyy-MM-dd', '２０２５-01-31'],
    ['dd.MM.yyyy', '31/01/2025'],
    ['dd.MM.yyyy', '31.01.25'],
    ['MM/dd/yyyy', '31/01/2025'],
    ['yyyyMMdd', '2025-01-31'],
    ['dd-MMM-yyyy', '31-JANUARY-2025'],
    ['yyyy-MM-dd HH:mm:ss', '2025-01-31 23:00:00'],
    ['M/d/yyyy h:mm:ss a', '1/31/2025 12:00:00 PM'],
  ])('%s refuses %j', (format, text) => {
    expect(reader(format)(text)).toBeUndefined();
  });

  it('reads month names in any case', () => {
    expect(reader('dd-MMM-yyyy')('31-JAN-2025')).toBe('2025-01-31');
    expect(reader('dd-MMM-yyyy')('31-jan-2025')).toBe('2025-01-31');
  });

  it.each([
    ['y-MM-dd', 'not understood'],
    ['yyyy-mm-dd', 'month'],
    ['yyyy-MM', 'day'],
    ['Mdyyyy', 'separator'],
    ['yyyy-MM-dd EEE', 'not understood'],
    ['', 'year'],
    ["yyyy-MM-dd'", 'not understood'],
  ])('format %j is refused', (format, complaint) => {
    const compiled = compileDates({ format });
    expect(compiled.ok ? '' : compiled.error.message).toContain(complaint);
    expect(compiled.ok ? '' : compiled.error.option).toBe('format');
  });

  it.each<readonly [Partial<DateOptions> & { format: string }, string, string | undefined]>([
    [{ format: 'dd.MM.yy', pivot: 1950 }, '31.12.49', '2049-12-31'],
    [{ format: 'dd.MM.yy', pivot: 1950 }, '01.01.50', '1950-01-01'],
    [{ format: 'M/d/yy', pivot: 1930 }, '1/31/29', '2029-01-31'],
    [{ format: 'M/d/yy', pivot: 1930 }, '1/31/30', '1930-01-31'],
    [{ format: 'M/d/yy', pivot: 2000 }, '1/31/99', '2099-01-31'],
    [{ format: 'dd.MM.yy', pivot: 1950 }, '31.12.2049', undefined],
    [{ format: 'dd.MM.yy', pivot: 1950 }, '29.02.49', undefined],
    [{ format: 'excel' }, '45688', '2025-01-31'],
    [{ format: 'excel' }, '45688.0', '2025-01-31'],
    [{ format: 'excel' }, '45688.5', undefined],
    [{ format: 'excel' }, '1', '1900-01-01'],
    [{ format: 'excel' }, '59', '1900-02-28'],
    [{ format: 'excel' }, '60', undefined],
    [{ format: 'excel' }, '61', '1900-03-01'],
    [{ format: 'excel' }, '0', undefined],
    [{ format: 'excel' }, '-1', undefined],
    [{ format: 'excel' }, '2958465', '9999-12-31'],
    [{ format: 'excel' }, '2958466', undefined],
    [{ format: 'excel' }, '2025-01-31', undefined],
    [{ format: 'excel-1904' }, '0', '1904-01-01'],
    [{ format: 'excel-1904' }, '44226', '2025-01-31'],
    [{ format: 'odata', day: 'utc' }, '/Date(1442289263000+0000)/', '2015-09-15'],
    [{ format: 'odata', day: 'utc' }, '/Date(1388534400000)/', '2014-01-01'],
    [{ format: 'odata', day: 'utc' }, '/Date(-86400000)/', '1969-12-31'],
    [{ format: 'odata', day: 'utc' }, '/Date(1388534399999+0530)/', '2013-12-31'],
    [{ format: 'odata', day: 'Asia/Kolkata' }, '/Date(1388534399999)/', '2014-01-01'],
    [{ format: 'odata', day: 'utc' }, '/Date(253402214400000)/', '9999-12-31'],
    [{ format: 'odata', day: 'utc' }, '/Date(1388534400000', undefined],
    [{ format: 'odata', day: 'utc' }, '1388534400000', undefined],
    [{ format: 'epoch-seconds', day: 'utc' }, '1738281600', '2025-01-31'],
    [{ format: 'epoch-seconds', day: 'America/New_York' }, '1738281600', '2025-01-30'],
    [{ format: 'epoch-seconds', day: 'utc' }, '1738281600000', undefined],
    [{ format: 'epoch-seconds', day: 'utc' }, '1738281600.5', undefined],
    [{ format: 'epoch-millis', day: 'utc' }, '1738281600000', '2025-01-31'],
    [{ format: 'epoch-millis', day: 'utc' }, '-1', '1969-12-31'],
    [{ format: 'yyyy-MM-ddXXX', day: 'asWritten' }, '2025-01-31-07:00', '2025-01-31'],
    [{ format: 'yyyy-MM-ddXXX', day: 'asWritten' }, '2025-01-31Z', '2025-01-31'],
    [{ format: 'yyyy-MM-ddXXX', day: 'asWritten' }, '2025-01-31', undefined],
    [{ format: 'yyyy-MM-ddXXX', day: 'asWritten' }, '2025-01-31-15:00', undefined],
    [{ format: 'yyyy-MM-ddTHH:mm:ssXXX', day: 'asWritten' }, '2025-01-31T23:30:00-05:00', '2025-01-31'],
    [{ format: 'yyyy-MM-ddTHH:mm:ssXXX', day: 'utc' }, '2025-01-31T23:30:00-05:00', '2025-02-01'],
    [{ format: 'yyyy-MM-ddTHH:mm:ssXXX', day: 'Europe/Berlin' }, '2025-01-31T23:30:00+0000', '2025-02-01'],
    [{ format: 'yyyy-MM-ddTHH:mm:ssXXX', day: 'utc' }, '2025-01-31T24:00:00Z', undefined],
    [{ format: 'yyyy-MM-ddTHH:mm:ss.SSSZ', day: 'Europe/Berlin' }, '2025-01-31T23:00:00.000Z', '2025-02-01'],
    [{ format: 'yyyy-MM-ddTHH:mm:ss.SSSZ' }, '2025-01-31T23:00:00.000Z', undefined],
    [{ format: 'yyyy-MM-dd HH:mm:ss.SSS' }, '2025-01-31 00:00:00.0000000', '2025-01-31'],
    [{ format: 'yyyy-MM-dd HH:mm:ss.SSS' }, '2025-01-31 00:00:00.001', undefined],
    [{ format: 'yyyy-MM-dd HH:mm:ss', day: 'asWritten' }, '2025-01-31 17:45:00', '2025-01-31'],
    [{ format: 'yyyy-MM-dd HH:mm:ss', day: 'asWritten' }, '2025-01-31 25:00:00', undefined],
    [{ format: 'M/d/yyyy h:mm:ss a', day: 'asWritten' }, '1/31/2025 11:59:59 PM', '2025-01-31'],
    [{ format: 'M/d/yyyy h:mm:ss a', day: 'asWritten' }, '1/31/2025 13:00:00 PM', undefined],
    [{ format: 'd. MMMM yyyy', months: 'de' }, '3. März 2025', '2025-03-03'],
    [{ format: 'd. MMMM yyyy', months: 'de' }, '3. Ma\u0308rz 2025', '2025-03-03'],
    [{ format: 'd. MMMM yyyy', months: 'de' }, '3. March 2025', undefined],
    [{ format: 'dd-MMM-yyyy', months: 'de' }, '03-MRZ-2025', '2025-03-03'],
    [{ format: 'dd MMM yyyy', months: 'fr' }, '03 févr. 2025', '2025-02-03'],
    [{ format: 'd MMMM yyyy', months: 'fr' }, '14 juillet 2025', '2025-07-14'],
    [{ format: 'd MMMM yyyy', months: 'tr' }, '1 KASIM 2025', '2025-11-01'],
    [{ format: 'd MMMM yyyy', months: 'tr' }, '1 Kasım 2025', '2025-11-01'],
    [{ format: 'd MMMM yyyy', months: 'pl' }, '1 października 2025', '2025-10-01'],
    [{ format: 'd MMMM yyyy', months: 'fi' }, '1 tammikuuta 2025', '2025-01-01'],
  ])('%j reads %j as %j', (options, text, date) => {
    expect(reader(options.format, options)(text)).toBe(date);
  });

  it.each<readonly [DateOptions, keyof DateOptions]>([
    [{ format: 'dd.MM.yy' }, 'pivot'],
    [{ format: 'dd.MM.yyyy', pivot: 1950 }, 'pivot'],
    [{ format: 'dd.MM.yyyy', months: 'de' }, 'months'],
    [{ format: 'dd-MMM-yyyy', months: 'xx' }, 'months'],
    [{ format: 'dd.MM.yyyy', day: 'utc' }, 'day'],
    [{ format: 'yyyy-MM-ddXXX' }, 'day'],
    [{ format: 'yyyy-MM-ddXXX', day: 'Mars/Base' }, 'day'],
    [{ format: 'yyyy-MM-dd HH:mm:ss', day: 'utc' }, 'day'],
    [{ format: 'odata' }, 'day'],
    [{ format: 'odata', day: 'asWritten' }, 'day'],
    [{ format: 'epoch-seconds' }, 'day'],
    [{ format: 'excel', day: 'utc' }, 'day'],
    [{ format: 'excel', pivot: 1950 }, 'pivot'],
    [{ format: 'odata', day: 'utc', months: 'de' }, 'months'],
    [{ format: 'yyyy-MM-dd h:mm:ss' }, 'format'],
  ])('%j is refused for its %s', (options, option) => {
    const compiled = compileDates(options);
    expect(compiled.ok ? undefined : compiled.error.option).toBe(option);
  });

  it('reads back every serial of a spreadsheet in both systems', () => {
    const leap = localDate(1900, 3, 1) as LocalDate;
    fc.assert(
      fc.property(fc.integer({ min: 61, max: 200_000 }), (serial) => {
        expect(reader('excel')(String(serial))).toBe(addDays(leap, serial - 61));
        expect(reader('excel-1904')(String(serial))).toBe(addDays(localDate(1904, 1, 1) as LocalDate, serial));
      }),
    );
  });

  it('remembers within a bound', () => {
    const read = reader('yyyyMMdd');
    for (let index = 0; index < 25_000; index += 1) read(String(index));
    expect(read('20250131')).toBe('2025-01-31');
  });
});

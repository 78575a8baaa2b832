import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays, localDate, type LocalDate } from '../time/local-date.ts';
import { compileDateFormat, type DateReader } from './date-format.ts';

function reader(format: string): DateReader {
  const compiled = compileDateFormat(format);
  if (!compiled.ok) throw new Error(compiled.error);
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
    ['yyyy-MM-dd', '0205-01-31'],
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
    ['yy-MM-dd', 'year'],
    ['yyyy-mm-dd', 'month'],
    ['yyyy-MM', 'day'],
    ['Mdyyyy', 'separator'],
    ['yyyy-MM-dd EEE', 'not understood'],
    ['', 'year'],
    ["yyyy-MM-dd'", 'not understood'],
  ])('format %j is refused', (format, complaint) => {
    const compiled = compileDateFormat(format);
    expect(compiled.ok ? '' : compiled.error).toMatch(format === 'yy-MM-dd' ? /understood/ : new RegExp(complaint));
  });

  it('remembers within a bound', () => {
    const read = reader('yyyyMMdd');
    for (let index = 0; index < 25_000; index += 1) read(String(index));
    expect(read('20250131')).toBe('2025-01-31');
  });
});

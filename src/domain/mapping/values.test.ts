import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FieldDocument } from './document.ts';
import { attribute, cells, compiled, field, sampleDocument } from './document.fixture.ts';
import type { CompiledMapping, RowReading } from './compiled.ts';

/** A mapping whose field `x` is declared so, and the reading of one cell of it. */
function read(declared: Partial<FieldDocument>, text: string, name = 'x'): RowReading {
  const mapping = compiled(
    sampleDocument({
      worker: { workerId: field('Id', { required: true }), [name]: field('X', declared) },
      employment: { immediate: [], leave: [] },
      timezone: { default: 'UTC' },
      login: { candidates: ['w.workerId'] },
      profile: { hrWorkerId: attribute('w.workerId') },
      groups: [],
      match: [{ okta: 'profile.hrWorkerId', field: name === 'key' ? 'key' : 'workerId' }],
      manager: { field: 'workerId' },
    }),
  );
  return mapping.readRow(cells(mapping, { Id: '1', X: text }));
}

function value(declared: Partial<FieldDocument>, text: string, name = 'x'): unknown {
  const reading = read(declared, text, name);
  return reading.ok ? reading.value.spell.fields[name] : reading.error.problems[0]?.problem.code;
}

describe('text', () => {
  it.each<[Partial<FieldDocument>, string, unknown]>([
    [{}, '00123', '00123'],
    [{}, '  x  ', 'x'],
    [{}, '\u00a0x\u00a0', 'x'],
    [{ trim: false }, ' x ', ' x '],
    [{}, '', ''],
    [{ blank: ['N/A', '-'] }, 'N/A', ''],
    [{ blank: ['N/A'] }, 'n/a', 'n/a'],
    [{ required: true }, '  ', 'TEN-1111'],
    [{ required: true, blank: ['-'] }, '-', 'TEN-1111'],
    [{ values: { UK: 'GB' }, unlisted: 'refuse' }, 'UK', 'GB'],
    [{ values: { UK: 'GB' }, unlisted: 'refuse' }, 'XX', 'TEN-1112'],
    [{ values: { UK: 'GB' }, unlisted: 'refuse' }, '', ''],
    [{ values: { UK: 'GB' }, otherwise: 'ZZ' }, 'XX', 'ZZ'],
    [{ values: { '': 'none' }, unlisted: 'refuse' }, '', 'none'],
    [{ values: { UK: 'GB' }, unlisted: 'refuse', required: true }, '', 'TEN-1111'],
    [{ values: { a: 'b' }, unlisted: 'refuse' }, 'constructor', 'TEN-1112'],
    [{}, 'Jose\u0301', 'José'],
    [{}, 'x😀', 'TEN-1112'],
    [{}, '𠮷田', 'TEN-1112'],
    [{}, 'x\ud800', 'TEN-1112'],
    [{}, 'x\ufffd', 'TEN-1112'],
    [{}, 'x\u0000', 'TEN-1112'],
    [{}, 'x\u200by', 'TEN-1112'],
    [{}, 'x\u202ey', 'TEN-1112'],
    [{}, 'line\nbreak', 'line\nbreak'],
    [{}, 'x'.repeat(5000), 'TEN-1112'],
    [{}, '1.23E+05', '1.23E+05'],
    [{}, '\u200b\ufeff x \u2060', 'x'],
    [{}, 'Anna\u00a0Maria\u202fK', 'Anna Maria K'],
    [{ values: { 'Product Engineering': 'PE' }, unlisted: 'refuse' }, 'Product\u00a0Engineering', 'PE'],
    [{ values: { UK: 'GB' }, unlisted: 'keep' }, 'DE', 'DE'],
    [{ values: { UK: '' }, unlisted: 'keep', required: true }, 'UK', 'TEN-1111'],
    [{ take: 'beforeComma' }, 'van der Berg, Anna', 'van der Berg'],
    [{ take: 'afterComma' }, 'van der Berg, Anna', 'Anna'],
    [{ take: 'beforeComma' }, 'Cher', 'Cher'],
    [{ take: 'afterComma' }, 'Cher', ''],
    [{ take: 'afterComma', required: true }, 'Cher', 'TEN-1111'],
    [{ take: 'afterComma', values: { Anna: 'A' }, unlisted: 'refuse' }, 'Berg, Anna', 'A'],
  ])('%j reads %j as %j', (declared, text, expected) => {
    expect(value(declared, text)).toEqual(expected);
  });
});

describe('what identifies a person', () => {
  it.each([
    ['00123', '00123'],
    ['1E5', '1E5'],
    ['1.23E+05', 'TEN-1112'],
    ['1,23E+11', 'TEN-1112'],
    ['="00123"', 'TEN-1112'],
    ['123.0', 'TEN-1112'],
    ['123.00', 'TEN-1112'],
    ['12\t3', 'TEN-1112'],
    ['1E+05', 'TEN-1112'],
    ['123E-4', 'TEN-1112'],
    ['123,0', 'TEN-1112'],
    ['12\u00a03', 'TEN-1112'],
    ['\u200b123', 'TEN-1112'],
    ['\u00a0123', '123'],
    ['Jose\u0301', 'Jose\u0301'],
  ])('%j → %j', (text, expected) => {
    expect(value({}, text, 'key')).toBe(expected);
  });
});

describe('numbers, yes and no, dates', () => {
  it.each<[Partial<FieldDocument>, string, unknown]>([
    [{ type: 'int' }, '7', 7],
    [{ type: 'int' }, '-7', -7],
    [{ type: 'int' }, '-0', 0],
    [{ type: 'int' }, '', null],
    [{ type: 'int', required: true }, '', 'TEN-1111'],
    [{ type: 'int' }, '7.0', 'TEN-1112'],
    [{ type: 'int' }, '1,000', 'TEN-1112'],
    [{ type: 'int' }, '1e3', 'TEN-1112'],
    [{ type: 'int' }, '٣', 'TEN-1112'],
    [{ type: 'int' }, '9'.repeat(16), 'TEN-1112'],
    [{ type: 'int', decimal: ',' }, '1.234,00', 1234],
    [{ type: 'int', decimal: ',' }, '-1.234.567', -1234567],
    [{ type: 'int', decimal: ',' }, '1\u00a0234', 1234],
    [{ type: 'int', decimal: ',' }, '1234,0', 1234],
    [{ type: 'int', decimal: ',' }, '12,5', 'TEN-1112'],
    [{ type: 'int', decimal: ',' }, '1,234', 'TEN-1112'],
    [{ type: 'int', decimal: ',' }, '12.34', 'TEN-1112'],
    [{ type: 'int', decimal: ',' }, "1.234'567", 'TEN-1112'],
    [{ type: 'int', decimal: '.' }, "1'234.00", 1234],
    [{ type: 'int', decimal: '.' }, '1,234', 1234],
    [{ type: 'int', decimal: '.' }, '1.234', 'TEN-1112'],
    [{ type: 'bool', yes: ['Y'], no: ['N', ''] }, 'Y', true],
    [{ type: 'bool', yes: ['Y'], no: ['N', ''] }, '', false],
    [{ type: 'bool', yes: ['s\u00ed'], no: ['N'] }, 'si\u0301', true],
    [{ type: 'bool', yes: ['Y'], no: ['no\u00a0se'] }, 'no se', false],
    [{ values: { 'Bu\u0308ro': 'Office' }, unlisted: 'refuse' }, 'B\u00fcro', 'Office'],
    [{ values: { 'B\u00fcro': 'Office' }, unlisted: 'refuse' }, 'Bu\u0308ro', 'Office'],
    [{ blank: ['n\u00e9ant'] }, 'ne\u0301ant', ''],
    [{ take: 'afterComma', required: true }, 'Cher', 'TEN-1111'],
    [{ type: 'bool', yes: ['Y'], no: ['N'] }, '', 'TEN-1111'],
    [{ type: 'bool', yes: ['Y'], no: ['N'] }, 'y', 'TEN-1112'],
    [{ type: 'date', format: 'dd.MM.yyyy' }, '31.01.2025', '2025-01-31'],
    [{ type: 'date', format: 'dd.MM.yyyy' }, '2025-01-31', 'TEN-1112'],
    [{ type: 'date', format: 'dd.MM.yyyy', openEnd: ['00.00.0000'] }, '00.00.0000', ''],
    [{ type: 'date', format: 'dd.MM.yyyy', openEnd: ['9999-12-31'] }, '31.12.9999', ''],
    [{ type: 'date', format: 'dd.MM.yyyy' }, '31.12.1899', 'TEN-1112'],
    [{ type: 'date', format: 'dd.MM.yyyy', openEnd: ['1899-12-31'] }, '31.12.1899', ''],
    [{ type: 'date', format: 'yyyy-MM-dd' }, '0205-01-31', 'TEN-1112'],
    [{ type: 'date', format: 'odata', day: 'utc', openEnd: ['9999-12-31'] }, '/Date(253402214400000)/', ''],
    [{ type: 'date', format: 'excel' }, '60', 'TEN-1112'],
    [{ type: 'date', format: 'dd.MM.yyyy', blank: ['00.00.0000'] }, '00.00.0000', ''],
    [{ type: 'date', format: 'dd.MM.yyyy' }, '', ''],
    [{ type: 'date', format: 'dd.MM.yyyy', required: true }, '', 'TEN-1111'],
  ])('%j reads %j as %j', (declared, text, expected) => {
    expect(value(declared, text)).toBe(expected);
  });
});

describe('a field of several columns', () => {
  const mapping = compiled(
    sampleDocument({
      worker: {
        workerId: field('Id', { required: true }),
        end: field('Terminated', {
          orColumns: ['Last Worked', 'Contract End'],
          type: 'date',
          format: 'dd.MM.yyyy',
          blank: ['-'],
        }),
      },
      employment: { end: { field: 'end', means: 'lastDay' }, immediate: [], leave: [] },
      timezone: { default: 'UTC' },
      login: { candidates: ['w.workerId'] },
      profile: { hrWorkerId: attribute('w.workerId') },
      groups: [],
      manager: { field: 'workerId' },
    }),
  );

  it.each([
    [['01.02.2025', '02.02.2025', '03.02.2025'], '2025-02-01'],
    [['', '02.02.2025', '03.02.2025'], '2025-02-02'],
    [['-', ' ', '03.02.2025'], '2025-02-03'],
    [['', '', ''], ''],
  ])('reads the first of %j that is not blank', ([one = '', two = '', three = ''], expected) => {
    const row = { Id: '1', Terminated: one, 'Last Worked': two, 'Contract End': three };
    const reading = mapping.readRow(cells(mapping, row));
    expect(reading.ok && reading.value.spell.fields['end']).toBe(expected);
  });

  it('blames the column that was read', () => {
    const row = { Id: '1', Terminated: '', 'Last Worked': '2025-02-02', 'Contract End': '03.02.2025' };
    const reading = mapping.readRow(cells(mapping, row));
    const [problem] = reading.ok ? [] : reading.error.problems;
    expect([mapping.columns[problem?.column ?? -1], problem?.value]).toEqual(['Last Worked', '2025-02-02']);
  });
});

describe('readRow', () => {
  const mapping: CompiledMapping = compiled(sampleDocument());

  it('turns a row into a period of employment', () => {
    const row = {
      Id: ' 00123 ',
      First: 'Jane',
      Last: 'Doe',
      Hire: '2025-01-31',
      End: '30.06.2026',
      Site: 'NYC',
      Away: 'Y',
    };
    const reading = mapping.readRow(cells(mapping, row));
    expect(reading).toMatchObject({
      ok: true,
      value: {
        id: '00123',
        warnings: [],
        spell: {
          hire: '2025-01-31',
          lastDay: '2026-06-30',
          zone: 'America/New_York',
          zoneOrigin: 'table',
          cutOff: null,
          immediate: null,
          leave: { kind: 'away', from: null, until: null },
        },
      },
    });
  });

  it('says every problem of a row at once, with column and raw value', () => {
    const row = { Id: '1', Level: 'seven', Hire: '31.01.2025', End: '2026-06-30', Away: '?' };
    const reading = mapping.readRow(cells(mapping, row));
    if (reading.ok) throw new Error('read');
    expect(reading.error.id).toBe('1');
    expect(reading.error.problems.map(({ column, value: raw }) => [mapping.columns[column], raw])).toEqual([
      ['Level', 'seven'],
      ['Away', '?'],
      ['Hire', '31.01.2025'],
      ['End', '2026-06-30'],
    ]);
    for (const { problem } of reading.error.problems)
      expect(problem).toMatchObject({ severity: 'error', hint: expect.any(String) as unknown });
  });

  it('has no id to give when the id cannot be read', () => {
    const reading = mapping.readRow(cells(mapping, { Id: '1.23E+05' }));
    expect(reading).toMatchObject({ ok: false, error: { id: null, problems: [{ problem: { code: 'TEN-1113' } }] } });
  });

  it('reads a short row as blanks and reports the blank id', () => {
    expect(mapping.readRow([])).toMatchObject({ ok: false, error: { id: null } });
  });

  it('moves a first day gone to the day before', () => {
    const gone = compiled(
      sampleDocument({
        employment: { end: { field: 'endDate', means: 'firstDayGone' }, immediate: [], leave: [] },
      }),
    );
    const reading = gone.readRow(cells(gone, { Id: '1', End: '01.03.2028' }));
    expect(reading.ok && reading.value.spell.lastDay).toBe('2028-02-29');
  });

  it('warns about the default zone, misread names and undeclared ends', () => {
    const row = { Id: '1', First: 'JÃ¼rgen', Site: 'LDN', End: '31.12.2999' };
    const reading = mapping.readRow(cells(mapping, row));
    if (!reading.ok) throw new Error('not read');
    expect(reading.value.spell.zoneOrigin).toBe('default');
    expect(reading.value.warnings.map(({ problem, column }) => [problem.code, mapping.columns[column]])).toEqual([
      ['TEN-1114', 'Site'],
      ['TEN-1116', 'First'],
      ['TEN-1116', 'End'],
    ]);
  });

  it('refuses a zone that does not exist', () => {
    const zoned = compiled(sampleDocument({ timezone: { field: 'site', default: 'UTC' } }));
    expect(zoned.readRow(cells(zoned, { Id: '1', Site: 'Europe/Berlim' }))).toMatchObject({
      error: { problems: [{ problem: { code: 'TEN-1114' }, value: 'Europe/Berlim' }] },
    });
    expect(zoned.readRow(cells(zoned, { Id: '1', Site: 'US/Eastern' }))).toMatchObject({
      value: { spell: { zone: 'US/Eastern', zoneOrigin: 'field' } },
    });
  });

  it('takes the cut-off from the mapping, and refuses one that is no time', () => {
    const { employment } = sampleDocument();
    const changed = { ...employment, cutOff: 'w.status == "early" ? "18:00" : w.status' };
    const early = compiled(sampleDocument({ employment: changed }));
    const cutOff = (status: string): unknown => {
      const reading = early.readRow(cells(early, { Id: '1', Site: 'NYC', Status: status }));
      return reading.ok ? reading.value.spell.cutOff : reading.error.problems[0]?.problem.code;
    };
    expect([cutOff('early'), cutOff(''), cutOff('late')]).toEqual([1080, null, 'TEN-1112']);
  });

  it('puts a row aside whose rule has no answer', () => {
    const { employment } = sampleDocument();
    const immediate = [{ reason: 'r', when: 'w.status != "" && int(w.status) > 3' }];
    const strict = compiled(sampleDocument({ employment: { ...employment, immediate } }));
    expect(strict.readRow(cells(strict, { Id: '1', Site: 'NYC', Status: 'x' }))).toMatchObject({
      error: { problems: [{ problem: { code: 'TEN-1115' } }] },
    });
  });

  it('never throws, whatever the cells', () => {
    const cell = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 40 }),
      fc.constantFrom('', '__proto__', 'constructor', '31.12.9999', '2026-02-30', '1E+10', 'NaN', '-0', 'Y', '\ud800'),
    );
    fc.assert(
      fc.property(fc.array(cell, { maxLength: mapping.columns.length + 2 }), (row) => {
        const reading = mapping.readRow(row);
        if (!reading.ok) {
          expect(reading.error.problems.length).toBeGreaterThan(0);
          return;
        }
        expect(reading.value.id).toBe(mapping.keyOf(row));
        JSON.stringify(reading.value);
        mapping.shape(reading.value.id, reading.value.spell, [], '2026-01-01' as never);
      }),
      { numRuns: 2000 },
    );
  });
});

import { dateShare, isSerial, type ColumnFound } from './column-profile.ts';
import type { InspectionFinding } from './finding.ts';
import { rankOf, type Role } from './header-words.ts';
import type { Inspection } from './inspector.ts';
import { datesWithoutRole } from './roles.ts';
import { counted } from './wording.ts';

const dateRoles: readonly Role[] = ['hireDate', 'endDate'];

/** What is to be said about the dates that decide: the first and the last day. */
export function dateFindings(inspection: Inspection): readonly InspectionFinding[] {
  const { columns, roles } = inspection;
  const found = dateRoles.flatMap((role) => {
    const index = roles[role];
    const column = index === undefined ? undefined : columns[index];
    return column === undefined ? [] : [...ofColumn(column, role)];
  });
  return [...found, ...unknownDates(inspection), ...whichDates(inspection)];
}

/** Columns called like a first or last day that hold no dates of a known form: silently left out they would be missed. */
function unknownDates({ columns, roles }: Inspection): readonly InspectionFinding[] {
  const taken = new Set(Object.values(roles));
  return columns
    .filter(({ index, filled }) => filled > 0 && !taken.has(index))
    .filter(({ header }) => dateRoles.some((role) => rankOf(role, header) !== null))
    .filter((column) => dateShare(column) <= 0.5 && !isSerial(column))
    .map(({ header }) => ({
      id: 'unknown-dates',
      level: 'danger',
      column: header,
      message: `"${header}" is called like a date, and hardly a value in it is a date of a known form`,
      remedy: 'look at its values; where they are dates, map it by hand with its `format`',
      rows: [],
    }));
}

/** Where no header names the first or the last day, the columns with dates are named. */
function whichDates(inspection: Inspection): readonly InspectionFinding[] {
  const { roles } = inspection;
  const names = datesWithoutRole(inspection).map(({ header }) => `"${header}"`);
  const missing = [
    ...(roles.hireDate === undefined ? ['the first day'] : []),
    ...(roles.endDate === undefined ? ['the last day'] : []),
  ];
  if (names.length === 0 || missing.length === 0) return [];
  return [
    {
      id: 'which-dates',
      level: 'question',
      column: null,
      message: `no column is called like ${missing.join(' or ')}; dates stand in ${names.slice(0, 8).join(', ')}`,
      remedy: 'ask HR which of them it is, and map that one: the first mapping has lines to choose from',
      rows: [],
    },
  ];
}

function* ofColumn(column: ColumnFound, role: Role): Generator<InspectionFinding> {
  const { dates, header, filled } = column;
  if (isSerial(column)) {
    yield {
      id: 'serial-dates',
      level: 'danger',
      column: header,
      message: `"${header}" holds numbers such as 45688: days as a spreadsheet counts them`,
      remedy:
        'best exported as yyyy-MM-dd; `format: excel` reads it, or `excel-1904` four years later: look at a known date',
      rows: column.marks.serial?.rows ?? [],
    };
    return;
  }
  yield* directions(column);
  const readable = (dates.best[0]?.fits ?? 0) + noDateCount(column);
  const others = filled - readable;
  if (others > 0 && dates.count > 0) yield unreadable(column, others);
  if (dates.openEnds.length > 0 && role === 'endDate') {
    yield {
      id: 'open-ends',
      level: 'note',
      column: header,
      message: `${dates.openEnds.map(({ text, count }) => `${text} (${counted(count, 'row')})`).join(', ')} in "${header}" stands for "no end"`,
      remedy: 'the mapping lists it under `openEnd`: look whether that is so',
      rows: [],
    };
  }
  if (role !== 'hireDate' || column.blank === 0) return;
  yield {
    id: 'blank-starts',
    level: 'question',
    column: header,
    message: `"${header}" is blank in ${counted(column.blank, 'row')}`,
    remedy: 'without a first day somebody counts as always employed; `required: true` puts such rows aside instead',
    rows: column.blankRows,
  };
}

function* directions({ header, dates }: ColumnFound): Generator<InspectionFinding> {
  if (dates.provesDayFirst > 0 && dates.provesMonthFirst > 0) {
    yield {
      id: 'mixed-dates',
      level: 'danger',
      column: header,
      message: `in "${header}" the day comes first in ${counted(dates.provesDayFirst, 'row')} and the month in ${counted(dates.provesMonthFirst, 'row')}: the others can be read both ways`,
      remedy: 'have HR export one format: nobody can tell which day is meant',
      rows: [],
    };
  } else if (dates.twoWay) {
    const formats = dates.best.map(({ format }) => format).join(' or ');
    yield {
      id: 'two-way-dates',
      level: 'question',
      column: header,
      message: `every date in "${header}" can be read two ways: ${formats}`,
      remedy: 'ask HR which comes first, the day or the month, and write that one as `format`',
      rows: [],
    };
  }
}

function unreadable(column: ColumnFound, others: number): InspectionFinding {
  const { dates, header } = column;
  const [, second] = dates.shapes;
  const mixed = second !== undefined && second.count > 0;
  const format = dates.best[0]?.format ?? 'no known format';
  return {
    id: mixed ? 'mixed-dates' : 'unreadable-dates',
    level: 'danger',
    column: header,
    message: `${counted(others, 'value')} in "${header}" ${others === 1 ? 'is' : 'are'} not written as ${format}${
      mixed
        ? `, but as ${dates.shapes
            .slice(1, 3)
            .map(({ shape }) => shape)
            .join(', ')} (9 is a digit)`
        : ''
    }`,
    remedy: 'a column has one format: have HR mend these, until then the rows are put aside',
    rows: mixed ? second.rows : [],
  };
}

/** Texts that stand for "no date" and are read by no format. */
function noDateCount({ dates, nulls }: ColumnFound): number {
  const ends = dates.openEnds.filter(({ text }) => !/^[1-9]\d{3}-\d\d-\d\d$/.test(text));
  return [...ends, ...nulls].reduce((sum, { count }) => sum + count, 0);
}

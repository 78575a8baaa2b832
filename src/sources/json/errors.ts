import { TenuredError } from '../../domain/kernel/errors.ts';
import type { Place, Problem } from '../../domain/kernel/problem.ts';
import type { JsonFault } from './scanner.ts';

export function refusedJson(where: Place, fault: JsonFault): TenuredError {
  if (fault.kind === 'cut') {
    return new TenuredError('TEN-3013', 'the JSON ends in the middle: the file is cut off', {
      where,
      why: 'the people after this place are missing, and have not left',
      hint: 'have the file sent again, whole',
    });
  }
  const size = fault.kind === 'size';
  return new TenuredError(size ? 'TEN-3024' : 'TEN-3026', `the JSON cannot be read: ${fault.message}`, {
    where,
    why: size ? 'no record about a person is like that' : 'everything after this place could be read as something else',
    hint: 'look at what is exported at this record; records are counted from 1',
  });
}

export function refusedValue(where: Place, what: string): TenuredError {
  return new TenuredError('TEN-3027', `a value cannot be taken over: ${what}`, {
    where,
    why: 'what would be made of it is not what HR has written',
    hint: 'have ids exported as texts, and map the path of a single value, such as work.location.city or emails.0.address',
  });
}

export function noRecords(file: string, path: string): TenuredError {
  return new TenuredError('TEN-3028', `there is no list of records at "${path}"`, {
    where: { file },
    why: 'an answer without its list is an error of whoever answers, never an empty company',
    hint: 'set `records` of the source to the path of the list, `$` when the document itself is it',
  });
}

export function noColumn(file: string, column: string): Problem {
  return {
    code: 'TEN-3009',
    severity: 'error',
    message: `the mapping reads "${column}", which no record has`,
    where: { file, header: column },
    why: 'a path that is nowhere is a changed export or a permission lost, never a column of blanks',
    hint: 'look at one record: the path has a dot between the names, work.location.city',
  };
}

export function missingColumns(problems: readonly Problem[]): TenuredError {
  const [first] = problems;
  const more = problems.length > 1 ? ` (and ${String(problems.length - 1)} more)` : '';
  return new TenuredError('TEN-3009', `${first?.message ?? 'a mapped column is missing'}${more}`, {
    ...(first?.where?.file === undefined ? {} : { where: { file: first.where.file } }),
    ...(first?.hint === undefined ? {} : { hint: first.hint }),
    problems,
  });
}

export function noRows(file: string): TenuredError {
  return new TenuredError('TEN-3004', 'the source has no records', {
    where: { file },
    why: 'a list without people says nothing about anybody, least of all that everybody has left',
    hint: 'ask whoever exports it to send the full list again',
  });
}

export function noTotal(file: string, path: string): TenuredError {
  return new TenuredError('TEN-3021', `there is no number of records at "${path}"`, {
    where: { file },
    why: 'it is what says that all of them came',
    hint: 'set `total` of the source to where the number stands, or remove it when the API tells none',
  });
}

export function otherTotal(file: string, said: number, found: number): TenuredError {
  return new TenuredError('TEN-3021', `${String(said)} records are said, and ${String(found)} are there`, {
    where: { file },
    why: 'the people who are missing have not left',
    hint: 'read again; if it stays so, ask whether what reads may see everybody',
  });
}

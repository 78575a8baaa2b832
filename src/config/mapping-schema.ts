import { z } from 'zod';
import type { MappingDocument } from '../domain/mapping/index.ts';
import { line } from './units.ts';

const expression = z.string().min(1, 'must not be empty').describe('CEL over w, e.g. w.department == "Sales"');
const texts = z.array(z.string());
const none = (): string[] => [];

const field = z
  .strictObject({
    column: z
      .union([line, z.array(line).min(1)])
      .describe("The column's header, exactly as in the file; of several, the first that is not blank is read"),
    alsoNamed: z
      .array(line)
      .min(1)
      .max(20)
      .optional()
      .describe('Other headers that the (first) column may have; exactly one of them all has to be in the file'),
    type: z.enum(['text', 'int', 'bool', 'date']).optional().describe('date when `format` is given, else text'),
    format: line
      .optional()
      .describe('For dates: yyyy-MM-dd, dd.MM.yyyy, M/d/yy, dd-MMM-yyyy, yyyyMMdd …, excel, odata, epoch-seconds …'),
    pivot: z
      .int()
      .min(1850)
      .max(2050)
      .optional()
      .describe('For yy: the first of the hundred years that two digits can mean, e.g. 1950'),
    months: line.optional().describe('For MMM and MMMM: the language of the names, e.g. de'),
    day: line.optional().describe('For dates with a time: whose day counts, asWritten, utc, or a zone'),
    required: z.boolean().default(false).describe('A blank value puts the row aside'),
    blank: texts.default(none).describe('Texts that mean blank'),
    openEnd: texts.default(none).describe('Texts or ISO dates that mean "no end known"'),
    yes: texts.default(none),
    no: texts.default(none),
    values: z.record(z.string(), z.string()).optional().describe('Translates values'),
    otherwise: z.string().optional().describe('What a value that `values` does not list becomes'),
    unlisted: z
      .enum(['refuse', 'keep'])
      .optional()
      .describe('In place of `otherwise`: such a value puts the row aside, or stays what it is'),
    take: z
      .enum(['beforeComma', 'afterComma'])
      .optional()
      .describe('Of "Last, First": the family name, or the given names'),
    decimal: z.enum([',', '.']).optional().describe('For int: the decimal mark, of 1.234,00'),
    trim: z.boolean().default(true),
  })
  .transform(({ type, column, ...rest }) => {
    const [first = '', ...others] = typeof column === 'string' ? [column] : column;
    const orColumns = others.length === 0 ? {} : { orColumns: others };
    return { ...rest, column: first, ...orColumns, type: type ?? (rest.format === undefined ? 'text' : 'date') };
  });

const columnOnly = line.transform((column) => ({
  column,
  type: 'text' as const,
  required: false,
  blank: none(),
  openEnd: none(),
  yes: none(),
  no: none(),
  trim: true,
}));

/** One name, or several. */
const fieldNames = z.union([line.transform((name) => [name]), z.array(line).min(1)]);

const employment = z.strictObject({
  hire: line.optional().describe('Field with the first day of employment'),
  end: z
    .strictObject({
      field: line,
      means: z.enum(['lastDay', 'firstDayGone']).describe('What the date means: HR systems disagree'),
    })
    .optional(),
  cutOff: z
    .union([expression, z.strictObject({ table: line, field: line })])
    .optional()
    .describe('Time at which access ends on the last day: an expression, e.g. "18:00", or a table by a field'),
  immediate: z
    .array(z.strictObject({ reason: line, when: expression, from: line.optional() }))
    .default(() => [])
    .describe('Rules that stop access without an end date'),
  leave: z
    .array(z.strictObject({ kind: line, when: expression, from: line.optional(), until: line.optional() }))
    .default(() => []),
  counts: expression.optional().describe('A row for which this is false tells of no employment and is passed over'),
  effective: z
    .strictObject({
      from: fieldNames.describe('Fields with the first day of the row; of several, the latest'),
      until: z
        .strictObject({ field: fieldNames, means: z.enum(['lastDay', 'firstDayGone']) })
        .optional()
        .describe('Of several fields, the earliest; without it, until the next row'),
    })
    .optional()
    .describe('When a row is in effect, where it has dates beside those of the employment'),
  choose: z
    .array(
      z.union([
        z.strictObject({ prefer: expression }),
        z.strictObject({ latest: line }),
        z.strictObject({ earliest: line }),
        z.strictObject({ highest: line }),
        z.strictObject({ lowest: line }),
      ]),
    )
    .optional()
    .describe('Of several periods that hold at once, which one gives the attributes; first rule first'),
  groups: z
    .enum(['everyPeriod', 'chosenPeriod'])
    .optional()
    .describe('Groups of all periods that hold at once, or of the chosen one'),
  previousWorkerId: expression
    .optional()
    .describe('The worker id that the person had before: a text field, or CEL over w yielding text'),
  personKey: expression
    .optional()
    .describe('What stands for the person whatever the worker id is: a text field, or CEL over w yielding text'),
});

const attribute = z.strictObject({
  value: expression.describe('CEL over w, or the word login'),
  on: z.enum(['create', 'always']).default('always'),
  onBlank: z.enum(['keep', 'clear', 'error']).default('keep'),
});

const valueOnly = expression.transform((value) => ({ value, on: 'always' as const, onBlank: 'keep' as const }));

const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);

const tableFile = z.strictObject({
  file: line.describe('A CSV file in UTF-8, relative to this mapping'),
  key: line.describe('Header of the column to look up by'),
  value: line.describe('Header of the column with the result'),
  delimiter: z.string().length(1).optional().describe('A comma when absent'),
});

/** The shape of a mapping file. What it means is checked by `compileMapping`. */
export const mappingSchema = z
  .strictObject({
    version: z.literal(1),
    rows: z.enum(['one', 'many']).default('one').describe('Rows a worker: one, or several periods of employment'),
    worker: z.record(z.string(), z.union([columnOnly, field])).describe('Fields of a worker and their columns'),
    employment: employment.prefault({}),
    timezone: z.strictObject({
      field: line.optional(),
      lookup: z.strictObject({ table: line, field: line }).optional(),
      default: line.optional(),
    }),
    scope: expression.optional().describe('Workers for whom this is false are left alone'),
    match: z.array(z.strictObject({ okta: line, field: line })),
    login: z.strictObject({ candidates: z.array(expression) }),
    profile: z.record(z.string(), z.union([valueOnly, attribute])),
    groups: z
      .array(
        z.strictObject({
          group: line.describe("The group's name in Okta; with ${…}, expressions in it"),
          among: z
            .union([z.array(line).min(1), z.strictObject({ table: line })])
            .optional()
            .describe('For a name with ${…}: every name that it can be, or a table whose values they are'),
          when: expression.optional(),
        }),
      )
      .default(() => []),
    manager: z.strictObject({ field: line }).optional(),
    transliterate: z
      .strictObject({
        languages: z.array(line).optional().describe('Whose letters are written their way, first language first'),
        letters: z.record(z.string(), z.string()).optional().describe('Letters of your own, before all languages'),
      })
      .optional()
      .describe('How letters become plain ones in logins, ascii() and mailbox()'),
    tables: z
      .record(z.string(), z.union([tableFile, z.record(z.string(), z.string())]))
      .default({})
      .describe('Lookup tables: written out, or two columns of a CSV file beside the mapping'),
    tests: z
      .array(
        z.strictObject({
          name: line,
          given: z.union([z.record(z.string(), scalar), z.array(z.record(z.string(), scalar)).min(1)]),
          today: line.optional().describe("The worker's day, 2026-01-01 when absent"),
          expect: z.record(z.string(), z.union([scalar, texts])),
        }),
      )
      .default(() => []),
    questions: z.array(line).optional().describe('What is still to be decided; `validate` reminds of each'),
  })
  .transform((document): MappingDocument => document as unknown as MappingDocument);

import { z } from 'zod';
import type { MappingDocument } from '../domain/mapping/index.ts';
import { line } from './units.ts';

const expression = z.string().min(1, 'must not be empty').describe('CEL over w, e.g. w.department == "Sales"');
const texts = z.array(z.string());
const none = (): string[] => [];

const field = z
  .strictObject({
    column: line.describe("The column's header, exactly as in the file"),
    type: z.enum(['text', 'int', 'bool', 'date']).optional().describe('date when `format` is given, else text'),
    format: line.optional().describe('For dates: yyyy-MM-dd, dd.MM.yyyy, M/d/yyyy, dd-MMM-yyyy, yyyyMMdd …'),
    required: z.boolean().default(false).describe('A blank value puts the row aside'),
    blank: texts.default(none).describe('Texts that mean blank'),
    openEnd: texts.default(none).describe('Texts or ISO dates that mean "no end known"'),
    yes: texts.default(none),
    no: texts.default(none),
    values: z.record(z.string(), z.string()).optional().describe('Translates values'),
    otherwise: z.string().optional().describe('For values that are not listed; without it they put the row aside'),
    trim: z.boolean().default(true),
  })
  .transform(
    ({ type, ...rest }) => ({ ...rest, type: type ?? (rest.format === undefined ? 'text' : 'date') }) as const,
  );

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

const employment = z.strictObject({
  hire: line.optional().describe('Field with the first day of employment'),
  end: z
    .strictObject({
      field: line,
      means: z.enum(['lastDay', 'firstDayGone']).describe('What the date means: HR systems disagree'),
    })
    .optional(),
  cutOff: expression.optional().describe('Time at which access ends on the last day, e.g. "18:00"'),
  immediate: z
    .array(z.strictObject({ reason: line, when: expression, from: line.optional() }))
    .default(() => [])
    .describe('Rules that stop access without an end date'),
  leave: z
    .array(z.strictObject({ kind: line, when: expression, from: line.optional(), until: line.optional() }))
    .default(() => []),
  previousWorkerId: line.optional(),
  personKey: line.optional(),
});

const attribute = z.strictObject({
  value: expression.describe('CEL over w, or the word login'),
  on: z.enum(['create', 'always']).default('always'),
  onBlank: z.enum(['keep', 'clear', 'error']).default('keep'),
});

const valueOnly = expression.transform((value) => ({ value, on: 'always' as const, onBlank: 'keep' as const }));

const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);

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
    groups: z.array(z.strictObject({ group: line, when: expression.optional() })).default(() => []),
    manager: z.strictObject({ field: line }).optional(),
    tables: z.record(z.string(), z.record(z.string(), z.string())).default({}),
    tests: z
      .array(
        z.strictObject({
          name: line,
          given: z.record(z.string(), scalar),
          expect: z.record(z.string(), z.union([scalar, texts])),
        }),
      )
      .default(() => []),
    questions: z.array(line).optional().describe('What is still to be decided; `validate` reminds of each'),
  })
  .transform((document): MappingDocument => document as unknown as MappingDocument);

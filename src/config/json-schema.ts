import { z } from 'zod';
import { configurationSchema } from './configuration-schema.ts';
import { mappingSchema } from './mapping-schema.ts';

/** The JSON Schemas that editors use, by the file that each belongs in. Generated, never edited. */
export function jsonSchemas(): Readonly<
  Record<'config/tenured.schema.json' | 'mappings/mapping.schema.json', unknown>
> {
  return {
    'config/tenured.schema.json': describe(configurationSchema, "tenured's configuration"),
    'mappings/mapping.schema.json': extendable(
      describe(mappingSchema, 'A tenured mapping: how one HR source becomes accounts'),
    ),
  };
}

function describe(schema: z.ZodType, title: string): object {
  return { title, ...z.toJSONSchema(schema, { io: 'input', reused: 'inline' }) };
}

/** A mapping that extends another need not be whole by itself. */
function extendable(schema: object): unknown {
  const { required = [], properties = {}, ...rest } = schema as { required?: string[]; properties?: object };
  const base = { description: 'A mapping file that this one stands on, relative to it', type: 'string' };
  return {
    ...rest,
    properties: { extends: base, ...properties },
    if: { required: ['extends'] },
    else: { required },
  };
}

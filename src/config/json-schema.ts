import { z } from 'zod';
import { configurationSchema } from './configuration-schema.ts';
import { mappingSchema } from './mapping-schema.ts';

/** The JSON Schemas that editors use, by the file that each belongs in. Generated, never edited. */
export function jsonSchemas(): Readonly<
  Record<'config/tenured.schema.json' | 'mappings/mapping.schema.json', unknown>
> {
  return {
    'config/tenured.schema.json': describe(configurationSchema, "tenured's configuration"),
    'mappings/mapping.schema.json': describe(mappingSchema, 'A tenured mapping: how one HR source becomes accounts'),
  };
}

function describe(schema: z.ZodType, title: string): unknown {
  return { title, ...z.toJSONSchema(schema, { io: 'input', reused: 'inline' }) };
}

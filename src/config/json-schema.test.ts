import { readFileSync, writeFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';
import { expect, it } from 'vitest';
import { jsonSchemas } from './index.ts';

const root = new URL('../../', import.meta.url);

// UPDATE_SCHEMAS=1 npx vitest run src/config/json-schema.test.ts writes the files anew.
it.each(Object.entries(jsonSchemas()))('%s is what the schema says', async (path, schema) => {
  const file = new URL(path, root);
  const style = await resolveConfig(file);
  const text = await format(JSON.stringify(schema), { ...style, parser: 'json' });
  if (process.env['UPDATE_SCHEMAS'] === '1') writeFileSync(file, text);
  expect(readFileSync(file, 'utf8')).toBe(text);
});

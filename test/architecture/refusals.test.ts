import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const sources = join(import.meta.dirname, '../../src/sources');
/** A secret that cannot be read is the configuration's trouble, not that of HR's file. */
const notOfTheFile = ['TEN-1006'];

/**
 * Whatever is wrong with a source leaves its accepted file in force, and ingest knows such an error by the beginning of its
 * code. What only `inspect` says never comes to ingest.
 */
it('a source refuses a file with TEN-30, so that the accepted one is planned from', () => {
  const files = readdirSync(sources, { recursive: true, encoding: 'utf8' });
  const read = files.filter((file) => /(?<!\.test)\.ts$/.test(file) && !file.startsWith('inspect'));
  const codes = read.flatMap((file) => readFileSync(join(sources, file), 'utf8').match(/TEN-\d{4}/g) ?? []);
  expect(read.length).toBeGreaterThan(30);
  expect([...new Set(codes)].filter((code) => !code.startsWith('TEN-30')).sort()).toEqual(notOfTheFile);
});

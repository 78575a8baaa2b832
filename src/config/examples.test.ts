import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import type { LocalDate } from '../domain/time/local-date.ts';
import { compileMapping, runMappingTests, type CompiledMapping } from '../domain/mapping/index.ts';
import { loadConfiguration, loadMapping, placeProblems } from './index.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const mappings = readdirSync(`${root}mappings`).filter((name) => name.endsWith('.yaml'));
const data = `${root}../shared/data/`;
const today = '2026-01-01' as LocalDate;

function compile(name: string): CompiledMapping {
  const loaded = loadMapping(`${root}mappings/${name}`);
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.error));
  const compiled = compileMapping(loaded.value.document);
  if (!compiled.ok) throw new Error(JSON.stringify(placeProblems(loaded.value, compiled.error)));
  expect(runMappingTests(compiled.value, loaded.value.document)).toEqual([]);
  return compiled.value;
}

it('the example configuration is valid', () => {
  expect(loadConfiguration(`${root}config/tenured.yaml`, {})).toMatchObject({ ok: true, value: { warnings: [] } });
});

describe('example mappings', () => {
  it('are there', () => {
    expect(mappings).toContain('people.yaml');
  });

  it.each(mappings)('%s compiles without a warning and passes its own tests', (name) => {
    expect(compile(name).warnings).toEqual([]);
  });
});

interface Tally {
  read: number;
  putAside: number;
  warnings: number;
  refused: number;
  withoutLogin: number;
  immediate: number;
  onLeave: number;
  ids: Set<string>;
}

function tally(mappingName: string, file: string): Tally {
  const mapping = compile(mappingName);
  const [header = [], ...rows] = parse(readFileSync(`${data}${file}`), { bom: true });
  const positions = mapping.columns.map((column) => header.indexOf(column));
  expect(positions).not.toContain(-1);
  const found: Tally = {
    read: 0,
    putAside: 0,
    warnings: 0,
    refused: 0,
    withoutLogin: 0,
    immediate: 0,
    onLeave: 0,
    ids: new Set(),
  };
  for (const row of rows)
    count(
      mapping,
      positions.map((position) => row[position] ?? ''),
      found,
    );
  return found;
}

function count(mapping: CompiledMapping, cells: readonly string[], found: Tally): void {
  const reading = mapping.readRow(cells);
  if (!reading.ok) {
    found.putAside += 1;
    return;
  }
  const { id, spell, warnings } = reading.value;
  found.read += 1;
  found.warnings += warnings.length;
  found.immediate += spell.immediate === null ? 0 : 1;
  found.onLeave += spell.leave === null ? 0 : 1;
  found.ids.add(id);
  const shape = mapping.shape(id, spell, [spell], today);
  if (!shape.ok) found.refused += 1;
  else if (shape.value.loginCandidates.length === 0) found.withoutLogin += 1;
}

const hasData = existsSync(data);

describe(hasData ? 'real data' : 'real data (SKIPPED: ../shared/data is not there)', () => {
  it.skipIf(!hasData)("reads Oracle's 107 people", () => {
    const found = tally('oracle-hr.yaml', 'oracle-hr-sample-employees.csv');
    // One person has no city, so the default zone with its warning.
    expect(found).toMatchObject({ read: 107, putAside: 0, warnings: 1, refused: 0, withoutLogin: 0, immediate: 0 });
    expect(found.ids.size).toBe(107);
  });

  it.skipIf(!hasData)("reads Microsoft's 1,000 rows of 624 ids", () => {
    const found = tally('entra-sample.yaml', 'entra-csv-with-1000-records.csv');
    expect(found).toMatchObject({ read: 1000, putAside: 0, warnings: 0, refused: 0, withoutLogin: 0 });
    expect([found.immediate, found.onLeave, found.ids.size]).toEqual([504, 498, 624]);
  });
});

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { formatPlace, type Problem } from '../domain/kernel/problem.ts';
import { compileMapping } from '../domain/mapping/index.ts';
import { loadMapping, placeProblems } from './index.ts';

const folder = mkdtempSync(join(tmpdir(), 'tenured-mapping-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});
const path = join(folder, 'people.yaml');

const minimal = `version: 1
worker:
  workerId: { column: Id, required: true }
  department: Dept
  hire: { column: Hire, format: yyyy-MM-dd }
timezone: { default: Europe/Berlin }
match: [{ okta: profile.hrWorkerId, field: workerId }]
login: { candidates: [w.workerId + "@acme.example"] }
profile:
  firstName: w.department
  lastName: { value: w.department, onBlank: clear }
  email: { value: login, on: create }
`;

function shown(problems: readonly Problem[]): string[] {
  return problems.map(({ code, where }) => `${formatPlace(where ?? {}).replace(`${path}:`, '')} ${code}`);
}

/** Problems of the file, of its shape or else of its meaning. */
function problems(text: string): string[] {
  writeFileSync(path, text);
  const loaded = loadMapping(path);
  if (!loaded.ok) return shown(loaded.error);
  const compiled = compileMapping(loaded.value.document);
  return shown(placeProblems(loaded.value, compiled.ok ? compiled.value.warnings : compiled.error));
}

describe('loadMapping', () => {
  it('fills in the short forms', () => {
    writeFileSync(path, minimal);
    const loaded = loadMapping(path);
    expect(loaded).toMatchObject({
      ok: true,
      value: {
        document: {
          rows: 'one',
          worker: {
            department: { column: 'Dept', type: 'text', required: false, trim: true, blank: [] },
            hire: { type: 'date' },
          },
          employment: { immediate: [], leave: [] },
          profile: { firstName: { value: 'w.department', on: 'always', onBlank: 'keep' } },
          groups: [],
          tests: [],
        },
      },
    });
    expect(problems(minimal)).toEqual([]);
  });

  it.each<[string, string, string, string[]]>([
    ['a plain expression', 'firstName: w.department', 'firstName: lower(w.deparment)', ['10:22 TEN-1203']],
    ['a short form of one word', 'firstName: w.department', 'firstName: department', ['10:14 TEN-1203']],
    ['single quotes', 'w.department, onBlank', `'"it''s" + w.nope', onBlank`, ['11:35 TEN-1203']],
    ['double quotes', 'w.department, onBlank', String.raw`"\"\u0041\" + w.nope", onBlank`, ['11:38 TEN-1203']],
    [
      'a literal block',
      'firstName: w.department',
      'firstName: |\n    w.department\n      + w.nope',
      ['12:11 TEN-1203'],
    ],
    ['a folded block', 'firstName: w.department', 'firstName: >-\n    w.department\n    + w.nope', ['12:9 TEN-1203']],
    [
      'a plain text over two lines',
      'firstName: w.department',
      'firstName: w.department\n    + w.nope',
      ['11:9 TEN-1203'],
    ],
    ['an unknown key of a field', 'format: yyyy-MM-dd', 'fromat: yyyy-MM-dd', ['5:25 TEN-1002']],
    ['a missing key of a field', '{ column: Id, required: true }', '{ required: true }', ['3:3 TEN-1004']],
    ['yes for true', 'required: true', 'required: yes', ['3:37 TEN-1003']],
    ['a wrong choice', 'onBlank: clear', 'onBlank: clera', ['11:45 TEN-1003']],
    ['a number for a column', 'department: Dept', 'department: 12', ['4:15 TEN-1003']],
    ['an unknown zone', 'Europe/Berlin', 'Berlin', ['6:22 TEN-1103']],
    ['a date format', 'yyyy-MM-dd', 'yyyy-mm-dd', ['5:33 TEN-1103']],
    ['a secret', 'Dept', '"-----BEGIN PRIVATE KEY-----"', ['4:15 TEN-1006']],
  ])('places a problem in %s', (_, from, to, expected) => {
    expect(minimal).toContain(from);
    expect(problems(minimal.replace(from, to))).toEqual(expected);
  });

  it('reports in the order of the file', () => {
    const text = minimal.replace('Europe/Berlin', 'Berlin').replace('firstName: w.department', 'firstName: w.x');
    expect(problems(text)).toEqual(['6:22 TEN-1103', '10:16 TEN-1203']);
  });
});

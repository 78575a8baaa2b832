import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { compileMapping } from '../domain/mapping/index.ts';
import { formatPlace } from '../domain/kernel/problem.ts';
import { loadMapping, placeProblems, type LoadedMapping } from './index.ts';

const base = `version: 1
worker:
  workerId: { column: Id, required: true }
  hireDate: { column: Hire, format: dd.MM.yyyy }
  site: { column: Site, required: true }
employment: { hire: hireDate }
timezone:
  lookup: { table: zones, field: site }
match: [{ okta: profile.hrWorkerId, field: workerId }]
login: { candidates: ['mailbox(w.workerId) + "@acme.example"'] }
profile:
  hrWorkerId: w.workerId
  title: { value: w.site, onBlank: clear }
groups: [{ group: All }, { group: Munich, when: w.site == "MUC" }]
tables:
  zones: { MUC: Europe/Berlin }
`;

const zonesCsv = 'Site;Zone\nMUC;Europe/Berlin\n"NYC";America/New_York\n';

/** Files in a folder of their own; the first is loaded. */
function folder(files: Readonly<Record<string, string>>): string {
  const directory = mkdtempSync(join(tmpdir(), 'tenured-extends-'));
  onTestFinished(() => {
    rmSync(directory, { recursive: true });
  });
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, name)), { recursive: true });
    writeFileSync(join(directory, name), text);
  }
  return directory;
}

function load(files: Readonly<Record<string, string>>): LoadedMapping {
  const loaded = loadMapping(join(folder(files), 'own.yaml'));
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.error));
  return loaded.value;
}

/** What is wrong, as place and code, with the folder left out. */
function problemsOf(files: Readonly<Record<string, string>>): readonly string[] {
  const directory = folder(files);
  const loaded = loadMapping(join(directory, 'own.yaml'));
  const compiled = loaded.ok ? compileMapping(loaded.value.document) : undefined;
  const found = !loaded.ok
    ? loaded.error
    : compiled?.ok === false
      ? placeProblems(loaded.value, compiled.error)
      : placeProblems(loaded.value, compiled?.value.warnings ?? []);
  return found
    .filter(({ severity }) => severity === 'error')
    .map(({ where, code }) => `${formatPlace(where ?? {}).replace(`${directory}/`, '')} ${code}`);
}

function fingerprint(files: Readonly<Record<string, string>>): string {
  const compiled = compileMapping(load(files).document);
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.error));
  return compiled.value.fingerprint;
}

describe('extends', () => {
  it('merges blocks key by key, replaces everything else, and takes away what is empty', () => {
    const own = `extends: shared/base.yaml
worker:
  hireDate: { column: Start }
  grade: Grade
profile: { title: w.grade }
groups: [{ group: Everybody }]
tables: { zones: { NYC: America/New_York } }
employment: { hire: ~ }
`;
    const { document } = load({ 'own.yaml': own, 'shared/base.yaml': base });
    expect(document.worker['hireDate']).toMatchObject({ column: 'Start', format: 'dd.MM.yyyy', type: 'date' });
    expect(Object.keys(document.worker)).toEqual(['workerId', 'hireDate', 'site', 'grade']);
    expect(document.profile['title']).toMatchObject({ value: 'w.grade', onBlank: 'keep' });
    expect(document.groups).toEqual([{ group: 'Everybody' }]);
    expect(document.tables).toEqual({ zones: { MUC: 'Europe/Berlin', NYC: 'America/New_York' } });
    expect(document.employment.hire).toBeUndefined();
    expect(document).not.toHaveProperty('extends');
  });

  it('goes on through several files, each relative to the one that names it', () => {
    const files = {
      'own.yaml': 'extends: a/one.yaml\nscope: w.site == "NYC"\n',
      'a/one.yaml': 'extends: ../b/two.yaml\nscope: w.site == "MUC"\nrows: many\n',
      'b/two.yaml': base,
    };
    expect(load(files).document).toMatchObject({ scope: 'w.site == "NYC"', rows: 'many' });
  });

  it('says what is wrong in the file in which it stands', () => {
    expect(
      problemsOf({
        'own.yaml': 'extends: base.yaml\nprofile:\n  city: w.town\n',
        'base.yaml': base.replace('value: w.site,', 'value: w.sight,'),
      }),
    ).toEqual(['own.yaml:3:11 TEN-1203', 'base.yaml:13:21 TEN-1203']);
    expect(problemsOf({ 'own.yaml': 'extends: base.yaml\n', 'base.yaml': base.replace('onBlank', 'onBlanc') })).toEqual(
      ['base.yaml:13:27 TEN-1002'],
    );
    expect(problemsOf({ 'own.yaml': 'extends: base.yaml\nprofil: {}\n', 'base.yaml': base })).toEqual([
      'own.yaml:2:1 TEN-1002',
    ]);
  });

  it('refuses circles, missing files, deep ladders and what is no path', () => {
    expect(problemsOf({ 'own.yaml': 'extends: own.yaml\n' })).toEqual(['own.yaml:1:10 TEN-1131']);
    expect(problemsOf({ 'own.yaml': 'extends: b.yaml\n', 'b.yaml': 'extends: ./own.yaml\n' })).toEqual([
      'b.yaml:1:10 TEN-1131',
    ]);
    expect(problemsOf({ 'own.yaml': 'extends: no.yaml\n' })).toEqual(['own.yaml:1:10 TEN-1131', 'no.yaml TEN-1001']);
    expect(problemsOf({ 'own.yaml': 'extends: [a]\n' })).toEqual(['own.yaml:1:10 TEN-1003']);
    const ladder = Array.from({ length: 10 }, (_, step) => [`${step}.yaml`, `extends: ${step + 1}.yaml\n`] as const);
    const found = problemsOf({ 'own.yaml': 'extends: 0.yaml\n', ...Object.fromEntries(ladder), '10.yaml': base });
    expect(found).toEqual(['7.yaml:1:10 TEN-1131']);
  });

  it('a changed base or a changed table is a changed mapping', () => {
    const own = 'extends: base.yaml\ntables:\n  zones: { file: zones.csv, key: Site, value: Zone, delimiter: ; }\n';
    const files = {
      'own.yaml': own.replace('delimiter: ;', "delimiter: ';'"),
      'base.yaml': base,
      'zones.csv': zonesCsv,
    };
    const before = fingerprint(files);
    expect(fingerprint(files)).toBe(before);
    expect(fingerprint({ ...files, 'base.yaml': base.replace('dd.MM', 'MM.dd') })).not.toBe(before);
    expect(fingerprint({ ...files, 'zones.csv': zonesCsv.replace('New_York', 'Chicago') })).not.toBe(before);
    expect(fingerprint({ ...files, 'zones.csv': `\ufeff${zonesCsv.replaceAll('\n', '\r\n')}` })).toBe(before);
  });
});

describe('a table in a file', () => {
  const own = (table: string): string => base.replace('{ MUC: Europe/Berlin }', table);
  const zones = "{ file: tables/zones.csv, key: Site, value: Zone, delimiter: ';' }";

  it('stands beside the mapping that names it, in the base too', () => {
    const files = {
      'own.yaml': 'extends: shared/b.yaml\n',
      'shared/b.yaml': own(zones),
      'shared/tables/zones.csv': zonesCsv,
    };
    expect(load(files).document.tables).toEqual({ zones: { MUC: 'Europe/Berlin', NYC: 'America/New_York' } });
  });

  it.each([
    ['Site;Zone\nMUC;Europe/Berlin\nMUC;Europe/Paris\n', ['tables/zones.csv row 3 column A "Site" TEN-1132']],
    ['Site;Zone\nMUC;Europe/Berlin\nMUC;Europe/Berlin\n', []],
    ['Site;Zone\n;Europe/Berlin\nNYC\n', ['row 2 column A "Site" TEN-1132', 'row 3 TEN-1132']],
    ['Site;Zone\nMUC;Mars/Base\n', ['tables/zones.csv row 2 column B "Zone" TEN-1103']],
    ['Site;Zon\nMUC;Europe/Berlin\n', ['tables/zones.csv row 1 TEN-1132']],
    ['Site;Zone;Zone\nMUC;a;b\n', ['tables/zones.csv row 1 TEN-1132']],
    ['Site;Zone\n"MUC;Europe/Berlin\n', ['TEN-1132']],
    ['', ['TEN-1132', 'TEN-1132']],
  ])('%j: %j', (text, expected) => {
    const found = problemsOf({ 'own.yaml': own(zones), 'tables/zones.csv': text });
    expect(found).toHaveLength(expected.length);
    expected.forEach((end, index) => {
      expect(found[index]).toMatch(new RegExp(`${end}$`));
    });
  });

  it('that is not there is said by its name', () => {
    expect(problemsOf({ 'own.yaml': own(zones) })).toEqual(['tables/zones.csv TEN-1132']);
  });
});

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterAll, describe, expect, expectTypeOf, it } from 'vitest';
import { defaultConsentModes } from '../domain/plan/consent.ts';
import { formatPlace } from '../domain/kernel/problem.ts';
import type { OktaOptions } from '../okta/options.ts';
import type { ReconcileOptions } from '../reconcile/options.ts';
import type { SourceOptions } from '../sources/options.ts';
import { checkSecrets, keysOf, loadConfiguration, type Configuration } from './index.ts';

const folder = mkdtempSync(join(tmpdir(), 'tenured-config-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});
const path = join(folder, 'tenured.yaml');

const minimal = `version: 1
timezone: Europe/Berlin
okta:
  orgUrl: acme.okta.com
  clientId: 0oa1
  privateKey: { file: okta.pem }
sources:
  - { name: people, type: csv, path: people.csv, roster: all, mapping: people.yaml }
state: { dir: state }
`;

function load(text: string, environment: Readonly<Record<string, string>> = {}): Configuration {
  writeFileSync(path, text);
  const loaded = loadConfiguration(path, environment);
  if (!loaded.ok) throw new Error(loaded.error.map(({ message }) => message).join('\n'));
  return loaded.value;
}

function problems(text: string): string[] {
  writeFileSync(path, text);
  const loaded = loadConfiguration(path, {});
  if (loaded.ok) return [];
  return loaded.error.map(({ code, where }) => `${formatPlace(where ?? {}).replace(`${path}:`, '')} ${code}`);
}

function replaced(from: string, to: string): string {
  expect(minimal).toContain(from);
  return minimal.replace(from, to);
}

describe('loadConfiguration', () => {
  it('fills in the defaults and resolves paths against its folder', () => {
    const configuration = load(minimal);
    expect(configuration).toMatchObject({
      name: null,
      warnings: [],
      state: { dir: join(folder, 'state') },
      okta: { orgUrl: 'https://acme.okta.com', clientId: '0oa1', dpop: true, share: 0.5, privateKey: { kid: null } },
      sources: [
        {
          settings: {
            name: 'people',
            transport: { kind: 'file', path: join(folder, 'people.csv'), newest: null },
            format: { kind: 'csv', delimiter: null, finalLineBreak: 'optional' },
            settleSeconds: 60,
          },
          mapping: join(folder, 'people.yaml'),
          idPrefix: '',
        },
      ],
      reconcile: {
        horizonHours: 24,
        zone: 'Europe/Berlin',
        canary: null,
        sources: [{ name: 'people', roster: 'all', missing: 'report', maxAgeHours: 30, enableWithinHours: 72 }],
        lifecycle: { create: { workingDays: 5, at: 420 }, activate: { at: 420 }, cutOff: 1440, graceDays: 7 },
        guardrails: {
          rows: { dropCandidate: { floor: 3, share: 0.02 }, dropReject: 0.1, riseCandidate: { floor: 40, share: 0.1 } },
          keyProblems: { floor: 3, share: 0.01 },
          disables: { floor: 3, share: 0.01, cap: 100 },
          firmDisables: { floor: 10, share: 0.05 },
          returns: { floor: 2, share: 0.005, dueShare: 0.25 },
          groupRemovals: { floor: 10, share: 0.25, emptied: 5, total: 0.05 },
          announcements: { floor: 5, share: 0.01 },
          brake: {
            inARow: 3,
            failures: 0.05,
            afterTried: 20,
            conflicts: { floor: 10, share: 0.05 },
            readBack: 3,
          },
          creates: { floor: 40, share: 0.05, growth: 1.5 },
          gapHours: 36,
        },
      },
    });
    expect(configuration.reconcile.consent).toEqual(defaultConsentModes);
    expect(configuration.reconcile.reservedLogins).toContain('postmaster');
    expect(configuration.reconcile.configFingerprint).toBe(configuration.fingerprint);
  });

  it('fits the options of the rooms that take it', () => {
    expectTypeOf<Configuration['okta']>().toExtend<OktaOptions>();
    expectTypeOf<Configuration['sources'][number]['settings']>().toExtend<SourceOptions>();
    expectTypeOf<Configuration['reconcile'] & { version: string }>().toExtend<ReconcileOptions>();
  });

  it('reads units', () => {
    const text = `${minimal}plan: { horizon: 2 days }
lifecycle: { create: { before: 10 working days, at: 06:30 }, cutOff: 18:00, grace: 0 days, leave: { unpaid: suspend } }
guardrails: { disables: { share: 2.3 % }, gap: 48h }
`;
    const { reconcile } = load(text);
    expect(reconcile.horizonHours).toBe(48);
    expect(reconcile.lifecycle).toMatchObject({ create: { workingDays: 10, at: 390 }, cutOff: 1080, graceDays: 0 });
    expect(reconcile.lifecycle.leave).toEqual({ unpaid: 'suspend' });
    expect(reconcile.guardrails).toMatchObject({ disables: { floor: 3, share: 0.023, cap: 100 }, gapHours: 48 });
  });

  it('runs the daemon every quarter of an hour in the time zone of HR, unless told otherwise', () => {
    expect(load(minimal).daemon).toEqual({
      schedule: { expression: '*/15 * * * *', zone: 'Europe/Berlin' },
      pollSeconds: 15,
      shutdownGraceSeconds: 25,
      health: { host: '127.0.0.1', port: 8060 },
    });
    const text = `${minimal}daemon: { schedule: 30 6 * * mon-fri, timezone: UTC, poll: 1m, shutdownGrace: 5s, health: false }\n`;
    expect(load(text).daemon).toEqual({
      schedule: { expression: '30 6 * * mon-fri', zone: 'UTC' },
      pollSeconds: 60,
      shutdownGraceSeconds: 5,
      health: null,
    });
    expect(load(`${minimal}daemon: { health: { host: 0.0.0.0 } }\n`).daemon.health).toEqual({
      host: '0.0.0.0',
      port: 8060,
    });
  });

  it('takes a tab for a delimiter', () => {
    expect(load(replaced('type: csv', "type: csv, delimiter: '\\t'")).sources[0]?.settings.format).toMatchObject({
      delimiter: '\t',
    });
    expect(load(replaced('type: csv', 'type: csv, delimiter: "\\t"')).sources[0]?.settings.format).toMatchObject({
      delimiter: '\t',
    });
  });

  it.each<[string, string, string, string[]]>([
    ['unknown key', 'clientId: 0oa1', 'clientID: 0oa1', ['3:1 TEN-1004', '5:3 TEN-1002']],
    ['unknown zone', 'Europe/Berlin', 'Europe/Berlim', ['2:11 TEN-1003']],
    ['future version', 'version: 1', 'version: 2', ['1:10 TEN-1003']],
    ['admin host', 'acme.okta.com', 'acme-admin.okta.com', ['4:11 TEN-1003']],
    ['no key', '{ file: okta.pem }', '{}', ['6:15 TEN-1003']],
    ['two keys', '{ file: okta.pem }', '{ file: a, env: B }', ['6:15 TEN-1003']],
    ['a literal key', '{ file: okta.pem }', '"-----BEGIN PRIVATE KEY-----"', ['6:15 TEN-1006']],
    ['a key in the file key', 'okta.pem', '"-----BEGIN PRIVATE KEY-----"', ['6:23 TEN-1006']],
    ['share above the bound', 'clientId: 0oa1', 'clientId: 0oa1\n  share: 150%', ['6:10 TEN-1003']],
    ['share without a sign', 'clientId: 0oa1', 'clientId: 0oa1\n  share: 0.5', ['6:10 TEN-1003']],
    ['activeOnly without missing', 'roster: all', 'roster: activeOnly', ['8:58 TEN-1003']],
    [
      'that nobody is told of who is missing from a file of everybody',
      'roster: all',
      'roster: all, missing: ignore',
      ['8:72 TEN-1003'],
    ],
    [
      'a time of being missing that ends nothing',
      'roster: all',
      'roster: all, missingFor: { files: 3 }',
      ['8:75 TEN-1003'],
    ],
    [
      'a shorter time of being missing than is safe',
      'roster: all',
      'roster: all, missing: endAccess, missingFor: { files: 1, time: 23h }',
      ['8:104 TEN-1003', '8:113 TEN-1003'],
    ],
    [
      'a limit of people who are missing above half of all',
      'state:',
      'guardrails: { absences: { share: 51% } }\nstate:',
      ['9:34 TEN-1003'],
    ],
    ['unknown roster', 'roster: all', 'roster: everyone', ['8:58 TEN-1003']],
    ['changes under one name, without a number', 'roster: all', 'roster: delta', ['8:38 TEN-1003', '8:58 TEN-1003']],
    [
      'no source',
      '  - { name: people, type: csv, path: people.csv, roster: all, mapping: people.yaml }\n',
      '',
      ['7:9 TEN-1003'],
    ],
    [
      'two sources of one name that read one file',
      'state:',
      '  - { name: people, type: csv, path: people.csv, roster: all, mapping: more.yaml }\nstate:',
      ['9:13 TEN-1003', '9:38 TEN-1003'],
    ],
    ['an id prefix with a blank', 'roster: all', "roster: all, idPrefix: 'C '", ['8:73 TEN-1003']],
    ['no state', 'state: { dir: state }', '', ['1:1 TEN-1004']],
    ['a guardrail switched off', 'state:', 'guardrails: { disables: { enabled: false } }\nstate:', ['9:27 TEN-1002']],
    ['a guardrail without effect', 'state:', 'guardrails: { disables: { share: 100% } }\nstate:', ['9:34 TEN-1003']],
    ['limits that contradict', 'state:', 'guardrails: { rows: { dropReject: 1% } }\nstate:', ['9:35 TEN-1003']],
    ['a mode that there is not', 'state:', 'consent: { joiner: suspensions }\nstate:', ['9:20 TEN-1003']],
    ['a mode for nobody', 'state:', 'consent: { leavers: autopilot }\nstate:', ['9:12 TEN-1002']],
    ['a brake without effect', 'state:', 'guardrails: { brake: { inARow: 0 } }\nstate:', ['9:32 TEN-1003']],
    ['a key that JavaScript keeps for itself', 'version: 1', 'version: 1\n__proto__: 1', ['2:1 TEN-1005']],
    ['a key twice', 'version: 1', 'version: 1\nversion: 1', ['2:1 TEN-1005']],
    ['a merge key', 'state: { dir: state }', 'state: { <<: { dir: x }, dir: y }', ['9:10 TEN-1002']],
    ['a tag', 'dir: state', 'dir: !env STATE', ['9:15 TEN-1005']],
    ['broken YAML', 'state: { dir: state }', 'state: { dir: state', ['10:1 TEN-1005']],
    ['a number for a text', 'clientId: 0oa1', 'clientId: 1234', ['5:13 TEN-1003']],
    ['24:30', 'state:', 'lifecycle: { cutOff: 24:30 }\nstate:', ['9:22 TEN-1003']],
    ['a schedule of six fields', 'state:', 'daemon: { schedule: "0 * * * * *" }\nstate:', ['9:21 TEN-1003']],
    ['a schedule that never comes', 'state:', 'daemon: { schedule: "0 0 31 2 *" }\nstate:', ['9:21 TEN-1003']],
    ['health somewhere, not said where', 'state:', 'daemon: { health: true }\nstate:', ['9:19 TEN-1003']],
    [
      'health at two wrong places',
      'state:',
      'daemon: { health: { host: " x", port: 0 } }\nstate:',
      ['9:27 TEN-1003', '9:39 TEN-1003'],
    ],
  ])('%s', (_, from, to, expected) => {
    expect(problems(replaced(from, to))).toEqual(expected);
  });

  it('refuses an alias bomb, an empty file, a list, a missing file and bytes that are no UTF-8', () => {
    const bomb = `a: &a [x, x, x, x, x, x, x, x, x]\nb: &b [${'*a, '.repeat(9)}]\nc: &c [${'*b, '.repeat(9)}]\nd: [${'*c, '.repeat(9)}]\n`;
    expect(problems(bomb)).toEqual(['1 TEN-1005']);
    expect(problems('')).toEqual([expect.stringContaining('TEN-1003')]);
    expect(problems('- a')).toEqual(['1:1 TEN-1003']);
    expect(loadConfiguration(join(folder, 'absent.yaml'), {})).toMatchObject({ error: [{ code: 'TEN-1001' }] });
    writeFileSync(path, Buffer.from([0x6e, 0xff, 0xfe]));
    expect(loadConfiguration(path, {})).toMatchObject({ error: [{ code: 'TEN-1001' }] });
  });

  it('says every problem at once', () => {
    const text = minimal
      .replace('version: 1', 'version: 3')
      .replace('Europe/Berlin', 'x')
      .replace('roster: all', 'roster: x');
    expect(problems(text)).toEqual(['1:10 TEN-1003', '2:11 TEN-1003', '8:58 TEN-1003']);
  });
});

describe('secrets', () => {
  const secret = 'the-very-secret-material';
  const configuration = load(replaced('{ file: okta.pem }', '{ env: OKTA_KEY, kid: k1 }'), { OKTA_KEY: secret });

  it('are read when asked for', () => {
    const [key] = keysOf(configuration.okta);
    expect(key?.material).toBe(secret);
    expect(key?.kid).toBe('k1');
    expect(checkSecrets(configuration)).toEqual([]);
  });

  it('are never part of what is printed', () => {
    expect(JSON.stringify(configuration)).not.toContain(secret);
    expect(inspect(configuration, { depth: null })).not.toContain(secret);
  });

  it('earn a warning in the environment', () => {
    expect(configuration.warnings).toMatchObject([{ code: 'TEN-1007', where: { line: 6, column: 17 } }]);
  });

  it('say where they are missing', () => {
    const missing = load(minimal);
    expect(checkSecrets(missing)).toMatchObject([{ code: 'TEN-1006', where: { file: path, line: 6 } }]);
    expect(() => keysOf(missing.okta)[0]?.material).toThrow('no such file');
  });
});

describe('fingerprint', () => {
  const base = load(minimal).fingerprint;

  it.each([
    ['the key', '{ file: okta.pem }', '{ file: other.pem, kid: 2 }'.replace('2', 'k2')],
    ['the state', 'dir: state', 'dir: elsewhere'],
    ['a default written out', 'state:', 'plan: { horizon: 24h }\nstate:'],
    ['a limit of absences where none ends access', 'state:', 'guardrails: { absences: { floor: 5 } }\nstate:'],
    ['a comment', 'state:', '# comment\nstate:'],
    ['the schedule', 'state:', 'daemon: { schedule: "0 6 * * *", health: false }\nstate:'],
  ])('stays with %s', (_, from, to) => {
    expect(load(replaced(from, to)).fingerprint).toBe(base);
  });

  it.each([
    ['the zone', 'Europe/Berlin', 'Europe/Paris'],
    ['the organisation', 'acme.okta.com', 'other.okta.com'],
    ['a limit', 'state:', 'guardrails: { gap: 48h }\nstate:'],
    ['absence that ends access', 'roster: all', 'roster: all, missing: endAccess'],
    ['a mode of consent', 'state:', 'consent: { joiner: autopilot }\nstate:'],
  ])('changes with %s', (_, from, to) => {
    expect(load(replaced(from, to)).fingerprint).not.toBe(base);
  });
});

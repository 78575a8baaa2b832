import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { checkSecrets, loadConfiguration, type Configuration } from './configuration.ts';

const folder = mkdtempSync(join(tmpdir(), 'tenured-config-source-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const head = `version: 1
timezone: Europe/Berlin
okta: { orgUrl: https://acme.okta.com, clientId: 0oa1, privateKey: { file: okta.pem } }
state: { dir: state }
sources:
  - name: people
    roster: all
    mapping: people.yaml
`;

function file(source: string): string {
  const path = join(folder, 'tenured.yaml');
  const lines = source.trim().split('\n');
  const own = source.includes('roster:') ? head.replace('    roster: all\n', '') : head;
  writeFileSync(path, own + lines.map((line) => `    ${line}\n`).join(''));
  return path;
}

function load(source: string): Configuration {
  const loaded = loadConfiguration(file(source), { TOKEN: 'abc' });
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.error));
  return loaded.value;
}

function problems(source: string): readonly string[] {
  const loaded = loadConfiguration(file(source), {});
  if (loaded.ok) throw new Error('it was accepted');
  return loaded.error.map(({ message, where }) => `${String(where?.line)}:${String(where?.column)} ${message}`);
}

const key = `SHA256:${'A'.repeat(43)}`;

describe('a source', () => {
  it('may name where the HR system shows a person, which is no part of what plans are checked against', () => {
    const plain = load('type: csv\npath: a.csv');
    const linked = load('type: csv\npath: a.csv\nhrLink: https://hr.acme.example/people/{workerId}');
    expect(plain.reconcile.sources[0]?.hrLink).toBeNull();
    expect(linked.reconcile.sources[0]?.hrLink).toBe('https://hr.acme.example/people/{workerId}');
    expect(linked.fingerprint).toBe(plain.fingerprint);
  });

  it.each([
    ['http://hr.acme.example/{workerId}', 'has to be an https address without a user, and its host without {…}'],
    ['https://hr.acme.example/people', 'has to hold {workerId}, or another field of the mapping'],
    ['https://hr.acme.example/{workerId', 'has a { or } without its other half'],
  ])('is refused with the link %s', (link, message) => {
    expect(problems(`type: csv\npath: a.csv\nhrLink: "${link}"`)).toEqual(
      [`11:13 ${message}`].map((line) => expect.stringContaining(line.slice(line.indexOf(' ') + 1)) as string),
    );
  });

  it('is a file, by its name or by a pattern', () => {
    expect(load('type: csv\npath: a.csv').sources[0]?.settings).toMatchObject({
      transport: { kind: 'file', path: join(folder, 'a.csv'), newest: null },
      format: { kind: 'csv', delimiter: null, quote: '"', escape: '"', titleRows: 0 },
      compression: 'auto',
      encoding: null,
      largestBytes: 2_000_000_000,
      settleSeconds: 60,
      proof: { marker: null, manifest: null, leastRows: 0 },
      fetchInto: join(folder, 'state'),
    });
    expect(load('type: jsonl\npath: a_*.jsonl.gz\nnewest: date').sources[0]?.settings).toMatchObject({
      transport: { newest: 'date' },
      format: { kind: 'jsonl' },
    });
  });

  it('is an API, with a secret that is read when it is used and never shown', () => {
    const configuration = load(`type: json
records: $.data
total: meta.total
http:
  url: https://hr.acme.example/workers
  auth: { bearer: { env: TOKEN } }
  pages: { by: cursor, path: meta.after, parameter: after, pause: 1s }`);
    const transport = configuration.sources[0]?.settings.transport;
    expect(transport).toMatchObject({
      kind: 'http',
      patienceSeconds: 60,
      pages: { kind: 'cursor', path: 'meta.after', parameter: 'after', most: 10_000, pauseMilliseconds: 1000 },
    });
    expect(transport?.kind === 'http' && transport.auth?.kind === 'bearer' && transport.auth.token.material).toBe(
      'abc',
    );
    expect(JSON.stringify(configuration)).not.toContain('abc');
    expect(configuration.warnings.map(({ message }) => message)).toEqual([
      'the bearer token comes from environment variable TOKEN',
    ]);
  });

  it('is a file on an SFTP server', () => {
    const { sources, secrets } = load(`type: csv
sftp:
  host: sftp.acme.example
  user: hr
  hostKey: ${key}
  key: { file: id }
  passphrase: { credential: phrase }
  path: /out/people_*.csv
newest: name`);
    expect(sources[0]?.settings.transport).toMatchObject({
      kind: 'sftp',
      port: 22,
      hostKeys: [key],
      auth: { kind: 'key', key: { reference: { kind: 'file', path: join(folder, 'id') } } },
      newest: 'name',
    });
    expect(secrets.map(({ reference }) => reference)).toEqual([
      { kind: 'file', path: join(folder, 'id') },
      { kind: 'credential', name: 'phrase' },
    ]);
  });

  it('names every secret that cannot be used', () => {
    const configuration = load(`type: csv\nhttp: { url: "https://hr.example/a", auth: { bearer: { file: none } } }`);
    expect(checkSecrets(configuration).map(({ code, where }) => [code, where?.line])).toEqual([
      ['TEN-1006', 3],
      ['TEN-1006', 10],
    ]);
  });

  it('is another configuration when its address changes, and the same when its secret moves', () => {
    const made = (url: string, file: string): string =>
      load(`type: csv\nhttp: { url: "${url}", auth: { bearer: { file: ${file} } } }`).fingerprint;
    expect(made('https://a.example/x', 'one')).toBe(made('https://a.example/x', 'two'));
    expect(made('https://a.example/x', 'one')).not.toBe(made('https://a.example/y', 'one'));
  });
});

const changes = String.raw`delta: { number: '-(?<number>\d+)', whole: a-full-*.csv }`;

describe('a source is refused at the place', () => {
  it.each<[string, string, readonly string[]]>([
    ['nowhere', 'type: csv', ['6:11 sources[0].name people needs exactly one of path, http and sftp']],
    ['of no known kind', 'type: xml\npath: a', ['9:11 sources[0].type has to be csv or json or jsonl']],
    ['of no kind at all', 'path: a', ['6:5 missing key "sources[0].type"']],
    ['with a key of another kind', 'type: json\npath: a\ndelimiter: ";"', ['11:5 unknown key "sources[0].delimiter"']],
    ['that may be several files', 'type: csv\npath: a_*.csv', ['10:11 sources[0].path names several files']],
    ['with newest for one file', 'type: csv\npath: a.csv\nnewest: name', ['11:13 sources[0].newest is for a path']],
    ['of changes that nobody numbers', 'type: csv\npath: a-*.csv\nroster: delta', ['sources[0].roster needs `delta`']],
    [
      'of changes under one name',
      `type: csv\npath: a.csv\nroster: delta\n${changes}`,
      ['sources[0].path needs * or ? in its name'],
    ],
    [
      'of changes by their dates',
      `type: csv\npath: a-*.csv\nnewest: date\nroster: delta\n${changes}`,
      ['sources[0].newest is not for roster: delta'],
    ],
    [
      'of changes behind HTTP',
      `type: csv\nhttp: { url: "https://a.example" }\nroster: delta\n${changes}`,
      ['sources[0].http gives one file'],
    ],
    [
      'of changes without a number to find',
      `type: csv\npath: a-*.csv\nroster: delta\ndelta: { number: '\\d+', whole: f-*.csv }`,
      ['sources[0].delta.number needs the number'],
    ],
    [
      'with changes where there are none',
      `type: csv\npath: a.csv\n${changes}`,
      ['sources[0].delta is for roster: delta'],
    ],
    ['without TLS', 'type: csv\nhttp: { url: "http://hr.example/a" }', ['10:18 sources[0].http.url has to be https']],
    [
      'with a password in its address',
      'type: csv\nhttp: { url: "https://a:b@hr.example/a" }',
      ['10:18 sources[0].http.url must not hold'],
    ],
    [
      'in pages of CSV',
      'type: csv\nhttp: { url: "https://a.example", pages: { by: link } }',
      ['10:11 sources[0].http has pages'],
    ],
    [
      'without a host key',
      'type: csv\nsftp: { host: a, user: b, path: /c, password: { env: X } }',
      ['10:5 missing key "sources[0].sftp.hostKey"'],
    ],
    [
      'with a loose host key',
      `type: csv\nsftp: { host: a, user: b, path: /c, hostKey: "any", password: { env: X } }`,
      ['sources[0].sftp.hostKey'],
    ],
    [
      'with two credentials',
      `type: csv\nsftp: { host: a, user: b, path: /c, hostKey: "${key}", key: { env: X }, password: { env: X } }`,
      ['10:11 sources[0].sftp needs exactly one of key and password'],
    ],
    ['with an unknown encoding', 'type: csv\npath: a\nencoding: utf-7', ['11:15 sources[0].encoding has to be']],
    [
      'with a pattern that is none',
      'type: csv\npath: a\ntotals: "("',
      ['11:13 sources[0].totals has to be a regular expression'],
    ],
    [
      'with a pattern that takes for ever',
      'type: csv\npath: a\ntotals: "^(a+)+$"',
      ['11:13 sources[0].totals must not repeat'],
    ],
    [
      'with a trailer that counts nothing',
      'type: csv\npath: a\ntrailer: { pattern: "^T" }',
      ['11:25 sources[0].trailer.pattern needs the number'],
    ],
    ['with a size that is none', 'type: csv\npath: a\nlargest: 5', ['11:14 sources[0].largest has to be']],
  ])('%s', (_case, source, expected) => {
    const found = problems(source);
    for (const text of expected) expect(found.join('\n')).toContain(text);
    expect(found).toHaveLength(expected.length);
  });
});

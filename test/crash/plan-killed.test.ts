import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Operation } from '../../src/domain/plan/artefact.ts';
import { generateKey } from '../../src/okta/index.ts';
import { observe } from '../support/openapi/observer.ts';
import { emptyOrg, group, serviceApp, startSimulator, user, type Simulator } from '../../src/simulator/index.ts';
import { systemClock, systemRandom } from '../../src/system/index.ts';

const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url));
const people = 2_000;

const mapping = `version: 1
worker:
  workerId: { column: Id, required: true }
  givenName: { column: First, required: true }
  familyName: { column: Last, required: true }
  hireDate: { column: Start, format: yyyy-MM-dd, required: true }
  lastDay: { column: End, format: yyyy-MM-dd }
employment:
  hire: hireDate
  end: { field: lastDay, means: lastDay }
timezone: { default: Europe/Berlin }
match:
  - { okta: profile.hrWorkerId, field: workerId }
login:
  candidates:
    - mailbox(ascii(w.givenName) + "." + ascii(w.familyName) + "#") + "@acme.test"
profile:
  hrWorkerId: w.workerId
  firstName: w.givenName
  lastName: w.familyName
groups:
  - { group: Everyone at Acme }
`;

/** One row in a hundred has an id that its neighbour has, too; one in a hundred a day that does not exist. */
function file(day: number): string {
  const rows = Array.from({ length: people }, (_, index) => {
    const id = index % 100 === 1 ? index - 1 : index;
    const start = index % 100 === 7 ? '2020-02-30' : '2020-02-01';
    return `E${String(id)},First${String(index % 300)},Last${String(index % 700)},${start},${index % 50 === day ? '2030-01-01' : ''}`;
  });
  return `Id,First,Last,Start,End\n${rows.join('\n')}\n`;
}

let directory: string;
let okta: Simulator;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'tenured-killed-'));
  const key = await generateKey('ec', null);
  okta = await startSimulator({
    clock: systemClock(),
    random: systemRandom(),
    observe,
    readOnly: true,
    presetLimits: 'unlimited',
    org: emptyOrg('Acme', {
      users: [user('root.admin@acme.test')],
      groups: [group('Everyone at Acme')],
      roles: [{ assignee: 'root.admin@acme.test', role: { type: 'SUPER_ADMIN' } }],
      apps: [serviceApp('0oaKilled', [{ ...key.publicJwk }])],
    }),
  });
  writeFileSync(join(directory, 'okta.pem'), key.privatePem, { mode: 0o600 });
  writeFileSync(join(directory, 'people.yaml'), mapping);
});

afterAll(async () => {
  expect(okta.violations()).toEqual([]);
  await okta.close();
  rmSync(directory, { recursive: true });
});

function configure(name: string): string {
  const path = join(directory, `${name}.yaml`);
  writeFileSync(
    path,
    `version: 1
timezone: Europe/Berlin
okta: { orgUrl: "${okta.url}", clientId: 0oaKilled, privateKey: { file: okta.pem } }
sources:
  - { name: people, type: csv, path: ${name}.csv, settle: 0s, roster: all, mapping: people.yaml }
state: { dir: ${name} }
`,
  );
  return path;
}

/** Runs a plan to its end, or kills it outright at the log line that `killAt` names. */
async function plan(configuration: string, killAt?: RegExp): Promise<{ code: number | null; operations: string[] }> {
  const child = spawn(process.execPath, [main, 'plan', '-c', configuration, '--json', '-v'], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  createInterface(child.stderr).on('line', (line) => {
    if (killAt?.test(line) === true) child.kill('SIGKILL');
  });
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  const [code] = (await once(child, 'close')) as [number | null];
  const text = Buffer.concat(chunks).toString();
  if (code === null || text === '') return { code, operations: [] };
  const { operations } = JSON.parse(text) as { operations: Operation[] };
  return { code, operations: operations.map(({ id }) => id) };
}

describe('a plan that is killed outright', () => {
  it.each([
    ['while the file is read', /"phase":"ingest"/],
    ['as the snapshot is accepted and its workers are worked out', /"msg":"file read"/],
    ['while Okta is read', /"phase":"observe"/],
    ['while the plan is written', /"phase":"plan"/],
  ])(
    '%s leaves a state from which the next one says the same as if nothing had happened',
    async (_when, killAt) => {
      const name = `case-${String(killAt.source.length)}`;
      const undisturbed = configure(`${name}-whole`);
      const killed = configure(`${name}-killed`);
      for (const day of [1, 2]) {
        writeFileSync(join(directory, `${name}-whole.csv`), file(day));
        writeFileSync(join(directory, `${name}-killed.csv`), file(day));
        const expected = await plan(undisturbed);
        expect((await plan(killed, killAt)).code).toBeNull();
        expect(await plan(killed)).toEqual(expected);
        expect(expected.operations.length).toBeGreaterThan(people / 2);
      }
    },
    60_000,
  );
});

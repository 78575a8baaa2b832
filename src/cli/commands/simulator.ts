import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { loadMapping } from '../../config/index.ts';
import type { Instant } from '../../domain/time/instant.ts';
import type { GlobalOptions } from '../options.ts';
import type { ReadyMadeOrganisation, RunningSimulator, SimulatedApp, SimulatedLimits, World } from '../world.ts';
import { writePrivate } from '../keys/key-files.ts';
import { writeConfiguration, type WrittenConfiguration } from './simulator-configuration.ts';
import { tokenScript } from './simulator-token.ts';

export interface SimulatorCommandOptions extends GlobalOptions {
  readonly dir: string;
  readonly port: number;
  readonly readOnly: boolean;
  readonly manage: boolean;
  readonly org: ReadyMadeOrganisation;
  readonly seed: number | null;
  readonly importFile: string | null;
  readonly persist: string | null;
  readonly startAt: Instant | null;
  readonly limits: SimulatedLimits;
  readonly source: string | null;
  readonly mapping: string | null;
}

const clientId = '0oasimulatortenured1';
const curlClientId = '0oasimulatorforcurl1';

/**
 * Runs an Okta organisation on this machine until it is stopped, and writes what is needed to use it: keys, a
 * configuration and a script that gets a token, in one directory. What is there already is used, never overwritten.
 */
export async function simulatorCommand(world: World, options: SimulatorCommandOptions): Promise<number> {
  mkdirSync(options.dir, { recursive: true });
  const { manage, importFile, persist, startAt } = options;
  const simulator = await world.simulate({
    port: options.port,
    readOnly: options.readOnly,
    apps: [
      await app(world, join(options.dir, 'okta.pem'), 'ec', { clientId, dpop: true, manage }),
      await app(world, join(options.dir, 'curl.pem'), 'rsa', { clientId: curlClientId, dpop: false, manage }),
    ],
    readyMade: options.org,
    groups: groupsOf(options.mapping),
    seed: options.seed,
    importFile,
    persist,
    startAt,
    presetLimits: options.limits,
  });
  const { dir, source, mapping } = options;
  const configuration = await writeConfiguration(world, { dir, source, mapping, clientId, url: simulator.url });
  writeFileSync(join(options.dir, 'token.sh'), tokenScript(simulator.url, curlClientId, manage), { mode: 0o700 });
  await announce(world, options, simulator, configuration);
  await stopped(world);
  await simulator.close();
  await world.stderr.write(`\nStopped after ${String(simulator.requests().length)} requests.\n`);
  return 0;
}

/** The groups that the mapping names are there from the start, empty. */
function groupsOf(file: string | null): readonly string[] {
  const mapping = file === null ? null : loadMapping(file);
  const groups = mapping?.ok === true ? mapping.value.document.groups.map(({ group }) => group) : [];
  return [...new Set(groups)];
}

async function app(
  world: World,
  file: string,
  kind: 'ec' | 'rsa',
  wanted: Omit<SimulatedApp, 'keys'>,
): Promise<SimulatedApp> {
  const known = existsSync(file);
  const publicKey = known ? await world.publicJwk(readFileSync(file, 'utf8'), null) : await newKey(world, file, kind);
  return { ...wanted, keys: [publicKey] };
}

async function newKey(world: World, file: string, kind: 'ec' | 'rsa'): Promise<Readonly<Record<string, unknown>>> {
  const pair = await world.generateKey(kind, null);
  writePrivate(file, pair.privatePem);
  return pair.publicJwk;
}

async function announce(
  world: World,
  options: SimulatorCommandOptions,
  simulator: RunningSimulator,
  configuration: WrittenConfiguration,
): Promise<void> {
  const { url, counts, from } = simulator;
  const key = join(options.dir, 'okta.pem');
  const token = join(options.dir, 'token.sh');
  if (options.json) {
    const told = { type: 'simulator', url, page: `${url}/simulator`, clientId, key, token, config: configuration.file };
    await world.stdout.write(`${JSON.stringify(told)}\n`);
    return;
  }
  const which = configuration.written ? 'Wrote' : 'Left as it was:';
  const other = configuration.fits ? '' : `  It names another okta.orgUrl than this one: change it there.\n`;
  const lacks = configuration.lacks.map((file) => `  Before you plan, put yours there: ${file}\n`).join('');
  await world.stdout.write(
    `A simulated Okta organisation listens on ${url}\n` +
      `  holds       ${String(counts.users)} users and ${String(counts.groups)} groups${origins[from](options)}\n` +
      `  look at it  ${url}/simulator\n` +
      `  client id   ${clientId}\n` +
      `  key         ${key}\n` +
      `  ${which} ${configuration.file}\n${other}${lacks}\n` +
      'To paste into a configuration:\n' +
      `  okta:\n    orgUrl: ${url}\n    clientId: ${clientId}\n    privateKey: { file: ${resolve(key)} }\n\n` +
      `In another terminal:  tenured plan -c ${configuration.file}\n` +
      `With curl:            curl -H "authorization: Bearer $(sh ${token})" '${url}/api/v1/users?limit=3'\n` +
      `Ctrl-C stops it; what it holds is ${options.persist === null ? 'gone then' : `kept in ${options.persist}`}.\n`,
  );
}

const origins: Readonly<Record<RunningSimulator['from'], (options: SimulatorCommandOptions) => string>> = {
  made: ({ org }) => (org === 'empty' ? '' : `, ready-made: ${org}`),
  imported: ({ importFile }) => `, from ${String(importFile)}`,
  kept: ({ persist }) => `, as ${String(persist)} kept them`,
};

function stopped(world: World): Promise<void> {
  return new Promise((done) => {
    if (world.stop.aborted) {
      done();
      return;
    }
    world.stop.addEventListener(
      'abort',
      () => {
        done();
      },
      { once: true },
    );
  });
}

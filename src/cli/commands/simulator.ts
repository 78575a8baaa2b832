import { loadMapping } from '../../config/index.ts';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { GlobalOptions } from '../options.ts';
import type { RunningSimulator, SimulatedOrganisation, World } from '../world.ts';
import { writePrivate } from './keys.ts';

export interface SimulatorCommandOptions extends GlobalOptions {
  readonly dir: string;
  readonly port: number;
  readonly readOnly: boolean;
  readonly manage: boolean;
  readonly source: string | null;
  readonly mapping: string | null;
}

const clientId = '0oasimulatortenured1';

/**
 * Runs an Okta organisation on this machine until it is stopped, and writes what is needed to use it: a key and a
 * configuration, in one directory. What is there already is used, never overwritten.
 */
export async function simulatorCommand(world: World, options: SimulatorCommandOptions): Promise<number> {
  mkdirSync(options.dir, { recursive: true });
  const keyFile = join(options.dir, 'okta.pem');
  const publicKey = existsSync(keyFile)
    ? await world.publicJwk(readFileSync(keyFile, 'utf8'), null)
    : await newKey(world, keyFile);
  const simulator = await world.simulate({
    port: options.port,
    clientId,
    keys: [publicKey],
    organisation: organisation(options),
    readOnly: options.readOnly,
    manage: options.manage,
  });
  const configuration = writeConfiguration(options, simulator.url);
  await announce(world, options, simulator, configuration);
  await stopped(world);
  await simulator.close();
  await world.stderr.write(`\nStopped after ${String(simulator.requests().length)} requests.\n`);
  return 0;
}

/** Everybody's first organisation has one administrator; the groups that the mapping names are there, empty. */
function organisation(options: SimulatorCommandOptions): SimulatedOrganisation {
  const mapping = options.mapping === null ? null : loadMapping(options.mapping);
  const groups = mapping?.ok === true ? mapping.value.document.groups.map(({ group }) => group) : [];
  const login = 'okta.admin@simulated.example';
  return {
    name: 'Simulated',
    users: [{ login, status: 'ACTIVE', profile: { firstName: 'Okta', lastName: 'Admin' } }],
    groups: [...new Set(groups)].map((name) => ({ name, members: [] })),
    rules: [],
    administrators: [login],
  };
}

async function newKey(world: World, file: string): Promise<Readonly<Record<string, unknown>>> {
  const pair = await world.generateKey('ec', null);
  writePrivate(file, pair.privatePem);
  return pair.publicJwk;
}

interface WrittenConfiguration {
  readonly file: string;
  readonly written: boolean;
  /** It names this simulator's address. */
  readonly fits: boolean;
}

/** A configuration to start from; one that exists is somebody's work and stays. */
function writeConfiguration(options: SimulatorCommandOptions, url: string): WrittenConfiguration {
  const file = join(options.dir, 'tenured.yaml');
  if (existsSync(file)) return { file, written: false, fits: readFileSync(file, 'utf8').includes(url) };
  const source = options.source === null ? 'people.csv' : resolve(options.source);
  const mapping = options.mapping === null ? 'people.yaml' : resolve(options.mapping);
  writeFileSync(
    file,
    `version: 1
name: Simulated
timezone: UTC

okta:
  orgUrl: ${url}
  clientId: ${clientId}
  privateKey: { file: okta.pem }

sources:
  - name: people
    type: csv
    path: ${JSON.stringify(source)}
    settle: 0s
    roster: all
    mapping: ${JSON.stringify(mapping)}

state:
  dir: state
`,
    { mode: 0o600, flag: 'wx' },
  );
  return { file, written: true, fits: true };
}

async function announce(
  world: World,
  options: SimulatorCommandOptions,
  simulator: RunningSimulator,
  configuration: WrittenConfiguration,
): Promise<void> {
  if (options.json) {
    await world.stdout.write(
      `${JSON.stringify({ type: 'simulator', url: simulator.url, clientId, key: join(options.dir, 'okta.pem'), config: configuration.file })}\n`,
    );
    return;
  }
  const which = configuration.written ? 'Wrote' : 'Left as it was:';
  const other = configuration.fits ? '' : `  It names another okta.orgUrl than this one: change it there.\n`;
  await world.stdout.write(
    `A simulated Okta organisation listens on ${simulator.url}\n` +
      `  client id   ${clientId}\n` +
      `  key         ${join(options.dir, 'okta.pem')}\n` +
      `  ${which} ${configuration.file}\n${other}\n` +
      `In another terminal:  tenured plan -c ${configuration.file}\n` +
      'Ctrl-C stops it; what it holds is gone then.\n',
  );
}

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

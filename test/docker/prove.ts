import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { findings, missing } from '../support/openapi/observer.ts';
import { tidyUp, watched } from '../support/openapi/programs.ts';

/**
 * Carries the Dockerfile's steps out without an engine: every stage in an empty folder of its own, from nothing but what
 * `.dockerignore` lets through, with this machine's Node in the image's place. Then runs what the image would run.
 *
 *     npm run docker:prove
 */
const repository = fileURLToPath(new URL('../..', import.meta.url));
const work = mkdtempSync(join(tmpdir(), 'tenured-image-'));

interface Instruction {
  readonly name: string;
  readonly text: string;
}

/** The Dockerfile's instructions, continued lines joined, comments left out. */
function instructions(): readonly Instruction[] {
  const text = readFileSync(join(repository, 'Dockerfile'), 'utf8')
    .split('\n')
    .filter((line) => !line.startsWith('#'))
    .join('\n')
    .replaceAll(/\\\n/g, ' ');
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .map((line) => {
      const [name = '', ...rest] = line.split(/\s+/);
      return { name, text: rest.join(' ') };
    });
}

/** What the build may see: the names that `.dockerignore` lets back in. */
function allowed(): ReadonlySet<string> {
  const lines = readFileSync(join(repository, '.dockerignore'), 'utf8').split('\n');
  return new Set(lines.filter((line) => line.startsWith('!')).map((line) => line.slice(1)));
}

class Stage {
  readonly root: string;
  readonly environment: Record<string, string> = {};
  directory = '/';
  user = '';

  constructor(name: string) {
    this.root = join(work, name);
    mkdirSync(this.root, { recursive: true });
  }

  path(inside: string): string {
    return join(this.root, resolve(this.directory, inside));
  }
}

const stages = new Map<string, Stage>();
const facts = new Map<string, string>();

function carryOut(stage: Stage, { name, text }: Instruction): void {
  switch (name) {
    case 'WORKDIR':
      stage.directory = resolve(stage.directory, text);
      mkdirSync(stage.path('.'), { recursive: true });
      break;
    case 'COPY':
      copy(stage, text.split(' '));
      break;
    case 'ENV':
      for (const pair of text.matchAll(/(\w+)=(\S+)/g)) stage.environment[pair[1] ?? ''] = pair[2] ?? '';
      break;
    case 'RUN':
      run(stage, text);
      break;
    case 'USER':
      stage.user = text;
      break;
    default:
      facts.set(name, text);
  }
}

function copy(stage: Stage, words: readonly string[]): void {
  const from = words.find((word) => word.startsWith('--from='))?.slice('--from='.length);
  const names = words.filter((word) => !word.startsWith('--'));
  const target = names.at(-1) ?? '';
  for (const source of names.slice(0, -1)) {
    const origin = from === undefined ? contextFile(source) : join(stageNamed(from).root, source);
    const into = target.endsWith('/') ? join(target, source) : target;
    mkdirSync(dirname(stage.path(into)), { recursive: true });
    cpSync(origin, stage.path(into), { recursive: true, verbatimSymlinks: true });
  }
}

function contextFile(source: string): string {
  if (!allowed().has(source)) throw new Error(`.dockerignore keeps ${source} from the build`);
  return join(repository, source);
}

function stageNamed(name: string): Stage {
  const stage = stages.get(name);
  if (stage === undefined) throw new Error(`there is no stage ${name} before this`);
  return stage;
}

/** Absolute paths are within the stage; owners cannot be given without being root of an image. */
function run(stage: Stage, command: string): void {
  const inside = command.replaceAll(/(?<=\s)\/(?=var\/)/g, `${stage.root}/`).replaceAll(/ -[og] 65532/g, '');
  const done = spawnSync('bash', ['-euo', 'pipefail', '-c', inside], {
    cwd: stage.path('.'),
    env: { ...process.env, ...stage.environment },
    encoding: 'utf8',
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  if (done.status !== 0) throw new Error(`RUN ${command} ended with ${String(done.status)}`);
}

function build(): Stage {
  let stage: Stage | null = null;
  for (const instruction of instructions()) {
    if (instruction.name === 'FROM') {
      const [base = '', , name = 'image'] = instruction.text.split(' ');
      if (!/^node:24(\.\d+)*-slim(@sha256:[0-9a-f]{64})?$/.test(base)) throw new Error(`another base image: ${base}`);
      stage = new Stage(name);
      stages.set(name, stage);
      continue;
    }
    if (stage === null) throw new Error('an instruction before the first FROM');
    tell(`${instruction.name} ${instruction.text}`.slice(0, 120));
    carryOut(stage, instruction);
  }
  return stageNamed('image');
}

/** Starts what the container would start, with these arguments in place of the default ones. */
function start(image: Stage, arguments_: readonly string[], environment: Readonly<Record<string, string>> = {}) {
  const [command = '', ...fixed] = JSON.parse(facts.get('ENTRYPOINT') ?? '[]') as string[];
  return spawn(command, [...fixed, ...arguments_], {
    cwd: image.path('.'),
    env: { PATH: process.env['PATH'] ?? '', HOME: work, ...image.environment, ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

async function saysItsVersion(image: Stage): Promise<void> {
  const child = start(image, ['--version']);
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  const { version } = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8')) as {
    readonly version: string;
  };
  expect(`it says its version, ${version}`, code === 0 && said.trim() === version);
}

/** The default command against the image's own simulator: healthy while it runs, and gone soon after SIGTERM. */
async function servesAndStops(image: Stage): Promise<void> {
  const folder = join(work, 'company');
  mkdirSync(folder);
  const source = join(folder, 'people.csv');
  writeFileSync(
    source,
    'EmpNo,First Name,Last Name,Known As,Start Date,End Date,Status,Leave,Job Title,Dept,Site,Type,Manager No\n',
  );
  const words = [
    'simulator',
    '--json',
    '--dir',
    folder,
    '--port',
    '0',
    '--source',
    source,
    '--mapping',
    mapping(image),
  ];
  const okta = start(image, words, watched());
  try {
    const [told] = (await once(okta.stdout, 'data')) as [Buffer];
    const { url } = JSON.parse(told.toString()) as { readonly url: string };
    for (const path of ['/.well-known/okta-organization', '/api/v1/users']) await fetch(url + path);
    const configuration = join(folder, 'tenured.yaml');
    appendFileSync(configuration, `daemon:\n  health: { port: ${String(healthPort)} }\n`);
    const daemon = start(image, JSON.parse(facts.get('CMD') ?? '[]') as string[], { TENURED_CONFIG: configuration });
    const ended = once(daemon, 'close') as Promise<[number | null]>;
    expect('its health check says that it lives', await becomesHealthy());
    daemon.kill((facts.get('STOPSIGNAL') ?? '') as NodeJS.Signals);
    const [code] = await ended;
    expect('SIGTERM ends it cleanly, with exit 143', code === 143);
  } finally {
    okta.kill();
  }
  const { observed, unexplained } = findings();
  if (missing !== undefined) tell(missing);
  else
    expect(
      `its simulator answers as Okta's document says: ${unexplained.join()}`,
      observed > 0 && unexplained.length === 0,
    );
}

const healthPort = 18_060;
const tries = 100;

function mapping(image: Stage): string {
  return image.path('mappings/people.yaml');
}

/** Asks as the container's engine would, by the Dockerfile's own command; only the port is another, as this host's may be taken. */
async function becomesHealthy(): Promise<boolean> {
  const words = /CMD (\[.*\])$/.exec(facts.get('HEALTHCHECK') ?? '')?.[1] ?? '[]';
  const [command = '', ...rest] = (JSON.parse(words) as string[]).map((word) =>
    word.replace('8060', String(healthPort)),
  );
  for (let left = tries; left > 0; left -= 1) {
    if (spawnSync(command, rest).status === 0) return true;
    await setTimeout(100);
  }
  return false;
}

function expect(what: string, holds: boolean): void {
  if (!holds) throw new Error(`not so: ${what}`);
  tell(`ok: ${what}`);
}

function tell(line: string): void {
  process.stderr.write(`${line}\n`);
}

try {
  const image = build();
  expect('it does not run as root', /^[1-9]\d*(:\d+)?$/.test(image.user));
  expect('the state is a volume of its own', facts.get('VOLUME') === '/var/lib/tenured');
  expect('the state is for its user alone', (statSync(join(image.root, 'var/lib/tenured')).mode & 0o777) === 0o700);
  expect('it is told to stop by SIGTERM', facts.get('STOPSIGNAL') === 'SIGTERM');
  expect('its health is looked at', (facts.get('HEALTHCHECK') ?? '').includes('/livez'));
  expect('no source is in it', !existsSync(image.path('src')));
  expect('no compiler is in it', !existsSync(image.path('node_modules/typescript')));
  expect(
    'of the native library, binaries for Linux alone',
    readdirSync(image.path('node_modules/better-sqlite3/prebuilds')).every((name) => name.startsWith('linux')),
  );
  await saysItsVersion(image);
  await servesAndStops(image);
} finally {
  tidyUp();
  rmSync(work, { recursive: true, force: true });
}

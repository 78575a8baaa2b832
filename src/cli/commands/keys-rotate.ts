import { loadConfiguration, type Configuration } from '../../config/index.ts';
import { codes } from '../../domain/kernel/codes.ts';
import { TenuredError } from '../../domain/kernel/errors.ts';
import { readKeyFile } from '../keys/key-files.ts';
import { Rotation } from '../keys/rotation.ts';
import type { GlobalOptions } from '../options.ts';
import { exitLine } from '../print-problem.ts';
import { configFlag } from '../show-plan.ts';
import type { World } from '../world.ts';
import { wrap } from '../wrap.ts';

export interface RotateOptions extends GlobalOptions {
  readonly kind: 'rsa' | 'ec';
  /** The kid of the old key, to remove it; null to change the key. */
  readonly removeRetired: string | null;
}

interface Rotating {
  readonly world: World;
  readonly options: RotateOptions;
  readonly okta: ServiceApp;
  readonly files: Rotation;
}

type ServiceApp = Exclude<Configuration['okta'], { readonly apiToken: object }>;

/** Exit code of what waits for somebody to paste a key. */
const waiting = 5;

/**
 * Changes the service app's key, step by step: makes the new one beside the old one, has a person register it, proves
 * that Okta takes it, and only then puts it into the old one's place, which is kept aside. It goes on where it was left,
 * and there is a working key at every moment. The old key is removed in a step of its own, by its name.
 */
export async function keysRotateCommand(world: World, options: RotateOptions): Promise<number> {
  const rotating = rotatable(world, options);
  return options.removeRetired === null ? rotate(rotating) : remove(rotating, options.removeRetired);
}

async function rotate(rotating: Rotating): Promise<number> {
  const { world, options, files } = rotating;
  const stage = files.stage();
  if (stage === 'done') return complete(rotating, false);
  if (stage === 'none') {
    files.make((await world.generateKey(options.kind, null)).privatePem);
    world.stop.throwIfAborted();
  }
  const jwk = await publicHalf(rotating, files.next);
  if (!options.json) await showSteps(rotating, jwk);
  const refusal = await prove(rotating);
  if (refusal !== null) return notYet(rotating, jwk, refusal);
  world.stop.throwIfAborted();
  files.promote();
  return complete(rotating, true);
}

/** Null once Okta takes the new key; else what it says of it. On a terminal a person is asked until they give up. */
async function prove(rotating: Rotating): Promise<TenuredError | null> {
  const { world, options } = rotating;
  const ask = options.input && !options.json ? world.ask : null;
  if (ask === null) return tryOnce(rotating);
  for (;;) {
    const answer = await ask('Press Enter once the new key is in Okta, or type q to go on later: ');
    if (answer.trim() === 'q') return new TenuredError('TEN-6051', 'The new key was not tried yet.');
    const refusal = await tryOnce(rotating);
    if (refusal === null) return null;
    await say(world, `Okta does not take the new key yet: ${refusal.message}`);
  }
}

async function tryOnce({ world, okta, files }: Rotating): Promise<TenuredError | null> {
  world.stop.throwIfAborted();
  try {
    await world.proveKey(okta, { material: readKeyFile(files.next) ?? '', kid: null, where: { file: files.next } });
    return null;
  } catch (error) {
    if (error instanceof TenuredError && codes[error.code].exit === 12) return error;
    throw error;
  }
}

async function showSteps({ world, okta, options }: Rotating, jwk: PublicHalf): Promise<void> {
  await say(world, 'A new key lies beside the old one, which goes on working. Add its public half in Okta:');
  await say(world, `Applications > the app ${okta.clientId} > General > Client Credentials > Edit > Add key`, '  ');
  await world.stdout.write(`\n${JSON.stringify(jwk, null, 2)}\n\n`);
  await say(world, `Do not touch the old key there. If this is interrupted, go on with: ${again(options)}`);
}

async function notYet({ world, options, files }: Rotating, jwk: PublicHalf, why: TenuredError): Promise<number> {
  const message = `Okta does not take the new key yet: ${why.message}`;
  const hint = `add the public key to the app, then: ${again(options)}`;
  if (options.json) {
    const document = {
      schemaVersion: 1,
      outcome: 'waiting',
      next: { kid: jwk['kid'], file: files.next },
      publicJwk: jwk,
    };
    await world.stdout.write(`${JSON.stringify(document, null, 2)}\n`);
    await world.stderr.write(exitLine(waiting, message, hint, 'TEN-6051'));
  } else {
    await say(world, `Waiting (TEN-6051). ${message}`);
    await say(world, `Next: ${hint}`);
  }
  return waiting;
}

async function complete(rotating: Rotating, now: boolean): Promise<number> {
  const { world, options, files } = rotating;
  const current = await publicHalf(rotating, files.current);
  const retired = await publicHalf(rotating, files.retired);
  const kids = { current: String(current['kid']), retired: String(retired['kid']) };
  const removal = `tenured keys rotate --remove-retired ${kids.retired}${configFlag(options.config)}`;
  if (options.json) {
    const document = {
      schemaVersion: 1,
      outcome: now ? 'changed' : 'done before',
      current: { kid: kids.current, file: files.current },
      retired: { kid: kids.retired, file: files.retired },
      next: removal,
    };
    await world.stdout.write(`${JSON.stringify(document, null, 2)}\n`);
    return 0;
  }
  await say(
    world,
    now
      ? `Done: Okta takes the new key, and it is the current one: kid ${kids.current}`
      : `The key has been changed already: the current one is kid ${kids.current}`,
  );
  await say(world, `The old one is kept: kid ${kids.retired}`);
  await say(world, 'A daemon that runs takes the new key up by itself with its next token, within the hour.');
  await say(world, 'Next: in Okta, in the same place, deactivate the old key, and delete it. Then:');
  await say(world, removal, '  ');
  return 0;
}

async function remove(rotating: Rotating, kid: string): Promise<number> {
  const { world, options, okta, files } = rotating;
  const material = readKeyFile(files.retired);
  if (material === null || files.stage() !== 'done') {
    throw new TenuredError('TEN-6052', 'there is no old key that could be removed', {
      where: { file: files.retired },
      hint: `see where the change of the key stands: ${again(options)}`,
    });
  }
  const retired = String((await publicHalf(rotating, files.retired))['kid']);
  if (retired !== kid) {
    throw new TenuredError('TEN-6052', 'the old key has another kid than the one that was named', {
      where: { file: files.retired },
      hint: `its kid is ${retired}`,
    });
  }
  await world.proveKey(okta, okta.privateKey);
  files.removeRetired();
  const done = { schemaVersion: 1, outcome: 'removed', retired: { kid, file: files.retired } };
  if (options.json) await world.stdout.write(`${JSON.stringify(done, null, 2)}\n`);
  else await say(world, `Removed: the old key, kid ${kid}. The current one has just proved to work.`);
  return 0;
}

type PublicHalf = Readonly<Record<string, unknown>>;

/** @throws TenuredError TEN-2001 and TEN-205x when what is there is no key. */
function publicHalf({ world, files, okta }: Rotating, file: string): Promise<PublicHalf> {
  const kid = file === files.current ? okta.privateKey.kid : null;
  return world.publicJwk(readKeyFile(file) ?? '', kid);
}

function rotatable(world: World, options: RotateOptions): Rotating {
  const okta = configured(world, options);
  const { reference } = okta.privateKey;
  if (reference.kind !== 'file') throw byHand('the key is not a file');
  if (okta.privateKey.kid !== null) throw byHand('okta.privateKey.kid is set, and it belongs to the old key alone');
  const files = new Rotation(reference.path);
  const next = okta.nextKey();
  if (next !== null && (next.reference.kind !== 'file' || next.reference.path !== files.next)) {
    throw byHand('okta.nextKey is configured, and this command keeps its own');
  }
  // Read now, so that a key file that is open to others, or is no key, is told before anything is made.
  const problems = world.keyProblems(okta.privateKey);
  if (problems.length > 0) throw new TenuredError('TEN-6050', 'the current key cannot be used', { problems });
  return { world, options, okta, files };
}

function configured(world: World, { config }: RotateOptions): ServiceApp {
  const loaded = loadConfiguration(config, world.environment);
  if (loaded.ok) {
    const { okta } = loaded.value;
    if (okta.apiToken === undefined) return okta;
    throw byHand('okta.auth names an API token, which has no key');
  }
  const [first] = loaded.error;
  throw new TenuredError(first?.code ?? 'TEN-1003', first?.message ?? 'the configuration is invalid', {
    problems: loaded.error,
  });
}

function byHand(why: string): TenuredError {
  return new TenuredError('TEN-6050', `this command cannot change the key: ${why}`, {
    hint:
      'make a new key with tenured keys generate, name it as okta.nextKey, add its public half to the app, ' +
      'see that tenured doctor takes it, then make it okta.privateKey',
  });
}

function again({ config }: RotateOptions): string {
  return `tenured keys rotate${configFlag(config)}`;
}

async function say(world: World, text: string, indent = ''): Promise<void> {
  await world.stdout.write(`${wrap(`${indent}${text}`, world.stdout.columns, indent)}\n`);
}

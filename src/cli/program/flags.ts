import { InvalidArgumentError, Option, type Command } from 'commander';
import { parseInstant, second, type Instant } from '../../domain/time/instant.ts';
import type { GlobalOptions } from '../options.ts';
import type { Looks, World } from '../world.ts';

/** The flags of every command, as commander gives them. */
export interface Flags {
  readonly config: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly verbose: number;
  readonly color: boolean;
  readonly plain?: boolean;
  readonly progress: boolean;
  readonly input: boolean;
  readonly lockTimeout: number;
}

/** Adds the flags that every command takes. */
export function withGlobals(command: Command, world: World): Command {
  const config = world.environment['TENURED_CONFIG'] ?? 'config/tenured.yaml';
  return command
    .option('-c, --config <file>', 'configuration file (TENURED_CONFIG)', config)
    .option('--json', 'print JSON on stdout; a failure ends stderr with one line of JSON')
    .option('-q, --quiet', 'print errors only, beside the result')
    .option('-v, --verbose', 'log more; twice for everything', (_value, before: number) => before + 1, 0)
    .option('--no-color', 'no colour (also: NO_COLOR)')
    .option('--plain', 'ASCII only, no colour')
    .option('--no-progress', 'no progress lines')
    .option('--no-input', 'never ask; what would be asked has to be said by a flag')
    .addOption(
      new Option('--lock-timeout <seconds>', 'wait this long for another run to end').default(30).argParser(seconds),
    );
}

/** What the flags and the surroundings make of it. */
export function globals(flags: Flags, world: World): GlobalOptions {
  const plain = flags.plain === true;
  const { colour, unicode } = looksOf(world);
  return {
    config: flags.config,
    json: flags.json === true,
    quiet: flags.quiet === true,
    verbose: flags.verbose,
    colour: flags.color && !plain && colour,
    unicode: !plain && unicode,
    progress: flags.progress,
    input: flags.input,
    lockTimeoutMs: flags.lockTimeout * second,
  };
}

/** What the surroundings alone allow. */
export function looksOf({ environment, stdout }: World): Looks {
  const noColour = (environment['NO_COLOR'] ?? '') !== '' || environment['TERM'] === 'dumb';
  return { colour: !noColour && stdout.isTerminal, unicode: isUnicode(environment) };
}

function isUnicode(environment: World['environment']): boolean {
  const locale = environment['LC_ALL'] ?? environment['LC_CTYPE'] ?? environment['LANG'] ?? 'C.UTF-8';
  return /utf-?8/i.test(locale);
}

/** Reads an instant; one without an offset would mean another time on another host. */
export function instantWithOffset(text: string): Instant {
  const value = parseInstant(text);
  if (value === undefined)
    throw new InvalidArgumentError('Give an instant with its offset, such as 2026-11-30T17:00Z.');
  return value;
}

function seconds(text: string): number {
  const value = Number(text.replace(/s$/, ''));
  if (!Number.isFinite(value) || value < 0) throw new InvalidArgumentError('Give seconds, such as 30 or 30s.');
  return value;
}

/** A port to listen on; 0 for any that is free. */
export function portNumber(text: string): number {
  const port = wholeNumber(text);
  if (port > 65_535) throw new InvalidArgumentError('Give a port from 0 to 65535.');
  return port;
}

export function wholeNumber(text: string): number {
  if (!/^\d{1,6}$/.test(text)) throw new InvalidArgumentError('Give a whole number.');
  return Number(text);
}

/** A number of rows, at least one. */
export function rowCount(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError('Give a number of rows, such as 1000.');
  return Number(text);
}

/** Collects a flag that may be given several times. */
export function several<Value extends string>(value: Value, before: readonly Value[] = []): readonly Value[] {
  return [...before, value];
}

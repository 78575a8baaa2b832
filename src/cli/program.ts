import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { TenuredError } from '../domain/kernel/errors.ts';
import { parseInstant, second, type Instant } from '../domain/time/instant.ts';
import { doctorCommand } from './commands/doctor.ts';
import { keysGenerateCommand, keysPublicCommand } from './commands/keys.ts';
import { planCommand } from './commands/plan.ts';
import { planListCommand, planShowCommand } from './commands/plan-show.ts';
import { simulatorCommand } from './commands/simulator.ts';
import { validateCommand } from './commands/validate.ts';
import { exitName } from './exit.ts';
import type { GlobalOptions } from './options.ts';
import { asTenuredError, formatError, formatExit } from './print-problem.ts';
import { reportFormats, type ReportFormat } from './show-plan.ts';
import type { World } from './world.ts';

/** Flags as commander gives them. */
interface Flags {
  readonly config: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly verbose: number;
  readonly color: boolean;
  readonly plain?: boolean;
  readonly progress: boolean;
  readonly lockTimeout: number;
}

interface PlanFlags extends Flags {
  readonly asOf?: Instant;
  readonly only?: string;
  readonly report?: readonly ReportFormat[];
  readonly out?: string;
  readonly details?: boolean;
  readonly detailedExitcode?: boolean;
}

/**
 * Runs one command line.
 * @param arguments_ without the program's own name.
 * @returns the exit code; nothing here ends the process.
 */
export async function runCommandLine(world: World, arguments_: readonly string[]): Promise<number> {
  const run: Run = { code: 0 };
  const program = buildProgram(world, run);
  try {
    await program.parseAsync(arguments_, { from: 'user' });
    return run.code;
  } catch (thrown) {
    if (thrown instanceof CommanderError) return thrown.exitCode === 0 ? 0 : misuse(world, arguments_, thrown);
    return fail(world, arguments_, thrown);
  }
}

interface Run {
  code: number;
}

async function fail(world: World, arguments_: readonly string[], thrown: unknown): Promise<number> {
  if (world.stop.aborted) {
    const code = world.stop.reason === 'SIGTERM' ? 143 : 130;
    const message = `Stopped by ${String(world.stop.reason)}. Nothing was left half done.`;
    await world.stderr.write(`\n${message}\n`);
    const exit = { type: 'exit', code, name: exitName(code), message, hint: 'run it again' };
    if (arguments_.includes('--json')) await world.stderr.write(`${JSON.stringify(exit)}\n`);
    return code;
  }
  const error = asTenuredError(thrown);
  await world.stderr.write(formatError(error, world.stderr.columns));
  if (error.code === 'TEN-9001' && arguments_.some((argument) => /^-v+$|^--verbose$/.test(argument))) {
    await world.stderr.write(`${thrown instanceof Error ? (thrown.stack ?? '') : ''}\n`);
  }
  if (arguments_.includes('--json')) await world.stderr.write(formatExit(error));
  return error.exitCode;
}

/** commander has told people what is wrong; machines are told here. */
async function misuse(world: World, arguments_: readonly string[], thrown: CommanderError): Promise<number> {
  const hint = 'run with --help for what there is';
  const error = new TenuredError('TEN-6001', thrown.message.replace(/^error: /, ''), { hint });
  if (arguments_.includes('--json')) await world.stderr.write(formatExit(error));
  return error.exitCode;
}

function buildProgram(world: World, run: Run): Command {
  const program = new Command('tenured')
    .description('Keeps an Okta organisation true to the HR system. Nothing is written to Okta that was not planned.')
    .version(world.version, '--version', 'print the version')
    .helpOption('-h, --help', 'print help for a command')
    .exitOverride()
    .showHelpAfterError('(run with --help for what there is)')
    .configureOutput({
      writeOut: (text) => void world.stdout.write(text),
      writeErr: (text) => void world.stderr.write(text),
      getOutHelpWidth: () => world.stdout.columns,
      getErrHelpWidth: () => world.stderr.columns,
    })
    .addHelpText('after', examples);
  addDemo(program, world, run);
  addKeys(program, world, run);
  addValidate(program, world, run);
  addDoctor(program, world, run);
  addPlan(program, world, run);
  addSimulator(program, world, run);
  return program;
}

const examples = `
Examples:
  tenured demo                          see it work, without Okta and without an HR system
  tenured validate -c tenured.yaml      check configuration, mapping and file
  tenured plan --report html            what would change, and why
`;

/** Adds the flags that every command takes. */
function withGlobals(command: Command, world: World): Command {
  const config = world.environment['TENURED_CONFIG'] ?? 'config/tenured.yaml';
  return command
    .option('-c, --config <file>', 'configuration file (TENURED_CONFIG)', config)
    .option('--json', 'print JSON on stdout; a failure ends stderr with one line of JSON')
    .option('-q, --quiet', 'print errors only, beside the result')
    .option('-v, --verbose', 'log more; twice for everything', (_value, before: number) => before + 1, 0)
    .option('--no-color', 'no colour (also: NO_COLOR)')
    .option('--plain', 'ASCII only, no colour')
    .option('--no-progress', 'no progress lines')
    .option('--no-input', 'never ask; nothing asks today')
    .addOption(
      new Option('--lock-timeout <seconds>', 'wait this long for another run to end').default(30).argParser(seconds),
    );
}

function globals(flags: Flags, world: World): GlobalOptions {
  const { environment, stdout } = world;
  const noColour = (environment['NO_COLOR'] ?? '') !== '' || environment['TERM'] === 'dumb';
  const plain = flags.plain === true;
  return {
    config: flags.config,
    json: flags.json === true,
    quiet: flags.quiet === true,
    verbose: flags.verbose,
    colour: flags.color && !plain && !noColour && stdout.isTerminal,
    unicode: !plain && isUnicode(environment),
    progress: flags.progress,
    lockTimeoutMs: flags.lockTimeout * second,
  };
}

function isUnicode(environment: World['environment']): boolean {
  const locale = environment['LC_ALL'] ?? environment['LC_CTYPE'] ?? environment['LANG'] ?? 'C.UTF-8';
  return /utf-?8/i.test(locale);
}

function addDemo(program: Command, world: World, run: Run): void {
  program
    .command('demo')
    .description('an invented company and a simulated Okta: from an HR file to a plan and its report')
    .option('--dir <directory>', 'where the demo keeps its files', 'tenured-demo')
    .action(async (flags: { readonly dir: string }) => {
      run.code = await world.demo(flags.dir);
    });
}

function addKeys(program: Command, world: World, run: Run): void {
  const keys = program.command('keys').description('the key pair by which Okta knows this app');
  withGlobals(keys.command('generate').description('make a key pair: private into a file, public on stdout'), world)
    .addOption(new Option('--kind <kind>', 'rsa (3072 bits) or ec (P-256)').choices(['rsa', 'ec']).default('rsa'))
    .option('--out <file>', 'file for the private key', 'okta.pem')
    .option('--kid <id>', 'key id; the thumbprint of the key when left out')
    .action(async (flags: Flags & { readonly kind: 'rsa' | 'ec'; readonly out: string; readonly kid?: string }) => {
      const { kind, out, kid = null } = flags;
      run.code = await keysGenerateCommand(world, { ...globals(flags, world), kind, out, kid });
    });
  withGlobals(keys.command('public').description('print the public half of a private key'), world)
    .argument('<file>', 'private key file')
    .option('--kid <id>', 'key id; the thumbprint of the key when left out')
    .action(async (file: string, flags: Flags & { readonly kid?: string }) => {
      run.code = await keysPublicCommand(world, file, flags.kid ?? null);
    });
}

function addValidate(program: Command, world: World, run: Run): void {
  withGlobals(
    program.command('validate').description('check configuration, mapping and HR file, without talking to Okta'),
    world,
  ).action(async (flags: Flags) => {
    run.code = await validateCommand(world, globals(flags, world));
  });
}

function addDoctor(program: Command, world: World, run: Run): void {
  withGlobals(
    program.command('doctor').description('check all that a run needs, Okta included, by harmless calls'),
    world,
  ).action(async (flags: Flags) => {
    run.code = await doctorCommand(world, globals(flags, world));
  });
}

function addPlan(program: Command, world: World, run: Run): void {
  const plan = withPlanFlags(
    program.command('plan').description('work out what would change and store it as a plan; never writes to Okta'),
    world,
  )
    .addOption(
      new Option('--as-of <instant>', 'look at another instant, e.g. 2026-11-30T17:00Z; for looking only').argParser(
        asOfInstant,
      ),
    )
    .action(async (flags: PlanFlags) => {
      run.code = await planCommand(world, { ...planOptions(flags, world), asOf: flags.asOf ?? null });
    });
  withGlobals(plan.command('list').description('the stored plans, newest first'), world)
    .option('--limit <count>', 'how many', wholeNumber, 20)
    .action(async (_flags: unknown, command: Command) => {
      const flags = command.optsWithGlobals<Flags & { readonly limit: number }>();
      run.code = await planListCommand(world, globals(flags, world), flags.limit);
    });
  withPlanFlags(plan.command('show').description('show a stored plan again'), world)
    .argument('<plan>', 'its number, or at least eight digits of its hash')
    .action(async (reference: string, _flags: unknown, command: Command) => {
      run.code = await planShowCommand(world, planOptions(command.optsWithGlobals<PlanFlags>(), world), reference);
    });
}

function withPlanFlags(command: Command, world: World): Command {
  return withGlobals(command, world)
    .option('--only <worker>', 'show one worker only; everybody is judged all the same')
    .addOption(
      new Option('--report <formats>', `write reports: ${reportFormats.join(',')}`).argParser(reportFormatList),
    )
    .option('--out <directory>', 'where reports go; beside the state when left out')
    .option('--details', 'show every reason, cell and id')
    .option('--detailed-exitcode', 'exit 2 when there is something to do');
}

function planOptions(flags: PlanFlags, world: World) {
  return {
    ...globals(flags, world),
    only: flags.only ?? null,
    reports: flags.report ?? [],
    out: flags.out ?? null,
    details: flags.details === true,
    detailedExitCode: flags.detailedExitcode === true,
  };
}

function addSimulator(program: Command, world: World, run: Run): void {
  withGlobals(
    program.command('simulator').description('an Okta organisation on this machine, to try things against'),
    world,
  )
    .option('--dir <directory>', 'where its key and a configuration are kept', 'tenured-simulator')
    .option('--port <port>', 'port to listen on; 0 takes a free one', wholeNumber, 8055)
    .option('--read-only', 'refuse everything but reading')
    .option('--manage', 'let its app write, too: users.manage, groups.manage and an administrator role')
    .option('--source <file>', 'HR file to name in the configuration it writes')
    .option('--mapping <file>', 'mapping to name in the configuration it writes; its groups exist from the start')
    .action(
      async (
        flags: Flags & {
          readonly dir: string;
          readonly port: number;
          readonly readOnly?: boolean;
          readonly manage?: boolean;
          readonly source?: string;
          readonly mapping?: string;
        },
      ) => {
        const { dir, port, source = null, mapping = null } = flags;
        const readOnly = flags.readOnly === true;
        const manage = flags.manage === true;
        run.code = await simulatorCommand(world, {
          ...globals(flags, world),
          dir,
          port,
          readOnly,
          manage,
          source,
          mapping,
        });
      },
    );
}

function asOfInstant(text: string): Instant {
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

function wholeNumber(text: string): number {
  if (!/^\d{1,6}$/.test(text)) throw new InvalidArgumentError('Give a whole number.');
  return Number(text);
}

function reportFormatList(text: string): readonly ReportFormat[] {
  const wanted = text.split(',').map((one) => one.trim());
  for (const one of wanted) {
    if (!reportFormats.some((format) => format === one)) {
      throw new InvalidArgumentError(`Give one or more of ${reportFormats.join(', ')}, separated by commas.`);
    }
  }
  return wanted as ReportFormat[];
}

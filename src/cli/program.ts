import { Command, CommanderError } from 'commander';
import { TenuredError } from '../domain/kernel/errors.ts';
import { asTenuredError, formatError, formatExit } from './print-problem.ts';
import { addCarryOut } from './program/carry-out.ts';
import { addChecks } from './program/checks.ts';
import { addDemo } from './program/demo.ts';
import { addKeys } from './program/keys.ts';
import { addMapping } from './program/mapping.ts';
import { addOkta } from './program/okta.ts';
import { addPeople } from './program/people.ts';
import { addPlan } from './program/plan.ts';
import { addProblems } from './program/problems.ts';
import { addSimulator } from './program/simulator.ts';
import { addStatus } from './program/status.ts';
import type { Family, Run } from './program/family.ts';
import { exitLine } from './print-problem.ts';
import { stopCode } from './stop.ts';
import type { World } from './world.ts';

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

async function fail(world: World, arguments_: readonly string[], thrown: unknown): Promise<number> {
  const json = arguments_.includes('--json');
  if (world.stop.aborted) {
    const code = stopCode(world);
    const message = `Stopped by ${String(world.stop.reason)}. Nothing was left half done.`;
    await world.stderr.write(`\n${message}\n`);
    if (json) await world.stderr.write(exitLine(code, message, 'run it again'));
    return code;
  }
  const error = asTenuredError(thrown);
  await world.stderr.write(formatError(error, world.stderr.columns));
  if (error.code === 'TEN-9001' && arguments_.some((argument) => /^-v+$|^--verbose$/.test(argument))) {
    await world.stderr.write(`${thrown instanceof Error ? (thrown.stack ?? '') : ''}\n`);
  }
  if (json) await world.stderr.write(formatExit(error));
  return error.exitCode;
}

/** commander has told people what is wrong; machines are told here. */
async function misuse(world: World, arguments_: readonly string[], thrown: CommanderError): Promise<number> {
  const hint = 'run with --help for what there is';
  const error = new TenuredError('TEN-6001', thrown.message.replace(/^error: /, ''), { hint });
  if (arguments_.includes('--json')) await world.stderr.write(formatExit(error));
  return error.exitCode;
}

const families: readonly Family[] = [
  addDemo,
  addKeys,
  addChecks,
  addMapping,
  addPlan,
  addCarryOut,
  addStatus,
  addProblems,
  addPeople,
  addOkta,
  addSimulator,
];

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
  for (const add of families) add(program, world, run);
  return program;
}

const examples = `
Examples:
  tenured demo                          see it work, without Okta and without an HR system
  tenured inspect people.csv            what an HR file holds, and a first mapping
  tenured validate -c tenured.yaml      check configuration, mapping and file
  tenured plan --report html            what would change, and why
  tenured plan approve 418              say yes to it
  tenured apply 418                     carry it out
  tenured status                        is everything as it should be?
  tenured problems --csv problems.csv   what HR has to correct
`;

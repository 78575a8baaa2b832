import { doctorCommand } from '../commands/doctor.ts';
import { validateCommand } from '../commands/validate.ts';
import type { Family } from './family.ts';
import { globals, withGlobals, type Flags } from './flags.ts';

export const addChecks: Family = (program, world, run) => {
  withGlobals(
    program.command('validate').description('check configuration, mapping and HR file, without talking to Okta'),
    world,
  ).action(async (flags: Flags) => {
    run.code = await validateCommand(world, globals(flags, world));
  });
  withGlobals(
    program.command('doctor').description('check all that a run needs, Okta included, by harmless calls'),
    world,
  ).action(async (flags: Flags) => {
    run.code = await doctorCommand(world, globals(flags, world));
  });
};

import { statusCommand } from '../commands/status.ts';
import type { Family } from './family.ts';
import { globals, withGlobals, type Flags } from './flags.ts';

export const addStatus: Family = (program, world, run) => {
  withGlobals(program.command('status').description('how things stand, in one screen, without asking Okta'), world)
    .addHelpText('after', '\nExample:\n  tenured status --json\n')
    .action(async (flags: Flags) => {
      run.code = await statusCommand(world, globals(flags, world));
    });
};

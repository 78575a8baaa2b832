import { simulatorCommand } from '../commands/simulator.ts';
import type { Family } from './family.ts';
import { globals, wholeNumber, withGlobals, type Flags } from './flags.ts';

interface SimulatorFlags extends Flags {
  readonly dir: string;
  readonly port: number;
  readonly readOnly?: boolean;
  readonly manage?: boolean;
  readonly source?: string;
  readonly mapping?: string;
}

export const addSimulator: Family = (program, world, run) => {
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
    .action(async (flags: SimulatorFlags) => {
      const { dir, port, readOnly = false, manage = false, source = null, mapping = null } = flags;
      run.code = await simulatorCommand(world, {
        ...globals(flags, world),
        dir,
        port,
        readOnly,
        manage,
        source,
        mapping,
      });
    });
};

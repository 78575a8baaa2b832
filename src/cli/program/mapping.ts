import { inspectCommand } from '../commands/inspect.ts';
import type { Family } from './family.ts';
import { globals, rowCount, withGlobals, type Flags } from './flags.ts';

interface InspectFlags extends Flags {
  readonly out?: string;
  readonly force?: boolean;
  readonly rowLimit?: number;
}

/** What a person needs who maps a file. */
export const addMapping: Family = (program, world, run) => {
  withGlobals(
    program.command('inspect').description('look at an HR file: what it holds, what is dangerous, a first mapping'),
    world,
  )
    .argument('<file>', 'the file as HR exports it')
    .option('--out <file>', 'write a first mapping there')
    .option('--force', 'overwrite it')
    .option('--row-limit <count>', 'look at the first rows only', rowCount)
    .addHelpText(
      'after',
      '\nExamples:\n  tenured inspect people.csv\n  tenured inspect people.csv --out people.yaml\n',
    )
    .action(async (file: string, flags: InspectFlags) => {
      const { out = null, force = false, rowLimit = null } = flags;
      run.code = await inspectCommand(world, { ...globals(flags, world), out, force, rowLimit }, file);
    });
};

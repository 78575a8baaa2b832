import { Option, type Command } from 'commander';
import type { Instant } from '../../domain/time/instant.ts';
import { inspectCommand } from '../commands/inspect.ts';
import { mappingPreviewCommand } from '../commands/mapping-preview.ts';
import { mappingTryCommand } from '../commands/mapping-try.ts';
import type { World } from '../world.ts';
import type { Family, Run } from './family.ts';
import { globals, instantWithOffset, rowCount, withGlobals, type Flags } from './flags.ts';

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
    .addHelpText('after', '\nExamples:\n  tenured inspect people.csv\n  tenured inspect people.csv --out people.yaml\n')
    .action(async (file: string, flags: InspectFlags) => {
      const { out = null, force = false, rowLimit = null } = flags;
      run.code = await inspectCommand(world, { ...globals(flags, world), out, force, rowLimit }, file);
    });
  const mapping = program.command('mapping').description('look at what a mapping makes of people, before it counts');
  addPreview(mapping, world, run);
  addTry(mapping, world, run);
};

interface PreviewFlags extends Flags {
  readonly row?: number;
  readonly worker?: string;
  readonly source?: string;
  readonly asOf?: Instant;
}

function addPreview(mapping: Command, world: World, run: Run): void {
  withGlobals(
    mapping.command('preview').description('what the mapping makes of one person: cells, dates, account'),
    world,
  )
    .addOption(
      new Option('--row <number>', 'the row as a spreadsheet counts it').argParser(rowCount).conflicts('worker'),
    )
    .option('--worker <id>', 'the person by worker id')
    .option('--source <name>', 'the source to look into, where there are several')
    .option('--as-of <instant>', 'look at another instant, such as 2026-11-30T17:00Z', instantWithOffset)
    .addHelpText('after', '\nExamples:\n  tenured mapping preview --row 5\n  tenured mapping preview --worker 00123\n')
    .action(async (flags: PreviewFlags) => {
      const { row, worker, source = null, asOf = null } = flags;
      const wanted = worker !== undefined ? { worker } : row !== undefined ? { row } : null;
      run.code = await mappingPreviewCommand(world, { ...globals(flags, world), wanted, source, asOf });
    });
}

interface TryFlags extends Flags {
  readonly source?: string;
  readonly asOf?: Instant;
  readonly limit: number;
  readonly detailedExitcode?: boolean;
}

function addTry(mapping: Command, world: World, run: Run): void {
  withGlobals(
    mapping.command('try').description('what another mapping would change, and for whom; writes nothing'),
    world,
  )
    .argument('<file>', 'the new mapping')
    .option('--source <name>', 'the source that it is for, where there are several')
    .option('--as-of <instant>', 'look at another instant, such as 2026-11-30T17:00Z', instantWithOffset)
    .addOption(new Option('--limit <count>', 'name so many people for each difference').default(5).argParser(rowCount))
    .option('--detailed-exitcode', 'exit 2 when anything would change')
    .addHelpText('after', '\nExample:\n  tenured mapping try people-new.yaml\n')
    .action(async (file: string, flags: TryFlags) => {
      const { source = null, asOf = null, limit, detailedExitcode = false } = flags;
      const options = { ...globals(flags, world), source, asOf, shown: limit, detailedExitCode: detailedExitcode };
      run.code = await mappingTryCommand(world, options, file);
    });
}

import { Option } from 'commander';
import type { Instant } from '../../domain/time/instant.ts';
import { simulatorCommand } from '../commands/simulator.ts';
import type { ReadyMadeOrganisation, SimulatedLimits } from '../world.ts';
import type { Family } from './family.ts';
import { globals, instantWithOffset, portNumber, wholeNumber, withGlobals, type Flags } from './flags.ts';

interface SimulatorFlags extends Flags {
  readonly dir: string;
  readonly port: number;
  readonly readOnly?: boolean;
  readonly manage?: boolean;
  readonly org: ReadyMadeOrganisation;
  readonly seed?: number;
  readonly import?: string;
  readonly persist?: string;
  readonly clock?: Instant;
  readonly limits: SimulatedLimits;
  readonly source?: string;
  readonly mapping?: string;
}

const organisations: readonly ReadyMadeOrganisation[] = ['empty', 'small', 'big', 'messy'];
const limits: readonly SimulatedLimits[] = ['devFree', 'devPaid', 'oneApp', 'enterprise', 'workforce', 'unlimited'];

export const addSimulator: Family = (program, world, run) => {
  withGlobals(
    program.command('simulator').description('an Okta organisation on this machine, to try things against'),
    world,
  )
    .option('--dir <directory>', 'where its keys and a configuration are kept', 'tenured-simulator')
    .option('--port <port>', 'port to listen on; 0 takes a free one', portNumber, 8055)
    .addOption(new Option('--org <name>', 'who is in it').choices(organisations).default('empty'))
    .option('--seed <number>', 'invent people and ids from this number: the same every time', wholeNumber)
    .option('--import <file>', 'start from an organisation that was exported as JSON')
    .option('--persist <file>', 'keep the organisation in this file, over restarts')
    .option('--clock <instant>', 'give it a clock of its own that can be moved, from this instant', instantWithOffset)
    .addOption(
      new Option('--limits <kind>', 'rate limits of this kind of organisation').choices(limits).default('workforce'),
    )
    .option('--read-only', 'refuse everything but reading')
    .option('--manage', 'let its apps write, too: users.manage, groups.manage and an administrator role')
    .option('--source <file>', 'HR file to name in the configuration it writes')
    .option('--mapping <file>', 'mapping to name in the configuration it writes; its groups exist from the start')
    .action(async (flags: SimulatorFlags) => {
      run.code = await simulatorCommand(world, {
        ...globals(flags, world),
        dir: flags.dir,
        port: flags.port,
        readOnly: flags.readOnly ?? false,
        manage: flags.manage ?? false,
        org: flags.org,
        seed: flags.seed ?? null,
        importFile: flags.import ?? null,
        persist: flags.persist ?? null,
        startAt: flags.clock ?? null,
        limits: flags.limits,
        source: flags.source ?? null,
        mapping: flags.mapping ?? null,
      });
    });
};

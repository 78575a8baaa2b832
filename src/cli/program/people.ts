import type { Instant } from '../../domain/time/instant.ts';
import { cutAccessCommand } from '../commands/cut-access.ts';
import { pauseCommand, resumeCommand } from '../commands/pause.ts';
import type { Family } from './family.ts';
import { globals, instantWithOffset, withGlobals, type Flags } from './flags.ts';

interface CutFlags extends Flags {
  readonly at?: Instant;
  readonly protected?: boolean;
  readonly reason?: string;
  readonly yes?: boolean;
  readonly lift?: boolean;
}

interface PauseFlags extends Flags {
  readonly reason?: string;
  readonly yes?: boolean;
}

export const addPeople: Family = (program, world, run) => {
  withGlobals(
    program.command('cut-access').description("end one person's access now, or at an instant, whatever HR says"),
    world,
  )
    .argument('<worker>', "HR's id of the person, or their name")
    .option('--at <instant>', 'at this instant instead of now, e.g. 2026-11-30T17:00Z', instantWithOffset)
    .option('--protected', 'also when the account is protected')
    .option('--reason <text>', 'why, for whoever reads the audit later')
    .option('--yes', 'do not ask')
    .option('--lift', 'take the request back')
    .addHelpText(
      'after',
      '\nExamples:\n  tenured cut-access E10442 --reason "case 7713"\n  tenured cut-access "Kim Novak"\n',
    )
    .action(async (worker: string, flags: CutFlags) => {
      const { at = null, reason = null, yes = false, lift = false } = flags;
      const evenProtected = flags.protected === true;
      run.code = await cutAccessCommand(
        world,
        { ...globals(flags, world), at, evenProtected, reason, yes, lift },
        worker,
      );
    });
  withGlobals(program.command('pause').description('write nothing to Okta, for one person or for everybody'), world)
    .argument('[worker]', "HR's id of the person, or their name; everybody when left out")
    .option('--reason <text>', 'why, for whoever reads it later')
    .option('--yes', 'do not ask')
    .addHelpText('after', '\nExamples:\n  tenured pause\n  tenured pause E10442 --reason "under review"\n')
    .action(async (worker: string | undefined, flags: PauseFlags) => {
      const { reason = null, yes = false } = flags;
      run.code = await pauseCommand(world, { ...globals(flags, world), reason, yes }, worker ?? null);
    });
  withGlobals(program.command('resume').description('end a pause'), world)
    .argument('[worker]', "HR's id of the person, or their name; the pause of everybody when left out")
    .option('--yes', 'do not ask')
    .addHelpText('after', '\nExample:\n  tenured resume E10442\n')
    .action(async (worker: string | undefined, flags: PauseFlags) => {
      run.code = await resumeCommand(world, { ...globals(flags, world), yes: flags.yes === true }, worker ?? null);
    });
};

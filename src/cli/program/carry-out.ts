import { applyCommand } from '../commands/apply.ts';
import { runCommand } from '../commands/run.ts';
import { undoCommand } from '../commands/undo.ts';
import type { Family } from './family.ts';
import { globals, wholeNumber, withGlobals, type Flags } from './flags.ts';

export const addCarryOut: Family = (program, world, run) => {
  withGlobals(program.command('apply').description('carry out what of a plan may be carried out'), world)
    .argument('[plan]', 'its number, or at least eight digits of its hash; the newest open one when left out')
    .option('--only <worker>', 'carry out what is about this person only; everybody is judged all the same')
    .addHelpText('after', '\nExamples:\n  tenured apply\n  tenured apply 418 --only E10442\n')
    .action(async (plan: string | undefined, flags: Flags & { readonly only?: string }) => {
      run.code = await applyCommand(world, { ...globals(flags, world), only: flags.only ?? null }, plan ?? null);
    });
  withGlobals(
    program.command('run').description('plan and carry out by itself, at every instant at which something falls due'),
    world,
  )
    .option('--once', 'one turn, then end: for a schedule of your own')
    .addHelpText(
      'after',
      '\nExamples:\n  tenured run            the daemon, until it is stopped\n  tenured run --once\n',
    )
    .action(async (flags: Flags & { readonly once?: boolean }) => {
      run.code = await runCommand(world, { ...globals(flags, world), once: flags.once === true });
    });
  withGlobals(program.command('undo').description('take back what a run did, as far as Okta can'), world)
    .argument('<run>', "the run's number, as apply and status print it", wholeNumber)
    .option('--reason <text>', 'why, for whoever reads the audit later')
    .option('--yes', 'do not ask')
    .addHelpText('after', '\nExample:\n  tenured undo 57\n')
    .action(async (which: number, flags: Flags & { readonly reason?: string; readonly yes?: boolean }) => {
      const { reason = null, yes = false } = flags;
      run.code = await undoCommand(world, { ...globals(flags, world), reason, yes }, which);
    });
};

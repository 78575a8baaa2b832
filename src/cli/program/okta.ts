import { acceptFewerCommand } from '../commands/accept-fewer.ts';
import type { Family } from './family.ts';
import { globals, withGlobals, type Flags } from './flags.ts';

interface AcceptFlags extends Flags {
  readonly reason?: string;
  readonly yes?: boolean;
}

/** What a person needs who knows more of the organisation than Okta shows. */
export const addOkta: Family = (program, world, run) => {
  const okta = program.command('okta').description('what is known of the Okta organisation');
  withGlobals(
    okta.command('accept-fewer').description('say that Okta rightly shows fewer accounts or groups than before'),
    world,
  )
    .option('--reason <text>', 'why, for whoever reads the audit later')
    .option('--yes', 'do not ask')
    .addHelpText('after', '\nExample:\n  tenured okta accept-fewer --reason "old accounts cleaned up"\n')
    .action(async (flags: AcceptFlags) => {
      const { reason = null, yes = false } = flags;
      run.code = await acceptFewerCommand(world, { ...globals(flags, world), reason, yes });
    });
};

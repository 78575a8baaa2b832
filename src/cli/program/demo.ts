import type { Family } from './family.ts';
import { looksOf } from './flags.ts';

export const addDemo: Family = (program, world, run) => {
  program
    .command('demo')
    .description('an invented company and a simulated Okta: a first plan, consent, and four days of a daemon')
    .option('--dir <directory>', 'where the demo keeps its files', 'tenured-demo')
    .action(async (flags: { readonly dir: string }) => {
      run.code = await world.demo(flags.dir, looksOf(world));
    });
};

import { problemsCommand } from '../commands/problems.ts';
import type { Family } from './family.ts';
import { globals, withGlobals, type Flags } from './flags.ts';

interface ProblemsFlags extends Flags {
  readonly csv?: string | true;
  readonly plan?: string;
}

export const addProblems: Family = (program, world, run) => {
  withGlobals(
    program.command('problems').description('what HR has to correct, and what follows for whom, without asking Okta'),
    world,
  )
    .option('--csv [file]', 'as CSV for a spreadsheet, on stdout when no file or - is named')
    .option('--plan <plan>', 'as it was at this plan, by number or hash; the newest when left out')
    .addHelpText('after', '\nExamples:\n  tenured problems\n  tenured problems --csv problems.csv\n')
    .action(async (flags: ProblemsFlags) => {
      const { csv: asked = null, plan = null } = flags;
      const csv = asked === '-' ? true : asked;
      run.code = await problemsCommand(world, { ...globals(flags, world), csv, plan });
    });
};

import { InvalidArgumentError, Option, type Command } from 'commander';
import { operationKinds, type OperationKind } from '../../domain/plan/artefact.ts';
import type { Instant } from '../../domain/time/instant.ts';
import { planDecideCommand } from '../commands/plan-decide.ts';
import { planDiffCommand } from '../commands/plan-diff.ts';
import { planListCommand, planShowCommand } from '../commands/plan-show.ts';
import { planCommand } from '../commands/plan.ts';
import { reportFormats, type ReportFormat } from '../show-plan.ts';
import type { World } from '../world.ts';
import type { Family, Run } from './family.ts';
import { globals, instantWithOffset, several, wholeNumber, withGlobals, type Flags } from './flags.ts';

interface PlanFlags extends Flags {
  readonly asOf?: Instant;
  readonly only?: string;
  readonly report?: readonly ReportFormat[];
  readonly out?: string;
  readonly details?: boolean;
  readonly detailedExitcode?: boolean;
}

const planArgument = 'its number, or at least eight digits of its hash';

export const addPlan: Family = (program, world, run) => {
  const plan = withPlanFlags(
    program.command('plan').description('work out what would change and store it as a plan; never writes to Okta'),
    world,
  )
    .addOption(
      new Option('--as-of <instant>', 'look at another instant, e.g. 2026-11-30T17:00Z; for looking only').argParser(
        instantWithOffset,
      ),
    )
    .action(async (flags: PlanFlags) => {
      run.code = await planCommand(world, { ...planOptions(flags, world), asOf: flags.asOf ?? null });
    });
  addLooking(plan, world, run);
  addDecision(plan, world, run, 'approve');
  addDecision(plan, world, run, 'reject');
};

function addLooking(plan: Command, world: World, run: Run): void {
  withGlobals(plan.command('list').description('the stored plans, newest first'), world)
    .option('--limit <count>', 'how many', wholeNumber, 20)
    .action(async (_flags: unknown, command: Command) => {
      const flags = command.optsWithGlobals<Flags & { readonly limit: number }>();
      run.code = await planListCommand(world, globals(flags, world), flags.limit);
    });
  withPlanFlags(plan.command('show').description('show a stored plan again'), world)
    .argument('<plan>', planArgument)
    .action(async (reference: string, _flags: unknown, command: Command) => {
      run.code = await planShowCommand(world, planOptions(command.optsWithGlobals<PlanFlags>(), world), reference);
    });
  withGlobals(plan.command('diff').description('what two plans say differently, by person'), world)
    .argument('<before>', planArgument)
    .argument('<after>', planArgument)
    .addHelpText('after', '\nExample:\n  tenured plan diff 417 418\n')
    .action(async (before: string, after: string, _flags: unknown, command: Command) => {
      run.code = await planDiffCommand(world, globals(command.optsWithGlobals<Flags>(), world), before, after);
    });
}

interface DecisionFlags extends Flags {
  readonly worker?: readonly string[];
  readonly kind?: readonly OperationKind[];
  readonly reason?: string;
  readonly yes?: boolean;
}

const decisions = {
  approve: {
    description: 'say yes to what a plan would do, or to a part of it',
    examples: '\nExamples:\n  tenured plan approve 418\n  tenured plan approve 418 --kind create --kind activate\n',
  },
  reject: {
    description: 'say no to what a plan would do, or to a part of it',
    examples: '\nExamples:\n  tenured plan reject 418 --worker E10442 --reason "stays until March"\n',
  },
} as const;

function addDecision(plan: Command, world: World, run: Run, decision: 'approve' | 'reject'): void {
  const { description, examples } = decisions[decision];
  withGlobals(plan.command(decision).description(description), world)
    .argument('<plan>', planArgument)
    .option('--worker <id>', 'only what is about this person; may be given several times', several<string>)
    .option('--kind <kind>', 'only changes of this kind; may be given several times', kinds)
    .option('--reason <text>', 'why, for whoever reads the audit later')
    .option('--yes', 'do not ask')
    .addHelpText('after', examples)
    .action(async (reference: string, _flags: unknown, command: Command) => {
      const flags = command.optsWithGlobals<DecisionFlags>();
      run.code = await planDecideCommand(
        world,
        {
          ...globals(flags, world),
          decision,
          workers: flags.worker ?? [],
          kinds: flags.kind ?? [],
          reason: flags.reason ?? null,
          yes: flags.yes === true,
        },
        reference,
      );
    });
}

function kinds(text: string, before: readonly OperationKind[] = []): readonly OperationKind[] {
  const kind = operationKinds.find((one) => one === text);
  if (kind === undefined) throw new InvalidArgumentError(`Give one of ${operationKinds.join(', ')}.`);
  return [...before, kind];
}

function withPlanFlags(command: Command, world: World): Command {
  return withGlobals(command, world)
    .option('--only <worker>', 'show one worker only; everybody is judged all the same')
    .addOption(
      new Option('--report <formats>', `write reports: ${reportFormats.join(',')}`).argParser(reportFormatList),
    )
    .option('--out <directory>', 'where reports go; beside the state when left out')
    .option('--details', 'show every reason, cell and id')
    .option('--detailed-exitcode', 'exit 2 when there is something to do');
}

function planOptions(flags: PlanFlags, world: World) {
  return {
    ...globals(flags, world),
    only: flags.only ?? null,
    reports: flags.report ?? [],
    out: flags.out ?? null,
    details: flags.details === true,
    detailedExitCode: flags.detailedExitcode === true,
  };
}

function reportFormatList(text: string): readonly ReportFormat[] {
  const wanted = text.split(',').map((one) => one.trim());
  for (const one of wanted) {
    if (!reportFormats.some((format) => format === one)) {
      throw new InvalidArgumentError(`Give one or more of ${reportFormats.join(', ')}, separated by commas.`);
    }
  }
  return wanted as ReportFormat[];
}

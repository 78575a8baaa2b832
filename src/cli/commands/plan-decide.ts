import type { OperationKind } from '../../domain/plan/artefact.ts';
import { TenuredError } from '../../domain/kernel/errors.ts';
import { decideOnPlan, type Decided } from '../../reconcile/approve/approve.ts';
import { number } from '../../report/index.ts';
import { confirm } from '../confirm.ts';
import type { GlobalOptions } from '../options.ts';
import { requirePlan } from '../require-plan.ts';
import { amount, decisionLines, matterOf } from '../screens/decision.ts';
import { printLines, toScreen } from '../screens/to-screen.ts';
import { configFlag } from '../show-plan.ts';
import { withState } from '../with-state.ts';
import type { World } from '../world.ts';

export interface PlanDecideOptions extends GlobalOptions {
  readonly decision: 'approve' | 'reject';
  /** HR's ids; everybody when empty. */
  readonly workers: readonly string[];
  /** Every kind when empty. */
  readonly kinds: readonly OperationKind[];
  readonly reason: string | null;
  readonly yes: boolean;
}

/**
 * Shows what of a plan is being decided, asks, and writes the decision down. Needs no lease: it is one transaction, and
 * whoever carries plans out looks at it anew each time.
 */
export async function planDecideCommand(world: World, options: PlanDecideOptions, reference: string): Promise<number> {
  return withState(world, options, async (state) => {
    const plan = requirePlan(state, reference);
    const chosen = { workers: chosenOf(options.workers), kinds: chosenOf(options.kinds) };
    const matter = matterOf(
      plan,
      ({ subject, kind }) => (chosen.workers?.has(subject.worker) ?? true) && (chosen.kinds?.has(kind) ?? true),
    );
    refuseUnknownWorkers(options.workers, matter.operations);
    const words = wording[options.decision];
    if (!options.json) {
      await printLines(world.stdout, decisionLines(toScreen(world.stdout, options), plan, matter, words.about));
      await world.stdout.write('\n');
    }
    if (!(await confirm(world, options, `${words.ask} ${amount(matter)}?`))) return 0;
    const { decision, reason } = options;
    const decided = await decideOnPlan(
      { clock: world.clock, stores: state.stores, breathe: world.breathe },
      { plan, decision, ...chosen, person: world.user(), reason },
    );
    await tell(world, options, plan.envelope.number, decided);
    return 0;
  });
}

const wording = {
  approve: { about: 'You are asked to approve', ask: 'Approve', done: 'Approved' },
  reject: { about: 'You are asked to reject', ask: 'Reject', done: 'Rejected' },
} as const;

function chosenOf<Value>(values: readonly Value[]): ReadonlySet<Value> | null {
  return values.length === 0 ? null : new Set(values);
}

function refuseUnknownWorkers(workers: readonly string[], operations: number): void {
  if (workers.length === 0 || operations > 0) return;
  throw new TenuredError('TEN-5018', `nothing in the plan is about ${workers.join(', ')}`, {
    hint: "give HR's ids, byte for byte; `tenured plan show` says who is in it",
  });
}

async function tell(world: World, options: PlanDecideOptions, plan: number, decided: Decided): Promise<void> {
  const person = world.user();
  const { operations, people, findings, acceptedFile } = decided;
  const accepted = findings.map(({ guardrail, measured }) => ({ guardrail, measured }));
  if (options.json) {
    const { decision } = options;
    const apart = decided.toldApart.length === 0 ? {} : { toldApart: decided.toldApart };
    const about = { operations, people, findings: accepted, acceptedFile };
    const document = { schemaVersion: 1, plan, decision, person, ...about, ...apart };
    await world.stdout.write(`${JSON.stringify(document, null, 2)}\n`);
    return;
  }
  const to = toScreen(world.stdout, options);
  const checks = accepted.map((one) => `${one.guardrail}${one.measured === null ? '' : ` at ${number(one.measured)}`}`);
  await printLines(world.stdout, [
    ...to.lines(`${wording[options.decision].done} by ${person}: ${amount(decided)}.`, 0, 'bold'),
    ...(options.decision === 'approve' && checks.length > 0
      ? to.lines(`Accepted with it, as measured: ${checks.join(', ')}.`, 0)
      : []),
    ...decided.toldApart.flatMap(([previous, worker]) =>
      to.lines(
        `${previous} and ${worker} count as two people from now on, until HR says something else of one of them.`,
        0,
      ),
    ),
    ...to.lines(nextStep(options, plan, decided), 0),
  ]);
}

function nextStep({ decision, config }: PlanDecideOptions, plan: number, { acceptedFile }: Decided): string {
  const flag = configFlag(config);
  if (acceptedFile) return `The file is accepted. Next: tenured plan${flag}, which is made from it.`;
  if (decision === 'approve') return `Next: tenured apply ${String(plan)}${flag}, unless a daemon does it.`;
  return 'These changes are not carried out, in later plans neither, until this decision expires or somebody approves.';
}

import type { Operation, StoredPlan } from '../../domain/plan/artefact.ts';
import { counted, kindWords, type Screen } from '../../report/index.ts';
import type { GlobalOptions } from '../options.ts';
import { requirePlan } from '../require-plan.ts';
import { printLines, toScreen } from '../screens/to-screen.ts';
import { withState } from '../with-state.ts';
import type { World } from '../world.ts';

/** What two plans say differently: the same effect has the same id in both. */
interface Difference {
  readonly onlyBefore: readonly Operation[];
  readonly onlyAfter: readonly Operation[];
  readonly both: number;
}

/** Tells, by person and kind, which changes are in one plan only. */
export async function planDiffCommand(
  world: World,
  options: GlobalOptions,
  before: string,
  after: string,
): Promise<number> {
  return withState(world, options, async (state) => {
    const [one, other] = [requirePlan(state, before), requirePlan(state, after)];
    const found = differenceOf(one, other);
    const numbers = { before: one.envelope.number, after: other.envelope.number };
    if (options.json) {
      await world.stdout.write(`${JSON.stringify({ schemaVersion: 1, ...numbers, ...found }, null, 2)}\n`);
      return 0;
    }
    await printLines(world.stdout, lines(toScreen(world.stdout, options), numbers, found));
    return 0;
  });
}

function differenceOf(one: StoredPlan, other: StoredPlan): Difference {
  const known = new Set<string>();
  for (const operation of operationsOf(other)) known.add(operation.id);
  const onlyBefore: Operation[] = [];
  let both = 0;
  for (const operation of operationsOf(one)) {
    if (known.delete(operation.id)) both += 1;
    else onlyBefore.push(operation);
  }
  const onlyAfter = [...operationsOf(other)].filter(({ id }) => known.has(id));
  return { onlyBefore, onlyAfter, both };
}

function* operationsOf(plan: StoredPlan): Iterable<Operation> {
  for (const { line } of plan.lines()) if (line.line === 'operation') yield line;
}

function* lines(
  to: Screen,
  { before, after }: { readonly before: number; readonly after: number },
  { onlyBefore, onlyAfter, both }: Difference,
): Generator<string> {
  yield* section(to, `ONLY IN PLAN ${String(before)}`, onlyBefore);
  yield* section(to, `ONLY IN PLAN ${String(after)}`, onlyAfter);
  yield '';
  yield* to.lines(`In both: ${counted(both, 'change')}`, 0);
}

function* section(to: Screen, title: string, operations: readonly Operation[]): Generator<string> {
  if (operations.length === 0) {
    yield* to.empty(title, 'nothing');
    return;
  }
  yield* to.heading(`${title} (${String(operations.length)})`);
  const people = new Map<string, Operation[]>();
  for (const operation of operations) {
    const own = people.get(operation.subject.worker);
    if (own === undefined) people.set(operation.subject.worker, [operation]);
    else own.push(operation);
  }
  for (const [worker, own] of people) {
    yield* to.lines(`${own[0]?.subject.name ?? worker} (${worker})`, 2);
    for (const { kind, target } of own) {
      const { symbol, step, tone } = kindWords(kind);
      yield* to.lines(`${symbol} ${step}${target === null ? '' : ` ${target}`}`, 6, tone);
    }
  }
}

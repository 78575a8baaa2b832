import type { Clock } from '../../domain/kernel/clock.ts';
import type { CompiledMapping } from '../../domain/mapping/compiled.ts';
import type { OperationOutcome } from '../ports.ts';
import { consequences } from '../apply/consequences.ts';
import { settleByReading } from '../apply/read-back.ts';
import type { ApplyStores } from '../apply/tools.ts';
import type { Emit } from '../events.ts';
import { resolveGroups } from '../plan/groups.ts';
import type { DirectoryReader, OpenIntent, OperationJournal } from '../ports.ts';

export interface ResumeTools {
  readonly clock: Clock;
  readonly directory: DirectoryReader;
  readonly journal: OperationJournal;
  readonly stores: ApplyStores;
  readonly mapping: CompiledMapping;
  readonly emit: Emit;
}

/**
 * Settles what a crash or a lost answer left in doubt, by reading Okta: the effect is there and is written down as done, or
 * it is not and may be planned again. Nothing is written to Okta.
 * @returns how many there were.
 */
export async function resume(tools: ResumeTools): Promise<number> {
  const intents = tools.journal.open();
  for (const intent of intents) {
    const outcome = await settle(tools, intent);
    tools.emit({ type: 'settled', operation: intent.operation, outcome });
  }
  return intents.length;
}

async function settle(tools: ResumeTools, intent: OpenIntent): Promise<OperationOutcome> {
  const { mirror } = tools.stores;
  const groups = resolveGroups(mirror, tools.mapping.managedGroups);
  const attributes = mirror.state().attributes;
  const ended = await settleByReading(
    { directory: tools.directory, groups, attributes },
    intent.operation,
    'the process ended before the answer',
  );
  const at = tools.clock.now();
  const { outcome, detail, user } = ended;
  const conclusion = { outcome, at, detail, requestId: null, ...(user === null ? {} : { okta: user.id }) };
  tools.journal.conclude(intent, { ...conclusion, ...effectOf(intent, ended.user?.status ?? null) }, () => {
    consequences({ stores: tools.stores, groups }, intent, withEffect(intent, ended), at);
  });
  return outcome;
}

type Ending = Awaited<ReturnType<typeof settleByReading>>;

/** A disable that reads back as DEPROVISIONED took the branch of deactivating. */
function effectOf(intent: OpenIntent, status: string | null): { readonly effect?: 'deactivate' } {
  return intent.operation.kind === 'disable' && status === 'DEPROVISIONED' ? { effect: 'deactivate' } : {};
}

function withEffect(intent: OpenIntent, ended: Ending): Ending {
  return { ...ended, ...effectOf(intent, ended.user?.status ?? null) };
}

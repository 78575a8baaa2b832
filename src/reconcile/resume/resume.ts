import type { Clock } from '../../domain/kernel/clock.ts';
import type { Mappings } from '../../domain/mapping/mappings.ts';
import type { Operation } from '../../domain/plan/artefact.ts';
import { conclude } from '../apply/conclude.ts';
import type { Ended } from '../apply/ended.ts';
import { settleByReading } from '../apply/read-back.ts';
import type { ApplyStores } from '../apply/tools.ts';
import type { Emit } from '../events.ts';
import { resolveGroups } from '../plan/groups.ts';
import type { DirectoryReader, OperationJournal } from '../ports.ts';

export interface ResumeTools {
  readonly clock: Clock;
  readonly directory: DirectoryReader;
  readonly journal: OperationJournal;
  readonly stores: ApplyStores;
  readonly mappings: Mappings;
  readonly emit: Emit;
}

/**
 * Settles what a crash or a lost answer left in doubt, by reading Okta: the effect is there and is written down as done, or
 * it is not and may be planned again. Nothing is written to Okta.
 * @returns how many there were.
 */
export async function resume(tools: ResumeTools): Promise<number> {
  const intents = tools.journal.open();
  if (intents.length === 0) return 0;
  const { mirror } = tools.stores;
  const groups = resolveGroups(mirror, tools.mappings.managedGroups);
  const reading = { directory: tools.directory, groups, attributes: mirror.state().attributes };
  for (const intent of intents) {
    const unanswered = { why: 'the process ended before the answer', requestId: null };
    const read = await settleByReading(reading, intent.operation, unanswered);
    const ended = withBranch(intent.operation, read);
    conclude({ ...tools, groups }, intent, ended, tools.clock.now());
    tools.emit({ type: 'settled', operation: intent.operation, outcome: ended.outcome });
  }
  return intents.length;
}

/** A disable that reads back as DEPROVISIONED took the branch of deactivating. */
function withBranch({ kind }: Operation, ended: Ended): Ended {
  return kind === 'disable' && ended.user?.status === 'DEPROVISIONED' ? { ...ended, effect: 'deactivate' } : ended;
}

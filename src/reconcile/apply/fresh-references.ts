import { TenuredError } from '../../domain/kernel/errors.ts';
import { minute, type Instant } from '../../domain/time/instant.ts';
import { refreshReferences } from '../observe/references.ts';
import type { ApplyTools } from './tools.ts';

/** The gate lets no group be written to by rules that are older than 15 minutes. */
const every = 10 * minute;

/**
 * Reads group rules and administrators again when they were last read ten minutes ago, also while a long plan is carried
 * out. What cannot be read is noted, and the gate then allows what it may: nothing is thrown for it. Ends of access alone
 * do not wait for such a read, since they may be carried out by the last list.
 */
export function freshReferences(tools: ApplyTools, endingsOnly: boolean): () => Promise<void> {
  const { clock, stores } = tools;
  let triedAt: Instant | null = null;
  return async () => {
    if (endingsOnly) return;
    const { rulesAt, administratorsAt } = stores.mirror.state();
    const now = clock.now();
    const old = [rulesAt, administratorsAt].some((at) => at === null || now - at >= every);
    if (!old || (triedAt !== null && now - triedAt < every)) return;
    triedAt = now;
    try {
      await refreshReferences({ ...tools, mirror: stores.mirror });
    } catch (error) {
      if (!(error instanceof TenuredError) || !/^TEN-2[234]/.test(error.code)) throw error;
    }
  };
}

import type { Instant } from '../../domain/time/instant.ts';
import type { OpenIntent, OperationJournal } from '../ports.ts';
import { consequences, type ConsequenceTools } from './consequences.ts';
import type { Ended } from './ended.ts';

/** Writes down how an intent ended, with what follows from it on this side, in one transaction. */
export function conclude(
  tools: ConsequenceTools & { readonly journal: OperationJournal },
  intent: OpenIntent,
  ended: Ended,
  at: Instant,
): void {
  const { outcome, effect, requestId, detail, user } = ended;
  const conclusion = {
    outcome,
    at,
    requestId,
    detail,
    ...(effect === undefined ? {} : { effect }),
    ...(user === null ? {} : { okta: user.id }),
  };
  tools.journal.conclude(intent, conclusion, () => {
    consequences(tools, intent, ended, at);
  });
}

import type { ObservedUser } from '../../domain/identity/observed.ts';
import type { OktaGroupId } from '../../domain/kernel/ids.ts';
import { membersOf } from '../../domain/plan/access.ts';
import type { Operation } from '../../domain/plan/artefact.ts';
import { readBack } from '../../domain/plan/read-back.ts';
import type { GroupBook } from '../plan/groups.ts';
import type { DirectoryReader } from '../ports.ts';
import { account } from './calls.ts';
import type { Ended } from './ended.ts';

export interface ReadBackTools {
  readonly directory: DirectoryReader;
  readonly groups: GroupBook;
  readonly attributes: readonly string[];
}

/** Why nobody knows what became of a write, and by which of Okta's answers, if there was one. */
export interface Unanswered {
  readonly why: string;
  readonly requestId: string | null;
}

/**
 * Settles what nobody answered for: reads Okta and says whether the effect is there. What cannot be read (sessions)
 * counts as not done where doing it again is harmless.
 */
export async function settleByReading(
  tools: ReadBackTools,
  operation: Operation,
  { why, requestId }: Unanswered,
): Promise<Ended> {
  const user = await accountOf(tools, operation);
  const groups = await groupsOf(tools, operation, user);
  const detail = { readBack: why, ...(requestId === null ? {} : { request: requestId }) };
  switch (readBack(operation, user, groups)) {
    case 'done':
      // Found, not acknowledged: Okta's answer, if there was one, said nothing of the kind.
      return { outcome: 'done', user, requestId: null, detail };
    case 'not-done':
      return { outcome: 'cancelled', user, requestId, detail };
    case 'unknown':
      return { outcome: repeatable.has(operation.kind) ? 'cancelled' : 'in-doubt', user, requestId, detail };
  }
}

/** Doing these again changes nothing if they were done before. */
const repeatable: ReadonlySet<Operation['kind']> = new Set(['clear-sessions']);

async function accountOf({ directory, attributes }: ReadBackTools, operation: Operation): Promise<ObservedUser | null> {
  if (operation.kind !== 'create') return directory.user(account(operation), attributes);
  const { login } = membersOf(operation.after);
  return typeof login === 'string' ? directory.user(login, attributes) : null;
}

async function groupsOf(
  { directory, groups }: ReadBackTools,
  { kind }: Operation,
  user: ObservedUser | null,
): Promise<ReadonlySet<string> | null> {
  if (user === null || (kind !== 'add-to-group' && kind !== 'remove-from-group')) return null;
  const found: readonly OktaGroupId[] = await directory.groupsOf(user.id);
  return new Set(found.flatMap((id) => groups.nameOf(id) ?? []));
}

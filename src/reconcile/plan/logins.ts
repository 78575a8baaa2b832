import { isReserved, loginKey } from '../../domain/identity/login.ts';
import type { WorkerId } from '../../domain/kernel/ids.ts';
import type { Instant } from '../../domain/time/instant.ts';
import type { LoginStore, MirrorStore } from '../ports.ts';

/** Gives each worker the first candidate that nobody holds. */
export type AllocateLogin = (worker: WorkerId, candidates: readonly string[]) => string | null;

export interface LoginTools {
  readonly logins: LoginStore;
  readonly mirror: MirrorStore;
  readonly reserved: readonly string[];
  readonly at: Instant;
  /** False for a plan that is only looked at: its logins are nobody's. */
  readonly keep: boolean;
}

/**
 * Logins are unique against every account of the mirror, against everybody's claims and within the plan, and sticky for
 * ever: a worker keeps the one that was given first.
 */
export function loginAllocator(tools: LoginTools): AllocateLogin {
  const reserved = new Set(tools.reserved.map((login) => loginKey(login)));
  const given = new Map<string, WorkerId>();

  function take(worker: WorkerId, login: string): boolean {
    if (isReserved(login, reserved) || tools.mirror.loginTaken(login)) return false;
    const key = loginKey(login);
    if (tools.keep) return tools.logins.claim(key, login, worker, tools.at);
    const holder = given.get(key) ?? tools.logins.holder(key);
    if (holder !== null && holder !== worker) return false;
    given.set(key, worker);
    return true;
  }

  return (worker, candidates) => {
    const before = tools.logins.ofWorker(worker);
    if (before !== null && !tools.mirror.loginTaken(before)) return before;
    return candidates.find((candidate) => take(worker, candidate)) ?? null;
  };
}

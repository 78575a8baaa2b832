import { isReserved, loginKey } from '../../domain/identity/login.ts';
import type { WorkerId } from '../../domain/kernel/ids.ts';
import type { Instant } from '../../domain/time/instant.ts';
import type { LoginClaim, LoginStore, MirrorStore } from '../ports.ts';

/** Gives each worker the first candidate that nobody holds. */
export type AllocateLogin = (worker: WorkerId, candidates: readonly string[]) => string | null;

/** Gives logins and writes down whose they are. */
export interface LoginAllocator {
  readonly allocate: AllocateLogin;
  /** Writes down what was given once that is much: to be called now and then while logins are given. */
  readonly keepMany: () => Promise<void>;
  /** Writes down all that was given: before anybody can see a plan that says so. */
  readonly keep: () => Promise<void>;
}

/**
 * Claims are written so many at a time, in the order of the logins: names lie all over the table, and each page of it
 * would otherwise be written again for every few people.
 */
const manyClaims = 20_000;
const claimsTogether = 2_000;

export interface LoginTools {
  readonly logins: LoginStore;
  readonly mirror: MirrorStore;
  readonly reserved: readonly string[];
  readonly at: Instant;
  /** False for a plan that is only looked at: its logins are nobody's. */
  readonly keep: boolean;
  /** Lets others run between two chunks. */
  readonly breathe: () => Promise<void>;
}

/**
 * Logins are unique against every account of the mirror, against everybody's claims and within the plan, and sticky for
 * ever: a worker keeps the one that was given first.
 */
export function loginAllocator(tools: LoginTools): LoginAllocator {
  const reserved = new Set(tools.reserved.map((login) => loginKey(login)));
  const given = new Map<string, LoginClaim>();

  function take(worker: WorkerId, login: string): boolean {
    if (isReserved(login, reserved) || tools.mirror.loginTaken(login)) return false;
    const key = loginKey(login);
    const holder = given.get(key)?.worker ?? tools.logins.holder(key);
    if (holder === null) given.set(key, { key, login, worker });
    return holder === null || holder === worker;
  }

  async function keep(): Promise<void> {
    if (!tools.keep) return;
    const sorted = [...given.values()].sort((one, other) => (one.key < other.key ? -1 : 1));
    for (let from = 0; from < sorted.length; from += claimsTogether) {
      tools.logins.claim(sorted.slice(from, from + claimsTogether), tools.at);
      await tools.breathe();
    }
    given.clear();
  }

  return {
    allocate(worker, candidates) {
      const before = tools.logins.ofWorker(worker);
      if (before !== null && !tools.mirror.loginTaken(before)) return before;
      return candidates.find((candidate) => take(worker, candidate)) ?? null;
    },
    keepMany: async () => (given.size >= manyClaims ? keep() : undefined),
    keep,
  };
}

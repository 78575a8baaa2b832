import { describe, expect, it } from 'vitest';
import { workerId, type WorkerId } from '../../domain/kernel/ids.ts';
import { instant } from '../../domain/time/instant.ts';
import type { LoginClaim, LoginStore, MirrorStore } from '../ports.ts';
import { loginAllocator, type LoginAllocator } from './logins.ts';

const ada = workerId('E1');
const bob = workerId('E2');
const candidates = ['a.lovelace@acme.test', 'a.lovelace2@acme.test', 'a.lovelace3@acme.test'];

/** Claims in a map, an organisation in which `taken` has an account, and an allocator over both. */
function set(taken: readonly string[] = [], keep = true) {
  const claims = new Map<string, LoginClaim>();
  const logins: LoginStore = {
    ofWorker: (worker) => [...claims.values()].find((claim) => claim.worker === worker)?.login ?? null,
    holder: (key): WorkerId | null => claims.get(key)?.worker ?? null,
    claim: (given) => {
      for (const claim of given) claims.set(claim.key, claim);
    },
  };
  const mirror = { loginTaken: (login: string) => taken.includes(login) } as MirrorStore;
  const breathe = (): Promise<void> => Promise.resolve();
  const start = (): LoginAllocator =>
    loginAllocator({ logins, mirror, reserved: ['root'], at: instant(0), keep, breathe });
  return { claims, start };
}

describe('a login', () => {
  it('is the first that nobody holds, within the plan as in Okta', () => {
    const { allocate } = set(['a.lovelace@acme.test']).start();
    expect(allocate(ada, ['root@acme.test', ...candidates])).toBe('a.lovelace2@acme.test');
    expect(allocate(bob, candidates)).toBe('a.lovelace3@acme.test');
    expect(allocate(workerId('E3'), candidates)).toBeNull();
  });

  it('is the same however often a worker asks, before it is written down and after', async () => {
    const { start } = set();
    const allocator = start();
    const given = [allocator.allocate(ada, candidates), allocator.allocate(ada, candidates)];
    await allocator.keep();
    given.push(allocator.allocate(ada, candidates), start().allocate(ada, ['other@acme.test', ...candidates]));
    expect(new Set(given)).toEqual(new Set(['a.lovelace@acme.test']));
  });

  it('is given again as it was when a crash lost some of the claims', async () => {
    const { start, claims } = set();
    const give = async (): Promise<readonly (string | null)[]> => {
      const allocator = start();
      const given = [allocator.allocate(ada, candidates), allocator.allocate(bob, candidates)];
      await allocator.keep();
      return given;
    };
    const given = await give();
    claims.delete('a.lovelace@acme.test');
    expect(await give()).toEqual(given);
  });

  it('of a plan for looking only is nobody’s', async () => {
    const { start, claims } = set([], false);
    const allocator = start();
    expect([allocator.allocate(ada, candidates), allocator.allocate(bob, candidates)]).toEqual(candidates.slice(0, 2));
    await allocator.keep();
    expect(claims.size).toBe(0);
  });
});

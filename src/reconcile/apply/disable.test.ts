import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { enabledStatuses, type UserStatus } from '../../domain/identity/observed.ts';
import { anOperation, aUser, noon } from '../../domain/plan/operation.fixture.ts';
import { transitions } from '../../simulator/index.ts';
import type { DirectoryWriter, WriteOutcome } from '../ports.ts';
import { disable } from './disable.ts';
import type { Ended } from './ended.ts';

/** What becomes of one call: it is answered, or lost on its way there or back. */
type Fate = 'answered' | 'lost-before' | 'lost-after';

const calls = { suspend: 'suspend', unlock: 'unlock', deactivate: 'deactivate' } as const;

/** An account that Okta keeps by its own table, behind calls that meet their fates one after another. */
class Account {
  status: UserStatus;
  sessions = true;
  readonly made: string[] = [];
  readonly #fates: Fate[];
  /** Refuses everything whatever the status, as for a right that is missing. */
  readonly #refusing: boolean;

  constructor(status: UserStatus, fates: readonly Fate[] = [], refusing = false) {
    this.status = status;
    this.#fates = [...fates];
    this.#refusing = refusing;
  }

  get writer(): DirectoryWriter {
    const lifecycle = (call: keyof typeof calls) => (): Promise<WriteOutcome> => Promise.resolve(this.#call(call));
    return {
      suspend: lifecycle('suspend'),
      unlock: lifecycle('unlock'),
      deactivate: lifecycle('deactivate'),
      clearSessions: () => Promise.resolve(this.#clear()),
    } as Partial<DirectoryWriter> as DirectoryWriter;
  }

  again = () => Promise.resolve(aUser(this.status));

  #call(call: keyof typeof calls): WriteOutcome {
    return this.#meet(call, () => {
      const answer = transitions[calls[call]][this.status];
      if (this.#refusing || !('to' in answer)) return false;
      this.status = answer.to as UserStatus;
      return true;
    });
  }

  #clear(): WriteOutcome {
    return this.#meet('revoke', () => {
      this.sessions = false;
      return true;
    });
  }

  #meet(call: string, happen: () => boolean): WriteOutcome {
    this.made.push(call);
    const fate = this.#fates.shift() ?? 'answered';
    if (fate === 'lost-before') return { kind: 'unknown', why: 'lost', requestId: null };
    const taken = happen();
    if (fate === 'lost-after') return { kind: 'unknown', why: 'lost', requestId: null };
    if (taken) return { kind: 'done', requestId: 'r', date: noon, user: null };
    return { kind: 'refused', status: 400, oktaCode: 'E0000001', message: 'no', requestId: 'r' };
  }
}

function end(account: Account, firm: boolean): Promise<Ended> {
  return disable(account, anOperation('disable', { firm }), aUser(account.status));
}

describe('ending access', () => {
  it.each([
    ['ACTIVE', false, ['suspend'], 'SUSPENDED'],
    ['LOCKED_OUT', false, ['suspend', 'unlock', 'suspend'], 'SUSPENDED'],
    ['PROVISIONED', false, ['suspend', 'deactivate'], 'DEPROVISIONED'],
    ['PASSWORD_EXPIRED', true, ['suspend', 'deactivate'], 'DEPROVISIONED'],
    ['RECOVERY', true, ['suspend', 'deactivate'], 'DEPROVISIONED'],
  ] as const)('takes the branch of %s, firm: %s', async (status, firm, made, becomes) => {
    const account = new Account(status);
    expect(await end(account, firm)).toMatchObject({ outcome: 'done', user: { status: becomes } });
    expect([account.status, account.made]).toEqual([becomes, made]);
  });

  it('signs out whose password expired, and does not call that the end while nobody has looked', async () => {
    const account = new Account('PASSWORD_EXPIRED');
    expect(await end(account, false)).toMatchObject({ outcome: 'failed' });
    expect([account.status, account.sessions]).toEqual(['PASSWORD_EXPIRED', false]);
  });

  it.each(['ACTIVE', 'LOCKED_OUT', 'PROVISIONED'] as const)(
    'is refused as long as Okta refuses it: %s',
    async (status) => {
      const account = new Account(status, [], true);
      expect(await end(account, true)).toMatchObject({ outcome: 'failed', detail: { oktaCode: 'E0000001' } });
      expect(account.made.length).toBeLessThanOrEqual(2);
    },
  );

  it('goes on from where a lost answer left it', async () => {
    const unlocked = new Account('LOCKED_OUT', ['answered', 'lost-after']);
    expect(await end(unlocked, false)).toMatchObject({ outcome: 'done' });
    expect([unlocked.status, unlocked.made]).toEqual(['SUSPENDED', ['suspend', 'unlock', 'suspend']]);
  });

  it('is done when nobody can sign in any more and not before, whatever gets lost', async () => {
    const fate = fc.constantFrom<Fate>('answered', 'lost-before', 'lost-after');
    const before = fc.constantFrom<UserStatus>(...enabledStatuses);
    await fc.assert(
      fc.asyncProperty(before, fc.boolean(), fc.array(fate, { maxLength: 8 }), fc.boolean(), async (...drawn) => {
        const [status, firm, fates, refusing] = drawn;
        const account = new Account(status, fates, refusing);
        const { outcome, effect, user } = await end(account, firm);
        expect(outcome === 'done').toBe(!enabledStatuses.has(account.status));
        if (outcome !== 'done') return;
        expect([user?.status, effect === 'deactivate']).toEqual([account.status, account.status === 'DEPROVISIONED']);
      }),
      { numRuns: 500 },
    );
  });
});

import { describe, expect, it } from 'vitest';
import { sha256 } from '../../src/domain/kernel/hash.ts';
import { hour, instant, plus } from '../../src/domain/time/instant.ts';
import type { Consent, ConsentStore } from '../../src/reconcile/ports.ts';
import { consentStore, type Database } from '../../src/state/index.ts';
import { idsOf, noon, planHash } from './operations.ts';
import { temporaryState } from './temporary-state.ts';

const expiry = plus(noon, 72 * hour);
const [first, second, third] = idsOf(3) as [
  ReturnType<typeof sha256>,
  ReturnType<typeof sha256>,
  ReturnType<typeof sha256>,
];

function consent(more: Partial<Consent> = {}): Consent {
  return {
    plan: 7,
    hash: planHash,
    decision: 'approve',
    whole: true,
    person: 'ada',
    reason: null,
    at: noon,
    expiresAt: expiry,
    findings: [],
    ...more,
  };
}

function store(): { readonly consents: ConsentStore; readonly database: Database } {
  const { database } = temporaryState();
  return { database, consents: consentStore(database) };
}

describe('a consent', () => {
  it('is read back by each operation that it names, and by no other', () => {
    const { consents } = store();
    const given = consent({
      reason: 'looked at each of them',
      findings: [
        { guardrail: 'G10', measured: 12 },
        { guardrail: 'G14', measured: null },
        { guardrail: 'G10', measured: 2.5 },
      ],
    });
    consents.give(given, [first, second, first]);
    expect(consents.about(first, noon)).toEqual(given);
    expect(consents.about(second, noon)).toEqual(given);
    expect(consents.about(third, noon)).toBeNull();
  });

  it('holds until it expires', () => {
    const { consents } = store();
    consents.give(consent(), [first]);
    expect(consents.about(first, plus(expiry, -1))?.decision).toBe('approve');
    expect(consents.about(first, expiry)).toBeNull();
  });

  it('gives way to a newer one, and does not come back when that expires', () => {
    const { consents } = store();
    consents.give(consent(), [first, second]);
    consents.give(consent({ decision: 'reject', person: 'bo', expiresAt: plus(noon, hour) }), [first]);
    expect(consents.about(first, noon)).toMatchObject({ decision: 'reject', person: 'bo' });
    expect(consents.about(second, noon)?.decision).toBe('approve');
    expect(consents.about(first, plus(noon, hour))).toBeNull();
  });

  it('of another plan about the same operations counts the same', () => {
    const { consents } = store();
    consents.give(consent(), [first]);
    consents.give(consent({ plan: 8, hash: sha256('another') }), [first]);
    expect(consents.about(first, noon)).toMatchObject({ plan: 8, hash: sha256('another') });
  });

  it('belongs to the transaction around it', () => {
    const { consents, database } = store();
    expect(() => {
      database.transaction(() => {
        consents.give(consent(), [first]);
        throw new Error('no');
      })();
    }).toThrow('no');
    expect(consents.about(first, noon)).toBeNull();
  });

  it('that was rolled back is forgotten, also by whoever asked meanwhile', () => {
    const { consents, database } = store();
    expect(() => {
      database.transaction(() => {
        consents.give(consent({ person: 'nobody' }), [first]);
        expect(consents.about(first, noon)?.person).toBe('nobody');
        throw new Error('no');
      })();
    }).toThrow('no');
    consents.give(consent(), [first]);
    expect(consents.about(first, noon)?.person).toBe('ada');
  });

  it('may name tens of thousands of operations, each found by its index', () => {
    const { consents, database } = store();
    const many = idsOf(50_000);
    consents.give(consent(), many);
    consents.give(consent({ decision: 'reject' }), many.slice(0, 10));
    expect(many.filter((id) => consents.about(id, noon)?.decision === 'approve')).toHaveLength(49_990);
    const plan = database
      .prepare(
        'EXPLAIN QUERY PLAN SELECT consent_id FROM consent_operation WHERE operation_id = ? ORDER BY consent_id DESC',
      )
      .all(first) as { readonly detail: string }[];
    expect(plan.map(({ detail }) => detail)).toEqual([expect.stringContaining('consent_operation_by_id')]);
  });
});

describe('revoking', () => {
  it('makes an approval a rejection for as long as it would have held', () => {
    const { consents } = store();
    consents.give(consent(), [first, second]);
    consents.revoke([first], 'bo', plus(noon, hour));
    expect(consents.about(first, plus(noon, hour))).toEqual(
      consent({ decision: 'reject', whole: false, person: 'bo', at: plus(noon, hour) }),
    );
    expect(consents.about(first, expiry)).toBeNull();
    expect(consents.about(second, plus(noon, hour))?.decision).toBe('approve');
  });

  it('is one word about each approval, in whichever order its operations are named', () => {
    const { consents, database } = store();
    const ids = idsOf(20);
    consents.give(
      consent(),
      ids.filter((_, index) => index % 2 === 0),
    );
    consents.give(
      consent({ plan: 8 }),
      ids.filter((_, index) => index % 2 === 1),
    );
    consents.revoke(ids, 'bo', noon);
    expect(database.prepare('SELECT count(*) FROM consent').pluck().get()).toBe(4);
    expect(ids.map((id) => consents.about(id, noon)?.plan)).toEqual(ids.map((_, index) => 7 + (index % 2)));
  });

  it('names the plan of each approval that it takes back', () => {
    const { consents } = store();
    consents.give(consent(), [first]);
    consents.give(consent({ plan: 8, hash: sha256('another'), expiresAt: plus(expiry, hour) }), [second]);
    consents.revoke([first, second, third], 'bo', noon);
    expect(consents.about(first, noon)).toMatchObject({ plan: 7, decision: 'reject', expiresAt: expiry });
    expect(consents.about(second, noon)).toMatchObject({ plan: 8, decision: 'reject', expiresAt: plus(expiry, hour) });
    expect(consents.about(third, noon)).toBeNull();
  });

  it('adds nothing to what was rejected, expired or never decided', () => {
    const { consents, database } = store();
    consents.give(consent({ decision: 'reject' }), [first]);
    consents.give(consent({ expiresAt: noon }), [second]);
    consents.revoke([first, second, third], 'bo', noon);
    expect(database.prepare('SELECT count(*) FROM consent').pluck().get()).toBe(2);
  });
});

it('a rejection, or a word about some people, is no approval of a plan', () => {
  const { consents } = store();
  expect(consents.everApproved()).toBe(false);
  consents.give(consent({ decision: 'reject' }), [first]);
  consents.give(consent({ whole: false }), [second]);
  expect(consents.everApproved()).toBe(false);
  consents.give(consent({ expiresAt: instant(1) }), []);
  expect(consents.everApproved()).toBe(true);
});

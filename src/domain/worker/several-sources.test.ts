import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { workerId } from '../kernel/ids.ts';
import { evaluateLifecycle } from '../lifecycle/evaluate.ts';
import type { LifecyclePolicy } from '../lifecycle/policy.ts';
import { day, instant, plus, type Instant } from '../time/instant.ts';
import { addDays, type LocalDate } from '../time/local-date.ts';
import type { MinuteOfDay, ZoneId } from '../time/zone.ts';
import { chooseSpell, covers, spellInstants } from './employment.ts';
import type { Spell } from './record.ts';

const policy: LifecyclePolicy = {
  create: { workingDays: 5, at: 0 as MinuteOfDay },
  activate: { at: 0 as MinuteOfDay },
  cutOff: 1440 as MinuteOfDay,
  graceDays: 7,
  gapToleranceDays: 14,
  leave: {},
  staleAfterDays: 14,
};

const origin = '2026-01-01' as LocalDate;
const start = instant(Date.UTC(2026, 0, 1));

/** The instant at which the day begins that is so many days after the origin. */
function dayAt(offset: number): Instant {
  return plus(start, offset * day);
}

/** From the beginning of one day to the end of another; null is open. */
function spell(source: string, from: number, until: number | null, more: Partial<Spell> = {}): Spell {
  return {
    hire: addDays(origin, from),
    lastDay: until === null ? null : addDays(origin, until),
    zone: 'UTC' as ZoneId,
    zoneOrigin: 'field',
    cutOff: null,
    immediate: null,
    leave: null,
    fields: { source, from, until },
    source,
    precedence: source === 'a' ? 2 : 1,
    ...more,
  };
}

function stateAt(spells: readonly Spell[], at: Instant): string {
  return evaluateLifecycle({ id: workerId('E1'), spells }, at, policy).state;
}

function chosenSource(spells: readonly Spell[], at: Instant): string | undefined {
  return chooseSpell(spellInstants(spells, policy), at)?.spell.source;
}

const offset = fc.integer({ min: 0, max: 60 });
const anySpell = fc
  .record({
    source: fc.constantFrom('a', 'b', 'c'),
    from: offset,
    days: fc.option(fc.integer({ min: 0, max: 60 })),
    missing: fc.option(offset),
  })
  .map(({ source, from, days, missing }) =>
    spell(source, from, days === null ? null : from + days, missing === null ? {} : { missingSince: dayAt(missing) }),
  );

function present({ fields }: Spell): Spell {
  const { source, from, until } = fields;
  return spell(String(source), Number(from), until === null ? null : Number(until));
}

describe('periods of several sources', () => {
  it('come from the source that takes precedence, of those that hold at once', () => {
    const both = [spell('a', 0, null), spell('b', 20, null)];
    expect(chosenSource(both, dayAt(30))).toBe('a');
    expect(chosenSource([spell('a', 0, 10), spell('b', 20, null)], dayAt(30))).toBe('b');
    const spells = fc.array(anySpell.map(present), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(spells, offset, (all, when) => {
        const timed = spellInstants(all, policy).filter((one) => covers(one, dayAt(when)));
        const highest = Math.max(...timed.map((one) => one.spell.precedence ?? 0));
        const chosen = chooseSpell(spellInstants(all, policy), dayAt(when));
        expect(timed.length === 0 ? highest : chosen?.spell.precedence).toBe(highest);
      }),
    );
  });

  it('mean the same in whatever order they arrive', () => {
    fc.assert(
      fc.property(fc.array(anySpell, { minLength: 1, maxLength: 5 }), offset, fc.nat(), (all, when, turn) => {
        const by = turn % all.length;
        const turned = [...all.slice(by), ...all.slice(0, by)].reverse();
        const id = workerId('E1');
        const one = evaluateLifecycle({ id, spells: all }, dayAt(when), policy);
        const other = evaluateLifecycle({ id, spells: turned }, dayAt(when), policy);
        expect({ ...other, covering: [] }).toEqual({ ...one, covering: [] });
      }),
    );
  });

  it('go on without a gap from one source to the other', () => {
    const moved = [spell('b', 0, 9), spell('a', 10, null)];
    for (const when of [5, 9.999, 10, 10.001, 30]) expect(stateAt(moved, dayAt(when))).toBe('active');
  });

  it('do not hand over to a row of another source that only has dates of its own', () => {
    const history = spell('a', 0, null, {
      effect: { from: addDays(origin, 0), until: addDays(origin, 10), untilNext: false },
    });
    const elsewhere = spell('b', 15, 20, { effect: { from: addDays(origin, 15), until: null, untilNext: false } });
    expect(stateAt([history, elsewhere], dayAt(40))).toBe('active');
  });
});

describe('a worker who is missing from a source', () => {
  it('and is nowhere else keeps access, whenever the row was lost', () => {
    fc.assert(
      fc.property(offset, offset, offset, (from, lost, later) => {
        const gone = spell('a', from, null, { missingSince: dayAt(lost) });
        expect(stateAt([gone], dayAt(from + later))).toBe('active');
      }),
    );
  });

  it('never loses access by what had ended before the row was lost, nor by what began earlier', () => {
    const elsewhere = fc.record({ from: offset, days: fc.integer({ min: 0, max: 60 }) });
    fc.assert(
      fc.property(offset, offset, fc.array(elsewhere, { maxLength: 4 }), offset, (from, lost, others, later) => {
        const gone = spell('a', from, null, { missingSince: dayAt(lost) });
        const harmless = others.filter((one) => one.from < from || one.from + one.days < lost);
        const spells = [gone, ...harmless.map((one) => spell('b', one.from, one.from + one.days))];
        expect(stateAt(spells, dayAt(Math.max(from, lost) + later))).toBe('active');
      }),
    );
  });

  it('and moved to another one has access from the one to the other, until that ends', () => {
    const days = fc.integer({ min: 0, max: 30 });
    fc.assert(
      fc.property(offset, days, days, fc.integer({ min: 1, max: 30 }), (from, wait, before, length) => {
        const begins = from + wait;
        const ends = begins + length;
        const lost = Math.min(from + before, ends);
        const spells = [spell('a', from, null, { missingSince: dayAt(lost) }), spell('b', begins, ends)];
        for (let when = from; when <= ends; when += 1) expect(stateAt(spells, dayAt(when))).toBe('active');
        expect(stateAt(spells, dayAt(ends + 1))).toBe('access-stopped');
      }),
    );
  });

  it('keeps access while a period of a source where they are holds', () => {
    fc.assert(
      fc.property(fc.array(anySpell, { maxLength: 4 }), offset, offset, (others, from, later) => {
        const spells = [...others, spell('d', from, null)];
        expect(stateAt(spells, dayAt(from + later))).toBe('active');
      }),
    );
  });

  it('keeps the earliest of several that may take over as the one that does', () => {
    const spells = [spell('a', 0, null, { missingSince: dayAt(10) }), spell('b', 20, 30), spell('c', 40, 50)];
    expect([25, 35, 45, 55].map((when) => stateAt(spells, dayAt(when)))).toEqual([
      'active',
      'access-stopped',
      'active',
      'access-stopped',
    ]);
  });
});

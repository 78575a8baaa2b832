import fc from 'fast-check';
import { expect, it } from 'vitest';
import { formatInstant, instant, type Instant } from '../../src/domain/time/instant.ts';
import { enabledStatuses, type UserStatus } from '../../src/domain/identity/observed.ts';
import { openStores, type Stores } from '../../src/state/index.ts';
import { household, type Household, type Planned } from '../support/household.ts';
import { day, linked, linkedMapping, row, type Row } from '../support/conversion.ts';
import { people, person } from '../support/people.ts';

const colleagues = people(20);
const known = ['A1', 'A2', 'A3'];
const ids = [...known, 'N1', 'N2', 'N3'];
const begun = '2021-05-03';
const gap = 14;

/** What HR does to one row in a day. */
interface Event {
  readonly id: string;
  /** Days from today; null for somebody who has been here for years, and for no end. */
  readonly start: number | null;
  readonly end: number | null;
  readonly previous: string;
  readonly key: string;
  /** What a person says of the plan. */
  readonly word: 'nothing' | 'approves' | 'refuses';
}

const events: fc.Arbitrary<Event> = fc.record({
  id: fc.constantFrom(...ids),
  start: fc.constantFrom(null, -2, 0, 2, 5, 12, 25),
  end: fc.constantFrom(null, null, -2, 0, 1, 3, 8),
  previous: fc.constantFrom('', '', ...ids),
  key: fc.constantFrom('', '', 'K1', 'K2'),
  word: fc.constantFrom('nothing', 'approves', 'approves', 'refuses'),
});

function dayFrom(now: Instant, days: number): string {
  return formatInstant(instant(now + days * day)).slice(0, 10);
}

function rowOf({ id, start, end, previous, key }: Event, now: Instant): Row {
  const first = start === null ? begun : dayFrom(now, start);
  const last = end === null ? '' : dayFrom(now, Math.max(end, start ?? end));
  return row(person(id, { start: first, end: last }), { previous: previous === id ? '' : previous, key });
}

/** The rule of claims once more, by the rows of the day alone; whose account is whose is looked up. */
class Model {
  readonly #rows: ReadonlyMap<string, Row>;
  readonly #stores: Stores;
  readonly #today: string;

  constructor(rows: ReadonlyMap<string, Row>, stores: Stores, now: Instant) {
    this.#rows = rows;
    this.#stores = stores;
    this.#today = dayFrom(now, 0);
  }

  #head(id: string): string {
    const next = this.#stores.conversions.successor(id);
    return next === null ? id : this.#head(next);
  }

  isBound(id: string): boolean {
    return this.#stores.bindings.byWorker(id) !== null;
  }

  #isHere(id: string): boolean {
    const one = this.#rows.get(id);
    return one !== undefined && (one.end === '' || one.end >= this.#today);
  }

  /** The ids whose account this one claims. */
  targets(id: string): readonly string[] {
    const own = this.#rows.get(id);
    if (own === undefined || this.isBound(id) || this.#head(id) !== id || !this.#isHere(id)) return [];
    const named = this.#others(id, own.previous === '' ? [] : [own.previous]);
    if (named.length > 0) return named;
    const sharing = [...this.#rows.values()].filter((one) => own.key !== '' && one.key === own.key);
    return this.#others(
      id,
      sharing.map((one) => one.id),
    );
  }

  #others(id: string, found: readonly string[]): readonly string[] {
    const heads = [...new Set(found.map((one) => this.#head(one)))];
    const { claims } = this.#stores;
    return heads.filter((one) => one !== id && this.isBound(one) && !claims.isRefused(one, id));
  }

  /** True when somebody who is here, or comes within so many days of the end, claims the account. */
  isClaimed(id: string, within: number): boolean {
    const end = this.lastDay(id) ?? this.#today;
    const until = formatInstant(instant(Date.parse(end) + within * day)).slice(0, 10);
    return [...this.#rows.values()].some((one) => this.targets(one.id).includes(id) && one.start <= until);
  }

  /** The last day of all ids of the person; null while any is open. */
  lastDay(id: string): string | null {
    const all = ids.filter((one) => this.#head(one) === id);
    const ends = all.flatMap((one) => this.#rows.get(one)?.end ?? []);
    return ends.length === 0 || ends.includes('') ? null : (ends.toSorted().at(-1) ?? null);
  }

  /** Whoever perhaps never began is asked about, whatever else is so. */
  isShortStay(id: string): boolean {
    const own = ids.flatMap((one) => (this.#head(one) === id ? (this.#rows.get(one) ?? []) : []));
    return own.some(({ start, end }) => end !== '' && Date.parse(end) - Date.parse(start) <= 3 * day);
  }

  hasEnded(id: string): boolean {
    const last = this.lastDay(id);
    return last !== null && last < this.#today;
  }
}

/** What must be so of every plan before anybody has said anything about it. */
function judge(plan: Planned, model: Model): void {
  for (const { kind, subject, needsApproval, target, reason } of plan.operations) {
    const said = `${kind} ${subject.worker}`;
    if (kind === 'create') expect(model.targets(subject.worker), said).toEqual([]);
    if (kind === 'adopt' && target !== null) {
      expect([needsApproval, model.targets(subject.worker)], said).toEqual([['goes-on'], [target]]);
    }
    if (kind === 'disable' && needsApproval.length === 0 && reason.rule === 'last-day-ended') {
      expect(model.isClaimed(subject.worker, gap), said).toBe(false);
    }
  }
}

/** What must be so whenever everything that is allowed has been done. */
function inspect(home: Household, model: Model, stores: Stores): void {
  const bound = ids.flatMap((id) => {
    const okta = stores.bindings.byWorker(id)?.okta;
    return okta === undefined ? [] : [{ id, okta }];
  });
  expect(new Set(bound.map(({ okta }) => okta)).size).toBe(bound.length);
  for (const { id, okta } of bound) {
    expect(stores.conversions.successor(id), id).toBeNull();
    const status = home.okta.org.user(okta)?.status as UserStatus;
    // Beyond the gap, the days on which an account is prepared ahead count as well.
    if (model.hasEnded(id) && !model.isShortStay(id) && !model.isClaimed(id, gap + 9))
      expect(enabledStatuses.has(status), `${id} left`).toBe(false);
  }
}

async function lives(days: readonly Event[]): Promise<void> {
  const home = await household({
    staff: [...colleagues, ...known.map((id) => person(id, { start: begun }))],
    manage: true,
    mapping: linkedMapping,
  });
  const rows = new Map(known.map((id) => [id, row(person(id, { start: begun }))]));
  const deliver = (): void => {
    home.deliver(linked([...colleagues.map((one) => row(one)), ...rows.values()]));
  };
  deliver();
  await home.approve(await home.plan());
  for (const event of days) {
    home.later(day);
    rows.set(event.id, rowOf(event, home.now()));
    deliver();
    const plan = await home.plan();
    const number = String(plan.envelope.number);
    home.withState(({ database }) => {
      judge(plan, new Model(rows, openStores(database), home.now()));
    });
    const asked = plan.operations.find(({ kind, target }) => kind === 'adopt' && target !== null);
    if (event.word === 'approves' && plan.operations.length > 0) await home.approve(plan);
    if (event.word === 'refuses' && asked !== undefined) {
      await home.run('plan', 'reject', number, '--worker', asked.subject.worker, '--yes');
    }
    await home.run('apply');
    // What was decided just now follows in the plan behind it.
    await home.plan();
    await home.run('apply');
    home.withState(({ database }) => {
      const stores = openStores(database);
      inspect(home, new Model(rows, stores, home.now()), stores);
    });
  }
  await home.okta.close();
}

it('nobody is made twice, nobody claimed is ended unasked, and nobody who left stays, whatever HR writes and people say', async () => {
  await fc.assert(fc.asyncProperty(fc.array(events, { minLength: 3, maxLength: 9 }), lives), {
    numRuns: 12,
    interruptAfterTimeLimit: 100_000,
  });
}, 180_000);

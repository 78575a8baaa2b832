import { urgencies, type DatedProblem, type ListedProblem } from '../domain/plan/artefact.ts';
import { formatInstant, instant, type Instant } from '../domain/time/instant.ts';
import type { ListedEntry } from '../reconcile/ports.ts';
import { withSqliteErrors } from './errors.ts';
import type { Database } from './open.ts';

/** The lists of data problems beside the plans, and since when each problem is known. */
export interface PlanProblems {
  begin(number: number, madeAt: Instant): ProblemDraft;
  /** In the order in which HR reads them, a page at a time. */
  read(number: number): Iterable<DatedProblem>;
  /** Removes some of a plan's list; false when nothing was left. */
  remove(number: number): boolean;
}

/** The list of a plan that is being written. */
export interface ProblemDraft {
  readonly count: number;
  add(entries: readonly ListedEntry[]): void;
  /** Some thousand at a time; true while there is more to do. */
  remember(): boolean;
}

interface Position {
  readonly urgency: number;
  readonly since: number;
  readonly ordinal: number;
}

const pageSize = 200;
const chunkSize = 2_000;
const start: Position = { urgency: -1, since: 0, ordinal: 0 };

/** @param database the one that the plans are in. */
export function planProblems(database: Database): PlanProblems {
  const page = database.prepare<[number, number, number, number, number], Position & { readonly body: string }>(
    `SELECT urgency, since, ordinal, body FROM plan_problem
     WHERE number = ? AND (urgency, since, ordinal) > (?, ?, ?) ORDER BY urgency, since, ordinal LIMIT ?`,
  );
  const remove = database.prepare<[number, number, number]>(
    `DELETE FROM plan_problem WHERE number = ? AND (urgency, since, ordinal) IN
       (SELECT urgency, since, ordinal FROM plan_problem WHERE number = ? LIMIT ?)`,
  );

  function* read(number: number): Generator<DatedProblem> {
    let after = start;
    for (;;) {
      const { urgency, since, ordinal } = after;
      const rows = withSqliteErrors(() => page.all(number, urgency, since, ordinal, pageSize));
      for (const row of rows) {
        const problem = JSON.parse(row.body) as Omit<ListedProblem, 'urgency'>;
        yield { ...problem, urgency: urgencies[row.urgency] ?? 'other', since: formatInstant(instant(row.since)) };
      }
      const last = rows.at(-1);
      if (last === undefined || rows.length < pageSize) return;
      after = last;
    }
  }

  return {
    begin: (number, madeAt) => problemDraft(database, number, madeAt),
    read,
    remove: (number) => remove.run(number, number, chunkSize).changes > 0,
  };
}

function problemDraft(database: Database, number: number, madeAt: Instant): ProblemDraft {
  const known = database.prepare<[string], number>(`SELECT since FROM known_problem WHERE identity = ?`).pluck();
  const insert = database.prepare<[number, number, number, number, string, string]>(
    `INSERT INTO plan_problem (number, urgency, since, ordinal, identity, body) VALUES (?, ?, ?, ?, ?, ?)`,
  );
  let count = 0;
  const add = database.transaction((entries: readonly ListedEntry[]) => {
    for (const { identity, problem } of entries) {
      const { urgency, ...body } = problem;
      count += 1;
      const since = known.get(identity) ?? madeAt;
      insert.run(number, urgencies.indexOf(urgency), since, count, identity, JSON.stringify(body));
    }
  });
  return {
    get count() {
      return count;
    },
    add: (entries) => add.immediate(entries),
    remember: rememberer(database, number),
  };
}

/** First what the plan lists is known, then what it does not list is forgotten: it would come back as something new. */
function rememberer(database: Database, number: number): () => boolean {
  const page = database.prepare<[number, number, number, number, number], Position>(
    `SELECT urgency, since, ordinal FROM plan_problem
     WHERE number = ? AND (urgency, since, ordinal) > (?, ?, ?) ORDER BY urgency, since, ordinal LIMIT 1 OFFSET ?`,
  );
  const know = database.prepare<[number, number, number, number, number]>(
    `INSERT INTO known_problem (identity, since, plan_number)
     SELECT identity, since, number FROM plan_problem
     WHERE number = ? AND (urgency, since, ordinal) > (?, ?, ?) ORDER BY urgency, since, ordinal LIMIT ?
     ON CONFLICT (identity) DO UPDATE SET plan_number = excluded.plan_number`,
  );
  const forget = database.prepare<[number, number]>(
    `DELETE FROM known_problem WHERE identity IN (SELECT identity FROM known_problem WHERE plan_number <> ? LIMIT ?)`,
  );
  let after: Position | null = start;
  return () => {
    if (after === null) return forget.run(number, chunkSize).changes === chunkSize;
    const { urgency, since, ordinal }: Position = after;
    know.run(number, urgency, since, ordinal, chunkSize);
    after = page.get(number, urgency, since, ordinal, chunkSize - 1) ?? null;
    return true;
  };
}

import type { FewerLook } from '../../reconcile/fewer/accept-fewer.ts';
import { counted, number, visible, type Screen } from '../../report/index.ts';

/** What Okta shows fewer of than before, and what to compare before saying yes to it. */
export function* fewerLines(to: Screen, looked: readonly FewerLook[]): Generator<string> {
  yield* to.heading('OKTA SHOWS FEWER THAN BEFORE');
  for (const one of looked) {
    yield* to.lines(missingText(one), 2);
    yield* concernedLines(to, one);
  }
  yield '';
  yield* to.lines(
    'It looks just the same when the app has lost a right. Compare with the Okta admin console: its lists, and the System ' +
      'Log for who deleted what. What is taken out here is not changed in Okta.',
    0,
  );
  yield '';
}

function missingText({ of, group, known, missing, inUse }: FewerLook): string {
  const numbers = `${number(missing)} of ${number(known)} missing`;
  if (of === 'members') return `members of "${visible(String(group))}": ${numbers}`;
  if (of !== 'accounts') return `${of}: ${numbers}`;
  return `accounts: ${numbers}; ${number(inUse)} of these were in use when last seen`;
}

function* concernedLines(to: Screen, { workers, workersTotal }: FewerLook): Generator<string> {
  if (workersTotal === 0) return;
  const named = workers.map(({ id, name }) => visible(`${name} (${id})`)).join(', ');
  const more = workersTotal > workers.length ? `, and ${number(workersTotal - workers.length)} more` : '';
  yield* to.lines(`belonging to ${counted(workersTotal, 'worker')}: ${named}${more}`, 4);
}

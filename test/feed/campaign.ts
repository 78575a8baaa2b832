import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { earlierOf, kinds, spoil } from '../support/corruptions.ts';
import { company, FeedMonths, type Month } from '../support/feed-month.ts';
import { file } from '../support/people.ts';

/**
 * A file of 500 people cut off at every byte, and thousands of spoiled files, each of which comes again every morning for thirty
 * days: nobody may lose access but whoever leaves. Not part of `npm test`, which tries a sample. What a file that is not
 * accepted leaves behind is nothing, which is looked up; so that its month is a month without files, and every so many of
 * those are lived through all the same.
 */
const { values } = parseArgs({
  options: {
    corruptions: { type: 'string', default: '3000' },
    seed: { type: 'string', default: '1' },
    /** Every so many offsets; 1 takes all of them. */
    step: { type: 'string', default: '1' },
    /** Of the files that came to nothing, every so many are lived through. */
    lived: { type: 'string', default: '250' },
  },
});

interface Tally {
  readonly outcomes: Record<string, number>;
  months: number;
  changed: number;
  wrong: string[];
  forgotten: string[];
  ended: number;
}

function empty(): Tally {
  return { outcomes: {}, months: 0, changed: 0, wrong: [], forgotten: [], ended: 0 };
}

async function tryFile(months: FeedMonths, bytes: Buffer, name: string, tally: Tally): Promise<void> {
  const { outcome, untouched } = await months.decision(bytes);
  tally.outcomes[outcome.kind] = (tally.outcomes[outcome.kind] ?? 0) + 1;
  const nothing = outcome.kind === 'rejected' || outcome.kind === 'candidate';
  if (nothing && !untouched) tally.changed += 1;
  const count = tally.outcomes[outcome.kind] ?? 0;
  if (nothing && count % Number(values.lived) !== 1) return;
  take(await months.month(bytes), name, tally);
}

function take({ wrong, forgotten, ended }: Month, name: string, tally: Tally): void {
  tally.months += 1;
  tally.ended += ended.length;
  if (wrong.length > 0) tally.wrong.push(`${name}: ${wrong.join(' ')}`);
  if (forgotten.length > 0) tally.forgotten.push(`${name}: ${forgotten.join(' ')}`);
}

async function cuts(directory: string): Promise<Tally> {
  const months = new FeedMonths(join(directory, 'cuts'), company(500));
  await months.prepare();
  const good = Buffer.from(months.goodFile);
  const tally = empty();
  for (let offset = 1; offset < good.length; offset += Number(values.step)) {
    await tryFile(months, good.subarray(0, offset), `cut at ${String(offset)}`, tally);
  }
  months.close();
  return tally;
}

async function spoiled(directory: string): Promise<Tally> {
  const tally = empty();
  const total = Number(values.corruptions);
  const sizes = [90, 200, 500];
  for (const size of sizes) {
    const people = company(size);
    const earlier = earlierOf(people);
    const months = new FeedMonths(join(directory, `spoiled-${String(size)}`), people);
    await months.prepare(file(earlier));
    for (let index = 0; index < total / sizes.length; index += 1) {
      const kind = kinds[index % kinds.length] ?? 'cut';
      const seed = Number(values.seed) + index;
      const name = `${kind}, ${String(size)} people, seed ${String(seed)}`;
      await tryFile(months, spoil(kind, { people, earlier }, seed), name, tally);
    }
    months.close();
  }
  return tally;
}

function tell(what: string, { outcomes, months, changed, wrong, forgotten, ended }: Tally, since: number): void {
  const minutes = ((performance.now() - since) / 60_000).toFixed(1);
  const counts = Object.entries(outcomes).map(([kind, count]) => `${kind} ${String(count)}`);
  process.stdout.write(`${what}: ${counts.join(', ')}; ${String(months)} months lived, ${minutes} min\n`);
  process.stdout.write(`  leavers who lost access as announced: ${String(ended)}\n`);
  process.stdout.write(`  files not accepted that changed anything: ${String(changed)}\n`);
  process.stdout.write(
    `  wrong ends of access: ${String(wrong.length)}\n${wrong.map((one) => `    ${one}\n`).join('')}`,
  );
  process.stdout.write(
    `  forgotten leavers: ${String(forgotten.length)}\n${forgotten.map((one) => `    ${one}\n`).join('')}`,
  );
  if (wrong.length + changed > 0) process.exitCode = 1;
}

const directory = mkdtempSync(join(tmpdir(), 'tenured-feed-'));
try {
  let since = performance.now();
  tell('spoiled', await spoiled(directory), since);
  since = performance.now();
  tell('cut', await cuts(directory), since);
} finally {
  rmSync(directory, { recursive: true, force: true });
}

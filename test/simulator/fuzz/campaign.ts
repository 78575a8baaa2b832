import { parseArgs } from 'node:util';
import { askEverything } from './asking.ts';

/**
 * Thousands of organisations, each asked by `search` and `filter` in every way, right and wrong, and judged by an evaluator
 * that never reads a text. Not part of `npm test`, which tries a sample.
 */
const { values } = parseArgs({
  options: { seeds: { type: 'string', default: '2000' }, first: { type: 'string', default: '1' } },
});

const total = { asked: 0, refused: 0, found: 0, wrong: 0 };
const [first, count] = [Number(values.first), Number(values.seeds)];
for (let seed = first; seed < first + count; seed += 1) {
  const { asked, refused, found, wrong } = await askEverything(seed);
  total.asked += asked;
  total.refused += refused;
  total.found += found;
  total.wrong += wrong.length;
  for (const one of wrong) process.stdout.write(`seed ${String(seed)}: ${one}\n`);
}
process.stdout.write(
  `${String(count)} organisations, ${String(total.asked)} questions: ${String(total.refused)} to be refused, ` +
    `${String(total.found)} that somebody fits; ${String(total.wrong)} answered wrongly\n`,
);
process.exitCode = total.wrong === 0 ? 0 : 1;

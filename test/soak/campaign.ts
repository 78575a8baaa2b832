import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { VirtualClock } from '../support/virtual-clock.ts';
import { soak, type Sample } from './soak.ts';

/**
 * A day of the daemon with 5,000 people and a fault in every hundredth call: what it holds must not grow. Not part of
 * `npm test`, which tries an hour of a small company.
 */
const { values } = parseArgs({
  options: { people: { type: 'string', default: '5000' }, hours: { type: 'string', default: '24' } },
});
const wanted = { people: Number(values.people), hours: Number(values.hours) };

const mega = 1024 ** 2;
const tell = ({ hours, residentBytes, heapBytes, descriptors }: Sample): void => {
  const held = `${(residentBytes / mega).toFixed(0)} MB resident, ${(heapBytes / mega).toFixed(0)} MB heap`;
  process.stdout.write(`${hours.toFixed(1)} h: ${held}, ${String(descriptors)} descriptors\n`);
};
const mean = (numbers: readonly number[]): number =>
  numbers.reduce((sum, number) => sum + number, 0) / Math.max(1, numbers.length);

const median = (samples: readonly Sample[]): number =>
  samples.map(({ descriptors }) => descriptors).sort((one, other) => one - other)[samples.length >> 1] ?? Number.NaN;

const directory = mkdtempSync(join(tmpdir(), 'tenured-soak-'));
const begun = Date.now();
try {
  const { home, samples, ...rest } = await soak(directory, new VirtualClock(Date.UTC(2026, 10, 23, 9)), wanted, tell);
  await home.okta.close();
  // The first quarter warms up.
  const settled = samples.slice(Math.floor(samples.length / 4));
  const half = Math.floor(settled.length / 2);
  const growth = (of: (sample: Sample) => number): number =>
    mean(settled.slice(half).map(of)) / mean(settled.slice(0, half).map(of)) - 1;
  const resident = growth(({ residentBytes }) => residentBytes);
  // A turn that is under way has connections; what counts is that they do not stay.
  const spread = Math.abs(median(settled.slice(half)) - median(settled.slice(0, half)));
  const { rejections, exit, calls, faulty, unsettled } = rest;
  process.stdout.write(
    `${String(calls)} calls, ${String(faulty)} faults met, ${String(rejections)} unhandled rejections, exit ${String(exit)}, ` +
      `${String(unsettled.length)} unsettled, resident memory ${(100 * resident).toFixed(1)} %, ` +
      `descriptors ${String(spread)} more or less, ${((Date.now() - begun) / 60_000).toFixed(1)} min\n`,
  );
  const isWell = rejections === 0 && exit === 143 && unsettled.length === 0 && resident < 0.1 && spread <= 2;
  process.exitCode = isWell ? 0 : 1;
} finally {
  rmSync(directory, { recursive: true, force: true });
}

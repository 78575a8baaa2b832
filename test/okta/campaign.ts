import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Switches } from '../../src/simulator/index.ts';

/**
 * The client's whole contract suite, once for each other answer to each of the questions that Okta's documents leave open.
 * Not part of `npm test`, where `switches.test.ts` reads everything and writes everything under each. With `--process` the
 * simulator runs in another process.
 */
const { values } = parseArgs({ options: { process: { type: 'boolean', default: false } } });

/** The questions of `okta-api.md` §9, in their order, answered otherwise than the simulator does by itself. */
const answers: readonly Partial<Switches>[] = [
  { insufficientScopeBody: 'empty' },
  { invalidTokenBody: 'empty' },
  { partialScopes: 'refuse' },
  { suspendProvisioned: 'accept' },
  { respondAsyncStatus: 202 },
  { respondAsyncStatus: 204 },
  { deactivatedMember: 'E0000001' },
  { deactivatedMember: 'E0000006' },
  { emptyString: 'store' },
  { rateHeaders: 'org' },
  { membershipTouchesUser: true },
  { limitAboveMaximum: 'refuse' },
  { searchLagMs: 10_000 },
  { searchLagMs: 1000, searchLagSpreadMs: 9000 },
];

const files = ['gate', 'reader', 'requests', 'simulator', 'slow', 'writer'].map((name) => `test/okta/${name}.test.ts`);

function passes(answer: Partial<Switches>): boolean {
  const env = {
    ...process.env,
    TENURED_SWITCHES: JSON.stringify(answer),
    ...(values.process ? { TENURED_SIMULATOR: 'process' } : {}),
  };
  const vitest = join(import.meta.dirname, '../../node_modules/vitest/vitest.mjs');
  const { status, stderr } = spawnSync(process.execPath, [vitest, 'run', '--reporter=dot', ...files], {
    env,
    encoding: 'utf8',
  });
  process.stdout.write(`${JSON.stringify(answer)}: ${status === 0 ? 'passes' : stderr}\n`);
  return status === 0;
}

const failed = answers.filter((answer) => !passes(answer));
process.exitCode = failed.length === 0 ? 0 : 1;

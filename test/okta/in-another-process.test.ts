import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { findings, missing } from '../support/openapi/observer.ts';

// The client's tests that ask a simulator, once more against one that runs in another process; of the two tables of
// everything with everything one field of each row. `npm run contract:process` leaves nothing out.
vi.stubEnv('TENURED_SIMULATOR', 'process');
vi.stubEnv('TENURED_THINNED', 'yes');
await import('./simulator.test.ts');
await import('./writer.test.ts');
await import('./gate.test.ts');
await import('./slow.test.ts');
await import('./requests.test.ts');
await import('./switches.test.ts');
await import('./fault-matrix.test.ts');

it.skipIf(missing !== undefined)('what that process answers is held against Okta’s OpenAPI document, too', () => {
  const { observed, unexplained } = findings();
  expect(observed).toBeGreaterThan(500);
  expect(unexplained).toEqual([]);
});

it('leaves out no test of the client that asks a simulator, but for the pace that ten thousand changes keep', () => {
  const here = readFileSync(import.meta.filename, 'utf8');
  const left = readdirSync(import.meta.dirname).filter((name) => {
    const asks = /\b(organisation|startSimulator)\(/.test(readFileSync(join(import.meta.dirname, name), 'utf8'));
    return name.endsWith('.test.ts') && asks && !here.includes(`import('./${name}')`);
  });
  expect(left).toEqual(['pace.test.ts']);
});

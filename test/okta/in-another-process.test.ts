import { expect, it, vi } from 'vitest';
import { findings, missing } from '../support/openapi/observer.ts';

// The same tests once more, against a simulator that runs in another process.
vi.stubEnv('TENURED_SIMULATOR', 'process');
await import('./simulator.test.ts');
await import('./writer.test.ts');
await import('./gate.test.ts');
await import('./slow.test.ts');

it.skipIf(missing !== undefined)('what that process answers is held against Okta’s OpenAPI document, too', () => {
  const { observed, unexplained } = findings();
  expect(observed).toBeGreaterThan(500);
  expect(unexplained).toEqual([]);
});

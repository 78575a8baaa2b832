import { afterAll, expect } from 'vitest';
import { findings } from './observer.ts';

// Runs in every test file: what the simulator answered there must be what Okta's OpenAPI document describes.
afterAll(() => {
  expect(findings().unexplained, "answers that Okta's OpenAPI document does not describe").toEqual([]);
});

import { afterAll, expect } from 'vitest';
import { findings, requests } from './observer.ts';
import { tidyUp } from './programs.ts';

// Runs in every test file: what our client asked and what the simulator answered there must be what Okta's OpenAPI
// document describes.
afterAll(() => {
  const found = findings();
  tidyUp();
  expect(found.unexplained, "answers that Okta's OpenAPI document does not describe").toEqual([]);
  expect(requests().unexplained, "requests that Okta's OpenAPI document does not describe").toEqual([]);
});

import { expect, it } from 'vitest';
import { idFor, idPrefixes, isIdOf, randomId, type IdKind } from './ids.ts';

it.each(Object.keys(idPrefixes) as IdKind[])('a %s id has Okta’s form', (kind) => {
  const id = idFor(kind, 'key');
  expect(id).toMatch(/^[A-Za-z0-9]{20}$/);
  expect(isIdOf(kind, id)).toBe(true);
  expect(idFor(kind, 'key')).toBe(id);
  expect(idFor(kind, 'other')).not.toBe(id);
  const bytes = (size: number): Uint8Array => new Uint8Array(size);
  expect(isIdOf(kind, randomId(kind, { next: () => 0, bytes }))).toBe(true);
});

import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { pauseFile } from './pause-file.ts';
import { osUser } from './user.ts';

let directory = '';
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'tenured-pause-'));
});
afterEach(() => {
  rmSync(directory, { recursive: true, force: true });
});

it('is not there until it is, and again when it was removed', () => {
  expect(pauseFile.read(directory)).toBeNull();
  pauseFile.write(directory, 'incident 12');
  expect(pauseFile.read(directory)).toBe('incident 12');
  expect([pauseFile.remove(directory), pauseFile.remove(directory)]).toEqual([true, false]);
  expect(pauseFile.read(directory)).toBeNull();
});

it('says its first line only, and no more of it than a person reads', () => {
  writeFileSync(join(directory, 'pause'), `  first \r\nsecond\n`);
  expect(pauseFile.read(directory)).toBe('first');
  writeFileSync(join(directory, 'pause'), 'x'.repeat(10_000));
  expect(pauseFile.read(directory)).toHaveLength(500);
});

it('counts also when it is empty, cannot be read, or is a directory', () => {
  writeFileSync(join(directory, 'pause'), '');
  expect(pauseFile.read(directory)).toBe('');
  chmodSync(join(directory, 'pause'), 0o000);
  expect(pauseFile.read(directory)).toBe('');
});

it('makes the directory where there is none, and is not there in one that never was', () => {
  const state = join(directory, 'a', 'b');
  expect(pauseFile.read(state)).toBeNull();
  pauseFile.write(state, 'stop');
  expect(pauseFile.read(state)).toBe('stop');
});

it('knows who runs this process', () => {
  expect(osUser()).toMatch(/^(?:[\w.-]+|uid \d+)$/);
});

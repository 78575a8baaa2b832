import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { alsoFrom, missing } from './observer.ts';

let file: string | undefined;

/**
 * The environment of a program that a test starts, so that what a simulator in there answers is held against Okta's
 * OpenAPI document as it is here.
 */
export function watched(): Readonly<Record<string, string>> {
  if (missing !== undefined) return {};
  file ??= board();
  const preload = new URL('./preload.ts', import.meta.url).href;
  return { NODE_OPTIONS: `--import=${preload}`, TENURED_FINDINGS: file };
}

/** Takes away what programs wrote their findings to. */
export function tidyUp(): void {
  if (file !== undefined) rmSync(dirname(file), { recursive: true, force: true });
}

function board(): string {
  const folder = mkdtempSync(join(tmpdir(), 'tenured-findings-'));
  const path = join(folder, 'findings');
  alsoFrom(() => {
    const lines = existsSync(path) ? readFileSync(path, 'utf8').split('\n').slice(0, -1) : [];
    return { observed: lines.length, unexplained: lines.filter((line) => line !== '') };
  });
  return path;
}

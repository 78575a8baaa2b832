import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { TenuredError } from '../../src/domain/kernel/errors.ts';
import { openState, type State, type StateOptions } from '../../src/state/index.ts';

/** A folder that goes with the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'tenured-state-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}

/** A state in a folder of its own, closed with the test. */
export function temporaryState(options: Partial<StateOptions> = {}): State & { readonly directory: string } {
  const directory = options.directory ?? join(temporaryFolder(), 'state');
  const state = openState({ ...options, directory });
  onTestFinished(() => {
    state.close();
  });
  return { ...state, directory };
}

/** The code and words of what `work` throws. */
export function refusalOf(work: () => unknown): { readonly code: string; readonly error: TenuredError } {
  try {
    work();
  } catch (error) {
    if (error instanceof TenuredError) return { code: error.code, error };
    throw error;
  }
  throw new Error('nothing was refused');
}

export function codeOf(work: () => unknown): string {
  return refusalOf(work).code;
}

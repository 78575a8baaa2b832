import type { Code } from '../domain/kernel/codes.ts';
import { TenuredError } from '../domain/kernel/errors.ts';

/** The code of whatever was thrown; a defect's is TEN-9001. */
export function codeOf(error: unknown): Code {
  return error instanceof TenuredError ? error.code : 'TEN-9001';
}

/** Where a defect struck, without its message, which may name somebody; null for an error that was meant. */
export function placeOf(error: unknown): string | null {
  if (error instanceof TenuredError || !(error instanceof Error)) return null;
  const frames = error.stack?.split('\n').filter((line) => line.startsWith('    at ')) ?? [];
  return frames
    .slice(0, 3)
    .map((line) => line.trim())
    .join(' < ');
}

import { userInfo } from 'node:os';

/** The user that this process runs as, by the operating system; `uid 65532` where that has no name for it. */
export function osUser(): string {
  try {
    return userInfo().username;
  } catch {
    // A container may run as a number that no passwd file knows.
    return `uid ${String(process.getuid?.() ?? 'unknown')}`;
  }
}

import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';

/** One run of one program on one host. */
export interface ProcessIdentity {
  readonly host: string;
  readonly pid: number;
  /** Tells it from an earlier process with the same pid; '' where the system does not say. */
  readonly started: string;
}

/** Who this process is, and which other ones still run. */
export interface ProcessTable {
  readonly self: ProcessIdentity;
  /** `unknown` for a process of another host. */
  state(process: ProcessIdentity): 'alive' | 'gone' | 'unknown';
}

/** The processes of this host. */
export function hostProcesses(): ProcessTable {
  const self = { host: hostname(), pid: process.pid, started: startOf(process.pid) };
  return {
    self,
    state(other) {
      if (other.host !== self.host) return 'unknown';
      if (!runs(other.pid)) return 'gone';
      return other.started === startOf(other.pid) ? 'alive' : 'gone';
    },
  };
}

/** Reads what `JSON.stringify` made of an identity; null for anything else. */
export function parseIdentity(text: string): ProcessIdentity | null {
  try {
    const { host, pid, started } = JSON.parse(text) as Partial<Record<keyof ProcessIdentity, unknown>>;
    if (typeof host !== 'string' || typeof pid !== 'number' || typeof started !== 'string') return null;
    return { host, pid, started };
  } catch {
    return null;
  }
}

function runs(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it runs under another user.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Boot and clock tick at which a process began, where the kernel tells. */
function startOf(pid: number): string {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field is the program's name in parentheses and may itself hold spaces and parentheses.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    // A zombie has ended; only its parent has not noticed.
    return fields[0] === 'Z' || fields[0] === 'X' ? 'ended' : `${boot}/${fields[19] ?? ''}`;
  } catch {
    return '';
  }
}

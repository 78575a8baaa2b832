import type { Finding } from './finding.ts';

/** A finding that says which of several sources it is about. */
export function ofSource(finding: Finding, source: string): Finding {
  return { ...finding, source, message: `${source}: ${finding.message}` };
}

import type { GuardrailLimits } from './limits.ts';

/** The defaults of the configuration. */
export const limits: GuardrailLimits = {
  rows: { dropCandidate: { floor: 3, share: 0.02 }, dropReject: 0.1, riseCandidate: { floor: 40, share: 0.1 } },
  keyProblems: { floor: 3, share: 0.01 },
  columns: {
    blank: { floor: 5, share: 0.02 },
    distinct: { floor: 3, share: 0.3 },
    changed: { floor: 5, share: 0.05 },
    keys: { floor: 3, share: 0.005 },
  },
  disables: { floor: 3, share: 0.01, cap: 100 },
  firmDisables: { floor: 10, share: 0.05 },
  absences: { floor: 2, share: 0.005 },
  returns: { floor: 2, share: 0.005, dueShare: 0.25 },
  groupRemovals: { floor: 10, share: 0.25, emptied: 5, total: 0.05 },
  announcements: { floor: 5, share: 0.01 },
  brake: { inARow: 3, failures: 0.05, afterTried: 20, conflicts: { floor: 10, share: 0.05 }, readBack: 3 },
  creates: { floor: 40, share: 0.05, growth: 1.5 },
  gapHours: 36,
};

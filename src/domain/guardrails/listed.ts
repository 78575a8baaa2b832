import type { Finding } from './finding.ts';
import { mostSubjects } from './limit.ts';

/** What the configuration lists as protected and Okta does not have. */
export interface NotFound {
  readonly groups: readonly string[];
  readonly accounts: readonly string[];
}

/** G17n: a name that finds nobody protects nobody. Of a group nobody can tell whom it was to protect, so that holds. */
export function judgeListed({ groups, accounts }: NotFound): readonly Finding[] {
  const names = [...groups, ...accounts];
  if (names.length === 0) return [];
  return [
    {
      guardrail: 'G17n',
      verdict: groups.length > 0 ? 'hold' : 'warn',
      scope: 'plan',
      measured: names.length,
      limit: 0,
      message: `listed as protected, and not in Okta: ${names.slice(0, mostSubjects).join(', ')}`,
      subjects: names.slice(0, mostSubjects),
      subjectsTotal: names.length,
      remedy: 'correct okta.protected in the configuration, or take out who is gone',
    },
  ];
}

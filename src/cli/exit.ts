/** Every exit code and its stable name. An unknown code must be read as failure. */
export const exitNames = {
  0: 'done',
  1: 'unexpected',
  2: 'changes_exist',
  3: 'finished_with_failures',
  4: 'needs_approval',
  5: 'waiting_for_approval',
  6: 'plan_stale',
  10: 'configuration_invalid',
  11: 'locked',
  12: 'okta_refused',
  13: 'source_unusable',
  14: 'state_unusable',
  15: 'okta_unreachable',
  64: 'usage',
  130: 'interrupted',
  143: 'terminated',
} as const satisfies Readonly<Record<number, string>>;

export function exitName(code: number): string {
  return (exitNames as Readonly<Record<number, string>>)[code] ?? 'unexpected';
}

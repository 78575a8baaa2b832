/** ` (E0000006, Okta request reqAbc)`: what Okta's support and System Log find the call by. */
export function inBrackets(told: { readonly code?: string | null; readonly requestId: string | null }): string {
  const parts: string[] = [];
  if (told.code !== undefined && told.code !== null) parts.push(told.code);
  if (told.requestId !== null) parts.push(`Okta request ${told.requestId}`);
  return parts.length === 0 ? '' : ` (${parts.join(', ')})`;
}

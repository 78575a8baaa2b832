import { formatInstant, type Instant } from '../../domain/time/instant.ts';

/** Okta prints ISO 8601 with whole seconds, `2025-12-17T10:59:04.000Z`. */
export function printed(value: Instant): string {
  return formatInstant(value);
}

export function printedOrNull(value: Instant | null): string | null {
  return value === null ? null : formatInstant(value);
}

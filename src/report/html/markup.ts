import { html } from 'hono/html';
import { visible } from '../text.ts';

/** A piece of the page, already escaped. */
export type Markup = ReturnType<typeof html>;

/**
 * The one template of the report: whatever is put into it as text is made visible and escaped, so that no partial has
 * to remember it. Only another piece of the page goes in as it is.
 */
export function markup(strings: TemplateStringsArray, ...values: readonly unknown[]): Markup {
  return html(strings, ...values.map(harmless));
}

function harmless(value: unknown): unknown {
  if (typeof value === 'string') return visible(value);
  return Array.isArray(value) ? value.map(harmless) : value;
}

/** The finished text. No partial awaits anything, so it never is a promise. */
export function textOf(piece: Markup): string {
  return [piece as string].join('');
}

export const nothing: Markup = markup``;

import { day, type Instant } from '../../domain/time/instant.ts';
import { idFor } from './ids.ts';

/** Okta: a token that was not used for 30 days is no longer valid; every use begins them anew. */
const idleFor = 30 * day;

interface ApiToken {
  readonly id: string;
  readonly userId: string;
  usedAt: Instant;
}

/** The API tokens ("SSWS") of an org. They are secrets that Okta shows once, so no export of the org carries them. */
export class ApiTokens {
  readonly #tokens = new Map<string, ApiToken>();

  /** Has a user make a token of this text. */
  add(text: string, userId: string, now: Instant): void {
    this.#tokens.set(text, { id: idFor('apiToken', text), userId, usedAt: now });
  }

  revoke(text: string): void {
    this.#tokens.delete(text);
  }

  /** Okta: whoever is deactivated loses every token that it has made, for good. */
  revokeOf(userId: string): void {
    for (const [text, token] of this.#tokens) if (token.userId === userId) this.#tokens.delete(text);
  }

  /** The token that a request came with, which keeps it alive; undefined for one that is not, or no longer, good. */
  use(text: string, now: Instant): { readonly id: string; readonly userId: string } | undefined {
    const token = this.#tokens.get(text);
    if (token === undefined || now - token.usedAt >= idleFor) return undefined;
    token.usedAt = now;
    return token;
  }
}

import type { Instant } from '../../domain/time/instant.ts';

/** Something that keeps a user signed in. */
export interface Session {
  readonly userId: string;
  readonly opened: Instant;
  /** A browser session at Okta, or an app's OAuth tokens, which outlive it. */
  readonly kind: 'browser' | 'oauthTokens';
}

/** Who is signed in. Nobody signs in over this API: tests and drills open sessions, the API ends them. */
export class Sessions {
  readonly #ofUser = new Map<string, readonly Session[]>();

  open(userId: string, opened: Instant, kind: Session['kind'] = 'browser'): void {
    this.#ofUser.set(userId, [...this.of(userId), { userId, opened, kind }]);
  }

  of(userId: string): readonly Session[] {
    return this.#ofUser.get(userId) ?? [];
  }

  /** Okta: clearing sessions leaves OAuth tokens alone unless `oauthTokens=true` asks for them. */
  clear(userId: string, withTokens: boolean): void {
    const left = withTokens ? [] : this.of(userId).filter(({ kind }) => kind === 'oauthTokens');
    if (left.length === 0) this.#ofUser.delete(userId);
    else this.#ofUser.set(userId, left);
  }
}

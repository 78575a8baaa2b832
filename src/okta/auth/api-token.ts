import { TenuredError } from '../../domain/kernel/errors.ts';
import { instant } from '../../domain/time/instant.ts';
import type { ApiTokenOptions } from '../options.ts';
import type { AccessToken, Tokens } from './token.ts';

const never = instant(Number.MAX_SAFE_INTEGER);

/**
 * An API token, which Okta takes as it is: `Authorization: SSWS …`. It has no scopes and no end of its own but for 30
 * days without use, and dies with the account of whoever made it. [Okta: Create an API token]
 */
export class ApiTokenSource implements Tokens {
  readonly #place: ApiTokenOptions['apiToken'];
  #refused: string | null = null;

  constructor(place: ApiTokenOptions['apiToken']) {
    this.#place = place;
  }

  /** @throws TenuredError TEN-2059 when what is there is no token, TEN-2058 when Okta has refused it. */
  get(): Promise<AccessToken> {
    return Promise.resolve().then(() => this.#get());
  }

  drop(token: AccessToken): void {
    this.#refused = token.value;
  }

  #get(): AccessToken {
    const value = this.#place.value.trim();
    if (!/^[\w-]{20,200}$/.test(value)) {
      throw new TenuredError('TEN-2059', 'What okta.auth.sswsToken refers to is no API token of Okta.', {
        hint: 'Put the token alone into the file, as Security > API > Tokens showed it, without "SSWS".',
      });
    }
    if (value === this.#refused) {
      throw new TenuredError('TEN-2058', 'Okta refused the API token.', {
        why: 'It was revoked, was not used for 30 days, or whoever made it is no longer active.',
        hint: 'Better than a new token is a service app with a key of its own: docs/it/okta-setup.md',
      });
    }
    return { value, scheme: 'SSWS', renewAt: never, expiresAt: never };
  }
}

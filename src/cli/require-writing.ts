import { TenuredError } from '../domain/kernel/errors.ts';
import type { Settings } from './settings.ts';

/**
 * Refuses whatever carries out while Okta is asked with an API token that was not allowed to, before anything is begun.
 * @throws TenuredError TEN-2057
 */
export function requireWriting({ configuration: { okta } }: Settings): void {
  if (okta.apiToken === undefined || okta.apiToken.mayWrite) return;
  throw new TenuredError('TEN-2057', 'nothing is carried out with an API token: okta.auth.unsafeApply is not set', {
    why: 'such a token holds all the rights of whoever made it, is bound to nothing, and dies with that account',
    hint: 'use a service app with a key of its own: docs/it/okta-setup.md',
  });
}

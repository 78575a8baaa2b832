import { loginKey } from '../../domain/identity/login.ts';
import type { CompiledMapping } from '../../domain/mapping/compiled.ts';
import type { Match } from '../../domain/plan/situation.ts';
import type { Fields, FieldValue } from '../../domain/worker/record.ts';
import type { BindingStore, MirrorStore } from '../ports.ts';
import type { Protection } from './protection.ts';

/**
 * Finds the account of a worker without a binding, by the mapping's keys in order; DEPROVISIONED accounts count. The
 * first key with any account decides: one that finds several is a question for a person, never for the next key.
 */
export function matcher(
  mapping: Pick<CompiledMapping, 'match'>,
  mirror: MirrorStore,
  bindings: BindingStore,
  protection: Protection,
) {
  const keys = mapping.match.map(({ okta, field }) => ({
    attribute: okta.replace(/^profile\./, ''),
    field,
    key: okta,
  }));
  return (fields: Fields): Match => {
    for (const { attribute, field, key } of keys) {
      const value = keyText(attribute, fields[field]);
      if (value === '') continue;
      const found = mirror.usersByKey(attribute, value);
      if (found.length > 1) return { kind: 'ambiguous', key, count: found.length };
      const user = found[0] === undefined ? null : mirror.user(found[0]);
      if (user === null) continue;
      const owner = bindings.byUser(user.id);
      if (owner !== null) return { kind: 'claimed', user, by: owner.worker };
      return { kind: 'one', user, key, protection: protection(user) };
    }
    return { kind: 'none' };
  };
}

function keyText(attribute: string, value: FieldValue | undefined): string {
  if (typeof value === 'number') return String(value);
  if (typeof value !== 'string') return '';
  if (attribute === 'login') return loginKey(value);
  return attribute === 'email' ? value.toLowerCase() : value;
}

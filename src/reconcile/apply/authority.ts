import type { OktaGroupId, OktaUserId } from '../../domain/kernel/ids.ts';
import type { CompiledMapping } from '../../domain/mapping/compiled.ts';
import type { ReconcileOptions } from '../options.ts';
import { resolveGroups } from '../plan/groups.ts';
import { protectionOf, type Protection } from '../plan/protection.ts';
import type { Authority } from '../ports.ts';
import type { ApplyStores } from './tools.ts';

export interface AuthorityTools {
  readonly stores: Pick<ApplyStores, 'mirror' | 'bindings' | 'controls'>;
  readonly mapping: CompiledMapping;
  readonly options: ReconcileOptions;
  /** Why everything is stopped, by a person's word or by a pause file; null when writing is allowed. */
  readonly stopped: () => string | null;
}

/** Answers the gate's questions from this side's own stores, at the moment it asks. */
export function authorityOf(tools: AuthorityTools): Authority {
  const { mirror, bindings, controls } = tools.stores;
  const owned = new Set(tools.mapping.ownedAttributes);
  const references = referencesOf(tools);

  return {
    stopped: tools.stopped,
    protection(user: OktaUserId) {
      const seen = mirror.userById(user);
      // Whom the mirror does not know, nobody can vouch for.
      return seen === null ? 'not seen in Okta yet' : references().protection(seen);
    },
    mayCutProtected(user: OktaUserId) {
      const worker = bindings.byUser(user)?.worker;
      return worker !== undefined && controls.cutOf(worker)?.evenProtected === true;
    },
    isBound: (user: OktaUserId) => bindings.byUser(user) !== null,
    isManagedGroup: (group: OktaGroupId) => references().usable.has(group),
    owns: (attribute: string) => owned.has(attribute),
    administratorsReadAt: () => mirror.state().referencesAt,
  };
}

interface References {
  readonly protection: Protection;
  /** Groups that may be written to. */
  readonly usable: ReadonlySet<OktaGroupId>;
}

/** Roles and rules as last read: looked up again whenever they were read again. */
function referencesOf({ stores, mapping, options }: AuthorityTools): () => References {
  let known: References | null = null;
  let readAt: number | null = null;
  return () => {
    const { referencesAt } = stores.mirror.state();
    if (known === null || referencesAt !== readAt) {
      const { byName } = resolveGroups(stores.mirror, mapping.managedGroups);
      known = {
        protection: protectionOf(stores.mirror, options.protection),
        usable: new Set([...byName.values()].flatMap((one) => (one.usable ? [one.id] : []))),
      };
      readAt = referencesAt;
    }
    return known;
  };
}

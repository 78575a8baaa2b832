import { rulesHold } from '../../domain/guardrails/references.ts';
import type { Clock } from '../../domain/kernel/clock.ts';
import type { OktaGroupId, OktaUserId } from '../../domain/kernel/ids.ts';
import type { Mappings } from '../../domain/mapping/mappings.ts';
import { hour, minute, type Instant } from '../../domain/time/instant.ts';
import type { ReconcileOptions } from '../options.ts';
import { resolveGroups } from '../plan/groups.ts';
import { protectionOf, type Protection } from '../plan/protection.ts';
import type { Authority } from '../ports.ts';
import type { ApplyStores } from './tools.ts';

export interface AuthorityTools {
  readonly clock: Clock;
  readonly stores: Pick<ApplyStores, 'mirror' | 'bindings' | 'controls'>;
  readonly mappings: Mappings;
  readonly options: ReconcileOptions;
  /** Why everything is stopped, by a person's word or by a pause file; null when writing is allowed. */
  readonly stopped: () => string | null;
}

/** Answers the gate's questions from this side's own stores, at the moment it asks. */
export function authorityOf(tools: AuthorityTools): Authority {
  const { clock } = tools;
  const { mirror, bindings, controls } = tools.stores;
  const owned = new Set(tools.mappings.ownedAttributes);
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
    administratorsReadAt: () => mirror.state().administratorsAt,
    groupsStopped() {
      const { rulesAt } = mirror.state();
      return isWithin(rulesAt, rulesHold, clock.now())
        ? null
        : `group rules were last read ${ago(rulesAt, clock.now())}`;
    },
    suspendsOnly() {
      const { administratorsAt, administratorsFault } = mirror.state();
      const fresh = isWithin(administratorsAt, administratorsFresh, clock.now());
      if (administratorsFault === null && fresh) return null;
      return `who is an administrator was last read ${ago(administratorsAt, clock.now())}`;
    },
  };
}

/** A run reads them at its start and now and then: older than this means that they could not be read. */
const administratorsFresh = hour;

function isWithin(since: Instant | null, most: number, now: Instant): boolean {
  return since !== null && now >= since && now - since <= most;
}

function ago(since: Instant | null, now: Instant): string {
  return since === null ? 'never' : `${String(Math.round((now - since) / minute))} minutes ago`;
}

interface References {
  readonly protection: Protection;
  /** Groups that may be written to. */
  readonly usable: ReadonlySet<OktaGroupId>;
}

/** Roles and rules as last read: looked up again whenever they were read again. */
function referencesOf({ stores, mappings, options }: AuthorityTools): () => References {
  let known: References | null = null;
  let readAt = '';
  return () => {
    const { rulesAt, administratorsAt, groupsCursor } = stores.mirror.state();
    const at = [rulesAt, administratorsAt, groupsCursor].map(String).join(' ');
    if (known === null || at !== readAt) {
      const { byName } = resolveGroups(stores.mirror, mappings.managedGroups);
      known = {
        protection: protectionOf(stores.mirror, options.protection),
        usable: new Set([...byName.values()].flatMap((one) => (one.usable ? [one.id] : []))),
      };
      readAt = at;
    }
    return known;
  };
}

import { invalid } from '../http/errors.ts';
import { bodyOf, type Exchange, type Reply } from '../http/exchange.ts';
import type { CustomRole, ResourceSet } from '../org/iam.ts';
import { printed } from '../views/format.ts';

/** What custom roles and resource sets want of a caller: reading is an administrator's, managing the highest one's. */
export const iamReading = { scope: 'okta.roles.read', permission: 'roles' } as const;
export const iamManaging = { scope: 'okta.roles.manage', permission: 'roles.manage' } as const;

/** How many a list of them has on a page. */
export const iamPage = 100;

export const done: Reply = { status: 204, body: undefined };

/** The members that custom roles and resource sets have in common. */
export function labelledView({ id, label, description, created, lastUpdated }: CustomRole | ResourceSet): object {
  return { id, label, description, created: printed(created), lastUpdated: printed(lastUpdated) };
}

/**
 * The label and the description that are sent.
 * @throws Refused E0000001 when one is missing, or the label is that of another one than `but`.
 */
export function textsOf(
  exchange: Exchange,
  holderOf: (label: string) => { readonly id: string } | undefined,
  but?: string,
): { readonly label: string; readonly description: string } {
  const { label, description } = bodyOf(exchange);
  if (typeof label !== 'string' || label === '') throw invalid('label', 'label: The field cannot be left blank');
  if (typeof description !== 'string') throw invalid('description', 'description: The field cannot be left blank');
  const holder = holderOf(label);
  if (holder !== undefined && holder.id !== but) {
    throw invalid('label', 'label: An object with this field already exists in the current organization');
  }
  return { label, description };
}

import { TenuredError } from '../domain/kernel/errors.ts';
import type { StoredPlan } from '../domain/plan/artefact.ts';
import type { OpenState } from './world.ts';

/** The plan by number or hash. @throws TenuredError TEN-5003 */
export function requirePlan(state: OpenState, reference: string): StoredPlan {
  const plan = state.stores.plans.find(reference);
  if (plan !== null) return plan;
  throw new TenuredError('TEN-5003', `there is no plan ${reference}`, {
    hint: '`tenured plan list` shows the plans; give a number or at least eight digits of a hash',
  });
}

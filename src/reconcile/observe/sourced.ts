import { nextLook } from '../../domain/identity/sourced.ts';
import type { LifecycleState } from '../../domain/lifecycle/state.ts';
import type { ObserveTools } from './tools.ts';

/** States in which somebody's account is suspended or closed. */
const disabled: ReadonlySet<LifecycleState> = new Set<LifecycleState>([
  'on-leave',
  'access-stopped',
  'closed',
  'no-show',
]);

/**
 * Reads again, when it is time, the suspended accounts whose profile another system owns: an import may have undone it.
 * What is found goes into the mirror, from which the plan of this very run follows.
 */
export async function lookAgain(tools: ObserveTools, attributes: readonly string[]): Promise<void> {
  const { watch, workers, mirror, directory, clock } = tools;
  for (const one of watch.due(clock.now())) {
    const user = await directory.user(one.okta, attributes, 'leavers');
    if (user !== null) mirror.noteUser(user);
    const state = workers.get(one.worker)?.state;
    const next = user === null ? null : nextLook(one, user.status, clock.now());
    if (next === null || state === undefined || !disabled.has(state)) watch.forget(one.okta);
    else watch.looked(one.okta, next);
  }
}

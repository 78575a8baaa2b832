import { TenuredError } from '../domain/kernel/errors.ts';
import { workerId, type WorkerId } from '../domain/kernel/ids.ts';
import { visible } from '../report/index.ts';
import type { MirroredUser } from '../reconcile/ports.ts';
import { headOf } from '../reconcile/workers/links.ts';
import type { OpenState } from './world.ts';

/** Somebody whom HR's file has named, with the account that is theirs. */
export interface Person {
  readonly id: WorkerId;
  readonly name: string;
  /** As last seen in Okta; null when none is bound, or Okta has it no more. */
  readonly account: MirroredUser | null;
}

const mostListed = 20;

/**
 * Finds one person by HR's id, byte for byte, also by one they had before, else by every word of a name.
 * @throws TenuredError TEN-6003 when there is nobody, TEN-6004 with everybody's id when there are several.
 */
export function findPerson(state: OpenState, text: string): Person {
  const { workers } = state.stores;
  const exact = workers.get(text);
  if (exact !== null) return today(state, exact);
  const found = text.trim() === '' ? [] : workers.named(text, mostListed + 1);
  const [first, ...others] = new Map(
    found.map((one) => [headOf(state.stores.conversions, one.id), today(state, one)]),
  ).values();
  if (first === undefined) throw nobody(text);
  if (others.length > 0) throw severalPeople(state, text, [first, ...others]);
  return first;
}

/** Under the id that stands for the person today, where theirs was another one before. */
function today(state: OpenState, { id, name }: Pick<Person, 'id' | 'name'>): Person {
  const head = workerId(headOf(state.stores.conversions, id));
  return head === id ? personOf(state, id, name) : personOf(state, head, state.stores.workers.get(head)?.name ?? name);
}

function personOf(state: OpenState, id: string, name: string): Person {
  const { bindings, mirror } = state.stores;
  const binding = bindings.byWorker(id);
  return { id: workerId(id), name, account: binding === null ? null : mirror.userById(binding.okta) };
}

function nobody(text: string): TenuredError {
  return new TenuredError('TEN-6003', `nobody has the id or the name "${text}"`, {
    why: 'only people whom an accepted HR file has named are known',
    hint: "give HR's id, byte for byte, or a part of the name",
  });
}

function severalPeople(
  state: OpenState,
  text: string,
  found: readonly { readonly id: WorkerId; readonly name: string }[],
): TenuredError {
  const listed = found.slice(0, mostListed).map(({ id, name }) => `${id} ${name}${loginOf(personOf(state, id, name))}`);
  const more = found.length > mostListed ? ', and more' : '';
  return new TenuredError('TEN-6004', `several people fit "${text}": ${listed.join('; ')}${more}`, {
    hint: 'give the id of the one you mean',
  });
}

function loginOf({ account }: Person): string {
  return account === null ? '' : ` <${account.login}>`;
}

/** `Kim Novak (E10390)`. */
export function called({ name, id }: Pick<Person, 'name' | 'id'>): string {
  return visible(`${name} (${id})`);
}

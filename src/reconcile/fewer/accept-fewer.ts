import type { WorkerId } from '../../domain/kernel/ids.ts';
import { observe } from '../observe/observe.ts';
import type { Fewer } from '../observe/shrunken.ts';
import type { ObserveTools } from '../observe/tools.ts';
import type { PlanRunTools } from '../plan-run-tools.ts';
import type { BindingStore, WorkerStore } from '../ports.ts';

/** What looking takes. Nothing of it reaches Okta but to read. */
export type FewerTools = Omit<PlanRunTools, 'sources' | 'company' | 'settleDoubts'>;

/** Something that Okta shows fewer of, and whom of HR's people that concerns. */
export interface FewerLook extends Fewer {
  /** Workers whose accounts are missing, the first of them. */
  readonly workers: readonly { readonly id: WorkerId; readonly name: string }[];
  readonly workersTotal: number;
}

const mostNamed = 10;

/**
 * Looks at everything in Okta and tells what it shows fewer of than this state knows, by more than is believed without a
 * person's word. Done on a copy of the state: nothing is taken out of it.
 * @throws TenuredError as observing does; TEN-2350 where what is missing is there all the same.
 */
export async function lookForFewer(tools: FewerTools): Promise<readonly FewerLook[]> {
  const found: FewerLook[] = [];
  const copy = await tools.copyState();
  try {
    await observe(
      {
        ...observing({ ...tools, stores: copy.stores }),
        believes: (fewer) => {
          found.push({ ...fewer, ...concerned(tools.stores, fewer) });
          return true;
        },
      },
      'whole',
    );
  } finally {
    copy.close();
  }
  return found;
}

/**
 * Takes out of the state what Okta shows fewer of, and no more of anything than was looked at. Needs the run lease.
 * @throws TenuredError TEN-2350 where more is missing by now.
 */
export async function acceptFewer(tools: FewerTools, looked: readonly FewerLook[]): Promise<void> {
  const believes = (fewer: Fewer): boolean =>
    looked.some(({ of, group, missing }) => of === fewer.of && group === fewer.group && fewer.missing <= missing);
  await observe({ ...observing(tools), believes }, 'whole');
}

function observing({ stores, ...tools }: FewerTools): ObserveTools {
  return { ...tools, ...stores };
}

function concerned(
  { bindings, workers }: { readonly bindings: BindingStore; readonly workers: WorkerStore },
  { accounts }: Fewer,
): Pick<FewerLook, 'workers' | 'workersTotal'> {
  const bound = accounts.flatMap((account) => bindings.byUser(account)?.worker ?? []);
  const named = bound.slice(0, mostNamed).map((id) => ({ id, name: workers.get(id)?.name ?? '' }));
  return { workers: named, workersTotal: bound.length };
}

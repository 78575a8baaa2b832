import type { RequestMatch } from '../../src/simulator/index.ts';
import type { Household } from '../support/household.ts';
import type { Running } from '../support/process.ts';

/** What one operation looks like from Okta's side. */
export interface Requests {
  /** The fresh read before it. */
  readonly read: RequestMatch;
  /** Whatever is sent between the durable intent and the write: the gate's own read; left out where there is none. */
  readonly gate?: RequestMatch;
  readonly write: RequestMatch;
  /** The write of a later operation of the same person. */
  readonly later: RequestMatch;
}

/** A place at which a process can be killed; what is between two of them is one transaction and equal to one of them. */
export interface Failpoint {
  readonly name: string;
  /** Resolves when the process stands there, and tells what becomes of its request once it is dead. */
  readonly reach: (home: Household, requests: Requests) => Promise<Aftermath>;
}

/** What happens to a request whose sender is dead. One that is never let go is lost on the way. */
export type Aftermath = () => void;

const lost: Aftermath = () => undefined;

const atToken: RequestMatch = { path: '/oauth2/v1/token' };

function at(name: string, reach: Failpoint['reach']): Failpoint {
  return { name, reach };
}

async function standAt({ okta }: Household, match: RequestMatch, when: 'beforeCommit' | 'afterCommit') {
  const held = okta.faults.hold(match, when);
  await held.reached;
  return held;
}

/** Lets the write be answered, and holds whatever comes next. */
async function firstAfter(home: Household, { write }: Requests): Promise<Aftermath> {
  const held = await standAt(home, write, 'afterCommit');
  const next = home.okta.faults.hold({}, 'beforeCommit');
  held.release();
  await next.reached;
  return lost;
}

/** Every place, as it shows from outside. */
export const failpoints: readonly Failpoint[] = [
  at('1 before anything was read', async (home) => {
    await standAt(home, atToken, 'beforeCommit');
    return lost;
  }),
  at('2 at the fresh read, nothing intended yet', async (home, { read }) => {
    await standAt(home, read, 'beforeCommit');
    return lost;
  }),
  at('3 intended, and the request lost on its way to Okta', async (home, { write }) => {
    await standAt(home, write, 'beforeCommit');
    return lost;
  }),
  at('3 intended, and the request arriving when its sender is dead', async (home, { write }) => {
    const held = await standAt(home, write, 'beforeCommit');
    return () => {
      held.release();
    };
  }),
  at('4 done by Okta, and the answer not sent yet', async (home, { write }) => {
    const held = await standAt(home, write, 'afterCommit');
    return () => {
      held.release();
    };
  }),
  at('5 the answer just sent', async (home, { write }) => {
    const held = await standAt(home, write, 'afterCommit');
    const answered = home.okta.requests().length;
    held.release();
    while (home.okta.requests().length === answered) await new Promise((resolve) => setImmediate(resolve));
    return lost;
  }),
  at('6 the outcome durable, the next request sent', firstAfter),
  at('7 in the midst of a later operation of the same person', async (home, { later }) => {
    await standAt(home, later, 'afterCommit');
    return lost;
  }),
];

/** Between 2 and 3: intended, and the gate still asking. */
export const atTheGate: Failpoint = at('3 intended, and the gate still asking', async (home, { gate }) => {
  if (gate === undefined) throw new Error('there is nothing that the gate asks');
  await standAt(home, gate, 'beforeCommit');
  return lost;
});

/** Kills the process outright as soon as it stands there. */
export async function killAt(
  point: Failpoint,
  home: Household,
  requests: Requests,
  start: () => Running,
): Promise<void> {
  const reached = point.reach(home, requests);
  const running = start();
  const aftermath = await before(running, reached, point.name);
  running.kill('SIGKILL');
  const { signal } = await running.ended;
  if (signal !== 'SIGKILL') throw new Error('ended by itself before it could be killed');
  home.okta.faults.clear();
  aftermath();
  await new Promise((resolve) => setImmediate(resolve));
}

/** What comes while the process runs. @throws Error when that ends before. */
export function before<Value>(running: Running, comes: Promise<Value>, what: string): Promise<Value> {
  const ended = running.ended.then(({ code, stderr }) => {
    throw new Error(`ended with ${String(code)} before "${what}": ${stderr}`);
  });
  return Promise.race([comes, ended]);
}

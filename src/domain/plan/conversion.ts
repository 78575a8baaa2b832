import { enabledStatuses, type UserStatus } from '../identity/observed.ts';
import type { Claiming, Unclear } from '../identity/claim.ts';
import type { Sha256 } from '../kernel/ids.ts';
import { parseInstant } from '../time/instant.ts';
import { claimedByAnother, goesOnNeedsApproval, type Operation, type Precondition } from './artefact.ts';
import { explain, subjectOf } from './effects.ts';
import { operation } from './operation.ts';
import type { AccountFacts, Decision, Situation } from './situation.ts';

/** What is to be done about a worker whose rows say that the account of another id is theirs: never a second account. */
export function claims(situation: Situation, claiming: Claiming): Decision {
  switch (claiming.kind) {
    case 'unclear':
      return explain(situation, 'claim-unclear', `${unclear[claiming.why]}: ${claiming.ids.join(', ')}`);
    case 'waits':
      return explain(situation, 'claim-waits', `${claiming.previous}: ${claiming.why}`);
    case 'takes':
      return claiming.protection === null
        ? { operations: [goOn(situation, claiming)], skips: [] }
        : explain(situation, 'protected', claiming.protection, claiming.user);
  }
}

const unclear: Readonly<Record<Unclear, string>> = {
  'several-claimants': 'others claim the same account',
  'several-accounts': 'several ids with an account are the same person by these rows',
  circle: 'each of them names the other as the earlier one',
};

/**
 * The account goes on under the new id: nothing changes in Okta, and only a person may say so. What was looked at is the
 * account as it stood: one that was disabled since is another question.
 */
function goOn(situation: Situation, claiming: Claiming & { readonly kind: 'takes' }): Operation {
  const { desired, at, worker } = situation;
  const { previous, user, lastDay, evidence } = claiming;
  const { date, zone } = desired.reason;
  return operation(
    {
      kind: 'adopt',
      lifecycle: 'mover',
      subject: subjectOf(situation, user),
      target: previous,
      before: { status: standsAt(user.status), worker: previous },
      after: { okta: user.id, worker },
      due: null,
      precondition: { kind: 'bound', okta: user.id, worker: previous },
      reason: {
        rule: 'goes-on-from',
        ...evidence,
        detail: lastDay === null ? previous : `${previous}, last day ${lastDay}`,
        ...(date === undefined ? {} : { date }),
        ...(zone === undefined ? {} : { zone }),
      },
      needsApproval: [goesOnNeedsApproval],
    },
    at,
  );
}

/** Where an account stands as far as a hand-over is concerned: any that its owner can use is enabled. */
export function standsAt(status: UserStatus): string {
  return enabledStatuses.has(status) ? 'enabled' : status;
}

/** An account that goes from one worker id to another, or back. */
export type HandOver = Operation & { readonly precondition: Precondition & { readonly kind: 'bound' } };

export function isHandOver(one: Operation): one is HandOver {
  return one.kind === 'adopt' && one.precondition.kind === 'bound';
}

/** True for what is done about a worker, under either id of an account that changes them. */
export function isOperationAbout(operation: Operation, worker: string): boolean {
  return operation.subject.worker === worker || (isHandOver(operation) && operation.target === worker);
}

/**
 * The end of an account that another id claims is a person's to decide. While they are asked whether the account goes on
 * under that id, that is the one question: with the answer, the end is carried out or is none.
 */
export function heldByClaim(situation: Situation, account: AccountFacts, decision: Decision): Decision {
  const { claimed, desired } = situation;
  if (claimed === undefined || desired.reason.rule === 'cut-access') return decision;
  const [ending, others] = divided(decision.operations);
  if (ending.length === 0) return decision;
  if (!claimed.asked) {
    return { operations: [...despite(ending, claimed.by, situation), ...others], skips: decision.skips };
  }
  const isOpen = enabledStatuses.has(account.user.status);
  const told = isOpen ? explain(situation, 'claimed', claimed.by.join(', ')).skips : [];
  return { operations: others, skips: [...decision.skips, ...told] };
}

function divided(operations: readonly Operation[]): readonly [Operation[], Operation[]] {
  const ending: Operation[] = [];
  const others: Operation[] = [];
  for (const one of operations) (one.lifecycle === 'leaver' ? ending : others).push(one);
  return [ending, others];
}

/**
 * The same end is another effect than it was before the claim: nobody has agreed to this one yet. What comes behind it comes
 * behind the new one.
 */
function despite(ending: readonly Operation[], by: readonly string[], { at }: Situation): Operation[] {
  const renamed = new Map<Sha256, Sha256>();
  const now = (id: Sha256): Sha256 => renamed.get(id) ?? id;
  return ending.map((one) => {
    const { due, target, precondition, dependsOn, needsApproval, ...rest } = one;
    const made = operation(
      {
        ...rest,
        ...(target === null ? {} : { target }),
        due: due === null ? null : (parseInstant(due) ?? null),
        precondition: stillHolds(precondition, by, now),
        dependsOn: dependsOn.map(now),
        needsApproval: [...needsApproval, claimedByAnother],
      },
      at,
    );
    renamed.set(one.id, made.id);
    return made;
  });
}

function stillHolds(precondition: Precondition, by: readonly string[], now: (id: Sha256) => Sha256): Precondition {
  if (precondition.kind === 'still-due') return { ...precondition, despite: by };
  return precondition.kind === 'after' ? { kind: 'after', operation: now(precondition.operation) } : precondition;
}

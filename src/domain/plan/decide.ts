import { enabledStatuses } from '../identity/observed.ts';
import type { Operation } from './artefact.ts';
import { heldByClaim } from './conversion.ts';
import { activate, explain } from './effects.ts';
import { withAccount } from './with-account.ts';
import { withoutAccount } from './without-account.ts';
import { nothing, type AccountFacts, type Decision, type Situation } from './situation.ts';

/** The table of desired account and Okta status (anything not listed: leave alone, explain). Pure. */
export function decide(situation: Situation): Decision {
  const { desired } = situation;
  if (situation.goesOnAs !== undefined) return goesOn(situation, situation.goesOnAs);
  if (situation.paused) return explain(situation, 'paused', situation.account?.user.status ?? null);
  if (situation.lostAccount !== null) return explain(situation, 'account-lost', situation.lostAccount);
  // What is wrong with a row that was put aside is said where the data's problems are.
  if (desired.account === 'leave-alone') {
    return situation.standing === 'put-aside' ? nothing : explain(situation, 'unknown', null);
  }
  // Whom a person cuts off by name is cut off whoever the scope is about.
  if (!desired.inScope && desired.reason.rule !== 'cut-access') return explain(situation, 'out-of-scope', null);
  if (desired.problems.length > 0) {
    return explain(situation, 'mapping-failed', desired.problems.map((problem) => problem.message).join('; '));
  }
  return situation.account === null ? withoutAccount(situation) : aboutAccount(situation, situation.account);
}

function aboutAccount(situation: Situation, account: AccountFacts): Decision {
  const decision = heldByClaim(situation, account, withAccount(situation, account));
  return missingUnnoticed(situation, account, decision) ? missing(situation) : decision;
}

/** All that follows from its rows is said of the id that it goes on as. */
function goesOn(situation: Situation, as: string): Decision {
  return situation.standing === 'missing' ? nothing : explain(situation, 'goes-on', as);
}

/** Somebody who has access, is not in the file any more, and of whom nothing else is to be said. */
function missingUnnoticed(situation: Situation, account: AccountFacts, decision: Decision): boolean {
  if (situation.standing !== 'missing' || !situation.reportMissing) return false;
  return decision === nothing && enabledStatuses.has(account.user.status);
}

/** Where there are several sources, it is said which file they are missing from. */
function missing(situation: Situation): Decision {
  const explained = explain(situation, 'missing-from-file', situation.desired.source ?? null);
  const { absence } = situation;
  return absence === undefined
    ? explained
    : { ...explained, skips: explained.skips.map((skip) => ({ ...skip, absence })) };
}

/** Kinds that a date alone brings about; differences of attributes and groups are looked at when they are there. */
const byDate: ReadonlySet<Operation['kind']> = new Set([
  'create',
  'activate',
  'disable',
  'clear-sessions',
  'deactivate',
  'unsuspend',
]);

/**
 * What falls due at a boundary ahead, beyond what is decided for now. Somebody whose account this very plan creates is
 * activated after that creation.
 */
export function decideAhead(situation: Situation, now: Decision): readonly Operation[] {
  const made = now.operations.find((one) => one.kind === 'create');
  if (made !== undefined) {
    const wanted = situation.desired.account === 'active' && !now.operations.some((one) => one.kind === 'activate');
    return wanted ? [activate(situation, made.subject, made)] : [];
  }
  const known = new Set(now.operations.map((one) => one.id));
  return decide(situation).operations.filter(
    (one) => byDate.has(one.kind) && one.notBefore !== null && !known.has(one.id),
  );
}

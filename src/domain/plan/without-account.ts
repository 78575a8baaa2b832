import { enabledStatuses } from '../identity/observed.ts';
import type { AttributeValue } from '../mapping/compiled.ts';
import type { Subject } from './artefact.ts';
import {
  activate,
  addToGroup,
  explain,
  groupSkips,
  mayEnable,
  notEnabled,
  profileSkips,
  subjectOf,
} from './effects.ts';
import { claims } from './conversion.ts';
import { groupChanges } from './group-diff.ts';
import { operation } from './operation.ts';
import { nothing, type Decision, type Match, type Situation } from './situation.ts';

export function withoutAccount(situation: Situation): Decision {
  const { match, desired, claiming } = situation;
  if (claiming !== undefined) return claims(situation, claiming);
  switch (match.kind) {
    case 'ambiguous':
      return explain(situation, 'ambiguous-match', `${match.count} accounts have this ${match.key}`);
    case 'claimed':
      return explain(situation, 'double-claim', match.by, match.user);
    case 'one':
      return adopt(situation, match);
    case 'none':
      return desired.account === 'staged' || desired.account === 'active' ? create(situation) : nothing;
  }
}

/** Taking an account over changes nothing in Okta; what follows from it is in the next plan. */
function adopt(situation: Situation, match: Match & { readonly kind: 'one' }): Decision {
  const { desired, at } = situation;
  const { user } = match;
  if (desired.account === 'none' || desired.account === 'closed') return nothing;
  const left = desired.account === 'suspended';
  if (left && !enabledStatuses.has(user.status)) return nothing;
  if (match.protection !== null) return explain(situation, 'protected', match.protection, user);
  const taken = operation(
    {
      kind: 'adopt',
      lifecycle: left ? 'leaver' : 'joiner',
      subject: subjectOf(situation, user),
      before: null,
      after: { okta: user.id, key: match.key },
      due: null,
      precondition: { kind: 'unbound', okta: user.id },
      reason: { rule: 'matched-by-key', detail: match.key },
      needsApproval: left ? ['left-already'] : ['take-over'],
    },
    at,
  );
  const announced = left ? explain(situation, 'not-adopted', null, user).skips : [];
  return { operations: [taken], skips: announced };
}

function create(situation: Situation): Decision {
  const { desired, at } = situation;
  if (desired.shape === null) return nothing;
  if (!mayEnable(situation)) return notEnabled(situation);
  const login = situation.allocateLogin();
  if (login === null) return withoutLogin(situation, desired.shape.loginCandidates);
  const groups = groupChanges(desired.shape.groups, new Set(), situation.groups, true);
  const profile = createProfile(situation, login);
  const subject: Subject = { login, name: desired.name, okta: null, worker: situation.worker };
  const within = groups.add.slice(0, mostGroupsOnCreate);
  const made = operation(
    {
      kind: 'create',
      lifecycle: 'joiner',
      subject,
      before: null,
      after: { groups: within, login, profile: profile.attributes },
      due: desired.account === 'staged' ? desired.since : null,
      precondition: { kind: 'no-account', login },
      reason: desired.reason,
    },
    at,
  );
  const operations = [made];
  if (desired.account === 'active') operations.push(activate(situation, subject, made));
  for (const group of groups.add.slice(mostGroupsOnCreate)) {
    operations.push(addToGroup(situation, subject, group, made));
  }
  return { operations, skips: [...groupSkips(situation, groups.refused), ...profileSkips(situation, profile.refused)] };
}

/** HR's data may give no login at all; then nobody has taken anything. */
function withoutLogin(situation: Situation, candidates: readonly string[]): Decision {
  if (candidates.length === 0) return explain(situation, 'no-login-possible', null);
  return explain(situation, 'no-login-free', candidates.join(', '));
}

/** Okta takes at most this many group ids with a new user. [Okta: error E0000093] */
const mostGroupsOnCreate = 20;

function createProfile({ desired, schema }: Situation, login: string) {
  const wanted: Record<string, AttributeValue> = { ...desired.shape?.attributes, ...desired.shape?.onCreate };
  for (const { name } of desired.shape?.loginAttributes ?? []) wanted[name] = login;
  const attributes: Record<string, NonNullable<AttributeValue>> = {};
  const refused: string[] = [];
  // In the order of canonical JSON, in which they are written twice.
  for (const name of Object.keys(wanted).sort()) {
    const value = wanted[name] ?? '';
    if (value === '') continue;
    if (schema?.has(name) === false) refused.push(name);
    else attributes[name] = value;
  }
  return { attributes, refused };
}

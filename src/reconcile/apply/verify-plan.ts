import { asJson, canonicalJson } from '../../domain/kernel/canonical-json.ts';
import { TenuredError } from '../../domain/kernel/errors.ts';
import { lineHash } from '../../domain/kernel/hash.ts';
import type { Sha256 } from '../../domain/kernel/ids.ts';
import { planSchema, type PlanEnvelope, type StoredPlan } from '../../domain/plan/artefact.ts';

/** What this process would plan with. */
export interface CurrentSetUp {
  readonly config: Sha256;
  readonly mapping: Sha256;
}

/**
 * Refuses a plan as a whole: what a person looked at must be what is carried out, by the set-up it was made with.
 * @throws TenuredError TEN-5010 to TEN-5016.
 */
export async function verifyPlan(
  plan: StoredPlan,
  status: PlanEnvelope['status'],
  current: CurrentSetUp,
  breathe: () => Promise<void>,
): Promise<void> {
  refuseByStatus(plan, status);
  refuseByHeader(plan, current);
  await refuseAltered(plan, breathe);
}

function refuseByStatus({ envelope }: StoredPlan, status: PlanEnvelope['status']): void {
  const name = `plan ${String(envelope.number)}`;
  switch (status) {
    case 'open':
    case 'approved':
      return;
    case 'what-if':
      throw new TenuredError('TEN-5015', `${name} is a what-if and can never be carried out`, {
        why: 'it was made for an instant that a person chose',
        hint: 'make one for now with `tenured plan`',
      });
    case 'expired':
      throw new TenuredError('TEN-5013', `${name} expired at ${envelope.expiresAt}`, {
        why: 'HR and Okta may both have moved on since anybody looked at it',
        hint: 'make a new one with `tenured plan`; approvals hold for operations that are still in it',
      });
    case 'applied':
      throw new TenuredError('TEN-5014', `${name} has been carried out already`, {
        hint: 'make a new one with `tenured plan`; approvals hold for operations that are still in it',
      });
    case 'rejected':
      throw new TenuredError('TEN-5014', `${name} was rejected`, { hint: 'make a new one with `tenured plan`' });
    case 'superseded':
      throw new TenuredError('TEN-5014', `${name} was superseded by a newer one`, {
        hint: 'see `tenured plan list`; approvals hold for operations that are still in it',
      });
  }
}

function refuseByHeader({ envelope }: StoredPlan, current: CurrentSetUp): void {
  const { header, number, candidate } = envelope;
  const name = `plan ${String(number)}`;
  if (header.schema !== planSchema) {
    throw new TenuredError('TEN-5011', `${name} is written in version ${String(header.schema)} of the plan's format`, {
      why: `this tenured knows version ${String(planSchema)}`,
      hint: 'make a new one with `tenured plan`',
    });
  }
  if (candidate) {
    throw new TenuredError('TEN-5016', `${name} is made from a file that waits for a person's word`, {
      hint: `accept the file with \`tenured plan approve ${String(number)}\`, then run \`tenured plan\` and apply that one`,
    });
  }
  const changed = [
    ...(header.config === current.config ? [] : ['configuration']),
    ...(header.mapping === current.mapping ? [] : ['mapping']),
  ];
  if (changed.length > 0) {
    throw new TenuredError('TEN-5012', `the ${changed.join(' and the ')} changed since ${name} was made`, {
      why: 'what would be carried out is not what would be planned now',
      hint: 'make a new one with `tenured plan`',
    });
  }
}

const linesBetweenBreaths = 2_000;

/** @throws TenuredError TEN-5010 when the plan's lines do not give its hash any more. */
export async function refuseAltered(plan: StoredPlan, breathe: () => Promise<void>): Promise<void> {
  const { envelope } = plan;
  if ((await digestOf(plan, breathe)) === envelope.hash) return;
  throw new TenuredError('TEN-5010', `plan ${String(envelope.number)} is not what it was when it was made`, {
    why: 'its lines do not give its hash any more: somebody or something altered the state',
    hint: 'make a new one with `tenured plan`, and find out who writes to the state directory',
  });
}

/** Null when lines are missing: of a plan that stands none is ever removed. */
async function digestOf(plan: StoredPlan, breathe: () => Promise<void>): Promise<string | null> {
  const hash = lineHash();
  hash.add(canonicalJson(asJson(plan.envelope.header)));
  let lines = 0;
  try {
    for (const { line } of plan.lines()) {
      hash.add(canonicalJson(asJson(line)));
      lines += 1;
      if (lines % linesBetweenBreaths === 0) await breathe();
    }
  } catch (error) {
    if (error instanceof TenuredError && error.code === 'TEN-4041') return null;
    throw error;
  }
  return hash.end();
}
